import { type Zone, zoneOf } from '../../core/series/zone.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../../core/units.ts';
import { months, weekdays } from '../day-names.ts';

/** A place on a time axis with what stands under it. */
export interface Tick {
  readonly at: EpochSeconds;
  readonly label: string;
}

const hoursBetween = [1, 2, 3, 6, 12] as const;
const daysBetween = [1, 2, 7, 14, 28, 91, 364] as const;

/**
 * Ticks of [from, to] at whole local hours or midnights, at most about `most` ≥ 1 of them: `06:00`
 * within a day and `Sat 21` where one begins; further apart `21 Nov`, and then `Nov 2026`.
 */
export function timeTicks(
  from: EpochSeconds,
  to: EpochSeconds,
  most: number,
  zoneName: string,
): Tick[] {
  const zone = zoneOf(zoneName);
  const span = to - from;
  const hours = hoursBetween.find((each) => span / (each * secondsPerHour) <= most);
  const days = daysBetween.find((each) => span / (each * secondsPerDay) <= most) ?? 364;
  const ticks: Tick[] = [];
  for (let day = zone.startOfDay(from); day <= to; day = zone.nextStartOfDay(day)) {
    const times = hours === undefined ? midnights(zone, day, days) : wholeHours(zone, day, hours);
    for (const at of times) {
      if (at >= from && at <= to) ticks.push({ at, label: tickLabel(zone, at, days) });
    }
  }
  return ticks;
}

function wholeHours(zone: Zone, day: EpochSeconds, every: number): EpochSeconds[] {
  const { year, month, day: date } = zone.localParts(day);
  return Array.from({ length: 24 / every }, (_, i) =>
    zone.epochOf({ year, month, day: date, hour: i * every }),
  );
}

/** `day` itself where it is one of every `every` days, counted from 1970. */
function midnights(zone: Zone, day: EpochSeconds, every: number): EpochSeconds[] {
  const number = Math.floor((day + zone.offsetSeconds(day)) / secondsPerDay);
  return number % every === 0 ? [day] : [];
}

/** @param days Between two ticks: what is the same of all, or says too little, is left out. */
function tickLabel(zone: Zone, at: EpochSeconds, days: number): string {
  const { hour, minute, day, weekday, month, year } = zone.localParts(at);
  if (days >= 364) return `${months[month - 1]} ${year}`;
  if (days >= 28) return `${day} ${months[month - 1]}`;
  if (hour === 0 && minute === 0) return `${weekdays[weekday]} ${day}`;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** A limit up to this multiple of the highest load is still in the picture. */
const limitInSight = 1.5;

/** Top of an axis that shows loads up to `highest`, and each of the `limits` that is not far above. */
export function topOf(highest: number, limits: readonly number[]): number {
  const seen = limits.filter((limit) => limit <= highest * limitInSight);
  return niceCeiling(Math.max(highest, ...seen) * 1.02);
}

/** 0 and the whole multiples of 1, 2 or 5 × a power of ten up to `top`, at most about `most` of them. */
export function wholeTicks(top: number, most: number): number[] {
  let step = 1;
  for (let power = 1; top / step > most; power *= 10) {
    step = [power, 2 * power, 5 * power].find((each) => top / each <= most) ?? 10 * power;
  }
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}

/** The next of 1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10 × a power of ten at or above `value`; 1 for 0. */
function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find(
    (candidate) => candidate * power >= value * 0.999,
  );
  return (step ?? 10) * power;
}
