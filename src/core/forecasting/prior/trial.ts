/** How well the prior forecasts made-up loads that it never saw. */
import { seededRandom } from '../../random.ts';
import { scaleOf } from '../features/load-history.ts';
import { emptyGrid, type FittedMember, viewOf } from '../members/member.ts';
import { sameSlot } from '../members/seasonal-naive.ts';
import { type PortfolioRecord, recordOf } from '../portfolio/record.ts';
import { type PriorCase, priorCases } from './lessons.ts';

const yesterday = sameSlot(1);

/**
 * Record of `model` on the day ahead of each case of `loads` made-up loads: the geometric mean of
 * loss relative to the load of the day before, and means of the rest.
 */
export function priorTrial(model: FittedMember, seed: number, loads: number): PortfolioRecord {
  const random = seededRandom(seed, 'prior trial');
  const records = Array.from({ length: loads }, (_, load) => priorCases(load, random)).flatMap(
    (cases) => cases.map((one) => recordOfCase(model, one)),
  );
  const mean = (of: (record: PortfolioRecord) => number) =>
    records.reduce((sum, record) => sum + of(record), 0) / records.length;
  const lossRatio = Math.exp(mean((record) => Math.log(record.lossRatio)));
  return {
    lossRatio,
    coverage80: mean(({ coverage80 }) => coverage80),
    wape: mean(({ wape }) => wape),
    contest: [{ member: model.name, lossRatio }],
  };
}

function recordOfCase(
  model: FittedMember,
  { history, coming: actual }: PriorCase,
): PortfolioRecord {
  const view = viewOf(history, 'UTC', scaleOf(history.values));
  const origin = view.history.steps - 1;
  const ahead = Int32Array.from(actual, (_, step) => step + 1);
  const point = Float64Array.from(ahead, (step) => yesterday(view.history, origin, step)!);
  const naive = emptyGrid(ahead.length).map(() => point);
  const said = model.quantilesAt(view, origin, ahead);
  const origins = ahead.map(() => origin);
  const members = ['naive-day', model.name];
  const contest = { members, ahead, origins, scale: view.history.scale, actual };
  return recordOf({ ...contest, said: [naive, said] }, said);
}
