/** How members wait in a replay: the state that was asked for, or the one that the past speaks for. */
import type { PoolState } from '../../core/capacity/setting.ts';
import { replay } from '../../core/replay/replay.ts';
import { spendOf } from '../../core/replay/scorecard.ts';
import { sizingReuses } from '../../core/sizing/sizing.ts';
import { secondsPerDay } from '../../core/units.ts';
import { dollars } from './words.ts';
import { aimOf, costsIn, ownTotals, type ReplayRequest, type ReplayWorld } from './world.ts';

/** Why a replay that was left the choice has the state it has. */
export interface ReplayStateChoice {
  /** One sentence for a person. */
  readonly reason: string;
  /** Longest that a claimed member may take into service; null = it does not matter. */
  readonly startWithinSeconds: number | null;
  readonly priced: readonly PricedReplayState[];
}

export interface PricedReplayState {
  readonly state: PoolState;
  readonly startSeconds: number;
  /** False = its members start too late. */
  readonly isQuickEnough: boolean;
  /** Dollars of thirty days before the span, priced cold starts included; null = nothing precedes it. */
  readonly usdPerMonth: number | null;
}

/** A request whose state is settled. */
export interface SettledRequest extends ReplayRequest {
  readonly state: PoolState;
}

const daysPerMonth = 30;
/** A Hibernated pool has the prices and the start time of a Stopped one here, so it is not tried. */
const tried = ['Stopped', 'Running'] as const;

/** `request` with the state to replay; the choice is null where the state was given. */
export function settled(
  request: ReplayRequest,
  world: ReplayWorld,
): { readonly request: SettledRequest; readonly choice: ReplayStateChoice | null } {
  const { state: asked } = request;
  if (asked !== 'auto') return { request: { ...request, state: asked }, choice: null };
  const { startWithinSeconds = null } = request;
  const priced = tried.map((state): PricedReplayState => {
    const startSeconds = startSecondsIn(state, request);
    const isQuickEnough = startWithinSeconds === null || startSeconds <= startWithinSeconds;
    return { state, startSeconds, isQuickEnough, usdPerMonth: pastCost(state, request, world) };
  });
  const chosen = bestOf(priced);
  const reason = reasonFor(chosen, priced);
  const choice = { reason, startWithinSeconds, priced };
  return { request: { ...request, state: chosen.state }, choice };
}

/** What a claim waits for in a pool of `state`. */
export function startSecondsIn(
  state: PoolState,
  { startSeconds, startRunningSeconds = startSeconds }: ReplayRequest,
): number {
  return state === 'Running' ? startRunningSeconds : startSeconds;
}

/** Dollars a month that forewarm would have cost before the span; null = nothing precedes it. */
function pastCost(state: PoolState, request: ReplayRequest, world: ReplayWorld): number | null {
  const { scene, grid, active } = world;
  const { from } = scene;
  if (from === 0) return null;
  const aim = aimOf(request.service);
  const [totals] = ownTotals(request, world, state, [aim]);
  const past = { ...scene.trace, active: active.subarray(0, from) };
  const settings = { minSize: null, prepared: totals!.subarray(0, from) };
  const count = replay(past, settings, { ...request, reuse: sizingReuses });
  const misses = aim.kind === 'miss-price' ? count.misses * aim.missUsd : 0;
  const days = (from * grid.stepSeconds) / secondsPerDay;
  return ((spendOf(count, costsIn(state, request)) + misses) / days) * daysPerMonth;
}

/** The cheapest of those that start soon enough, the first of equals; where none does, the quickest. */
function bestOf(priced: readonly PricedReplayState[]): PricedReplayState {
  const quick = priced.filter(({ isQuickEnough }) => isQuickEnough);
  const costOf = ({ usdPerMonth }: PricedReplayState) => usdPerMonth ?? 0;
  if (quick.length > 0) return quick.toSorted((a, b) => costOf(a) - costOf(b))[0]!;
  return priced.toSorted((a, b) => a.startSeconds - b.startSeconds)[0]!;
}

function reasonFor(chosen: PricedReplayState, priced: readonly PricedReplayState[]): string {
  const { state, isQuickEnough, usdPerMonth } = chosen;
  const why = !isQuickEnough
    ? `${state}, the quickest, for none starts soon enough`
    : usdPerMonth === null
      ? `${state}, for nothing precedes the span to tell by`
      : `${state}, which would have cost least of those that start soon enough before the span`;
  return `${why} (${priced.map(stateWords).join('; ')}; Hibernated costs and starts as Stopped here)`;
}

function stateWords({
  state,
  usdPerMonth,
  startSeconds,
  isQuickEnough,
}: PricedReplayState): string {
  const cost = usdPerMonth === null ? '' : ` ${dollars(usdPerMonth)} a month`;
  return `${state}${cost}${isQuickEnough ? '' : `, but ${startSeconds} s to start is too late`}`;
}
