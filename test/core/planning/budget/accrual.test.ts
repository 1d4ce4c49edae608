import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hourPriceOf } from '../../../../src/core/capacity/pricing.ts';
import { poolStates } from '../../../../src/core/capacity/setting.ts';
import { accrue } from '../../../../src/core/planning/budget/accrual.ts';
import type { Meter, Usage } from '../../../../src/core/planning/budget/usage.ts';
import type {
  Activity,
  GroupObservation,
  PoolMember,
} from '../../../../src/core/planning/situation.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { zoneOf } from '../../../../src/core/series/zone.ts';
import { about } from '../../../../src/core/simulation/duration.ts';
import { SimulatedGroup } from '../../../../src/core/simulation/group.ts';
import { noFailures } from '../../../../src/core/simulation/group-options.ts';
import { activitiesOf, observationOf } from '../../../support/observed-group.ts';
import { groupObservation, prices } from '../../../support/policies.ts';

const utc = zoneOf('UTC');
const hours = 3;
const start = Date.UTC(2026, 0, 5) / 1000;

function observed(at: number, members: GroupObservation['members']): GroupObservation {
  const pool = { minSize: 0, prepared: 20, state: 'Stopped', reuse: true } as const;
  return groupObservation({ at, members, pool });
}

function activity(kind: Activity['kind'], startedAt: number, endedAt: number | null): Activity {
  const status = endedAt === null ? 'running' : 'successful';
  const ids = { activityId: `${kind}-${startedAt}`, group: 'web', instanceId: 'i-1' };
  return { ...ids, kind, startedAt, endedAt, status };
}

const ready = { instanceId: 'i-1', phase: 'ready', parked: 'Stopped' } as const;
const booting = { instanceId: 'i-1', phase: 'booting', parked: null } as const;
const gone = null;

