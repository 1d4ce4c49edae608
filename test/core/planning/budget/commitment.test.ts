import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measuredTimes } from '../../../../src/core/capacity/measured-times.ts';
import type { PoolSetting } from '../../../../src/core/capacity/setting.ts';
import {
  actSecondsMax,
  boundOf,
  capBreaches,
  commitmentOf,
  nothing,
  worstHour,
} from '../../../../src/core/planning/budget/commitment.ts';
import type {
  CapUse,
  GroupObservation,
  PoolMember,
} from '../../../../src/core/planning/situation.ts';
import { fromUsd, microUsd } from '../../../../src/core/units.ts';
import { fleetPolicy, groupObservation, groupPolicy, prices } from '../../../support/policies.ts';

const fleet = fleetPolicy();
const policy = groupPolicy();
const total = (prepared: number, reuse = false): PoolSetting => ({
  minSize: 0,
  prepared,
  state: 'Stopped',
  reuse,
});

function membersOf(count: number, phase: PoolMember['phase']): PoolMember[] {
  const parked = phase === 'ready' ? 'Stopped' : null;
  return Array.from({ length: count }, (_, n) => ({ instanceId: `${phase}-${n}`, phase, parked }));
}

/** A group of ten with `ready` parked members under `setting`. */
function holding(ready: number, setting: PoolSetting | null, more: Partial<GroupObservation> = {}) {
  return groupObservation({ pool: setting, members: membersOf(ready, 'ready'), ...more });
}

function committed(setting: PoolSetting, observation: GroupObservation): number {
  return boundOf(commitmentOf({ setting, observation, policy, fleet }));
}

/** µUSD of one running member from now until it could be released, after four boots that failed in its place. */
const oneBoot = (0.1e6 * (2 * 60 + 30 + 120 + 4 * (60 - 45))) / 3600;

