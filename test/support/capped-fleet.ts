/**
 * A fleet of simulated groups under the production planner, for laws about money: the groups keep
 * the books that AWS would, and the planner knows only what AWS would tell it.
 */

import { windowAt } from '../../src/core/calendar/windows.ts';
import { measuredTimes } from '../../src/core/capacity/measured-times.ts';
import { hourPriceOf } from '../../src/core/capacity/pricing.ts';
import { type PoolState, sameSetting } from '../../src/core/capacity/setting.ts';
import { accrue } from '../../src/core/planning/budget/accrual.ts';
import { foundSetting } from '../../src/core/planning/budget/commitment.ts';
import { capUses } from '../../src/core/planning/budget/spend.ts';
import type { GroupUsage, Meter, Usage } from '../../src/core/planning/budget/usage.ts';
import { checkFleet, checkPlan } from '../../src/core/planning/check.ts';
import type { Plan } from '../../src/core/planning/plan.ts';
import { planFleet } from '../../src/core/planning/planner.ts';
import type { Cap, FleetPolicy, GroupPolicy } from '../../src/core/planning/policy.ts';
import type { CapUse, Outlook, Situation, SizedTotal } from '../../src/core/planning/situation.ts';
import { type Random, seededRandom } from '../../src/core/random.ts';
import { zoneOf } from '../../src/core/series/zone.ts';
import { about, drawSeconds } from '../../src/core/simulation/duration.ts';
import { SimulatedGroup } from '../../src/core/simulation/group.ts';
import { noFailures } from '../../src/core/simulation/group-options.ts';
import { type EpochSeconds, fromUsd, type MicroUsd } from '../../src/core/units.ts';
import { activitiesOf, observationOf } from './observed-group.ts';
import { fleetPolicy, fleetUses, groupPolicy } from './policies.ts';

export interface FleetWorld {
  readonly seed: number;
  readonly groups: number;
  readonly hours: number;
  readonly stepSeconds: number;
  readonly state: PoolState;
  readonly reuse: boolean;
  readonly predictive: boolean;
  /** The sizing law leads, and knows what less money would have; its records may be wrong. */
  readonly levelled?: boolean;
  /** Caps of the whole fleet and of each group, dollars. */
  readonly fleetCaps: readonly { readonly per: Cap['per']; readonly usd: number }[];
  readonly groupCaps: readonly { readonly per: Cap['per']; readonly usd: number }[];
  readonly floor: number;
  readonly bootSeconds: number;
  /** Boots were measured; their owner had thought that they take five times as long. */
  readonly measured?: boolean;
  /** Share of steps that fail: nothing is observed, planned or written. */
  readonly failShare: number;
  /** Share of boots that fail. */
  readonly initShare: number;
}

const start = Date.UTC(2026, 2, 28, 12) / 1000;
const utc = zoneOf('UTC');

interface Member {
  readonly policy: GroupPolicy;
  readonly group: SimulatedGroup;
  readonly load: (at: EpochSeconds) => number;
  meter: Meter | null;
  targets: { at: EpochSeconds; prepared: number }[];
}

export interface FleetHistory {
  /** Real spend of every window of every cap, over its limit. */
  readonly windows: readonly {
    readonly cap: Cap;
    readonly scope: string;
    readonly at: EpochSeconds;
    readonly spent: number;
  }[];
  /** Broken rules, in words. */
  readonly violations: readonly string[];
  readonly plans: readonly Plan[];
  readonly hits: number;
  readonly claims: number;
  readonly spent: number;
  readonly accrued: number;
}

/** Usage by group, hour and phase, as a database would keep it. */
class Books {
  readonly #rows = new Map<string, GroupUsage>();

  add(group: string, usage: readonly Usage[]): void {
    for (const row of usage) {
      const key = `${group}/${row.hourStart}/${row.phase}`;
      const before = this.#rows.get(key)?.instanceSeconds ?? 0;
      this.#rows.set(key, { ...row, group, instanceSeconds: before + row.instanceSeconds });
    }
  }

  between(group: string | null, from: EpochSeconds, to: EpochSeconds): GroupUsage[] {
    return [...this.#rows.values()].filter(
      (row) =>
        (group === null || row.group === group) && from <= row.hourStart && row.hourStart < to,
    );
  }
}

