import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { poolStates } from '../../../src/core/capacity/setting.ts';
import { poolSeconds } from '../../../src/core/simulation/billing.ts';
import type { SimulatedGroup } from '../../../src/core/simulation/group.ts';
import { noFailures } from '../../../src/core/simulation/group-options.ts';
import { transitions } from '../../../src/core/simulation/lifecycle.ts';
import { buildGroup, roughOptions, start } from './group-builder.ts';

/** The flows of the user guide, written out once more and apart from the table. */
const parked = ['Warmed:Stopped', 'Warmed:Hibernated', 'Warmed:Running'];
const flows = [
  ['null', 'InService'],
  ['null', 'Pending', 'Pending:Wait', 'Pending:Proceed', 'InService'],
  ['Pending', 'Pending:Proceed'],
  ['Pending', 'Terminating'],
  ['Pending:Wait', 'Terminating'],
  ['InService', 'Terminating', 'Terminating:Wait', 'Terminating:Proceed', 'Terminated'],
  ['Terminating', 'Terminated'],
  ['null', 'Warmed:Pending', 'Warmed:Pending:Wait', 'Warmed:Pending:Proceed'],
  ['Warmed:Pending:Wait', 'Warmed:Terminating', 'Warmed:Terminating:Wait'],
  ['Warmed:Terminating:Wait', 'Warmed:Terminating:Proceed', 'Warmed:Terminated'],
  ['Warmed:Terminating', 'Warmed:Terminated'],
  ['InService', 'Warmed:Pending'],
  ...parked.flatMap((state) => [
    ['Warmed:Pending', state, 'Pending'],
    ['Warmed:Pending:Proceed', state, 'Warmed:Terminating'],
  ]),
];
const pairs = new Set(flows.flatMap((flow) => flow.slice(1).map((to, n) => `${flow[n]} → ${to}`)));

