import { describe, expect, test } from 'vitest';
import type { Trainer, TrainRequest } from '../../../src/app/ports/models.ts';
import { reportOnFile } from '../../../src/app/report/file.ts';
import type { GroupReport, ReportDocument } from '../../../src/app/report/report.ts';
import { slice } from '../../../src/core/series/series.ts';
import { toUsd } from '../../../src/core/units.ts';
import { ForewarmError } from '../../../src/errors.ts';
import { aTrainedModel } from '../../support/models.ts';
import {
  reportAt,
  reportStores,
  shopLoad,
  shopModel,
  shopReport,
} from '../../support/report-scene.ts';

const hour = 3600;
const groupOf = ({ groups }: ReportDocument): GroupReport => groups[0]!;

function forecastOf(document: ReportDocument) {
  const { outlook } = groupOf(document);
  if (outlook.kind === 'none') throw new Error(outlook.reason);
  return outlook;
}

describe('a report on a group', () => {
  const document = shopReport();
  const group = groupOf(document);

  test('the history ends where the forecast begins, and the forecast ends with the horizon', () => {
    const { history, stepSeconds } = group;
    const { points } = forecastOf(document);
    expect(history.start + history.values.length * stepSeconds).toBe(reportAt);
    expect(points[0]!.at).toBe(reportAt);
    expect(points.at(-1)!.at).toBe(reportAt + 24 * hour - stepSeconds);
  });

  test('both rises of the day are found, with the announced event on the second', () => {
    const { spikes } = forecastOf(document);
    expect(spikes).toHaveLength(2);
    const [evening, noon] = spikes;
    expect(Math.abs(evening!.peakAt - Date.UTC(2026, 10, 16, 20) / 1000)).toBeLessThan(hour / 2);
    expect(Math.abs(noon!.peakAt - Date.UTC(2026, 10, 17, 12) / 1000)).toBeLessThan(hour / 2);
    expect(spikes.map(({ event }) => event?.name)).toEqual([undefined, 'sale']);
    const start = Date.UTC(2026, 10, 17, 11, 15) / 1000;
    expect(noon!.event).toEqual({ name: 'sale', start, peakAt: start + (3 * hour) / 4 });
  });

  test('an event that begins on the flank of a rise is told with its own peak', () => {
    const start = Date.UTC(2026, 10, 16, 20, 50) / 1000;
    const event = { name: 'match', start, end: start + hour / 2, multiple: 1 };
    const [evening] = forecastOf(shopReport({ policy: { events: [event] } })).spikes;
    expect(evening!.peakAt).toBeLessThan(start);
    expect(evening!.event).toEqual({ name: 'match', start, peakAt: start });
  });

  test('the lead ends when more is asked for than serves, before the peak', () => {
    const [evening] = forecastOf(document).spikes;
    const passes = evening!.passesAt!;
    expect(evening!.leadSeconds).toBe(passes - reportAt);
    expect(passes).toBeLessThan(evening!.peakAt);
    const { points } = forecastOf(document);
    const step = points.findIndex(({ at }) => at === passes);
    expect(points[step]!.above).toBeGreaterThanOrEqual(0.5);
    expect(points[step - 1]!.above).toBeLessThan(0.5);
    expect(shopLoad(passes - 600)).toBeLessThan(9 * 60 * 1.05);
    expect(shopLoad(passes + 600)).toBeGreaterThan(9 * 60 * 0.95);
  });

  test('chances fall from what serves to the pool to the MaxSize', () => {
    for (const { probability } of forecastOf(document).spikes) {
      const { aboveServing, abovePool, aboveMax } = probability;
      expect(aboveServing).toBeGreaterThanOrEqual(abovePool!);
      expect(abovePool).toBeGreaterThanOrEqual(aboveMax!);
    }
  });

  test('a gap is told with its length, and what lies before the first sample is none', () => {
    expect(group.data).toMatchObject({ gaps: 1, missing: 36, longestGap: { seconds: 3 * hour } });
    expect(group.data.tier.name).toBe('full');
    const young = groupOf(shopReport({ days: 3, load: shopLoad }));
    expect(young.data).toMatchObject({ gaps: 0, missing: 0, tier: { name: 'days' } });
  });

  test('a cap is projected at the rate of the last day', () => {
    const [cap] = group.managed!.caps;
    const hourUsd = 4 * 0.004;
    expect(toUsd(cap!.spent)).toBeCloseTo(18 * hourUsd, 5);
    expect(toUsd(cap!.projected)).toBeCloseTo((18 + 6.25) * hourUsd, 3);
    expect(document.fleetCaps.map(({ scope }) => scope)).toEqual(['fleet']);
  });

  test('claims, pool and plan are those on record', () => {
    expect(group.managed).toMatchObject({
      hitRate: { day: { hits: 3, misses: 1 }, week: { hits: 5, misses: 1 } },
      pool: { ready: 3, booting: 1, setting: { prepared: 12 } },
      planned: { outcome: 'applied', producer: 'predictive' },
      live: [{ horizonSeconds: hour, coverage80: 0.82 }],
      distrust: null,
    });
  });

  test('the same facts give the same report', () => {
    expect(shopReport()).toEqual(shopReport());
  });
});

