/**
 * The members' record on rolling origins: each was fitted on the history before a cutoff and asked
 * at origins after it, so what it said is what it would have said then.
 */
import { secondsPerHour } from '../../units.ts';
import type { FitContext } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import type { FittedMember, Member, View } from '../members/member.ts';

/** What every member said about one set of (origin, ahead) whose load is known. */
export interface Contest {
  readonly members: readonly string[];
  /** Steps ahead of each case, ≥ 1. Shape [cases]. */
  readonly ahead: Int32Array;
  /** Origin of each case, non-decreasing. Shape [cases]. */
  readonly origins: Int32Array;
  /** Load at which asinh turns from linear to logarithmic: z = asinh(load ÷ scale). */
  readonly scale: number;
  /** Observed load. Shape [cases]. */
  readonly actual: Float64Array;
  /** Quantiles of z, NaN where a member had none. Shape [members][gridLevels][cases]. */
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

/** Fits every member on the steps before each fold, and asks it at the fold's origins. */
export async function holdContest(
  view: View,
  context: FitContext,
  members: readonly Member[],
): Promise<Contest> {
  const { series, stepsPerDay, steps, scale } = view.history;
  const cases = new CaseList(members.length);
  for (const { cutoff, origins } of foldsOf(steps, stepsPerDay, series.stepSeconds)) {
    const lesson = { ...view, until: cutoff };
    const models: (FittedMember | null)[] = [];
    for (const member of members) {
      const outcome = await member.fit(lesson, context);
      models.push(outcome.kind === 'fitted' ? outcome.model : null);
    }
    for (const known of origins) {
      const horizon = Math.min(context.horizon, steps - known);
      const ahead = Int32Array.from(scoredSteps(series.stepSeconds, horizon));
      const said = models.map((model) => model?.quantilesAt(view, known - 1, ahead) ?? null);
      ahead.forEach((step, i) => {
        const actual = series.values[known - 1 + step]!;
        if (Number.isFinite(actual)) cases.add(known - 1, step, actual, said, i);
      });
    }
  }
  const names = members.map(({ name }) => name);
  return cases.contest(names, scale);
}

class CaseList {
  readonly #ahead: number[] = [];
  readonly #origins: number[] = [];
  readonly #actual: number[] = [];
  readonly #said: number[][][];

  constructor(members: number) {
    this.#said = Array.from({ length: members }, () => gridLevels.map(() => []));
  }

  /** Adds a case whose quantiles stand in column `at` of what each member said. */
  add(
    origin: number,
    ahead: number,
    actual: number,
    said: readonly (readonly Float64Array[] | null)[],
    at: number,
  ): void {
    this.#origins.push(origin);
    this.#ahead.push(ahead);
    this.#actual.push(actual);
    said.forEach((quantiles, m) => {
      this.#said[m]!.forEach((values, l) => {
        values.push(quantiles === null ? Number.NaN : quantiles[l]![at]!);
      });
    });
  }

  contest(members: readonly string[], scale: number): Contest {
    return {
      members,
      ahead: Int32Array.from(this.#ahead),
      origins: Int32Array.from(this.#origins),
      scale,
      actual: Float64Array.from(this.#actual),
      said: this.#said.map((levels) => levels.map((values) => Float64Array.from(values))),
    };
  }
}
