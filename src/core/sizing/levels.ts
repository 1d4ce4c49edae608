/**
 * Levels of service below the one wanted, for days on which a cap cannot pay for that.
 *
 * A level is the sizing law at a price of a cold start: the lower the price, the less its rules hold
 * and the more they miss. All are fitted to one record of the rules, which takes nearly all of the
 * time. Each leads a pool of its own through the past, and what those pools cost and missed by
 * quarter of the day is what a level is expected to cost and miss.
 */
import { type QuarterRecord, ServiceRecord } from '../replay/service-record.ts';
import { blockKinds } from './blocks.ts';
import type { SizingModel } from './model.ts';
import { RuleTrials, sizingReuses } from './rule-trials.ts';
import { choicesOf, modelOf, tryOut } from './sizing.ts';
import { missUsdMaxOf, type SizingTask, type SizingTrial } from './trial.ts';

/** Prices of a cold start at the levels below the wanted one, as shares of the highest that counts. */
const priceShares = [1 / 64, 1 / 32, 1 / 16, 1 / 8];
/** Levels that are put between two fitted ones: money must not be left over for want of a step. */
const levelsBetween = 3;

/** What levels are lived through and priced with, beside the costs that rules are compared by. */
export interface LevelTerms {
  /** Members that are ready at every level. */
  readonly minSize: number;
  /** Dollars that an instance costs on its way back from the group. */
  readonly returnUsd: number;
}

/** As `fitSizing`, with the levels below the wanted one. */
export function fitLevels(task: SizingTask, terms: LevelTerms): SizingModel {
  const shared = { ...task, trials: task.trials ?? new RuleTrials(task) };
  const wanted = tryOut(shared, task.from);
  const lesser = priceShares.map((share) => {
    const aim = { kind: 'miss-price', missUsd: share * missUsdMaxOf(task) } as const;
    return tryOut({ ...shared, aim }, task.from);
  });
  const none = Array.from({ length: blockKinds }, () => []);
  return {
    ...modelOf(task, wanted),
    levels: {
      lesser: [none, ...lesser.map((trial) => choicesOf(task, trial))],
      records: recordsOf(task, terms, [...lesser, wanted]),
    },
  };
}

/** What the levels from no pool to the last of `trials` have lately cost and missed. Shape [levels][quarters]. */
function recordsOf(
  { history, costs, bootSeconds, reuse = sizingReuses, from }: SizingTask,
  terms: LevelTerms,
  trials: readonly SizingTrial[],
): readonly (readonly QuarterRecord[])[] {
  const { grid, active } = history;
  const fitted = [new Int32Array(grid.steps), ...trials.map(({ held }) => held)];
  const levels = Array.from(
    { length: levelCount(fitted.length) },
    () => new Int32Array(grid.steps),
  );
  for (let t = 0; t < grid.steps; t++) {
    const totals = levelTotals(fitted.map((held) => held[t]!));
    for (const [level, total] of totals.entries()) levels[level]![t] = total;
  }
  const { start, stepSeconds } = grid;
  const course = { start, stepSeconds, active, levels, costs, bootSeconds, reuse, ...terms };
  const record = new ServiceRecord(course);
  record.learn(from);
  return record.records;
}

/**
 * The totals of all levels from those of the fitted ones, the wanted one last: so many lie evenly
 * between each two, and none is above the wanted one.
 */
export function levelTotals(fitted: readonly number[]): number[] {
  const wanted = fitted.at(-1)!;
  return Array.from({ length: levelCount(fitted.length) }, (_, level) => {
    const below = Math.floor(level / (levelsBetween + 1));
    const share = (level % (levelsBetween + 1)) / (levelsBetween + 1);
    const [low, high] = [fitted[below]!, fitted[below + 1] ?? wanted];
    return Math.min(wanted, Math.ceil(low + share * (high - low)));
  });
}

function levelCount(fitted: number): number {
  return (fitted - 1) * (levelsBetween + 1) + 1;
}