describe('a report where something is missing', () => {
  test('without a model there is a reason, and the rest', () => {
    const stores = {
      ...reportStores(),
      models: { latest: () => null, list: () => [], save: String },
    };
    const group = groupOf(shopReport({}, stores));
    expect(group.outlook).toEqual({ kind: 'none', reason: 'no model has been trained' });
    expect(group.managed!.distrust).toBe('there is no model');
    expect(group.components).not.toBeNull();
  });

  test('a model that cannot be read is told apart from none', () => {
    const stores = reportStores();
    const detail = 'none of the models of web can be read';
    const latest = (): never => {
      throw new ForewarmError('FW_MODEL_INVALID', detail);
    };
    const damaged = { ...stores, models: { save: String, list: () => [], latest } };
    const { outlook, managed } = groupOf(shopReport({}, damaged));
    expect(outlook).toEqual({ kind: 'none', reason: detail });
    expect(managed?.distrust).toBe(detail);
  });

  test('without a single sample there is still a report', () => {
    const group = groupOf(shopReport({ load: () => Number.NaN }));
    expect(group.outlook).toEqual({ kind: 'none', reason: 'no load has been observed' });
    expect(group.data).toMatchObject({ extent: null, ageSeconds: null, steps: 0 });
  });

  test('samples that stopped days ago carry no forecast', () => {
    const group = groupOf(
      shopReport({ load: (at) => (at < reportAt - 4 * 86_400 ? shopLoad(at) : Number.NaN) }),
    );
    expect(group.outlook).toMatchObject({ kind: 'none' });
    expect(group.data.ageSeconds).toBe(4 * 86_400);
  });

  test('late data are bridged, and the lead is told from the report', () => {
    const late = shopReport({ load: (at) => (at < reportAt - 3600 ? shopLoad(at) : Number.NaN) });
    const [evening] = forecastOf(late).spikes;
    expect(evening!.leadSeconds).toBe(evening!.passesAt! - reportAt);
    expect(forecastOf(late).points.at(-1)!.at).toBe(reportAt + 24 * hour - 300);
  });

  test('a model of another step is not asked', () => {
    const stores = reportStores();
    const { manifest } = aTrainedModel({ stepSeconds: 60, trainedAt: reportAt });
    stores.models.save('web', { model: shopModel(), manifest });
    expect(groupOf(shopReport({}, stores)).outlook).toMatchObject({
      kind: 'none',
      reason: 'the model was trained on steps of 60 s',
    });
  });
});

describe('a report on a file', () => {
  const trainer: Trainer = {
    train: async ({ series, history }) => {
      const { manifest } = aTrainedModel({ series, stepSeconds: history.stepSeconds });
      return { model: shopModel(), manifest };
    },
  };
  const start = reportAt - 10 * 86_400;
  const values = Float64Array.from({ length: 12 * 288 }, (_, i) => shopLoad(start + i * 300));
  const request = {
    name: 'shop',
    series: { start, stepSeconds: 300, values },
    at: reportAt,
    horizonSeconds: 86_400,
    zone: 'UTC',
    events: [],
    seed: 1,
    backend: 'cpu',
    loadPerInstance: null,
    serving: null,
  } as const;

  test('nothing after its time is used', async () => {
    const noise = values.map((value, i) => (start + i * 300 < reportAt ? value : 1e6));
    const other = { ...request, series: { ...request.series, values: noise } };
    expect(await reportOnFile(other, trainer)).toEqual(await reportOnFile(request, trainer));
  });

  test('it speaks from that time, by the steps that have ended by then', async () => {
    const document = await reportOnFile({ ...request, at: reportAt + 299 }, trainer);
    expect(document.at).toBe(reportAt);
    expect(forecastOf(document).points[0]!.at).toBe(reportAt);
    const early = reportOnFile({ ...request, at: start + 299 }, trainer);
    await expect(early).rejects.toThrow('nothing of shop is known at that time');
  });

  test('an announced event is told of, and what is learnt is free of it', async () => {
    const learnt: TrainRequest[] = [];
    const spy: Trainer = {
      train: (asked) => {
        learnt.push(asked);
        return trainer.train(asked);
      },
    };
    const sale = { name: 'sale', multiple: 3, rampSeconds: 0, decaySeconds: 0 };
    const events = [-4, 0.5].map((days) => {
      const start = reportAt + days * 86_400;
      return { ...sale, start, end: start + 3600 };
    });
    const document = await reportOnFile({ ...request, events }, spy);
    expect(forecastOf(document).events).toMatchObject([{ name: 'sale', start: events[1]!.start }]);
    const { history } = learnt[0]!;
    const during = slice(history, 6 * 288, 6 * 288 + 12).values;
    expect([...during].every(Number.isNaN)).toBe(true);
    expect(history.values[6 * 288 - 1]).not.toBeNaN();
  });

  test('data that end before it does are as old as that', async () => {
    const late = values.map((value, i) => (start + i * 300 < reportAt - 7200 ? value : Number.NaN));
    const series = { ...request.series, values: late };
    const { data } = groupOf(await reportOnFile({ ...request, series }, trainer));
    expect(data).toMatchObject({ ageSeconds: 7200, gaps: 0 });
  });

  test('without a capacity it speaks of load, and leads to the window', async () => {
    const document = await reportOnFile(request, trainer);
    const { capacity, managed, loadNow } = groupOf(document);
    expect([capacity, managed]).toEqual([null, null]);
    expect(loadNow).toBeCloseTo(shopLoad(reportAt - 300));
    for (const { instances, leadSeconds, from } of forecastOf(document).spikes) {
      expect(instances).toBeNull();
      expect(leadSeconds).toBe(from - reportAt);
    }
  });

  test('with the load of an instance it serves what the last hour asked for', async () => {
    const document = await reportOnFile({ ...request, loadPerInstance: 50 }, trainer);
    const serving = Math.ceil(shopLoad(reportAt - 300) / 50);
    expect(groupOf(document).capacity).toMatchObject({ serving, source: 'load' });
    const given = await reportOnFile({ ...request, loadPerInstance: 50, serving: 30 }, trainer);
    expect(groupOf(given).capacity).toMatchObject({ serving: 30, source: 'observed' });
  });
});