describe('accrue', () => {
  test('a clock that was set back bills nothing twice, and nothing is lost', () => {
    const bill = (meter: Meter | null, at: number) =>
      accrue({ meter, observation: observed(at, [ready]), activities: [], zone: utc });
    const first = bill(null, start).meter;
    const ahead = bill(first, start + 600);
    const back = bill(ahead.meter, start + 300);
    expect(back).toEqual({ usage: [], meter: ahead.meter });
    const after = bill(back.meter, start + 900);
    const seconds = [ahead, back, after].flatMap(({ usage }) => usage);
    expect(seconds.reduce((sum, { instanceSeconds }) => sum + instanceSeconds, 0)).toBe(900);
  });

  // Two observations ten minutes apart, and one instance.
  test.each([
    {
      name: 'a parked member, all the time',
      before: ready,
      after: ready,
      activities: [],
      want: { Stopped: 600 },
    },
    {
      name: 'a boot that was seen to end',
      before: booting,
      after: ready,
      activities: [activity('into-pool', -100, 200)],
      want: { booting: 200, Stopped: 400 },
    },
    {
      name: 'a boot whose end nobody reported costs the dearer phase',
      before: booting,
      after: ready,
      activities: [],
      want: { booting: 600 },
    },
    {
      name: 'a claim ends the bill',
      before: ready,
      after: gone,
      activities: [activity('from-pool', 150, 180)],
      want: { Stopped: 150 },
    },
    {
      name: 'a member that vanished without a word is billed to the end',
      before: ready,
      after: gone,
      activities: [],
      want: { Stopped: 600 },
    },
    {
      name: 'a boot and a claim between the observations',
      before: gone,
      after: gone,
      activities: [activity('into-pool', 100, 400), activity('from-pool', 450, 480)],
      want: { booting: 300, Stopped: 50 },
    },
    {
      name: 'a start is billed for a minute at least',
      before: gone,
      after: gone,
      activities: [activity('into-pool', 100, 120), activity('from-pool', 120, 130)],
      want: { booting: 60 },
    },
    {
      name: 'a launch that AWS listed late is billed from its start',
      before: gone,
      after: booting,
      activities: [activity('into-pool', -5, null)],
      want: { booting: 605 },
    },
    {
      name: 'a stopped member leaves as a stopped one',
      before: ready,
      after: gone,
      activities: [activity('terminate-from-pool', 100, 160)],
      want: { Stopped: 160 },
    },
    {
      name: 'a running one may run until it is gone',
      before: { ...ready, parked: 'Running' as const },
      after: gone,
      activities: [activity('terminate-from-pool', 100, 160)],
      want: { Running: 100, booting: 60 },
    },
    {
      name: 'what the last step billed is not billed again',
      before: ready,
      after: ready,
      activities: [activity('into-pool', -400, -100)],
      want: { Stopped: 600 },
    },
    {
      name: 'claimed and returned',
      before: ready,
      after: ready,
      activities: [activity('from-pool', 50, 80), activity('into-pool', 300, 390)],
      want: { Stopped: 50 + 210, booting: 90 },
    },
  ])('$name', ({ before, after, activities, want }) => {
    const at = start + 600;
    const moved = activities.map((each) => ({
      ...each,
      startedAt: start + each.startedAt,
      endedAt: each.endedAt === null ? null : start + each.endedAt,
    }));
    const meter = { at: start, observation: observed(start, before ? [before] : []), open: [] };
    const observation = observed(at, after ? [after] : []);
    const { usage } = accrue({ meter, observation, activities: moved, zone: utc });
    expect(secondsByPhase(usage)).toEqual(want);
  });

  const boot = activity('into-pool', start + 20, start + 220);
  const claim = activity('from-pool', start + 221, start + 250);

  /** Seconds by phase of a pool that is observed every ten minutes, and what AWS lists then. */
  function settled(
    ...steps: { after: PoolMember | null; activities: readonly Activity[] }[]
  ): Record<string, number> {
    let meter: Meter = { at: start, observation: observed(start, []), open: [], ended: [] };
    const usage: Usage[] = [];
    for (const [n, { after, activities }] of steps.entries()) {
      const observation = observed(start + (n + 1) * 600, after ? [after] : []);
      const accrual = accrue({ meter, observation, activities, zone: utc });
      meter = accrual.meter;
      usage.push(...accrual.usage);
    }
    return secondsByPhase(usage);
  }

  test.each([
    {
      name: 'a boot and its claim, both listed a step late',
      steps: [
        { after: gone, activities: [] },
        { after: gone, activities: [boot, claim] },
        { after: gone, activities: [boot, claim] },
      ],
      want: { booting: 200, Stopped: 1 },
    },
    {
      name: 'a member that was seen ready before its boot was listed boots as long as it may have',
      steps: [
        { after: ready, activities: [] },
        { after: ready, activities: [boot] },
      ],
      want: { booting: 600, Stopped: 600 },
    },
    {
      name: 'a short boot that ended after its pool was observed, and before activities were read',
      steps: [
        { after: booting, activities: [activity('into-pool', start + 582, start + 602)] },
        { after: ready, activities: [activity('into-pool', start + 582, start + 602)] },
      ],
      want: { booting: 60, Stopped: 598 },
    },
  ])('bills once: $name', ({ steps, want }) => {
    expect(settled(...steps)).toEqual(want);
  });

  test('the meter of an older version takes what has ended for billed', () => {
    const meter = { at: start + 600, observation: observed(start + 600, []), open: [] };
    const observation = observed(start + 1200, []);
    const { usage } = accrue({ meter, observation, activities: [boot, claim], zone: utc });
    expect(usage).toEqual([]);
  });

  test('the first observation bills nothing', () => {
    const observation = observed(start, [ready]);
    const { usage, meter } = accrue({ meter: null, observation, activities: [], zone: utc });
    expect(usage).toEqual([]);
    expect(meter.at).toBe(start);
  });

  test.each([
    { name: 'six weeks: to the end', days: 42, activities: [], want: 42 * 86_400 },
    { name: 'longer: not at all', days: 43, activities: [], want: 0 },
    {
      name: 'longer, and its claim is still listed: to then',
      days: 43,
      activities: [activity('from-pool', start + 86_400, start + 86_430)],
      want: 86_400,
    },
  ])('a member that vanished while nobody looked for $name', ({ days, activities, want }) => {
    const meter = { at: start, observation: observed(start, [ready]), open: [] };
    const observation = observed(start + days * 86_400, []);
    const { usage } = accrue({ meter, observation, activities, zone: utc });
    expect(secondsByPhase(usage)).toEqual(want === 0 ? {} : { Stopped: want });
  });

  test('a member that came while nobody looked for longer than AWS lists is billed as parked', () => {
    const meter = { at: start, observation: observed(start, []), open: [] };
    const observation = observed(start + 43 * 86_400, [ready]);
    const { usage } = accrue({ meter, observation, activities: [], zone: utc });
    expect(secondsByPhase(usage)).toEqual({ Stopped: 43 * 86_400 });
  });

  test('a member that was there before and after months is billed for all of them', () => {
    const meter = { at: start, observation: observed(start, [ready]), open: [] };
    const observation = observed(start + 60 * 86_400, [ready]);
    const { usage } = accrue({ meter, observation, activities: [], zone: utc });
    expect(secondsByPhase(usage)).toEqual({ Stopped: 60 * 86_400 });
  });

  test('usage is kept by the hours of the zone, also where they begin at half past', () => {
    const meter = { at: start, observation: observed(start, [ready]), open: [] };
    const observation = observed(start + 3600, [ready]);
    const zone = zoneOf('Asia/Kolkata');
    const { usage } = accrue({ meter, observation, activities: [], zone });
    expect(usage).toEqual([
      { hourStart: start - 1800, phase: 'Stopped', instanceSeconds: 1800 },
      { hourStart: start + 1800, phase: 'Stopped', instanceSeconds: 1800 },
    ]);
  });

  test('never bills less than the group costs, whatever the group does', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        const { group, usage } = live(world);
        const billed = microUsdOf(secondsByPhase(usage));
        const to = start + (hours + 1) * 3600;
        const { service: _, ...real } = group.meter.usage(start, to, group.now);
        const owed = microUsdOf(real);
        expect(billed).toBeGreaterThanOrEqual(owed - 1e-6);
        // A boot that is listed only after its claim is billed for what was seen of it as well.
        const surcharge = world.lateSecondsMax > 90 ? 4 : 1.6;
        expect(billed).toBeLessThanOrEqual(owed * surcharge + 60_000);
      }),
      { numRuns: 60 },
    );
  });
});

