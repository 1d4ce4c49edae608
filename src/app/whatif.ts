import type { Aim } from '../core/capacity/aim.ts';
import type { PoolState } from '../core/capacity/setting.ts';
import { replayFleet } from '../core/replay/fleet.ts';
import { type PoolCount, replay } from '../core/replay/replay.ts';
import { hitRateOf, spendOf } from '../core/replay/scorecard.ts';
import type { TimeSeries } from '../core/series/series.ts';
import { zoneOf } from '../core/series/zone.ts';
import { fromUsd, secondsPerDay, secondsPerHour } from '../core/units.ts';
import {
  type ReplayStateChoice,
  type SettledRequest,
  settled,
  startSecondsIn,
} from './replay/pool-state.ts';
import {
  aimOf,
  costsIn,
  firstStep,
  ownSettings,
  ownTotals,
  type ReplayRequest,
  type ReplayWorld,
  worldOf,
} from './replay/world.ts';

/** One assumption that is changed while all others stay. */
export type Change =
  /** The busiest hour of the replayed span is so many times as busy, and nobody announced it. */
  | { readonly kind: 'spike'; readonly factor: number }
  | { readonly kind: 'boot'; readonly seconds: number }
  | { readonly kind: 'start'; readonly seconds: number }
  /** Dollars per hour of a running instance, or of a parked member. */
  | { readonly kind: 'price'; readonly usd: number }
  | { readonly kind: 'stopped-price'; readonly usd: number }
  | { readonly kind: 'hit-rate'; readonly target: number }
  | { readonly kind: 'cold-start'; readonly usd: number }
  | { readonly kind: 'state'; readonly state: PoolState }
  /** Dollars that the pool may spend in a calendar day. */
  | { readonly kind: 'cap'; readonly usdPerDay: number };

/** What forewarm would have done under one set of assumptions. */
export interface WhatIfOutcome {
  readonly spendUsdPerMonth: number;
  readonly hitRate: number;
  readonly coldStarts: number;
  /** Seconds that a claim waits on average: to start, and to boot where it is cold. */
  readonly meanWaitSeconds: number;
  /** Members held on average. */
  readonly meanMembers: number;
  /** Prepared total on average; null = under a cap, which changes it step by step. */
  readonly meanPrepared: number | null;
}

export interface WhatIfDocument {
  readonly state: PoolState;
  /** How the state was chosen; left out where it was given. */
  readonly stateChoice?: ReplayStateChoice;
  readonly days: number;
  readonly base: WhatIfOutcome;
  readonly changes: readonly (WhatIfOutcome & { readonly change: Change })[];
}

const daysPerMonth = 30;
const spikeSeconds = secondsPerHour;
/** Levels of service between which a cap chooses, beside no pool and what was asked. */
const cappedTargets = [0.5, 0.8, 0.9, 0.95] as const;

/**
 * What forewarm would have done had one assumption been another, for each of `changes`, or for the
 * usual ones. Everything else stays as requested; a load that changes is learnt from anew.
 * @param onChange Called before each change is played: a month of minutes takes seconds each.
 * @throws ForewarmError as replaySeries does.
 */
export function whatIf(
  asked: ReplayRequest,
  changes: readonly Change[] | null,
  onChange: (change: Change, index: number, count: number) => void = () => {},
): WhatIfDocument {
  const world = worldOf(asked);
  const { request, choice } = settled(asked, world);
  const base = played(request, world);
  const tried = changes ?? usualChanges(request, base);
  return {
    state: request.state,
    ...(choice === null ? {} : { stateChoice: choice }),
    days: daysOf(world),
    base,
    changes: tried.map((change, index) => {
      onChange(change, index, tried.length);
      return { change, ...changed(request, world, change) };
    }),
  };
}

/**
 * The changes that are tried where none is asked for: half and twice the boot time, half as much
 * again of each price, twice and half the misses allowed or what one costs, half the spend.
 */
function usualChanges(request: SettledRequest, base: WhatIfOutcome): Change[] {
  const { bootSeconds, priceUsdPerHour, stoppedPriceUsdPerHour, state } = request;
  const aim = aimOf(request.service);
  const services = [2, 0.5].map((times): Change => {
    if (aim.kind === 'miss-price') return { kind: 'cold-start', usd: times * aim.missUsd };
    return { kind: 'hit-rate', target: Number((1 - times * (1 - aim.target)).toFixed(6)) };
  });
  return [
    { kind: 'spike', factor: 3 },
    { kind: 'boot', seconds: Math.max(1, Math.round(bootSeconds / 2)) },
    { kind: 'boot', seconds: 2 * bootSeconds },
    { kind: 'start', seconds: 2 * startSecondsIn(state, request) },
    { kind: 'price', usd: 1.5 * priceUsdPerHour },
    { kind: 'stopped-price', usd: 1.5 * stoppedPriceUsdPerHour },
    ...services.filter((change) => change.kind !== 'hit-rate' || change.target > 0),
    { kind: 'cap', usdPerDay: base.spendUsdPerMonth / daysPerMonth / 2 },
    { kind: 'state', state: state === 'Running' ? 'Stopped' : 'Running' },
  ];
}