/** Lets the fleet live under the planner. */
export function liveUnderPlanner(world: FleetWorld): FleetHistory {
  const random = seededRandom(world.seed);
  const fleet = fleetPolicy({ stepSeconds: world.stepSeconds, caps: capsOf(world.fleetCaps) });
  const members = Array.from({ length: world.groups }, (_, n) => member(world, n, random));
  const books = new Books();
  const plans: Plan[] = [];
  const violations: string[] = [];
  let failed = false;
  const end = start + world.hours * 3600;
  for (let at = start; at <= end; at += world.stepSeconds) {
    for (let tick = at - world.stepSeconds + 20; tick <= at; tick += 20) {
      for (const { group, load } of members) scale(group, load, Math.max(start, tick));
    }
    failed = !failed && random.next() < world.failShare;
    if (failed) continue;
    const scope = { fleet, books, levelled: world.levelled ?? false };
    const decided = step(members, scope, world.predictive ? random.stream(`${at}`) : null);
    plans.push(...decided.map(({ plan }) => plan));
    for (const { plan, situation, policy } of decided) {
      violations.push(
        ...checkPlan(plan, situation, policy, fleet).map((v) => `${v.rule}: ${v.detail}`),
      );
    }
    violations.push(
      ...checkFleet(decided, fleet, fleetUses(decided)).map((v) => `fleet ${v.rule}: ${v.detail}`),
    );
    for (const [n, { plan }] of decided.entries()) write(members[n]!, plan);
  }
  return {
    ...accounts(members, fleet, end),
    violations,
    plans,
    accrued: costOf(books.between(null, 0, end + 86_400), members),
  };
}

function member(world: FleetWorld, n: number, parent: Random): Member {
  const random = parent.stream(`group/${n}`);
  const group = `g${n}`;
  const scaleOf = 3 + random.below(20);
  const hook = { name: 'init', heartbeatSeconds: 3600, defaultResult: 'ABANDON' } as const;
  const bootingHour = fromUsd(0.05 + random.next());
  const prices = {
    bootingHour,
    parkedHour: {
      Stopped: fromUsd(0.004),
      Hibernated: fromUsd(0.006),
      Running: bootingHour,
    },
  };
  const policy = groupPolicy({
    group,
    prices,
    ...bootsOf(world, parent.stream(`boots/${n}`)),
    pool: { state: world.state, reuse: world.reuse, minSize: world.floor, preparedMax: null },
    caps: capsOf(world.groupCaps),
    priority: random.below(2),
  });
  const simulated = new SimulatedGroup(
    {
      name: group,
      instanceType: 'm7g.large',
      zones: ['a'],
      minSize: 1,
      maxSize: 3 * scaleOf,
      desired: scaleOf,
      hooks: { launch: hook, terminate: random.next() < 0.5 ? hook : null },
      initSeconds: about(world.bootSeconds, 0.2),
      resumeSeconds: about(20, 0.2),
      drainSeconds: about(40, 0.3),
      terminateSeconds: about(30, 0.2),
      failures: { ...noFailures, initShare: world.initShare, startShare: world.initShare },
      prices,
      tags: {},
    },
    start,
    random,
  );
  return { policy, group: simulated, load: loadOf(random, scaleOf * 10), meter: null, targets: [] };
}

/** What the owner says of boots and, where they were measured, what they took. */
function bootsOf(
  { bootSeconds, measured }: FleetWorld,
  random: Random,
): Pick<GroupPolicy, 'bootSeconds' | 'boots'> {
  if (measured !== true) return { bootSeconds };
  const seen = Array.from({ length: 60 }, () => drawSeconds(about(bootSeconds, 0.2), random));
  return { bootSeconds: 5 * bootSeconds, boots: measuredTimes(seen)! };
}

/** A daily wave with noise and sudden jumps. */
function loadOf(random: Random, mean: number): (at: EpochSeconds) => number {
  const noise = (at: number) => random.stream(`noise/${Math.floor(at / 300)}`).normal() * 0.1;
  const jump = (at: number) =>
    random.stream(`jump/${Math.floor(at / 1200)}`).next() < 0.15 ? 2 : 1;
  return (at) => {
    const wave = 1 + 0.6 * Math.sin((2 * Math.PI * at) / 86_400);
    return Math.max(0, mean * (wave + noise(at)) * jump(at));
  };
}

function scale(group: SimulatedGroup, load: Member['load'], at: EpochSeconds): void {
  group.advanceTo(at);
  const desired = Math.ceil(load(at) / 10);
  group.setDesired(Math.min(group.maxSize, Math.max(group.minSize, desired)), 'policy');
}

function step(
  members: readonly Member[],
  {
    fleet,
    books,
    levelled,
  }: { readonly fleet: FleetPolicy; readonly books: Books; readonly levelled: boolean },
  random: Random | null,
) {
  const seen = members.map((each) => {
    const { policy, group } = each;
    const observation = observationOf(group);
    const activities = activitiesOf(group, (each.meter?.at ?? observation.at) - 900);
    const { usage, meter } = accrue({ meter: each.meter, observation, activities, zone: utc });
    each.meter = meter;
    books.add(policy.group, usage);
    return { policy, observation, each };
  });
  const pricesOf = (name: string) =>
    members.find(({ policy }) => policy.group === name)!.policy.prices;
  const usesOf = (caps: readonly Cap[], scope: CapUse['scope'], name: string | null, at: number) =>
    capUses(caps, {
      scope,
      at,
      zone: utc,
      pricesOf,
      usageOf: (from, to) => books.between(name, from, to),
    });
  const situated = seen.map(({ policy, observation, each }) => {
    const { at } = observation;
    const caps = [
      ...usesOf(policy.caps, 'group', policy.group, at),
      ...usesOf(fleet.caps, 'fleet', null, at),
    ];
    const situation: Situation = {
      observation,
      recent: recentOf(each.load, at),
      outlook: outlookOf(each.load, at, random?.stream(policy.group) ?? null),
      sized: levelled ? sizedTo(each.load(at)) : null,
      caps,
      bounds: { floor: 0, floorFrom: null, ceiling: Number.POSITIVE_INFINITY, ceilingFrom: null },
      paused: null,
      targets: each.targets,
    };
    return { policy, situation };
  });
  const plans = planFleet(situated, fleet);
  return situated.map((one, n) => ({ ...one, plan: plans[n]! }));
}

