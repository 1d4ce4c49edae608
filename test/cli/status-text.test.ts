import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/app/ports/books.ts';
import { type Status, statusOf } from '../../src/app/status.ts';
import { widthOf } from '../../src/cli/output.ts';
import { statusDocument, statusText } from '../../src/cli/status-text.ts';
import type { AutoState, StateChoice } from '../../src/core/planning/pool-state.ts';
import { fromUsd } from '../../src/core/units.ts';
import { aCutDecision } from '../support/cut-decision.ts';
import { aLedgerEntry } from '../support/decisions.ts';
import { aFasterBoot } from '../support/faster-boot-store.ts';
import { MemoryPauseStore } from '../support/pause-store.ts';
import { fleetPolicy, groupPolicy } from '../support/policies.ts';
import { reportAt, reportStores } from '../support/report-scene.ts';
import { MemorySlotStore } from '../support/slot-store.ts';
import { MemoryWishStore } from '../support/wish-store.ts';

/** The status of a group with `days` of history. */
function statusAfter(days: number): Status {
  const stores = reportStores({ days });
  const ports = { ...stores, slots: new MemorySlotStore(), wishes: new MemoryWishStore() };
  const group = { policy: groupPolicy(), series: 'web', stepSeconds: 300 };
  return statusOf([group], fleetPolicy(), reportAt, ports);
}

describe('the tier of history', () => {
  test.each([
    { days: 0.5, tier: 'reactive', says: 'only the reactive rule plans' },
    { days: 1, tier: 'days', says: 'weekdays are all alike' },
    { days: 7, tier: 'weekdays', says: 'each weekday was seen once' },
    { days: 14, tier: 'full', says: 'everything is in use' },
  ])('$days days are $tier', ({ days, tier, says }) => {
    const status = statusAfter(days);
    const text = statusText(status, 80);
    expect(text).toMatch(new RegExp(`^  history  .*, tier ${tier}$`, 'm'));
    expect(text.replace(/\s+/g, ' ').includes(says)).toBe(tier !== 'full');
    const document = JSON.parse(JSON.stringify(statusDocument(status)));
    expect(document.groups[0].history).toMatchObject({ days, tier });
    expect(document.groups[0].history.sentence).toContain(says);
  });

  test('a group of which nothing is stored waits in the lowest', () => {
    const status = statusAfter(0);
    expect(status.groups[0]!.history.tier.name).toBe('reactive');
    expect(statusText(status, 80)).toMatch(/history +0 s, tier reactive$/m);
  });

  test('no line is wider than the terminal', () => {
    for (const days of [0, 3, 9, 20]) {
      const lines = statusText(statusAfter(days), 80).split('\n');
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    }
  });
});

describe('a state that is chosen', () => {
  const auto = {
    options: [
      { state: 'Stopped', startSeconds: 40 },
      { state: 'Running', startSeconds: 3 },
    ],
    startSecondsMax: null,
  } as const;
  const decided: StateChoice = {
    chosen: 'Running',
    inForce: 'Running',
    priced: [],
    reason: 'Running, says the last step',
  };
  const statusOfAuto = (options: AutoState['options']) => {
    const stores = reportStores({ days: 3 });
    const entry = aLedgerEntry({ at: reportAt - 300 });
    stores.ledger.append({ ...entry, plan: { ...entry.plan, stateChoice: decided } });
    const ports = { ...stores, slots: new MemorySlotStore(), wishes: new MemoryWishStore() };
    const { pool } = groupPolicy();
    const policy = groupPolicy({ pool: { ...pool, auto: { ...auto, options } } });
    const groups = [{ policy, series: 'web', stepSeconds: 300 }];
    return statusOf(groups, fleetPolicy(), reportAt, ports).groups[0]!;
  };

  test('is that of the last step, which priced it', () => {
    expect(statusOfAuto(auto.options).stateChoice).toEqual(decided);
  });

  test('is chosen anew where the configuration allows the last one no more', () => {
    const { stateChoice } = statusOfAuto(auto.options.slice(0, 1));
    expect(stateChoice).toMatchObject({ chosen: 'Stopped' });
    expect(stateChoice!.priced).toHaveLength(1);
  });
});

