import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hourPriceOf } from '../../../../src/core/capacity/pricing.ts';
import { poolStates } from '../../../../src/core/capacity/setting.ts';
import { accrue } from '../../../../src/core/planning/budget/accrual.ts';
import { boundOf, commitmentOf } from '../../../../src/core/planning/budget/commitment.ts';
import { spendOf } from '../../../../src/core/planning/budget/spend.ts';
import {
  neverSeen,
  worstSighting,
  worstUsage,
} from '../../../../src/core/planning/budget/unread.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { zoneOf } from '../../../../src/core/series/zone.ts';
import { about } from '../../../../src/core/simulation/duration.ts';
import { SimulatedGroup } from '../../../../src/core/simulation/group.ts';
import { noFailures } from '../../../../src/core/simulation/group-options.ts';
import { activitiesOf, observationOf } from '../../../support/observed-group.ts';
import { fleetPolicy, groupObservation, groupPolicy, prices } from '../../../support/policies.ts';

const utc = zoneOf('UTC');
const start = Date.UTC(2026, 0, 5) / 1000;
const policy = groupPolicy({ bootSeconds: 120 });

const worlds = fc.record({
  seed: fc.nat(),
  stepSeconds: fc.constantFrom(60, 300),
  missedSteps: fc.integer({ min: 1, max: 8 }),
  state: fc.constantFrom(...poolStates),
  reuse: fc.boolean(),
  prepared: fc.integer({ min: 0, max: 30 }),
  minSize: fc.integer({ min: 0, max: 6 }),
});

/** A group that settles under one setting and then scales up or down at each step that misses it. */
function unwatched(world: typeof worlds extends fc.Arbitrary<infer World> ? World : never) {
  const { seed, stepSeconds, missedSteps, state, reuse, minSize } = world;
  const random = seededRandom(seed);
  const group = new SimulatedGroup(
    {
      name: 'web',
      instanceType: 'm7g.large',
      zones: ['a'],
      minSize: 1,
      maxSize: 25,
      desired: 8,
      hooks: { launch: null, terminate: null },
      initSeconds: about(120, 0),
      resumeSeconds: about(20, 0),
      drainSeconds: about(30, 0),
      terminateSeconds: about(20, 0),
      failures: noFailures,
      prices,
      tags: {},
    },
    start,
    random,
  );
  const setting = { minSize, prepared: Math.max(minSize, world.prepared), state, reuse };
  group.putWarmPool(setting);
  group.advanceTo(start + 1800);
  const observation = observationOf(group);
  const { meter } = accrue({
    meter: null,
    observation,
    activities: activitiesOf(group, start),
    zone: utc,
  });
  for (let step = 0; step < missedSteps; step++) {
    group.setDesired(1 + random.below(25), 'user');
    group.advanceTo(group.now + stepSeconds);
  }
  return { group, meter, setting, fleet: fleetPolicy({ stepSeconds }) };
}

describe('a group that nobody could read', () => {
  test('never costs more than the worst it is taken to cost', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { group, meter, setting, fleet } = unwatched(world);
        const until = group.now;
        const unread = { last: meter.observation, settings: [setting], policy, fleet };
        const usage = worstUsage(unread, { from: meter.at, until }, utc);
        const { service: _, ...real } = group.meter.usage(meter.at, until, until);
        const cost = Object.entries(real).reduce(
          (sum, [phase, seconds]) =>
            sum + (seconds * hourPriceOf(prices, phase as 'booting')) / 3600,
          0,
        );
        expect(spendOf(usage, prices)).toBeGreaterThanOrEqual(cost - 1);
        for (const { hourStart } of usage) expect(hourStart).toBeLessThan(until);
      }),
      { numRuns: 150 },
    );
  });

  test('is taken to have used what its worst standing commits it to, each two steps anew', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { group, meter, setting, fleet } = unwatched(world);
        const unread = { last: meter.observation, settings: [setting], policy, fleet };
        const [from, until] = [meter.at, group.now + 7200];
        const span = 2 * fleet.stepSeconds;
        let seconds = 0;
        for (let at = from; at < until; at += span) {
          const found = { ...meter.observation, at, pool: setting };
          const observation = at === from ? found : worstSighting(unread, at);
          for (const lot of commitmentOf({ setting, observation, policy, fleet })) {
            for (let hour = start - (start % 3600); hour < until; hour += 3600) {
              const within = Math.min(lot.to, until, hour + 3600) - Math.max(lot.from, hour);
              seconds += lot.count * Math.max(0, Math.min(lot.seconds, within));
            }
          }
        }
        const usage = worstUsage(unread, { from, until }, utc);
        const used = usage.reduce((sum, { instanceSeconds }) => sum + instanceSeconds, 0);
        expect(used).toBe(seconds);
      }),
      { numRuns: 50 },
    );
  });

  test('commits to no less than the group as it really is', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { group, meter, setting, fleet } = unwatched(world);
        const real = observationOf(group);
        const unread = { last: meter.observation, settings: [setting], policy, fleet };
        const worst = worstSighting(unread, real.at);
        const bound = (observation: typeof real) =>
          boundOf(commitmentOf({ setting, observation, policy, fleet }));
        expect(worst.blocked).toBe('unread');
        expect(bound(worst)).toBeGreaterThanOrEqual(bound(real));
      }),
      { numRuns: 150 },
    );
  });

  test('under one of two settings is taken for the dearer in every respect', () => {
    const last = groupObservation({ minSize: 2, maxSize: 30 });
    const small = { minSize: 3, prepared: 5, state: 'Stopped', reuse: false } as const;
    const large = { minSize: 0, prepared: 12, state: 'Hibernated', reuse: true } as const;
    const unread = { last, settings: [small, null, large], policy, fleet: fleetPolicy() };
    const { pool } = worstSighting(unread, last.at + 300);
    expect(pool).toEqual({ minSize: 3, prepared: 12, state: 'Hibernated', reuse: true });
  });

  test('that was never seen holds nothing', () => {
    expect(neverSeen('web', start)).toMatchObject({ blocked: 'unread', pool: null, members: [] });
  });
});