/** A third more than `load` asks for, and levels below it whose records are guesses. */
function sizedTo(load: number): SizedTotal {
  const prepared = Math.ceil((1.3 * load) / 10);
  const levels = [0, 0.5, 0.75, 0.9, 1].map((share) => {
    const record = {
      seconds: 86_400,
      costUsd: 2 * share,
      misses: 30 * (1 - share),
      totalSeconds: 0,
    };
    return { prepared: Math.ceil(share * prepared), record: [record, record, record, record] };
  });
  return { prepared, multiple: 1, claims: 100, fittedAt: start, levels };
}

function recentOf(load: Member['load'], at: EpochSeconds) {
  const values = Float64Array.from({ length: 30 }, (_, n) => load(at - 3600 + 120 * n));
  return { start: at - 3600, stepSeconds: 120, values };
}

/** What a decent forecaster would say: the truth with errors that grow and hang together. */
function outlookOf(load: Member['load'], at: EpochSeconds, random: Random | null): Outlook {
  if (random === null) return { kind: 'untrusted', reason: 'no-model', detail: 'none' };
  const paths = Array.from({ length: 20 }, () => {
    const bias = 1 + 0.2 * random.normal();
    return Float64Array.from({ length: 12 }, (_, h) => Math.max(0, load(at + 300 * h) * bias));
  });
  const forecast = { origin: at - 300, stepSeconds: 300, levels: [], quantiles: [] };
  return { kind: 'forecast', forecast, paths, model: 'oracle' };
}

function write(each: Member, plan: Plan): void {
  const { group } = each;
  const found = foundSetting(observationOf(group));
  each.targets = [
    ...each.targets.filter(({ at }) => at > plan.at - 7200),
    { at: plan.at, prepared: plan.wanted.prepared },
  ];
  if (found !== null && sameSetting(found, plan.setting)) return;
  if (plan.producer === 'held' && plan.binding !== 'cap') return;
  group.putWarmPool(plan.setting);
}

function accounts(members: readonly Member[], fleet: FleetPolicy, end: EpochSeconds) {
  const windows: FleetHistory['windows'][number][] = [];
  const spentIn = (some: readonly Member[], from: EpochSeconds, to: EpochSeconds) =>
    some.reduce((sum, each) => sum + realCost(each, from, to), 0);
  const scopes = [
    { scope: 'fleet', caps: fleet.caps, of: members },
    ...members.map((each) => ({ scope: each.policy.group, caps: each.policy.caps, of: [each] })),
  ];
  for (const { scope, caps, of } of scopes) {
    for (const cap of caps) {
      for (let at = start; at < end; at = windowAt(cap.per, at, utc).end) {
        const window = windowAt(cap.per, at, utc);
        windows.push({ cap, scope, at, spent: spentIn(of, window.start, window.end) });
      }
    }
  }
  const claims = members.map(({ group }) => group.claims);
  return {
    windows,
    hits: claims.reduce((sum, each) => sum + each.hits, 0),
    claims: claims.reduce((sum, each) => sum + each.claims, 0),
    spent: spentIn(members, start, end + 86_400),
  };
}

function realCost({ group, policy }: Member, from: EpochSeconds, to: EpochSeconds): number {
  const { service: _, ...usage } = group.meter.usage(from, to, group.now);
  return Object.entries(usage).reduce(
    (sum, [phase, seconds]) =>
      sum + (seconds * hourPriceOf(policy.prices, phase as 'booting')) / 3600,
    0,
  );
}

function costOf(books: readonly GroupUsage[], members: readonly Member[]): number {
  return members.reduce((sum, { policy }) => {
    const own = books.filter(({ group }) => group === policy.group);
    return own.reduce(
      (total, row) => total + (row.instanceSeconds * hourPriceOf(policy.prices, row.phase)) / 3600,
      sum,
    );
  }, 0);
}

function capsOf(caps: FleetWorld['fleetCaps']): Cap[] {
  return caps.map(({ per, usd }) => ({ per, limit: fromUsd(usd) as MicroUsd }));
}
