import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measuredTimes } from '../../../../src/core/capacity/measured-times.ts';
import { hourPriceOf } from '../../../../src/core/capacity/pricing.ts';
import { type PoolSetting, poolStates } from '../../../../src/core/capacity/setting.ts';
import {
  boundOf,
  commitmentOf,
  nothing,
  writeSecondsMax,
} from '../../../../src/core/planning/budget/commitment.ts';
import type { GroupPolicy } from '../../../../src/core/planning/policy.ts';
import { seededRandom } from '../../../../src/core/random.ts';
import { about } from '../../../../src/core/simulation/duration.ts';
import { SimulatedGroup } from '../../../../src/core/simulation/group.ts';
import { noFailures } from '../../../../src/core/simulation/group-options.ts';
import { observationOf } from '../../../support/observed-group.ts';
import { fleetPolicy, groupPolicy, prices } from '../../../support/policies.ts';

const start = Date.UTC(2026, 0, 5) / 1000;
const runs = Number(process.env.CAP_RUNS ?? 60);

interface World {
  readonly seed: number;
  readonly stepSeconds: number;
  readonly bootSeconds: number;
  readonly state: PoolSetting['state'];
  readonly reuse: boolean;
  /** A few quick boots were measured; the others took, and their owner says, ten minutes. */
  readonly measured: boolean;
  /** Share of boots that fail. */
  readonly initShare: number;
  /** The application's time until they do, and what their owner says of it. */
  readonly fail: { readonly initSeconds: number; readonly failSeconds?: number };
  /** For how long the terminate hook holds a machine; null = there is none. */
  readonly hookSeconds: number | null;
  /** For how long connections drain, and what is known of it. */
  readonly drain: { readonly seconds: number } & Pick<GroupPolicy, 'releaseSeconds' | 'returns'>;
  /** Where desired capacity goes before the next step can act: shares of the way from Min to Max. */
  readonly path: readonly { readonly at: number; readonly share: number }[];
}

/** Once up and once down, in either order, at any moment of the two steps. */
const paths = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .chain(([a, b]) =>
    fc.constantFrom(
      [],
      [{ at: a, share: 0 }],
      [{ at: a, share: 1 }],
      [
        { at: Math.min(a, b), share: 1 },
        { at: Math.max(a, b), share: 0 },
      ],
      [
        { at: Math.min(a, b), share: 0 },
        { at: Math.max(a, b), share: 1 },
      ],
    ),
  );

const worlds: fc.Arbitrary<World> = fc.record({
  seed: fc.nat(),
  stepSeconds: fc.constantFrom(60, 120, 300),
  bootSeconds: fc.constantFrom(30, 60, 200, 600),
  state: fc.constantFrom(...poolStates),
  reuse: fc.boolean(),
  measured: fc.boolean(),
  initShare: fc.constantFrom(0, 0, 0.3, 1),
  fail: fc.constantFrom(
    { initSeconds: 42 },
    { initSeconds: 80 },
    { initSeconds: 400 },
    { initSeconds: 5, failSeconds: 11 },
    { initSeconds: 15, failSeconds: 19 },
  ),
  hookSeconds: fc.constantFrom(null, 30, 80),
  drain: fc.constantFrom(
    { seconds: 40, releaseSeconds: 120 },
    { seconds: 40, returns: { count: 30, longest: 60 } },
    { seconds: 250 },
    { seconds: 300, releaseSeconds: 480 },
    { seconds: 300, returns: { count: 30, longest: 480 } },
  ),
  path: paths,
});

function groupOf(world: World): SimulatedGroup {
  const { seed, bootSeconds, initShare, fail, hookSeconds, drain } = world;
  const random = seededRandom(seed);
  const maxSize = 5 + random.below(40);
  const hook = { name: 'init', heartbeatSeconds: 3600, defaultResult: 'ABANDON' } as const;
  const options = {
    name: 'web',
    instanceType: 'm7g.large',
    zones: ['a'],
    minSize: 1 + random.below(3),
    maxSize,
    desired: 4 + random.below(maxSize - 4),
    hooks: { launch: hook, terminate: hookSeconds === null ? null : hook },
    initSeconds: about(bootSeconds, 0.2),
    resumeSeconds: about(20, 0.2),
    drainSeconds: about(drain.seconds, 0.2),
    terminateSeconds: about(hookSeconds ?? 0, 0.2),
    failures: {
      ...noFailures,
      ...{ initShare, startShare: initShare, initSeconds: about(fail.initSeconds, 0.2) },
    },
    prices,
    tags: {},
  };
  return new SimulatedGroup(options, start, random);
}

/** µUSD that the pool has cost so far. */
function costOf(group: SimulatedGroup): number {
  const { service: _, ...usage } = group.meter.usage(start, start + 86_400, group.now);
  return Object.entries(usage).reduce(
    (sum, [phase, seconds]) => sum + (seconds * hourPriceOf(prices, phase as 'booting')) / 3600,
    0,
  );
}

/** What the owner of such a group says of it. */
function policyOf({ fail, hookSeconds, drain }: World, boots: Partial<GroupPolicy>): GroupPolicy {
  const { releaseSeconds: _, ...silent } = groupPolicy(boots);
  const { seconds, ...known } = drain;
  const { initSeconds, ...failing } = fail;
  return { ...silent, ...known, ...failing, failHoldSeconds: 1.2 * (hookSeconds ?? 0) };
}

/** What was committed when a setting was put in force, and what came of it until all was released. */
function undertake(world: World): { readonly committed: number; readonly cost: number } {
  const { seed, stepSeconds, bootSeconds, state, reuse, path } = world;
  const group = groupOf(world);
  const random = seededRandom(seed, 'moves');
  const anySetting = (): PoolSetting => {
    const prepared = random.below(group.maxSize + 5);
    const minSize = random.next() < 0.5 ? 0 : random.below(prepared + 1);
    return { minSize, prepared, state, reuse };
  };
  group.putWarmPool(anySetting());
  for (let moves = random.below(4); moves > 0; moves--) {
    group.advanceTo(group.now + random.below(900));
    group.setDesired(group.minSize + random.below(group.maxSize - group.minSize + 1), 'user');
  }
  group.advanceTo(group.now + random.below(900));

  const [at, before] = [group.now, costOf(group)];
  const setting = anySetting();
  const seen = [...Array(3).fill(Math.floor(0.7 * bootSeconds)), ...Array(197).fill(600)];
  const boots = measuredTimes(seen)!;
  const policy = policyOf(world, world.measured ? { bootSeconds: 600, boots } : { bootSeconds });
  const fleet = fleetPolicy({ stepSeconds });
  const committed = boundOf(
    commitmentOf({ setting, observation: observationOf(group), policy, fleet }),
  );
  const late = () => random.below(writeSecondsMax + 1);
  group.advanceTo(at + late());
  group.putWarmPool(setting);
  for (const { at: share, share: way } of path) {
    group.advanceTo(Math.max(group.now, at + Math.floor(share * 2 * stepSeconds)));
    const desired = Math.round(group.minSize + way * (group.maxSize - group.minSize));
    group.setDesired(desired, 'user');
  }
  group.advanceTo(at + 2 * stepSeconds + late());
  group.putWarmPool(nothing(setting));
  group.advanceTo(at + 2 * stepSeconds + 7200);
  return { committed, cost: costOf(group) - before };
}

test('no group ever costs more than was committed, wherever its desired capacity goes', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { committed, cost } = undertake(world);
      expect(cost).toBeLessThanOrEqual(committed);
    }),
    { numRuns: runs },
  );
});