describe('a group that is left alone', () => {
  const pausedBy = (pause: (pauses: MemoryPauseStore) => void) => {
    const stores = { ...reportStores({ days: 1 }), pauses: new MemoryPauseStore() };
    pause(stores.pauses);
    const ports = { ...stores, slots: new MemorySlotStore(), wishes: new MemoryWishStore() };
    const group = { policy: groupPolicy(), series: 'web', stepSeconds: 300 };
    const status = statusOf([group], fleetPolicy(), reportAt, ports);
    const document = JSON.parse(JSON.stringify(statusDocument(status)));
    const { paused, pausedUntil } = document.groups[0];
    const [, row = null] = /^ {2}paused +(.*)$/m.exec(statusText(status, 120)) ?? [];
    return { row, paused, pausedUntil };
  };

  test.each([
    {
      name: 'for some time: when it ends',
      pause: (pauses: MemoryPauseStore) => pauses.set('web', reportAt + 5400, 'load test'),
      want: {
        row: 'load test; for 1 h 30 min more, to 2026-11-16T19:15:00Z',
        paused: 'load test',
        pausedUntil: '2026-11-16T19:15:00Z',
      },
    },
    {
      name: 'without an end: what ends it',
      pause: (pauses: MemoryPauseStore) => pauses.set('web', null, 'incident'),
      want: { row: 'incident; until `resume`', paused: 'incident', pausedUntil: null },
    },
    {
      name: 'by forewarm itself, whatever was paused beside that',
      pause: (pauses: MemoryPauseStore) => {
        pauses.set('web', reportAt + 60, 'load test');
        pauses.standBack('web', 'someone else set it');
      },
      want: {
        row: 'someone else set it; until `resume`',
        paused: 'someone else set it',
        pausedUntil: null,
      },
    },
    { name: 'no more', pause: () => {}, want: { row: null, paused: null, pausedUntil: null } },
  ])('$name', ({ pause, want }) => expect(pausedBy(pause)).toEqual(want));
});

describe('the caps', () => {
  const stores = reportStores({ days: 3 });
  const ports = { ...stores, slots: new MemorySlotStore(), wishes: new MemoryWishStore() };
  const spent = stores.spend
    .usage(null, 0, Number.MAX_SAFE_INTEGER)
    .reduce((sum, row) => sum + row.instanceSeconds, 0);
  const statusUnder = (dayUsd: number) => {
    const policy = groupPolicy({ caps: [{ per: 'day', limit: fromUsd(dayUsd) }] });
    const fleet = fleetPolicy({ alertShares: [0.5, 0.8] });
    return statusOf([{ policy, series: 'web', stepSeconds: 300 }], fleet, reportAt, ports);
  };
  const spentUsd = statusUnder(1000).groups[0]!.caps[0]!.spent / 1e6;

  test.each([
    { share: 0.4, alert: null, says: /group day {2}.* \(40 %\); ends in [\d hmin]+$/m },
    { share: 0.6, alert: 0.5, says: /\(60 %\), past the alert at 50 %; ends in [\d hmin]+$/m },
    { share: 1, alert: 0.8, says: /\(100 %\), past the alert at 80 %; ends in [\d hmin]+$/m },
  ])('$share spent is past $alert', ({ share, alert, says }) => {
    expect(spent).toBeGreaterThan(0);
    const status = statusUnder(spentUsd / share);
    expect(statusText(status, 80)).toMatch(says);
    const document = JSON.parse(JSON.stringify(statusDocument(status)));
    expect(document.groups[0].caps[0]).toMatchObject({ scope: 'group', alertShare: alert });
    expect(Date.parse(document.groups[0].caps[0].to) / 1000).toBeGreaterThan(reportAt);
  });
});

describe('measured boots and starts', () => {
  const statusWith = (kind: 'into-pool' | 'from-pool' | 'return', count: number) => {
    const stores = reportStores({ days: 3 });
    const activities = Array.from({ length: count }, (_, n) => {
      const startedAt = reportAt - 2 * 86_400 + n;
      const ids = { activityId: `new-${n}`, group: 'web', instanceId: null };
      return { ...ids, kind, startedAt, endedAt: startedAt + 400, status: 'successful' } as const;
    });
    stores.claims.record('web', activities);
    const ports = { ...stores, slots: new MemorySlotStore(), wishes: new MemoryWishStore() };
    const group = { policy: groupPolicy(), series: 'web', stepSeconds: 300 };
    return statusOf([group], fleetPolicy(), reportAt, ports);
  };

  test('stand beside what the configuration says', () => {
    const status = statusWith('into-pool', 60);
    const says =
      /^ {2}boots {7}6 min 40 s, 9 of 10 within 6 min 40 s \(60 measured, configured 4 min\)$/m;
    expect(statusText(status, 100)).toMatch(says);
    const document = JSON.parse(JSON.stringify(statusDocument(status)));
    expect(document.groups[0].leads.boots).toMatchObject({
      configuredSeconds: 240,
      measured: { count: 60, lateSeconds: 400 },
    });
  });

  test.each([
    { kind: 'into-pool', count: 5 },
    { kind: 'return', count: 60 },
  ] as const)('$count of $kind are no word about boots', ({ kind, count }) => {
    expect(statusText(statusWith(kind, count), 80)).not.toMatch(/^ {2}boots/m);
  });
});

