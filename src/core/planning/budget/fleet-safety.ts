import { floorOf } from '../limits.ts';
import type { CapUse } from '../situation.ts';
import { boundOf, type Lot } from './commitment.ts';
import { roomOf } from './pacing.ts';
import { belowTop, fleetUses, type Request, stepDown, topOf } from './request.ts';

/** Takes the step of least worth while `requests` and `others` could together break a cap. */
export function keepFleetCaps(requests: readonly Request[], others: readonly Lot[]): void {
  const uses = fleetUses(requests[0]?.proposal.situation.caps ?? []);
  if (uses.length === 0) return;
  const limits = limitsOf(uses);
  const charge = (request: Request) => chargesOf(uses, topOf(request).lots);
  const total = chargesOf(uses, others);
  for (const request of requests) add(total, charge(request), 1);

  while (total.some((charged, n) => charged > limits[n]!)) {
    const next = firstToGiveWay(requests);
    if (next === null) return;
    add(total, charge(next), -1);
    stepDown(next);
    add(total, charge(next), 1);
  }
}

/** Whose step costs the fleet least; null = nothing is left to take. */
function firstToGiveWay(requests: readonly Request[]): Request | null {
  let first: Request | null = null;
  for (const request of requests) {
    if (belowTop(request) === null) continue;
    if (first === null || byWorth(request, first) < 0) first = request;
  }
  return first;
}

/** The lowest class first; in it floors last, and else the step that avoids least per µUSD. */
function byWorth(a: Request, b: Request): number {
  const [ours, theirs] = [a.proposal.policy, b.proposal.policy];
  return (
    theirs.priority - ours.priority ||
    Number(givesUpFloor(a)) - Number(givesUpFloor(b)) ||
    worthOf(a) - worthOf(b) ||
    (ours.group < theirs.group ? -1 : 1)
  );
}

/** True when its next step takes the floor itself. */
function givesUpFloor(request: Request): boolean {
  const { situation, policy } = request.proposal;
  return belowTop(request)!.setting.minSize < floorOf(situation, policy);
}

/** Cold starts, weighted, that the present option avoids per µUSD beyond the next one down. */
function worthOf(request: Request): number {
  const [now, next] = [topOf(request), belowTop(request)!];
  const saved = now.hourCost - next.hourCost;
  const missed = Math.max(0, next.hourMisses - now.hourMisses) * request.weight;
  return missed === 0 ? 0 : missed / Math.max(saved, 1e-9);
}

/** µUSD that `lots` may add to each cap of `uses`: in its open window, then in the one after. */
function chargesOf(uses: readonly CapUse[], lots: readonly Lot[]): number[] {
  return uses.flatMap(({ windowStart: start, windowEnd: end }) => [
    boundOf(lots, { start, end }),
    boundOf(lots, { start: end, end: Number.POSITIVE_INFINITY }),
  ]);
}

function limitsOf(uses: readonly CapUse[]): number[] {
  return uses.flatMap((use) => [roomOf(use), use.cap.limit]);
}

function add(total: number[], charges: readonly number[], sign: 1 | -1): void {
  for (const [n, charge] of charges.entries()) total[n]! += sign * charge;
}
