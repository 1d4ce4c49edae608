/**
 * A fleet of simulated groups under the daemon's own steps, with the sizing law fitted to each: for
 * what a cap leaves of the cold starts that are avoided without one.
 */
import type { ManagedGroup } from '../../src/app/decide.ts';
import { Outlooks } from '../../src/app/outlook.ts';
import type { SizingStore, StoredSizing } from '../../src/app/ports/sizing.ts';
import { RecentLoads } from '../../src/app/recent.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import { Sizings } from '../../src/app/sizing.ts';
import { fitGroup, fitRequested } from '../../src/app/sizing-fit.ts';
import { hourPriceOf } from '../../src/core/capacity/pricing.ts';
import type { PoolSetting } from '../../src/core/capacity/setting.ts';
import type { Plan } from '../../src/core/planning/plan.ts';
import type { Cap, GroupPolicy } from '../../src/core/planning/policy.ts';
import type { Outlook } from '../../src/core/planning/situation.ts';
import { seededRandom } from '../../src/core/random.ts';
import { demandOf, groupTrace } from '../../src/core/replay/trace.ts';
import { endOf, type TimeSeries } from '../../src/core/series/series.ts';
import { about } from '../../src/core/simulation/duration.ts';
import { SimulatedGroup } from '../../src/core/simulation/group.ts';
import { noFailures } from '../../src/core/simulation/group-options.ts';
import { type EpochSeconds, secondsPerDay, toUsd } from '../../src/core/units.ts';
import { MemoryClaimStore } from './claim-store.ts';
import { MemoryLedger } from './ledger.ts';
import { MemoryModelStore } from './model-store.ts';
import { activitiesOf, observationOf } from './observed-group.ts';
import { MemoryPauseStore } from './pause-store.ts';
import { fleetPolicy, groupPolicy } from './policies.ts';
import { MemorySeriesStore } from './series-store.ts';
import { MemorySpendStore } from './spend-store.ts';

const grid = 900;
const bootSeconds = 600;
const historyDays = 14;
/** The last instant of the month whose cap binds. */
const end = Date.UTC(2026, 1, 1) / 1000;

export interface LevelledWorld {
  readonly groups: number;
  readonly days: number;
  readonly stepSeconds: number;
}

export interface LevelledLife {
  readonly hits: number;
  readonly claims: number;
  /** Dollars by the books of AWS. */
  readonly spentUsd: number;
  readonly plans: readonly Plan[];
}

interface Member {
  readonly policy: GroupPolicy;
  readonly load: TimeSeries;
  /** The group that follows `load`, by step. */
  readonly active: Int32Array;
}

/** A fleet with its history and its fits, which may live again and again. */
export class LevelledFleet {
  readonly #world: LevelledWorld;
  readonly #start: EpochSeconds;
  readonly #members: readonly Member[];
  readonly #fits = new Map<string, StoredSizing>();

  private constructor(world: LevelledWorld) {
    this.#world = world;
    this.#start = end - world.days * secondsPerDay;
    this.#members = Array.from({ length: world.groups }, (_, n) => memberOf(n, world.days));
  }

