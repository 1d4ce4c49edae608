/** How the load stands at an origin: lately, against the profile, and how restless it is. */
import { secondsPerHour } from '../../units.ts';
import { type LoadHistory, meanOver } from './load-history.ts';
import { type Profiles, profileColumns } from './profile.ts';

export const stateColumns = [
  'last',
  'lastThree',
  'lastHour',
  'lastThreeHours',
  'week',
  'dailyError',
  'dailyErrorThree',
  'dailyErrorHour',
  'dailyErrorThreeHours',
  'dailyErrorDay',
  'weeklyError',
  'weeklyErrorHour',
  'weeklyErrorThreeHours',
  'weeklyErrorDay',
  'yesterdayError',
  'yesterdayErrorHour',
  'yesterdayErrorDay',
  'kindErrorHour',
  'kindErrorThreeHours',
  'kindErrorDay',
  'restlessness',
  'errorSizeThreeHours',
  'errorSizeDay',
] as const;

/** State of an origin, one number for each column; null where no profile reaches back from there. */
export type OriginStates = (origin: number) => Float64Array | null;

export function originStates(history: LoadHistory, profiles: Profiles): OriginStates {
  const known = new Map<number, Float64Array | null>();
  const errors = profileErrors(history, profiles);
  return (origin) => {
    let state = known.get(origin);
    if (state === undefined) known.set(origin, (state = stateOf(history, errors, origin)));
    return state;
  };
}

function stateOf(history: LoadHistory, errors: ProfileErrors, origin: number): Float64Array | null {
  if (Number.isNaN(errors.at(origin, 'mean14'))) return null;
  const { z, stepsPerDay, series } = history;
  const hour = Math.max(1, Math.round(secondsPerHour / series.stepSeconds));
  const level = meanOver(history, origin - stepsPerDay + 1, origin + 1);
  const load = (steps: number) => meanOver(history, origin - steps + 1, origin + 1) - level;
  const error = (profile: ErrorProfile, steps: number, size = false) =>
    errors.mean(origin, steps, profile, size);
  return Float64Array.of(
    z[origin]! - level,
    load(3),
    load(hour),
    load(3 * hour),
    load(7 * stepsPerDay),
    error('mean14', 1),
    error('mean14', 3),
    error('mean14', hour),
    error('mean14', 3 * hour),
    error('mean14', stepsPerDay),
    error('sameWeekday', 1),
    error('sameWeekday', hour),
    error('sameWeekday', 3 * hour),
    error('sameWeekday', stepsPerDay),
    error('yesterday', 1),
    error('yesterday', hour),
    error('yesterday', stepsPerDay),
    error('sameKind', hour),
    error('sameKind', 3 * hour),
    error('sameKind', stepsPerDay),
    restlessness(z, origin, hour),
    error('mean14', 3 * hour, true),
    error('mean14', stepsPerDay, true),
  );
}

/** Mean absolute change from step to step over the `steps` that end at `origin`. */
function restlessness(z: Float64Array, origin: number, steps: number): number {
  let sum = 0;
  const first = Math.max(1, origin - steps + 1);
  for (let i = first; i <= origin; i++) sum += Math.abs(z[i]! - z[i - 1]!);
  return sum / Math.max(1, origin - first + 1);
}

const errorProfiles = ['mean14', 'sameWeekday', 'yesterday', 'sameKind'] as const;
type ErrorProfile = (typeof errorProfiles)[number];

/** z minus what a profile said one step before, computed where it is asked for. */
interface ProfileErrors {
  /** NaN where no profile reaches back. */
  at(step: number, profile: ErrorProfile): number;
  /** Mean over the `steps` that end at `origin`, of the errors or of their sizes; 0 where unknown. */
  mean(origin: number, steps: number, profile: ErrorProfile, size: boolean): number;
}

function profileErrors(history: LoadHistory, profiles: Profiles): ProfileErrors {
  const { steps, z } = history;
  const row = new Float64Array(profileColumns.length);
  const done = new Uint8Array(steps);
  const errors = errorProfiles.map(() => new Float64Array(steps).fill(Number.NaN));
  const columns = errorProfiles.map((name) => profileColumns.indexOf(name));
  const fill = (step: number): void => {
    if (done[step] === 1) return;
    done[step] = 1;
    if (!profiles.read(step, step - 1, row)) return;
    columns.forEach((column, e) => {
      errors[e]![step] = z[step]! - row[column]!;
    });
  };
  return {
    at(step, profile) {
      fill(step);
      return errors[errorProfiles.indexOf(profile)]![step]!;
    },
    mean(origin, count, profile, size) {
      const values = errors[errorProfiles.indexOf(profile)]!;
      let [sum, known] = [0, 0];
      for (let step = Math.max(0, origin - count + 1); step <= origin; step++) {
        fill(step);
        const error = values[step]!;
        if (Number.isNaN(error)) continue;
        sum += size ? Math.abs(error) : error;
        known++;
      }
      return known > 0 ? sum / known : 0;
    },
  };
}
