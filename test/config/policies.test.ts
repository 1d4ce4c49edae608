import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetricSpec } from '../../src/adapters/aws/cloud-watch.ts';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { toPolicies } from '../../src/config/policies.ts';
import { configOf, configText, problemsOf } from '../support/configs.ts';

describe('toPolicies', () => {
  test('the example, whole', () => {
    const { groups, fleet, traffic } = toPolicies(loadConfig('config/example.yaml'));
    expect({ web: groups[0], fleet, traffic: [...traffic] }).toMatchSnapshot();
  });

  test('what a plain group does not say', () => {
    const { groups, fleet } = toPolicies(configOf());
    expect(groups[0]).toMatchObject({
      group: 'web',
      mode: 'observe',
      zone: 'UTC',
      serviceLevel: { kind: 'hit-rate', target: 0.99 },
      caps: [],
      pool: { state: 'Stopped', reuse: true, minSize: 0, preparedMax: null },
    });
    expect(fleet).toEqual({
      caps: [],
      budgetZone: 'UTC',
      stepSeconds: 300,
      alertShares: [0.5, 0.8, 0.95],
      vcpusMax: null,
    });
  });

  test('a schedule without a zone is on the clock of its group', () => {
    const schedules = `schedules: [{ name: noon, cron: '0 12 * * *', duration: 2h, floor: 1 }]`;
    const { groups } = toPolicies(configOf(`zone: Asia/Tokyo\n${schedules}`));
    expect(groups[0]!.schedules).toEqual([
      {
        name: 'noon',
        cron: '0 12 * * *',
        zone: 'Asia/Tokyo',
        durationSeconds: 7200,
        floor: 1,
        ceiling: null,
      },
    ]);
  });

  test('a CloudWatch series can be read as it is', () => {
    const { traffic } = toPolicies(loadConfig('config/example.yaml'));
    const web = traffic.get('web')!;
    if (web.kind !== 'cloudwatch') return expect.unreachable();
    const spec: MetricSpec = web;
    expect(spec).toMatchObject({ metric: 'RequestCount', periodSeconds: 60, gaps: 'zero' });
  });

  test('disks and addresses are paid in every state, the instance while it runs', () => {
    const usd = fc.nat(1e6).map((microUsd) => microUsd / 1e6);
    const amounts = fc.record({
      instanceHourUsd: usd,
      storageHourUsd: usd,
      addressHourUsd: usd,
      hibernatedStorageHourUsd: fc.option(usd, { nil: undefined }),
    });
    const config = configOf();
    const law = fc.property(amounts, (prices) => {
      const own = config.groups[0]!;
      const groups = [{ ...own, prices: { ...own.prices, ...prices } }];
      const { bootingHour, parkedHour } = toPolicies({ ...config, groups }).groups[0]!.prices;
      const { instanceHourUsd: instance, storageHourUsd: disk, addressHourUsd: address } = prices;
      const running = Math.round((instance + disk + address) * 1e6);
      const ramDisk = prices.hibernatedStorageHourUsd ?? disk;
      expect(bootingHour).toBe(running);
      expect(parkedHour).toEqual({
        Running: running,
        Stopped: Math.round((disk + address) * 1e6),
        Hibernated: Math.round((ramDisk + address) * 1e6),
      });
    });
    fc.assert(law);
  });
});

describe('state: auto', () => {
  const times = 'capacity: { loadPerInstance: 100, boot: 5m, start: 40s, startRunning: 2s }';
  const prices = 'prices: { instanceHourUsd: 0.17, storageHourUsd: 0.01 }';
  const groupWith = (pool: string, more: string) =>
    `version: 1\ngroups:\n  - name: web\n    traffic: { source: imported, series: web }\n    ${more}\n    ${times}\n    pool: { ${pool} }\n`;
  const policyOf = (pool: string, more = prices) =>
    toPolicies(parseConfig('c.yaml', groupWith(pool, more))).groups[0]!;

  test('may be any state but Hibernated, which must be said to work, and has a start time each', () => {
    expect(policyOf('state: auto').pool).toMatchObject({
      state: 'Stopped',
      auto: {
        options: [
          { state: 'Stopped', startSeconds: 40 },
          { state: 'Running', startSeconds: 2 },
        ],
        startSecondsMax: null,
      },
    });
    const more = prices.replace(' }', ', hibernatedStorageHourUsd: 0.02 }');
    const { auto } = policyOf('state: auto, hibernation: true, startWithin: 30s', more).pool;
    expect(auto!.options.map(({ state }) => state)).toEqual(['Stopped', 'Hibernated', 'Running']);
    expect(auto!.startSecondsMax).toBe(30);
  });

  test('a fixed state has no choice, and the start time that is its own', () => {
    expect(policyOf('state: Running').pool.auto).toBeUndefined();
    expect(policyOf('state: Running').startSeconds).toBe(2);
    expect(policyOf('state: Hibernated').startSeconds).toBe(40);
  });

  test('hibernation without its price is refused', () => {
    const text = groupWith('state: auto, hibernation: true', prices);
    expect(problemsOf(text)).toContain('prices: hibernatedStorageHourUsd must be set');
  });
});

describe('the control group', () => {
  test('is read in seconds, with a day and an hour where nothing is said', () => {
    const config = configOf('experiment: { from: 2026-09-01T00:00:00Z }');
    expect(toPolicies(config).groups[0]!.experiment).toEqual({
      from: Date.UTC(2026, 8, 1) / 1000,
      to: null,
      blockSeconds: 86_400,
      washoutSeconds: 3600,
      seed: 1,
    });
  });

  test.each([
    { keys: '', problem: 'from' },
    { keys: 'from: 2026-09-01T00:30:00Z', problem: 'must be a whole hour' },
    { keys: 'from: 2026-09-01T00:00:00Z, block: 90m', problem: 'must be between 2h and 14d' },
    { keys: 'from: 2026-09-01T00:00:00Z, block: 150m', problem: 'must be whole hours' },
    { keys: 'from: 2026-09-01T00:00:00Z, block: 2h, washout: 2h', problem: 'shorter than block' },
    {
      keys: 'from: 2026-09-01T00:00:00Z, to: 2026-08-01T00:00:00Z',
      problem: 'must be after from',
    },
  ])('is refused: $keys', ({ keys, problem }) => {
    expect(problemsOf(configText(`experiment: { ${keys} }`))).toContain(problem);
  });
});
