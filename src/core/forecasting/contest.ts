/**
 * The members' record on rolling origins: each was fitted on the history before a cutoff and asked
 * at origins after it, so what it said is what it would have said then.
 */
import { slice, type TimeSeries } from '../series/series.ts';
import { secondsPerDay, secondsPerHour } from '../units.ts';
import type { FitContext, FittedForecaster, Forecaster } from './forecaster.ts';
import { gridLevels } from './levels.ts';

/** What every member said about one set of (origin, ahead) whose load is known. */
export interface Contest {
  readonly members: readonly string[];
  /** Steps ahead of each case, ≥ 1. Shape [cases]. */
  readonly ahead: Int32Array;
  /** Index of the origin of each case, non-decreasing. Shape [cases]. */
  readonly origins: Int32Array;
  /** Observed load. Shape [cases]. */
  readonly actual: Float64Array;
  /** Quantiles on the grid, NaN where a member had none. Shape [members][gridLevels][cases]. */
  readonly said: readonly (readonly Float64Array[])[];
}

interface Fold {
  /** Steps that members may learn from. */
  readonly cutoff: number;
  /** Numbers of steps known at each origin, all ≥ cutoff. */
  readonly origins: readonly number[];
}

const foldCount = 3;
const spanDaysMax = 9;
const spanShare = 0.4;
const originEverySeconds = 5 * secondsPerHour;

/** Folds over the newest part of a history of `steps`; none when it is too short to hold one out. */
export function foldsOf(steps: number, stepsPerDay: number, stepSeconds: number): Fold[] {
  const span = Math.floor(Math.min(spanDaysMax * stepsPerDay, spanShare * steps));
  const length = Math.floor(span / foldCount);
  const every = Math.max(1, Math.round(originEverySeconds / stepSeconds));
  if (length < 3) return [];
  return Array.from({ length: foldCount }, (_, fold) => {
    const cutoff = steps - (foldCount - fold) * length;
    const origins: number[] = [];
    for (let origin = cutoff; origin < cutoff + length; origin += every) origins.push(origin);
    return { cutoff, origins };
  });
}

/** Scored steps ahead: each of the first hour, then ever fewer. Ascending. */
export function scoredSteps(stepSeconds: number, horizon: number): number[] {
  const hour = secondsPerHour / stepSeconds;
  const steps: number[] = [];
  for (let ahead = 1; ahead <= horizon; ) {
    steps.push(ahead);
    ahead += ahead < hour ? 1 : Math.max(1, Math.round(ahead < 3 * hour ? hour / 4 : hour / 2));
  }
  return steps;
}

export async function holdContest(
  history: TimeSeries,
  context: FitContext,
  members: readonly Forecaster[],
): Promise<Contest> {
  const stepsPerDay = Math.max(1, Math.round(secondsPerDay / history.stepSeconds));
  const steps = history.values.length;
  const cases = new CaseList(members.length);
  for (const { cutoff, origins } of foldsOf(steps, stepsPerDay, history.stepSeconds)) {
    const known = slice(history, 0, cutoff);
    const models: (FittedForecaster | null)[] = [];
    for (const member of members) {
      const outcome = await member.fit(known, context);
      models.push(outcome.kind === 'fitted' ? outcome.model : null);
    }
    for (const origin of origins) {
      const from = Math.max(0, origin - 35 * stepsPerDay);
      const recent = slice(history, from, origin);
      const horizon = Math.min(context.horizon, steps - origin);
      const forecasts = models.map((model) => model?.predict(recent, horizon, gridLevels) ?? null);
      for (const ahead of scoredSteps(history.stepSeconds, horizon)) {
        const actual = history.values[origin + ahead - 1]!;
        if (Number.isFinite(actual))
          cases.add(
            origin,
            ahead,
            actual,
            forecasts.map((f) => f?.quantiles ?? null),
          );
      }
    }
  }
  return cases.contest(members.map(({ name }) => name));
}

class CaseList {
  readonly #ahead: number[] = [];
  readonly #origins: number[] = [];
  readonly #actual: number[] = [];
  readonly #said: number[][][];

  constructor(members: number) {
    this.#said = Array.from({ length: members }, () => gridLevels.map(() => []));
  }

  add(origin: number, ahead: number, actual: number, said: (readonly Float64Array[] | null)[]) {
    this.#origins.push(origin);
    this.#ahead.push(ahead);
    this.#actual.push(actual);
    said.forEach((quantiles, m) => {
      for (let l = 0; l < gridLevels.length; l++) {
        this.#said[m]![l]!.push(quantiles === null ? Number.NaN : quantiles[l]![ahead - 1]!);
      }
    });
  }

  contest(members: readonly string[]): Contest {
    return {
      members,
      ahead: Int32Array.from(this.#ahead),
      origins: Int32Array.from(this.#origins),
      actual: Float64Array.from(this.#actual),
      said: this.#said.map((levels) => levels.map((values) => Float64Array.from(values))),
    };
  }
}
