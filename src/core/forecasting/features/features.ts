/**
 * Numbers that describe one question, "what is the load `ahead` steps after `origin`?", all in z
 * and relative to the level of the day that ends at the origin. They see nothing after the origin.
 */
import { dayPhase, isWeekend, type LoadHistory, meanOver } from './load-history.ts';
import { originStates, stateColumns } from './origin-state.ts';
import { profileColumns, profilesOf } from './profile.ts';

const calendarColumns = [
  'weekend',
  'weekend-change',
  'day-sine',
  'day-cosine',
  'half-day-sine',
  'half-day-cosine',
  'log-ahead',
] as const;

/** Columns that also count times the logarithm of `ahead`. */
const fading = [
  'mean14',
  'sameWeekday',
  'last',
  'lastHour',
  'dailyError',
  'dailyErrorHour',
] as const;

export const featureNames: readonly string[] = [
  'one',
  ...profileColumns,
  ...stateColumns,
  ...calendarColumns,
  ...fading.map((name) => `${name} × log-ahead`),
];
export const featureColumns = featureNames.length;

/** Features enough for most loads. With few of them days are enough to learn from. */
export const leanFeatures: readonly string[] = [
  'one',
  'mean7',
  'mean14',
  'sameWeekday',
  'sameKind',
  'yesterday',
  'lastWeek',
  'spread',
  'last',
  'lastHour',
  'dailyError',
  'dailyErrorHour',
  'dailyErrorDay',
  'weeklyErrorHour',
  'weeklyErrorDay',
  'weekend',
  'log-ahead',
  'mean14 × log-ahead',
  'dailyErrorHour × log-ahead',
];

const fadingAt = fading.map((name) => featureNames.indexOf(name));
/** Every profile column but the last is a level. */
const profileLevels = profileColumns.length - 1;

export interface Features {
  /** Numbers in a row: `featureColumns`. */
  readonly columns: number;
  /** Mean z of the day that ends with step `origin`. */
  levelAt(origin: number): number;
  /**
   * Writes the row of (origin, ahead) into `out` from `start` on.
   * @returns False when the history before `origin` is too short; the row is then unusable.
   */
  write(origin: number, ahead: number, out: Float64Array, start: number): boolean;
  /**
   * Rows of the steps `ahead` of one origin, in their order; null where the history is too short.
   * Members that ask in turn about the same origin and the same array are given the same rows.
   */
  rowsOf(origin: number, ahead: Int32Array): readonly (Float64Array | null)[];
}

export function featuresOf(history: LoadHistory): Features {
  const profiles = profilesOf(history);
  const states = originStates(history, profiles);
  const profile = new Float64Array(profileColumns.length);
  const levelAt = (origin: number) =>
    meanOver(history, origin - history.stepsPerDay + 1, origin + 1);
  let newest: { origin: number; ahead: Int32Array; rows: (Float64Array | null)[] } | null = null;
  const features: Features = {
    columns: featureColumns,
    levelAt,
    rowsOf(origin, ahead) {
      if (newest?.origin === origin && newest.ahead === ahead) return newest.rows;
      const rows = Array.from(ahead, (steps) => {
        const row = new Float64Array(featureColumns);
        return features.write(origin, steps, row, 0) ? row : null;
      });
      newest = { origin, ahead, rows };
      return rows;
    },
    write(origin, ahead, out, start) {
      const target = origin + ahead;
      const state = states(origin);
      if (state === null || !profiles.read(target, origin, profile)) return false;
      const level = levelAt(origin);
      let at = start;
      out[at++] = 1;
      for (let j = 0; j < profileLevels; j++) out[at++] = profile[j]! - level;
      out[at++] = profile[profileLevels]!;
      for (let j = 0; j < state.length; j++) out[at++] = state[j]!;
      at = writeCalendar(history, origin, target, out, at);
      const far = Math.log(ahead);
      out[at++] = far;
      for (const column of fadingAt) out[at++] = far * out[start + column]!;
      return true;
    },
  };
  return features;
}

/** Writes the calendar columns of `target` from `at` on and returns where they end. */
function writeCalendar(
  history: LoadHistory,
  origin: number,
  target: number,
  out: Float64Array,
  at: number,
): number {
  const weekend = isWeekend(history, target);
  const angle = 2 * Math.PI * dayPhase(history, target);
  out[at++] = weekend;
  out[at++] = weekend - isWeekend(history, origin);
  out[at++] = Math.sin(angle);
  out[at++] = Math.cos(angle);
  out[at++] = Math.sin(2 * angle);
  out[at++] = Math.cos(2 * angle);
  return at;
}