interface World {
  readonly seed: number;
  readonly stepSeconds: number;
  readonly state: (typeof poolStates)[number];
  readonly reuse: boolean;
  readonly initShare: number;
  /** Most seconds from the beginning of an activity until AWS lists it. */
  readonly lateSecondsMax: number;
}

function worlds(): fc.Arbitrary<World> {
  return fc.record({
    seed: fc.nat(),
    stepSeconds: fc.constantFrom(60, 120, 300),
    state: fc.constantFrom(...poolStates),
    reuse: fc.boolean(),
    initShare: fc.constantFrom(0, 0.2),
    lateSecondsMax: fc.constantFrom(1, 90, 400),
  });
}

/** Some hours of a group whose desired capacity and pool are changed at random. */
function live({ seed, stepSeconds, state, reuse, initShare, lateSecondsMax }: World) {
  const random = seededRandom(seed);
  const hook = { name: 'init', heartbeatSeconds: 600, defaultResult: 'ABANDON' } as const;
  const group = new SimulatedGroup(
    {
      name: 'web',
      instanceType: 'm7g.large',
      zones: ['a', 'b'],
      minSize: 1,
      maxSize: 30,
      desired: 5,
      hooks: { launch: hook, terminate: random.next() < 0.5 ? hook : null },
      initSeconds: about(120, 0.4),
      resumeSeconds: about(20, 0.2),
      drainSeconds: about(30, 0.2),
      terminateSeconds: about(20, 0.2),
      failures: { ...noFailures, initShare, startShare: initShare },
      prices,
      tags: {},
    },
    start,
    random,
  );
  let meter: Meter | null = null;
  const usage: Usage[] = [];
  const lateness = new Map<string, number>();
  for (let at = start; at <= start + hours * 3600; at += stepSeconds) {
    group.advanceTo(at);
    const observation = observationOf(group);
    const isLast = at === start + hours * 3600;
    const activities = activitiesOf(group, at - stepSeconds - 900).filter(
      ({ activityId, startedAt }) => {
        const late = lateness.get(activityId) ?? random.below(lateSecondsMax);
        lateness.set(activityId, late);
        return isLast || startedAt + late <= at;
      },
    );
    const accrual = accrue({ meter, observation, activities, zone: utc });
    usage.push(...accrual.usage);
    meter = accrual.meter;
    if (isLast) break; // what comes after is owed by the next step
    for (let moves = random.below(3); moves > 0; moves--) {
      if (random.next() < 0.5) group.setDesired(1 + random.below(30), 'user');
      else {
        const prepared = random.below(25);
        group.putWarmPool({ minSize: random.below(prepared + 1), prepared, state, reuse });
      }
      group.advanceTo(group.now + random.below(Math.floor(stepSeconds / 2)));
    }
  }
  return { group, usage };
}

function secondsByPhase(usage: readonly Usage[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { phase, instanceSeconds } of usage) {
    if (instanceSeconds > 0) sums[phase] = (sums[phase] ?? 0) + instanceSeconds;
  }
  return sums;
}

function microUsdOf(seconds: Readonly<Record<string, number>>): number {
  return Object.entries(seconds).reduce(
    (sum, [phase, count]) => sum + (count * hourPriceOf(prices, phase as 'booting')) / 3600,
    0,
  );
}
