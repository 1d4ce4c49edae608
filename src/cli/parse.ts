import { InvalidArgumentError } from 'commander';
import { parseTime as timeOf } from '../adapters/csv/fields.ts';
import { secondsOf } from '../core/duration.ts';
import type { EpochSeconds } from '../core/units.ts';

/** Seconds of a duration above none. @throws InvalidArgumentError, which commander prints. */
export function parseDuration(text: string): number {
  const seconds = secondsOf(text.trim()) ?? 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('Write a duration such as 90s, 15m, 1h30m, 24h or 7d.');
}

/** Epoch seconds of an ISO-8601 time, at least a whole date; one without a zone is UTC. */
export function parseTime(text: string): EpochSeconds {
  const milliseconds = /^\d{4}-\d\d-\d\d/.test(text) ? timeOf(text) : null;
  if (milliseconds === null) {
    throw new InvalidArgumentError('Write a time such as 2026-11-21T08:00:00Z.');
  }
  return Math.floor(milliseconds / 1000);
}

/** Times of a comma-separated list, in its order. */
export function parseTimes(text: string): EpochSeconds[] {
  return text.split(',').map((part) => parseTime(part.trim()));
}

/** Quantile levels of a comma-separated list, ascending within (0, 1). */
export function parseLevels(text: string): number[] {
  const levels = text.split(',').map(Number);
  const ascending = levels.every((level, i) => i === 0 || levels[i - 1]! < level);
  if (!ascending || !levels.every((level) => level > 0 && level < 1)) {
    throw new InvalidArgumentError('Write ascending levels between 0 and 1, such as 0.1,0.5,0.9.');
  }
  return levels;
}

/** A number above 0. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('Write a number above 0.');
  return value;
}

/** A number of at least 0. */
export function parseAmount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Write a number of at least 0.');
  }
  return value;
}

/** A whole number of at least 0. */
export function parseWhole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Write a whole number of at least 0.');
  return Number(text);
}

/** The name of an AWS region. */
export function parseRegion(text: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) {
    throw new InvalidArgumentError('Write a region such as eu-central-1.');
  }
  return text;
}

/** A share in (0, 1). */
export function parseShare(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError('Write a share between 0 and 1, such as 0.99.');
  return value;
}