describe('what a cap leaves of the service', () => {
  const statusWith = (entry: LedgerEntry) => {
    const stores = reportStores({ days: 20 });
    stores.ledger.append(entry);
    const ports = { ...stores, slots: new MemorySlotStore(), wishes: new MemoryWishStore() };
    const group = { policy: groupPolicy(), series: 'web', stepSeconds: 300 };
    return statusOf([group], fleetPolicy(), reportAt, ports);
  };
  const textOf = (entry: LedgerEntry) => {
    const text = statusText(statusWith(entry), 80);
    return text.slice(text.indexOf('  applied'), text.indexOf('  had it been'));
  };

  test('is told with what it risks', () => {
    const entry = aCutDecision(reportAt - 60, reportAt + 86_400);
    expect(textOf(entry)).toMatchInlineSnapshot(`
      "  applied, predictive: a climb is forecast
        cut by a cap: gets MinSize 2, prepared 12, Stopped, reuse, and wanted MinSize
        2, prepared 20, Stopped, reuse: 2.0 more of 7.5 expected claims launch cold
        level 3 of 8: the month's cap of the fleet has $1.25 for it to
        2026-11-17T17:45:00Z, where the wanted one would cost $3.50; expected cold
        starts are 12.3 instead of 4.6"
    `);
    const document = JSON.parse(JSON.stringify(statusDocument(statusWith(entry))));
    expect(document.groups[0].cut).toMatchObject({
      risk: { misses: 2, claims: 7.5 },
      level: { level: 3, wanted: 8, costUsd: 1.25, misses: 12.34 },
    });
  });

  test('is not told of a window that is over, nor where nothing was cut', () => {
    expect(textOf(aCutDecision(reportAt - 60, reportAt))).not.toContain('level 3');
    const status = statusWith(aLedgerEntry({ at: reportAt - 60 }));
    expect(status.groups[0]!.cut).toBeNull();
    expect(statusText(status, 80)).not.toMatch(/cut by a cap|level/);
  });
});

test('what a faster boot would save is one line of advice', () => {
  const stores = reportStores({ days: 20 });
  const group = { policy: groupPolicy(), series: 'web', stepSeconds: 300 };
  stores.boots.save('web', aFasterBoot(group.policy, reportAt - 86_400));
  const ports = { ...stores, slots: new MemorySlotStore(), wishes: new MemoryWishStore() };
  const status = statusOf([group], fleetPolicy(), reportAt, ports);
  const text = statusText(status, 80);
  expect(text.slice(text.indexOf('  advice: instances'))).toMatchInlineSnapshot(`
    "  advice: instances that boot in 2 min 30 s instead of 5 min would save $24.50
      of $80.00 a month, with 14 cold starts instead of 15 over 14 days
    "
  `);
  const document = JSON.parse(JSON.stringify(statusDocument(status)));
  expect(document.groups[0].fasterBoot).toMatchObject({
    savedUsdPerMonth: 24.5,
    faster: { bootSeconds: 150 },
  });
  expect(statusAfter(20).groups[0]!.fasterBoot).toBeNull();
});

describe('the last step', () => {
  const lastLines = (outcome: string | null) => {
    const run = { slot: reportAt - 300, startedAt: reportAt - 300, finishedAt: reportAt, outcome };
    return statusText({ ...statusAfter(1), step: run, groups: [] }, 80).split('\n');
  };

  test('that failed is told in words, with the remedy', () => {
    expect(lastLines('FW_AWS_DENIED')).toEqual([
      'last step 5 min ago failed: AWS refused the credentials or the permission',
      '(FW_AWS_DENIED)',
      '  check that there are credentials, and attach the policy to the instance',
      '  profile',
      '',
    ]);
  });

  test.each([
    { outcome: 'applied 2, held 1', want: 'last step 5 min ago: applied 2, held 1' },
    { outcome: null, want: 'last step 5 min ago: not finished' },
  ])('$want', ({ outcome, want }) => expect(lastLines(outcome)[0]).toBe(want));
});

test.each([40, 80])('no line is longer than %d columns', (columns) => {
  for (const line of statusText(statusAfter(7), columns).split('\n')) {
    expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  }
});
