import type { ManagedGroup } from '../../src/app/decide.ts';
import type { ReportDocument } from '../../src/app/report/report.ts';
import { type ReportPorts, reportOnState } from '../../src/app/report/state.ts';
import { emptyLiveTally } from '../../src/core/forecasting/accuracy/live-accuracy.ts';
import type { FittedForecaster } from '../../src/core/forecasting/forecaster.ts';
import type { FleetPolicy, GroupPolicy } from '../../src/core/planning/policy.ts';
import { fromUsd } from '../../src/core/units.ts';
import { MemoryAccuracyStore } from './accuracy-store.ts';
import { MemoryClaimStore } from './claim-store.ts';
import { aLedgerEntry, anActivity, anObservation } from './decisions.ts';
import { MemoryFasterBootStore } from './faster-boot-store.ts';
import { MemoryLedger } from './ledger.ts';
import { MemoryModelStore } from './model-store.ts';
import { aTrainedModel } from './models.ts';
import { MemoryPauseStore } from './pause-store.ts';
import { fleetPolicy, groupPolicy } from './policies.ts';
import { MemorySeriesStore } from './series-store.ts';
import { MemorySpendStore } from './spend-store.ts';

/** Monday, a quarter to six in the evening. */
export const reportAt = Date.UTC(2026, 10, 16, 17, 45) / 1000;
const step = 300;
const day = 86_400;

/** A shop with a rise at noon and a higher one at eight; less at weekends. */
export function shopLoad(at: number): number {
  const hour = (at % day) / 3600;
  const hump = (peak: number, width: number) => Math.exp(-(((hour - peak) / width) ** 2));
  const weekday = (Math.floor(at / day) + 3) % 7;
  return (weekday >= 5 ? 0.7 : 1) * (160 + 620 * hump(12, 3) + 980 * hump(20, 1.7));
}

/** Knows the shop's load, and errs by a fifth either way at the outermost levels. */
export function shopModel(): FittedForecaster {
  return {
    name: 'shop',
    state: { member: 'shop', version: 1, parameters: {} },
    predict: (recent, horizon, levels) => {
      const origin = recent.start + (recent.values.length - 1) * recent.stepSeconds;
      return {
        origin,
        stepSeconds: recent.stepSeconds,
        levels,
        quantiles: levels.map((level) =>
          Float64Array.from(
            { length: horizon },
            (_, i) => shopLoad(origin + (i + 1) * step) * (1 + 0.4 * (level - 0.5)),
          ),
        ),
      };
    },
  };
}

export interface SceneChanges {
  readonly policy?: Partial<GroupPolicy>;
  readonly fleet?: Partial<FleetPolicy>;
  /** Load at each step; NaN = unobserved. */
  readonly load?: (at: number) => number;
  readonly days?: number;
}

const lastGap = { from: reportAt - 5 * day, to: reportAt - 5 * day + 3 * 3600 } as const;
const withGap = (at: number) => (at >= lastGap.from && at < lastGap.to ? Number.NaN : shopLoad(at));

/** The stores of a group `web` that has run for a while: traffic, model, pool, claims and money. */
export function reportStores({ load = withGap, days = 20 }: SceneChanges = {}): ReportPorts {
  const series = new MemorySeriesStore();
  const samples = Array.from({ length: (days * day) / step }, (_, i) => {
    const at = reportAt - days * day + i * step;
    return { at, value: load(at) };
  }).filter(({ value }) => Number.isFinite(value));
  series.append('web', { stepSeconds: step, samples });
  const models = new MemoryModelStore();
  const { manifest } = aTrainedModel({
    stepSeconds: step,
    trainedAt: reportAt - 3600,
    trainedFrom: reportAt - 19 * day,
    trainedTo: reportAt - 3600,
    lossRatio: 0.62,
    coverage80: 0.81,
    wape: 0.083,
    contest: [
      { member: 'linear', lossRatio: 0.66 },
      { member: 'network', lossRatio: 0.71 },
    ],
  });
  models.save('web', { model: shopModel(), manifest });
  return { series, models, ...records() };
}

function records() {
  const ledger = new MemoryLedger();
  ledger.append(aLedgerEntry({ at: reportAt - 240 }));
  const claims = new MemoryClaimStore();
  const claim = (id: number, kind: 'from-pool' | 'cold') =>
    anActivity({ activityId: `${kind}-${id}`, kind, startedAt: reportAt - id * 3600 });
  claims.record('web', [
    ...[1, 2, 3, 30, 50].map((id) => claim(id, 'from-pool')),
    claim(4, 'cold'),
  ]);
  const spend = new MemorySpendStore();
  const members = ['ready', 'ready', 'ready', 'booting'] as const;
  const observation = anObservation({
    at: reportAt - 240,
    inService: 9,
    desired: 9,
    maxSize: 20,
    members: members.map((phase, i) => ({ instanceId: `i-${i}`, phase, parked: null })),
  });
  const hours = Array.from({ length: 48 }, (_, i) => ({
    hourStart: reportAt - (reportAt % 3600) - i * 3600,
    phase: 'Stopped' as const,
    instanceSeconds: 4 * 3600,
  }));
  spend.accrue('web', hours, { at: observation.at, observation, open: [] });
  const accuracy = new MemoryAccuracyStore();
  const tally = { ...emptyLiveTally, steps: 200, load: 20_000, loss: 1200, naiveLoss: 2000 };
  const told = { ...tally, error: 1500, intervals: 200, inside: 164 };
  const row = { day: reportAt - (reportAt % day), horizonSeconds: 3600, model: 'version-1' };
  accuracy.book([{ group: 'web', said: [], settled: [], tallies: [{ ...row, tally: told }] }]);
  const boots = new MemoryFasterBootStore();
  return { ledger, claims, spend, accuracy, boots, pauses: new MemoryPauseStore() };
}

/** That group, with what `changes` says otherwise. */
export function shopGroup(changes: Partial<GroupPolicy> = {}): ManagedGroup {
  const event = { name: 'sale', start: reportAt + 17.5 * 3600, end: reportAt + 20 * 3600 };
  const policy = groupPolicy({
    loadPerInstance: 60,
    caps: [{ per: 'day', limit: fromUsd(0.5) }],
    events: [{ ...event, multiple: 1.5 }],
    ...changes,
  });
  return { policy, series: 'web', stepSeconds: step };
}

/** The report on that group, from its quarter to six for a day. */
export function shopReport(
  changes: SceneChanges = {},
  stores = reportStores(changes),
): ReportDocument {
  const fleet = fleetPolicy({ caps: [{ per: 'month', limit: fromUsd(4) }], ...changes.fleet });
  const groups = [shopGroup(changes.policy)];
  return reportOnState({ groups, fleet, only: null, at: reportAt, horizonSeconds: day }, stores);
}
