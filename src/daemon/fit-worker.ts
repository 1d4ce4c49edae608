/** Entry of the thread that trains one portfolio, answers once and ends, and its memory with it. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPrior } from '../adapters/files/prior.ts';
import { openBackend } from '../adapters/tensorflow/backend.ts';
import { networkMember } from '../adapters/tensorflow/forecaster.ts';
import type { NativeVerdict } from '../adapters/tensorflow/native-probe.ts';
import type { ModelManifest, TrainRequest } from '../app/ports/models.ts';
import type { ModelState } from '../core/forecasting/forecaster.ts';
import { hasRisen, historyTier } from '../core/forecasting/history-tier.ts';
import type { Member } from '../core/forecasting/members/member.ts';
import {
  standardMembers,
  structureOf,
  trainPortfolio,
} from '../core/forecasting/portfolio/portfolio.ts';
import type { Comparison } from '../core/forecasting/portfolio/promotion.ts';
import { restoreModel } from '../core/forecasting/portfolio/restore.ts';
import type { Incumbent } from '../core/forecasting/portfolio/succession.ts';
import { endOf, type TimeSeries } from '../core/series/series.ts';
import { type ErrorCode, ForewarmError } from '../errors.ts';

export interface FitJob {
  readonly request: TrainRequest;
  /** What earlier jobs found out about the native backend. */
  readonly verdicts: ReadonlyMap<string, NativeVerdict>;
}

export type FitReply =
  | {
      readonly kind: 'fitted';
      readonly state: ModelState;
      readonly record: FitRecord;
      readonly trial: Comparison | null;
      readonly verdicts: ReadonlyMap<string, NativeVerdict>;
    }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | null;
    };

/** The part of the manifest that the thread alone knows. */
export type FitRecord = Pick<
  ModelManifest,
  'member' | 'backend' | 'lossRatio' | 'coverage80' | 'wape' | 'contest'
>;

async function answer({ request, verdicts: known }: FitJob): Promise<FitReply> {
  const verdicts = new Map(known);
  const { history, series, backend: choice, champion, ...context } = request;
  const backend = await openBackend(choice, verdicts);
  const members = [...standardMembers(), networkMember(backend), ...priorsFor(history)];
  const incumbent = champion === undefined ? null : incumbentOf(champion, history);
  const outcome = await trainPortfolio(history, context, members, incumbent);
  if (outcome.kind === 'insufficient-history') {
    const { steps, required } = outcome;
    throw new ForewarmError(
      'FW_DATA_SHORT',
      `${series} has ${steps} observed steps, training needs ${required}`,
      { hint: 'import more history, or wait for it' },
    );
  }
  const { model, trial, lossRatio, coverage80, wape, contest } = outcome;
  const record = {
    member: model.name,
    backend: backend.name,
    lossRatio,
    coverage80,
    wape,
    contest,
  };
  return { kind: 'fitted', state: model.state, record, trial, verdicts };
}

/** The shipped prior for a history that is not yet full; none for one that says all by itself. */
function priorsFor(history: TimeSeries): Member[] {
  if (historyTier(endOf(history) - history.start).name === 'full') return [];
  const prior = readPrior();
  return prior === null ? [] : [prior];
}

/** The champion with the structure it hands down: one that knew fewer weekdays hands down none. */
function incumbentOf(
  { state, trainedFrom, trainedTo }: NonNullable<TrainRequest['champion']>,
  history: TimeSeries,
): Incumbent {
  const model = restoreModel(state);
  const outgrown = hasRisen(trainedTo - trainedFrom, endOf(history) - history.start);
  return { model, trainedTo, structure: outgrown ? null : structureOf(model) };
}

function failure(error: unknown): FitReply {
  if (error instanceof ForewarmError) {
    const { code, message, hint } = error;
    return { kind: 'failed', code, message, hint };
  }
  const why = error instanceof Error ? error.message : String(error);
  return {
    kind: 'failed',
    code: 'FW_TRAINING_FAILED',
    message: `training failed: ${why}`,
    hint: null,
  };
}

parentPort?.postMessage(await answer(workerData).catch(failure));