describe('commitmentOf', () => {
  test('holding nothing, with nothing there, costs nothing', () => {
    expect(committed(nothing(total(0)), holding(0, null))).toBe(0);
  });

  test('a total is committed to all it could boot as the group scales in to its Min', () => {
    // ten boots at once to reach 20, eight more down to the Min of 2
    expect(committed(total(20), holding(0, null))).toBe(Math.ceil(18 * oneBoot));
  });

  test('members that are there cost little, their replacements after claims a boot each', () => {
    const full = holding(18, total(20), { desired: 2, inService: 2 });
    const parked = (18 * 0.004e6 * 270) / 3600;
    expect(committed(total(20), full)).toBe(Math.ceil(parked + 18 * oneBoot));
  });

  test('an absolute pool boots one for each claim', () => {
    const absolute = { ...total(3), minSize: 3 };
    const parked = (3 * 0.004e6 * 270) / 3600;
    expect(committed(absolute, holding(3, absolute))).toBe(Math.ceil(parked + 3 * oneBoot));
  });

  test('a cut pays for what the old setting may still start until it acts', () => {
    const before = committed(total(20), holding(8, total(20)));
    const cut = committed(nothing(total(20)), holding(8, total(20)));
    expect(cut).toBeGreaterThan(0);
    expect(cut).toBeLessThan(before);
  });

  test('reuse adds what is scaled in, until it has drained and left', () => {
    const seen = holding(0, total(0, true));
    const eight = (8 * 0.1e6 * (120 + 120 + 15)) / 3600; // from ten down to the Min of 2
    expect(committed(total(0, true), seen)).toBe(Math.ceil(eight));
  });

  test('boots that were measured to be quicker may follow each other more often', () => {
    const observation = holding(8, total(20), { desired: 12, inService: 12 });
    const bound = (seconds: number) => {
      const boots = measuredTimes(Array(40).fill(seconds))!;
      const measured = { ...policy, boots };
      return boundOf(commitmentOf({ setting: total(20), observation, policy: measured, fleet }));
    };
    expect(bound(policy.bootSeconds)).toBe(committed(total(20), observation));
    expect(bound(30)).toBeGreaterThan(bound(policy.bootSeconds));
    expect(bound(10 * policy.bootSeconds)).toBe(bound(policy.bootSeconds)); // a new image may be quick
  });

  test('members that come and go cost no more than a full pool and their leaving', () => {
    // ten parked, claimed at once; then two full generations of boots, of which one takes the other's place
    const long = fleetPolicy({ stepSeconds: 300 });
    const setting = { ...total(10), minSize: 10 };
    const lots = commitmentOf({
      setting,
      observation: holding(10, setting),
      policy,
      fleet: long,
    });
    const full = (10 * 0.1e6 * (2 * 300 + 30 + 120)) / 3600;
    expect(boundOf(lots)).toBeGreaterThan(full);
    expect(boundOf(lots)).toBeLessThan(2.1 * full);
  });

  test('boots that fail sooner, or are held longer, cost more; later than they succeed they do not', () => {
    const bound = (changes: Partial<typeof policy>) => {
      const failing = { ...policy, ...changes };
      const observation = holding(0, null);
      return boundOf(commitmentOf({ setting: total(20), observation, policy: failing, fleet }));
    };
    const usual = bound({});
    expect(bound({ failSeconds: 40 })).toBe(usual);
    expect(bound({ failSeconds: 10 })).toBeGreaterThan(usual);
    expect(bound({ failHoldSeconds: 60 })).toBeGreaterThan(usual);
    expect(bound({ failSeconds: 3600 })).toBeLessThan(usual);
    expect(bound({ failSeconds: 3600 })).toBe(bound({ failSeconds: 7200 }));
  });

  test('members that are booting may fail as often as those that are yet to come', () => {
    const full = { ...holding(0, total(20)), desired: 2, inService: 2 };
    const booting = { ...full, members: membersOf(18, 'booting') };
    const places = (18 * 0.1e6 * 4 * (60 - 45)) / 3600;
    const kept = (18 * 0.1e6 * (2 * 60 + 30 + 120)) / 3600;
    expect(committed(total(20), booting)).toBeGreaterThan(kept + places);
  });

  test.each([
    { name: 'nobody says', of: { releaseSeconds: undefined }, seconds: 420 },
    { name: 'too few were seen', of: { returns: { count: 19, longest: 40 } }, seconds: 420 },
    { name: 'of few one took long', of: { returns: { count: 1, longest: 500 } }, seconds: 500 },
    { name: 'enough were quick', of: { returns: { count: 20, longest: 40 } }, seconds: 120 },
    { name: 'one of many was not', of: { returns: { count: 99, longest: 200 } }, seconds: 200 },
    { name: 'its owner says more', of: { releaseSeconds: 900 }, seconds: 900 },
    { name: 'its owner says little', of: { releaseSeconds: 0 }, seconds: 120 },
  ])('what is scaled in drains for $seconds s where $name', ({ of, seconds }) => {
    const { releaseSeconds: _, ...silent } = policy;
    const { releaseSeconds, ...changes } = of as Partial<typeof policy>;
    const said = releaseSeconds === undefined ? {} : { releaseSeconds };
    const asked = { ...silent, ...changes, ...said };
    const setting = total(0, true);
    const observation = holding(0, setting);
    const lots = commitmentOf({ setting, observation, policy: asked, fleet });
    expect(lots.at(-1)!.seconds).toBe(seconds); // what is scaled in comes last
  });

  test.each([
    { name: 'a larger total', of: total(20), than: total(15) },
    { name: 'reuse', of: total(20, true), than: total(20) },
    { name: 'a minimum', of: { ...total(20), minSize: 5 }, than: total(20) },
  ])('$name commits to no less', ({ of, than }) => {
    const observation = holding(5, total(15));
    expect(committed(of, observation)).toBeGreaterThanOrEqual(committed(than, observation));
  });
});