type Command = (group: SimulatedGroup) => void;
const size = fc.nat(12);
const command: fc.Arbitrary<Command> = fc.oneof(
  size.map(
    (n): Command =>
      (group) =>
        group.setDesired(n, 'user'),
  ),
  fc
    .record(
      {
        minSize: size,
        prepared: fc.integer({ min: -1, max: 12 }),
        state: fc.constantFrom(...poolStates),
        reuse: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .map(
      (request): Command =>
        (group) =>
          group.putWarmPool(request),
    ),
  fc.boolean().map(
    (force): Command =>
      (group) =>
        group.deleteWarmPool(force),
  ),
  fc.boolean().map(
    (on): Command =>
      (group) =>
        on ? group.suspend(['Launch']) : group.resume(['Launch']),
  ),
  fc.boolean().map(
    (hooked): Command =>
      (group) =>
        group.setHooks(hooked ? roughOptions.hooks! : { launch: null, terminate: null }),
  ),
);
const story = fc.array(fc.tuple(command, fc.nat(700)), { minLength: 1, maxLength: 25 });

const play = (commands: readonly (readonly [Command, number])[], seed: number, check: Command) => {
  const group = buildGroup(roughOptions, seed);
  for (const [run, seconds] of commands) {
    run(group);
    group.advanceTo(group.now + seconds);
    check(group);
  }
  return group;
};
/** Checks every story after each of its commands; `begin` makes the check of one story. */
const law = (begin: () => Command) =>
  fc.assert(
    fc.property(story, fc.nat(), (commands, seed) => {
      play(commands, seed, begin());
    }),
    { numRuns: 150 },
  );

describe('whatever is asked of a group', () => {
  test('the state table is the flows of the user guide, no more and no less', () => {
    const table = new Set(transitions.map(({ from, to }) => `${from} → ${to}`));
    expect([...table].toSorted()).toEqual([...pairs].toSorted());
  });

  test('every transition is allowed, and follows on the last one of its instance', () => {
    law(() => (group) => {
      const last = new Map<string, string>();
      for (const { instanceId, from, to } of group.changes) {
        expect(pairs).toContain(`${from} → ${to}`);
        expect(last.get(instanceId) ?? 'null').toBe(String(from));
        last.set(instanceId, to);
      }
    });
  });

  test('no instance is lost or counted twice', () => {
    law(() => (group) => {
      const last = new Map(group.changes.map(({ instanceId, to }) => [instanceId, to]));
      const living = [...last.values()].filter((state) => !state.endsWith('Terminated'));
      const inPool = living.filter((state) => state.startsWith('Warmed:')).length;
      expect(group.instances('pool')).toHaveLength(inPool);
      expect(group.instances('group')).toHaveLength(living.length - inPool);
    });
  });

  test('claims are hits or misses, and only grow', () => {
    law(() => {
      let before = { claims: 0, misses: 0, lateSeconds: 0 };
      return (group) => {
        const now = group.claims;
        expect(now.hits + now.misses).toBe(now.claims);
        expect(now.hits).toBeGreaterThanOrEqual(0);
        expect(now.lateMisses).toBeLessThanOrEqual(now.misses);
        for (const key of ['claims', 'misses', 'lateSeconds'] as const) {
          expect(now[key]).toBeGreaterThanOrEqual(before[key]);
        }
        before = now;
      };
    });
  });

  test('claims are what the log shows: members taken and cold launches, each asked for once', () => {
    law(() => (group) => {
      const launches = group.activities.filter(
        ({ kind }) => kind === 'from-pool' || kind === 'cold',
      );
      expect(group.claims.claims).toBeLessThanOrEqual(launches.length);
      const failed = launches.filter(({ status }) => status === 'Failed').length;
      expect(group.claims.claims).toBeGreaterThanOrEqual(launches.length - failed);
      const warm = launches.filter(
        ({ kind, status }) => kind === 'from-pool' && status !== 'Failed',
      );
      expect(group.claims.hits).toBeLessThanOrEqual(warm.length);
    });
  });

  test('the meter bills the pool for exactly the seconds that the log shows, and minimums', () => {
    law(() => (group) => {
      const usage = group.meter.usage(0, Number.POSITIVE_INFINITY, group.now);
      const since = new Map<string, number>();
      let logged = 0;
      let ends = 0;
      for (const { instanceId, from, to, at } of group.changes) {
        if (from?.startsWith('Warmed:')) logged += at - since.get(instanceId)!;
        since.set(instanceId, at);
        if (to === 'Warmed:Terminating' || to.endsWith('Hibernated')) ends++;
      }
      for (const { id, state } of group.instances('pool')) {
        logged += group.now - since.get(id)!;
        expect(state).toMatch(/^Warmed:/);
      }
      expect(poolSeconds(usage)).toBeGreaterThanOrEqual(logged);
      expect(poolSeconds(usage)).toBeLessThanOrEqual(logged + 60 * (ends + group.poolLaunches));
      expect(Math.min(...Object.values(usage))).toBeGreaterThanOrEqual(0);
    });
  });

  test('what was spent is never taken back, and the hours add up to the whole', () => {
    law(() => {
      let before = 0;
      return ({ meter, now }) => {
        const spend = meter.poolSpend(0, Number.POSITIVE_INFINITY, now);
        expect(spend).toBeGreaterThanOrEqual(before);
        before = spend;
        let hours = 0;
        for (let hour = start; hour < now; hour += 3600) {
          hours += poolSeconds(meter.usage(hour, hour + 3600, now));
        }
        expect(hours).toBe(poolSeconds(meter.usage(0, Number.POSITIVE_INFINITY, now)));
      };
    });
  });

  test('it comes to rest at what is wanted once nothing more is asked and nothing fails', () => {
    fc.assert(
      fc.property(story, fc.nat(), (commands, seed) => {
        const group = buildGroup(
          {
            ...roughOptions,
            failures: noFailures,
            initSeconds: { seconds: 150, spread: 0.1, tailShare: 0, tailFactor: 1 },
          },
          seed,
        );
        for (const [run, seconds] of commands) {
          run(group);
          group.advanceTo(group.now + seconds);
        }
        group.resume(['Launch']);
        group.advanceTo(group.now + 7200);
        expect(group.count('group', 'ready')).toBe(group.desired);
        expect(group.instances('group')).toHaveLength(group.desired);
        expect(group.count('pool', 'ready')).toBe(group.poolWanted);
        expect(group.instances('pool')).toHaveLength(group.poolWanted);
        expect(group.pool?.deleting ?? false).toBe(false);
        expect(group.activities.every(({ endTime }) => endTime !== null)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('the same seed and commands give the same log, however finely time is cut', () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.integer({ min: 1, max: 97 }), (commands, seed, step) => {
        const whole = play(commands, seed, () => {});
        const cut = buildGroup(roughOptions, seed);
        for (const [run, seconds] of commands) {
          run(cut);
          const end = cut.now + seconds;
          while (cut.now < end) cut.advanceTo(Math.min(end, cut.now + step));
        }
        expect(cut.changes).toEqual(whole.changes);
        expect(cut.activities).toEqual(whole.activities);
        expect(cut.claims).toEqual(whole.claims);
      }),
      { numRuns: 60 },
    );
  });
});