function changed(request: SettledRequest, world: ReplayWorld, change: Change): WhatIfOutcome {
  switch (change.kind) {
    case 'spike': {
      const spiked = { ...request, series: spikedSeries(request, change.factor) };
      return played(spiked, worldOf(spiked));
    }
    case 'boot': {
      const booting = { ...request, bootSeconds: change.seconds };
      return played(booting, worldOf(booting));
    }
    case 'start':
      return played(
        { ...request, startSeconds: change.seconds, startRunningSeconds: change.seconds },
        world,
      );
    case 'price':
      return played({ ...request, priceUsdPerHour: change.usd }, world);
    case 'stopped-price':
      return played({ ...request, stoppedPriceUsdPerHour: change.usd }, world);
    case 'hit-rate':
      return played({ ...request, service: { kind: 'hit-rate', target: change.target } }, world);
    case 'cold-start': {
      const service = { kind: 'cold-start-cost', cost: fromUsd(change.usd) } as const;
      return played({ ...request, service }, world);
    }
    case 'state':
      return played({ ...request, state: change.state }, world);
    case 'cap':
      return playedUnderCap(request, world, change.usdPerDay);
  }
}

/** The series with the load of the busiest hour after `from` so many times as high. */
function spikedSeries(request: SettledRequest, factor: number): TimeSeries {
  const { series } = request;
  const values = series.values.slice();
  let peak = firstStep(request);
  for (let t = peak; t < values.length; t++) if (values[t]! > (values[peak]! || 0)) peak = t;
  const reach = spikeSeconds / 2 / series.stepSeconds;
  const from = Math.max(firstStep(request), Math.ceil(peak - reach));
  for (let t = from; t <= Math.min(values.length - 1, peak + reach); t++) values[t]! *= factor;
  return { ...series, values };
}

function played(request: SettledRequest, world: ReplayWorld): WhatIfOutcome {
  const [settings] = ownSettings(request, world, request.state, [aimOf(request.service)]);
  const { reuse, prepared } = settings!;
  const count = replay(world.scene.trace, settings!, { ...request, reuse });
  const meanPrepared = prepared.reduce((sum, total) => sum + total, 0) / prepared.length;
  return outcomeOf(count, request, world, meanPrepared);
}

/** The same under a cap a day, in UTC: lower levels of service where it does not allow what is asked. */
function playedUnderCap(
  request: SettledRequest,
  world: ReplayWorld,
  usdPerDay: number,
): WhatIfOutcome {
  const { state, bootSeconds, service } = request;
  const { grid, active, scene } = world;
  const aim = aimOf(service);
  const lower = cappedTargets.filter((target) => aim.kind !== 'hit-rate' || target < aim.target);
  const aims = [...lower.map((target): Aim => ({ kind: 'hit-rate', target })), aim];
  const course = {
    name: 'group',
    from: scene.from,
    start: grid.start,
    stepSeconds: grid.stepSeconds,
    active,
    levels: [new Int32Array(grid.steps), ...ascending(ownTotals(request, world, state, aims))],
    costs: costsIn(state, request),
    bootSeconds,
  };
  const cap = { per: 'day', zone: zoneOf('UTC'), limitUsd: () => usdPerDay } as const;
  return outcomeOf(replayFleet([course], cap).count, request, world, null);
}

/** `levels`, the least first, with none above the next at any step: asked for less, the law may hold more. */
function ascending(levels: readonly Int32Array[]): Int32Array[] {
  const clamped = [...levels];
  for (let i = levels.length - 2; i >= 0; i--) {
    const above = clamped[i + 1]!;
    clamped[i] = levels[i]!.map((total, t) => Math.min(total, above[t]!));
  }
  return clamped;
}

function outcomeOf(
  count: PoolCount,
  request: SettledRequest,
  world: ReplayWorld,
  meanPrepared: number | null,
): WhatIfOutcome {
  const { hits, misses, heldSteps } = count;
  const claims = hits + misses;
  const spend = spendOf(count, costsIn(request.state, request));
  const cold = claims === 0 ? 0 : (misses / claims) * request.bootSeconds;
  return {
    spendUsdPerMonth: (spend / daysOf(world)) * daysPerMonth,
    hitRate: hitRateOf(count),
    coldStarts: misses,
    meanWaitSeconds: startSecondsIn(request.state, request) + cold,
    meanMembers: heldSteps / world.scene.trace.active.length,
    meanPrepared,
  };
}

function daysOf({ scene, grid }: ReplayWorld): number {
  return (scene.trace.active.length * grid.stepSeconds) / secondsPerDay;
}