describe('capBreaches', () => {
  const at = groupObservation().at;
  const use = (changes: Partial<CapUse>): CapUse => ({
    cap: { per: 'hour', limit: fromUsd(1) },
    scope: 'group',
    windowStart: at - 1800,
    windowEnd: at + 1800,
    spent: microUsd(0),
    ...changes,
  });
  const lots = [{ count: 10, from: at, to: at + 3600, seconds: 3600, perHour: fromUsd(0.1) }];

  test('the open window and the next are asked apart', () => {
    expect(capBreaches([use({})], lots)).toEqual([]);
    const half = use({ spent: fromUsd(0.6) });
    expect(capBreaches([half], lots).map(({ window }) => window)).toEqual(['open']);
    const ending = use({
      spent: fromUsd(0.99),
      windowEnd: at + 30,
      cap: { per: 'hour', limit: fromUsd(1) },
    });
    expect(capBreaches([ending], lots)).toEqual([]);
    const small = use({ windowEnd: at, cap: { per: 'hour', limit: fromUsd(0.5) } });
    expect(capBreaches([small], lots).map(({ window }) => window)).toEqual(['next']);
  });

  test('a cap that is overspent has no room, not less', () => {
    const over = use({ spent: fromUsd(2) });
    expect(capBreaches([over], lots)[0]?.room).toBe(0);
  });
});

test('worstHour is a full pool that never stops booting', () => {
  expect(worstHour(total(20), { minSize: 2 }, prices)).toBe(18 * 100_000);
  expect(worstHour({ ...total(20), minSize: 19 }, { minSize: 2 }, prices)).toBe(19 * 100_000);
});

describe('boots that fail again and again in one place', () => {
  const secondUsd = 0.01;
  const hour = fromUsd(3600 * secondUsd);
  const dear = {
    bootingHour: hour,
    parkedHour: { Stopped: hour, Hibernated: hour, Running: hour },
  };
  const [failSeconds, replaceSeconds] = [40, 5];
  const choice = (...values: number[]) => fc.constantFrom(...values);
  const worlds = fc.record({
    boot: choice(60, 90, 100, 120, 150, 180, 240, 300),
    step: choice(60, 120, 300, 600),
    release: choice(60, 120, 480),
    hold: choice(0, 30, 60, 120),
  });

  /** Seconds that the dearest order of failures, late and early, is paid for until `until`. */
  function dearest(world: { boot: number; release: number; hold: number }, until: number): number {
    const known = new Map<number, number>();
    const from = (at: number): number => {
      if (at > until) return 0;
      const before = known.get(at);
      if (before !== undefined) return before;
      const { boot, release, hold } = world;
      const followed = (end: number, paid: number) =>
        end > until ? 0 : paid + from(end + replaceSeconds);
      const early = followed(at + failSeconds, Math.max(60, failSeconds + hold));
      const most = Math.max(until + release - at, followed(at + boot, boot + release), early);
      known.set(at, most);
      return most;
    };
    return from(0);
  }

  test('never cost more than was committed, late and early ones mixed', () => {
    const law = fc.property(worlds, ({ boot, step, release, hold }) => {
      const place = groupPolicy({
        prices: { ...prices, ...dear },
        bootSeconds: boot,
        releaseSeconds: release,
        failSeconds,
        failHoldSeconds: hold,
      });
      const bound = commitmentOf({
        setting: { minSize: 1, prepared: 11, state: 'Running', reuse: false },
        observation: groupObservation({ minSize: 10, maxSize: 10, desired: 10, inService: 10 }),
        policy: place,
        fleet: fleetPolicy({ stepSeconds: step }),
      });
      const paid = dearest({ boot, release, hold }, 2 * step + actSecondsMax);
      expect(boundOf(bound)).toBeGreaterThanOrEqual(fromUsd(paid * secondUsd));
    });
    fc.assert(law, { numRuns: 384 });
  });
});