  static async fitted(world: LevelledWorld): Promise<LevelledFleet> {
    const fleet = new LevelledFleet(world);
    for (const { policy, load } of fleet.#members) await fleet.#fit(policy, load);
    return fleet;
  }

  /** Lives to the end of the month under `caps`; without `levels`, no fit knows what less money would have. */
  async live(
    caps: readonly Cap[],
    { levels }: { readonly levels: boolean },
  ): Promise<LevelledLife> {
    const { stepSeconds } = this.#world;
    const series = new MemorySeriesStore();
    const lives = this.#members.map((member) => ({
      ...member,
      group: simulated(member, this.#start),
    }));
    const named = (name: string) => lives.find(({ policy }) => policy.group === name)!.group;
    const fits: SizingStore = {
      save: () => {},
      latest: (name) => withLevels(this.#fits.get(name)!, levels),
    };
    let now = this.#start;
    const ports = {
      ...{ series, ledger: new MemoryLedger(), spend: new MemorySpendStore() },
      ...{ claims: new MemoryClaimStore(), pauses: new MemoryPauseStore() },
      recents: new RecentLoads(series),
      outlooks: new PastDays(),
      sizings: new Sizings(fits, series),
      clock: { now: () => now },
      observer: {
        sight: async (names: readonly string[]) =>
          names.map((name) => ({ kind: 'seen', observation: observationOf(named(name)) }) as const),
        activities: async (name: string, since: EpochSeconds) => activitiesOf(named(name), since),
      },
      actuator: {
        put: async (name: string, setting: PoolSetting) => void named(name).putWarmPool(setting),
      },
    };
    const managed = lives.map(({ policy }): ManagedGroup => {
      return { policy, series: policy.group, stepSeconds: grid };
    });
    const plans: Plan[] = [];
    for (const { policy, load } of lives) measure(series, policy.group, load, [0, this.#start]);
    for (; now < end; now += stepSeconds) {
      for (const { policy, load, active, group } of lives) {
        group.advanceTo(now);
        const step = Math.floor((now - load.start) / grid);
        if ((now - load.start) % grid === 0) {
          group.setDesired(active[step]!, 'policy');
          measure(series, policy.group, load, [now - grid, now]);
        }
      }
      if (now === this.#start) continue;
      const fleet = fleetPolicy({ stepSeconds, caps });
      const outcomes = await reconcile(managed, fleet, ports, new AbortController().signal);
      plans.push(...outcomes.map(({ plan }) => plan));
    }
    for (const { group } of lives) group.advanceTo(end);
    const claims = lives.map(({ group }) => group.claims);
    return {
      hits: claims.reduce((sum, { hits }) => sum + hits, 0),
      claims: claims.reduce((sum, each) => sum + each.claims, 0),
      spentUsd: lives.reduce(
        (sum, { group, policy }) => sum + costOf(group, policy, this.#start),
        0,
      ),
      plans,
    };
  }

  async #fit(policy: GroupPolicy, load: TimeSeries): Promise<void> {
    const series = new MemorySeriesStore();
    measure(series, policy.group, load, [0, this.#start]);
    await fitGroup(
      { policy, series: policy.group, stepSeconds: grid },
      {
        at: this.#start,
        reviewSeconds: this.#world.stepSeconds,
        fleetCaps: [{ per: 'month', limit: policy.prices.bootingHour }],
      },
      {
        series,
        claims: new MemoryClaimStore(),
        fits: { latest: () => null, save: (name, sizing) => void this.#fits.set(name, sizing) },
        sizer: { fit: async (request) => fitRequested(request) },
      },
    );
  }
}

function withLevels(sizing: StoredSizing, levels: boolean): StoredSizing {
  if (levels) return sizing;
  const { levels: _, ...model } = sizing.model;
  return { ...sizing, model };
}

/** A daily wave of its own phase and swing, noise, and bursts that die away. */
function memberOf(n: number, days: number): Member {
  const random = seededRandom(n, 'levelled fleet');
  const steps = ((historyDays + days) * secondsPerDay) / grid;
  const start = end - steps * grid;
  let burst = 0;
  const values = Float64Array.from({ length: steps }, (_, i) => {
    burst = random.next() < 0.02 * (n + 1) ? 0.7 : 0.5 * burst;
    const phase = (i * grid) / secondsPerDay - n / 8;
    const wave = 1 - (0.3 + 0.2 * n) * Math.cos(2 * Math.PI * phase);
    return Math.max(1, 200 * wave * (1 + 0.05 * random.normal() + burst));
  });
  const policy = groupPolicy({
    group: `g${n}`,
    bootSeconds,
    pool: { state: 'Running', reuse: true, minSize: 0, preparedMax: null },
    serviceLevel: { kind: 'hit-rate', target: 0.98 },
    trust: { dataAgeSecondsMax: 1e9, modelAgeSecondsMax: 1e9, lossRatioMax: 10 },
  });
  const { active } = groupTrace(demandOf(values, policy.loadPerInstance), grid);
  return { policy, load: { start, stepSeconds: grid, values }, active };
}

function simulated({ policy, load, active }: Member, start: EpochSeconds): SimulatedGroup {
  const hook = { name: 'init', heartbeatSeconds: 3600, defaultResult: 'ABANDON' } as const;
  const options = {
    ...{ name: policy.group, instanceType: 'm7g.large', zones: ['a'], tags: {}, minSize: 1 },
    maxSize: Math.round(1.5 * Math.max(...active)),
    desired: active[(start - load.start) / grid]!,
    hooks: { launch: hook, terminate: null },
    initSeconds: about(bootSeconds - 60, 0.1),
    resumeSeconds: about(15, 0.2),
    drainSeconds: about(20, 0.3),
    terminateSeconds: about(20, 0.2),
    failures: noFailures,
    prices: policy.prices,
  };
  return new SimulatedGroup(options, start, seededRandom(1, policy.group));
}

function measure(
  store: MemorySeriesStore,
  name: string,
  { start, values }: TimeSeries,
  [from, to]: readonly [EpochSeconds, EpochSeconds],
): void {
  const samples = Array.from(values, (value, i) => ({ at: start + i * grid, value })).filter(
    ({ at }) => at >= from && at + grid <= to,
  );
  store.append(name, { stepSeconds: grid, samples });
}

/** Forecasts without a model: the days before, from the same time on. */
class PastDays extends Outlooks {
  constructor() {
    super(new MemoryModelStore(), { debug() {}, info() {}, warn() {}, error() {} });
  }

  override of({ recent }: Parameters<Outlooks['of']>[0]): Outlook {
    const perDay = secondsPerDay / grid;
    const { values } = recent;
    const paths = [1, 2, 3, 4, 5, 6, 7].map((ago) =>
      Float64Array.from({ length: 12 }, (_, h) => {
        return values[Math.min(values.length - 1, values.length - ago * perDay + h)] || 0;
      }),
    );
    const origin = endOf(recent) - grid;
    const forecast = { origin, stepSeconds: grid, levels: [], quantiles: [] };
    return { kind: 'forecast', forecast, paths, model: 'past days' };
  }
}

/** What the pool of `group` has cost since `start`, in dollars. */
function costOf(group: SimulatedGroup, { prices }: GroupPolicy, start: EpochSeconds): number {
  const { service: _, ...usage } = group.meter.usage(start, end, group.now);
  const phases = Object.entries(usage) as [Parameters<typeof hourPriceOf>[1], number][];
  return phases.reduce((sum, [phase, seconds]) => {
    return sum + (seconds / 3600) * toUsd(hourPriceOf(prices, phase));
  }, 0);
}
