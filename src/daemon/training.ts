import { pruneAccuracy } from '../app/accuracy.ts';
import type { ManagedGroup } from '../app/decide.ts';
import type { ModelManifest } from '../app/ports/models.ts';
import { Retrainings } from '../app/retrain.ts';
import { trainGroup } from '../app/train.ts';
import { latestInstant, parseCron } from '../core/series/cron.ts';
import { zoneOf } from '../core/series/zone.ts';
import { type EpochSeconds, secondsPerMinute } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { ingestAll } from './ingestion.ts';
import type { DaemonPorts } from './jobs.ts';
import { everyStep, type Job } from './loop.ts';
import type { Setup } from './setup.ts';
import { sizeOne } from './sizing-job.ts';

export type TrainingPorts = Omit<
  DaemonPorts,
  'recents' | 'ledger' | 'spend' | 'slots' | 'pauses' | 'controls' | 'shadows'
>;

export interface Trainings {
  /** Groups of which nothing failed. */
  readonly trained: number;
  /** The last failure; null = there was none. */
  readonly failure: ForewarmError | null;
  readonly outcomes: readonly TrainingOutcome[];
}

export interface TrainingOutcome {
  readonly group: string;
  /** null = none was trained. */
  readonly model: ModelManifest | null;
  /** What failed: the model, or with a model the sizing; null = nothing. */
  readonly failure: ForewarmError | null;
}

/** How often it is asked whether a model has drifted. */
const retrainSeconds = 15 * secondsPerMinute;

/** The training of all when its cron says so, and between them of those that cannot wait. */
export function trainingJobs(setup: () => Setup, ports: TrainingPorts): Job[] {
  const retrainings = new Retrainings(ports);
  return [
    {
      name: 'train',
      lane: 'train',
      latestSlot: (at) => trainSlot(setup(), at),
      run: async (_slot, signal) => {
        pruneAccuracy(ports.accuracy, ports.clock.now());
        await ingestAll(setup(), ports, signal); // the steps may still be at the first history
        return `${logged(await trainAll(setup(), ports, signal), ports).trained} trained`;
      },
    },
    {
      name: 'retrain',
      lane: 'train',
      latestSlot: everyStep(retrainSeconds),
      run: async (_slot, signal) => {
        const { trained } = await retrain(setup(), retrainings, ports, signal);
        return `${trained} trained`;
      },
    },
  ];
}

async function retrain(
  setup: Setup,
  retrainings: Retrainings,
  ports: TrainingPorts,
  signal: AbortSignal,
): Promise<Trainings> {
  const now = ports.clock.now();
  const { historyDays } = setup.config.forecast;
  const groups = setup.groups.filter((group) => {
    const reason = retrainings.due(group, now, historyDays);
    if (reason === null) return false;
    const { group: name } = group.policy;
    ports.log.info({ group: name, reason }, 'a model is trained out of schedule');
    retrainings.tried(name, now);
    return true;
  });
  return logged(await trainAll({ ...setup, groups }, ports, signal), ports);
}

/** `trainings`, of which every failure was logged: a command that trains prints them instead. */
function logged(trainings: Trainings, { log }: Pick<TrainingPorts, 'log'>): Trainings {
  for (const { group, failure } of trainings.outcomes) {
    if (failure === null) continue;
    const { code, hint, message: detail } = failure;
    log.warn({ group, code, hint, detail }, 'training failed');
  }
  return trainings;
}

/** Trains and sizes every group in turn; one that fails keeps what it had. */
export async function trainAll(
  { groups, config }: Setup,
  ports: TrainingPorts,
  signal: AbortSignal,
): Promise<Trainings> {
  const outcomes: TrainingOutcome[] = [];
  for (const group of groups) {
    if (signal.aborted) break;
    const outcome = await trainOne(group, config, ports, signal);
    if (outcome !== null) outcomes.push(outcome);
  }
  const trained = outcomes.filter(({ failure }) => failure === null).length;
  const failure = outcomes.findLast((outcome) => outcome.failure !== null)?.failure ?? null;
  return { trained, failure, outcomes };
}

/** null = it was aborted. */
async function trainOne(
  group: ManagedGroup,
  config: Setup['config'],
  ports: TrainingPorts,
  signal: AbortSignal,
): Promise<TrainingOutcome | null> {
  const { historyDays, horizon: horizonSeconds, seed, backend } = config.forecast;
  const options = { historyDays, horizonSeconds, seed, backend };
  const { group: name } = group.policy;
  let model: ModelManifest | null = null;
  try {
    model = await trainGroup(group, ports.clock.now(), options, ports, signal);
    ports.outlooks.forget(name);
    ports.log.info({ group: name, ...model }, 'model trained');
    await sizeOne(group, config, ports, signal);
    return { group: name, model, failure: null };
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof ForewarmError)) throw error;
    return { group: name, model, failure: error };
  }
}

function trainSlot({ config }: Setup, at: EpochSeconds): EpochSeconds | null {
  const parsed = parseCron(config.steps.train);
  if (parsed.kind !== 'cron') throw new TypeError('steps.train passed the configuration');
  return latestInstant(parsed.cron, zoneOf(config.steps.zone), at);
}
