import { instantsOf, parseCron } from '../series/cron.ts';
import { zoneOf } from '../series/zone.ts';
import type { EpochSeconds } from '../units.ts';

/** Something the operator knows of and history may not: a sale, a match, a launch. */
export interface AnnouncedEvent {
  readonly name: string;
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
  /** Expected load as a multiple of the ordinary, > 0; null = learn it from past events of that name. */
  readonly multiple: number | null;
  /** Seconds before the start in which it grows, and after the end in which it fades; 600 each. */
  readonly rampSeconds?: number;
  readonly decaySeconds?: number;
}

/** An event that comes again and again: one occurrence at each time that `cron` names. */
export interface RecurringEvent extends Omit<AnnouncedEvent, 'start' | 'end'> {
  /** Five-field cron expression on the clock of `zone`. */
  readonly cron: string;
  readonly zone: string;
  readonly durationSeconds: number;
}

/** An event as the operator announces it. */
export type EventPlan = AnnouncedEvent | RecurringEvent;

/** Events that are on at any moment of [from, to), ascending by start. */
export function occurrencesOf(
  plans: readonly EventPlan[],
  from: EpochSeconds,
  to: EpochSeconds,
): AnnouncedEvent[] {
  return plans
    .flatMap((plan) => ('cron' in plan ? recurrencesOf(plan, from, to) : [plan]))
    .filter(({ start, end }) => start < to && end > from)
    .sort((a, b) => a.start - b.start);
}

function recurrencesOf(
  { cron, zone, durationSeconds, ...event }: RecurringEvent,
  from: EpochSeconds,
  to: EpochSeconds,
): AnnouncedEvent[] {
  const parsed = parseCron(cron);
  if (parsed.kind === 'invalid') return []; // the configuration takes no such cron
  const starts = instantsOf(parsed.cron, zoneOf(zone), from - durationSeconds, to);
  return starts.map((start) => ({ ...event, start, end: start + durationSeconds }));
}
