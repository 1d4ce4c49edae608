/**
 * What can be expected of a forecast by how much history there is. A tier forbids nothing to a
 * member: each declines by itself where it lacks the days it needs, and a backtest weighs the rest.
 */
import { secondsPerDay } from '../units.ts';

export type HistoryTierName = 'reactive' | 'days' | 'weekdays' | 'full';

export interface HistoryTier {
  readonly name: HistoryTierName;
  /** Least history that belongs to it, in days. */
  readonly fromDays: number;
  /** What it means for the operator, as a sentence without its end. */
  readonly sentence: string;
}

/** Ascending in history; a test holds what they say against what training does. */
export const historyTiers: readonly HistoryTier[] = [
  {
    name: 'reactive',
    fromDays: 0,
    sentence: 'less than a day of history: only the reactive rule plans',
  },
  {
    name: 'days',
    fromDays: 1,
    sentence: 'less than a week of history: the time of day is learnt, weekdays are all alike',
  },
  {
    name: 'weekdays',
    fromDays: 7,
    sentence:
      'less than two weeks of history: each weekday was seen once, which one accident can spoil',
  },
  { name: 'full', fromDays: 14, sentence: 'two weeks of history or more: everything is in use' },
];

/** The tier of a history of `seconds` from its first sample to the end of its newest, ≥ 0. */
export function historyTier(seconds: number): HistoryTier {
  const days = seconds / secondsPerDay;
  return historyTiers.findLast(({ fromDays }) => days >= fromDays) ?? historyTiers[0]!;
}

/** Whether `seconds` of history allow more than `before` seconds did. */
export function hasRisen(before: number, seconds: number): boolean {
  return historyTier(seconds).fromDays > historyTier(before).fromDays;
}
