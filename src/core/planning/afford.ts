/**
 * From what every group should have to what the caps can pay for.
 *
 *   1  own caps     options that could break a cap, or spend it too early, fall away
 *   2  shared caps  what is left of each is shared out: most cold starts avoided per µUSD
 *   3  calm         a raise that a cap cuts short is made only if it is worth the boots
 *   4  safety       while all commitments together could break a cap, the step of least worth goes
 *
 * A group that cannot pay even for its floor holds nothing. Groups that forewarm only watches are
 * advised within what those it acts for leave, and what they really hold counts as spent.
 */
import { type EpochSeconds, toUsd } from '../units.ts';
import { allocate } from './budget.ts';
import {
  boundOf,
  capBreaches,
  commitmentOf,
  foundSetting,
  type Lot,
  nothing,
} from './commitment.ts';
import { floorOf, mayWrite } from './limits.ts';
import type { PricedOption } from './options.ts';
import { earmarkOf, roomOf } from './pacing.ts';
import type { FleetPolicy } from './policy.ts';
import type { GroupProposal } from './proposal.ts';
import { type PoolSetting, sameSetting } from './setting.ts';
import type { CapUse } from './situation.ts';
import { totalOf } from './stabilize.ts';

/** One group on its way through the caps. */
interface Request {
  readonly proposal: GroupProposal;
  /** What one of its cold starts counts. */
  readonly weight: number;
  /** From what it has now down to its floor, each cheaper than the one before. */
  options: readonly Rung[];
  /** Last resorts: the bare floor where it is affordable, then nothing. Empty where no cut is allowed. */
  ends: readonly Rung[];
}

/** An option with the most that it can come to cost before it can be taken back. */
interface Rung extends PricedOption {
  readonly isRaise: boolean;
  readonly lots: readonly Lot[];
}

/** Share of the expected cold starts that a raise short of what is wanted must avoid to be made. */
const worthwhileShare = 0.25;

/** A raise that a cap limits must be affordable this many times over. */
const raiseReserve = 1.25;

export interface Affordable {
  /** By group. */
  readonly settings: ReadonlyMap<string, PoolSetting>;
  /** Cold starts an hour that one more dollar under the tightest cap would avoid; 0 = none is tight. */
  readonly nextDollar: number;
}

/** The settings that the caps can pay for. The order of `proposals` changes nothing. */
export function afford(proposals: readonly GroupProposal[], fleet: FleetPolicy): Affordable {
  const inOrder = proposals.toSorted((a, b) => (a.policy.group < b.policy.group ? -1 : 1));
  const requests = inOrder.map((proposal) => ({
    proposal,
    weight: weightOf(proposal, proposals),
    ...withinOwnCaps(proposal, fleet),
  }));
  const nextDollar = shareCaps(requests);
  for (const request of requests) request.options = calmed(request);
  const acting = requests.filter(({ proposal }) => proposal.policy.mode === 'act');
  const watched = requests.filter(({ proposal }) => proposal.policy.mode !== 'act');
  const found = watched.map(({ proposal }) => lotsOf(proposal, foundOrNothing(proposal), fleet));
  keepFleetCaps(acting, found.flat());
  keepFleetCaps(
    watched,
    acting.flatMap((request) => topOf(request).lots),
  );
  const settings = requests.map(
    (request) => [request.proposal.policy.group, topOf(request).setting] as const,
  );
  return { settings: new Map(settings), nextDollar };
}

/** Step 1: the options that this group's situation lets it pay for, the best of them first. */
function withinOwnCaps(
  proposal: GroupProposal,
  fleet: FleetPolicy,
): Pick<Request, 'options' | 'ends'> {
  const { situation, mayCut } = proposal;
  const rungOf = (option: PricedOption): Rung => ({
    ...option,
    isRaise: isRaise(option.setting, proposal),
    lots: lotsOf(proposal, option.setting, fleet),
  });
  const [first, ...cheaper] = proposal.options;
  const writable = cheaper
    .map(emptyAtZero)
    .filter(({ setting }) => mayWrite(setting, situation, proposal.policy));
  const rungs = [first, ...writable].map(rungOf);
  const [wanted] = rungs as [Rung, ...Rung[]];
  if (!mayCut || situation.caps.length === 0) return { options: [wanted], ends: [] };

  const descending = rungs.toSorted(
    (a, b) => b.hourCost - a.hourCost || a.hourMisses - b.hourMisses,
  );
  const least = descending.at(-1)!;
  const isSafe = ({ lots }: Rung) => capBreaches(situation.caps, lots).length === 0;
  const ends = [
    ...floorsOf(proposal, least).map(rungOf).filter(isSafe),
    rungOf({ ...least, setting: nothing(least.setting), hourCost: 0 }),
  ];
  const safe = descending.filter(isSafe);
  const own = situation.caps.filter(({ scope }) => scope === 'group');
  const paced = safe.filter((rung) =>
    own.every((use) => claimOn(use, rung, situation.observation.at) <= roomOf(use)),
  );
  const best = paced.includes(wanted) ? wanted : bestOf(paced.length > 0 ? paced : safe.slice(-1));
  if (best === undefined) return { options: [], ends };
  const below = safe.filter((rung) => rung !== best && rung.hourCost <= best.hourCost);
  return { options: [best, ...below], ends };
}

/** The floor and no more, with what is scaled in and without; none where there is no floor. */
function floorsOf({ situation, policy }: GroupProposal, least: PricedOption): PricedOption[] {
  const size = floorOf(situation, policy);
  if (size === 0) return [];
  const floor = { ...least.setting, minSize: size, prepared: size };
  return [floor, { ...floor, reuse: false }]
    .filter((setting) => mayWrite(setting, situation, policy))
    .map((setting) => ({ ...least, setting }));
}

/** A total of none still takes back what is scaled in, while reuse is on; under a cap that is a waste. */
function emptyAtZero(option: PricedOption): PricedOption {
  const { setting } = option;
  return setting.prepared === 0 ? { ...option, setting: nothing(setting) } : option;
}

/** What the group has as things stand. */
function topOf({ options, ends }: Request): Rung {
  return (options[0] ?? ends[0])!;
}

/** What it would have one step down; null where nothing is left to take. */
function belowTop({ options, ends }: Request): Rung | null {
  return [...options.slice(0, 2), ...ends][1] ?? null;
}

function stepDown(request: Request): void {
  if (request.options.length > 0) request.options = request.options.slice(1);
  else request.ends = request.ends.slice(1);
}

/** What an option takes of a cap. A raise must leave something over, or the next step takes it back. */
function claimOn(use: CapUse, rung: Rung, at: EpochSeconds): number {
  return earmarkOf(use, rung, at) * (rung.isRaise ? raiseReserve : 1);
}

function isRaise(setting: PoolSetting, { situation }: GroupProposal): boolean {
  const found = foundSetting(situation.observation);
  const { desired } = situation.observation;
  return found === null || totalOf(setting, desired) > totalOf(found, desired);
}

/** Misses least; of those the cheapest. */
function bestOf(rungs: readonly Rung[]): Rung | undefined {
  return rungs.toSorted((a, b) => a.hourMisses - b.hourMisses || a.hourCost - b.hourCost)[0];
}

/** Step 2: shares what is left of each cap; returns what a dollar more of the tightest would avoid. */
function shareCaps(requests: readonly Request[]): number {
  const [first] = requests;
  if (first === undefined) return 0;
  const { caps, observation } = first.proposal.situation;
  const gains = fleetUses(caps).map((use) => {
    const groups = requests.map((request) => ({
      group: request.proposal.policy.group,
      priority: request.proposal.policy.priority,
      weight: request.weight,
      options: (request.options.length > 0 ? request.options : [topOf(request)]).map((rung) => ({
        rung,
        cost: claimOn(use, rung, observation.at),
        misses: rung.hourMisses,
      })),
    }));
    const { chosen, nextDollar } = allocate(groups, roomOf(use));
    for (const request of requests) {
      const { rung } = chosen.get(request.proposal.policy.group)!;
      request.options = request.options.slice(Math.max(0, request.options.indexOf(rung)));
    }
    return nextDollar;
  });
  return Math.max(0, ...gains);
}

/**
 * Step 3: where a cap keeps a group from what it should have, what is affordable changes a little
 * with every µUSD spent. Following it would boot and drop members without end, so the pool stays as
 * it was found unless the raise avoids a good part of what would be missed.
 */
function calmed({ proposal, options }: Request): readonly Rung[] {
  const [best] = options;
  const found = foundSetting(proposal.situation.observation);
  if (best === undefined || found === null) return options;
  if (sameSetting(best.setting, proposal.setting)) return options;
  const kept = options.findIndex(({ setting }) => sameSizes(setting, found));
  if (kept < 0) return options;
  const missed = options[kept]!.hourMisses;
  const isWorthwhile = missed - best.hourMisses >= worthwhileShare * missed;
  return isWorthwhile && missed > best.hourMisses ? options : options.slice(kept);
}

function sameSizes(a: PoolSetting, b: PoolSetting): boolean {
  return a.minSize === b.minSize && a.prepared === b.prepared;
}

/** Step 4: takes the step of least worth while `requests` and `others` could together break a cap. */
function keepFleetCaps(requests: readonly Request[], others: readonly Lot[]): void {
  const uses = fleetUses(requests[0]?.proposal.situation.caps ?? []);
  if (uses.length === 0) return;
  const limits = limitsOf(uses);
  const charge = (request: Request) => chargesOf(uses, topOf(request).lots);
  const total = chargesOf(uses, others);
  for (const request of requests) add(total, charge(request), 1);

  while (total.some((charged, n) => charged > limits[n]!)) {
    const [next] = requests.filter((request) => belowTop(request) !== null).sort(byWorth);
    if (next === undefined) return;
    add(total, charge(next), -1);
    stepDown(next);
    add(total, charge(next), 1);
  }
}

/** Who gives way first: the lowest class, in it the step that avoids least per µUSD. */
function byWorth(a: Request, b: Request): number {
  const [ours, theirs] = [a.proposal.policy, b.proposal.policy];
  return (
    theirs.priority - ours.priority ||
    worthOf(a) - worthOf(b) ||
    (ours.group < theirs.group ? -1 : 1)
  );
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

function fleetUses(caps: readonly CapUse[]): CapUse[] {
  return caps.filter(({ scope }) => scope === 'fleet');
}

function lotsOf(proposal: GroupProposal, setting: PoolSetting, fleet: FleetPolicy): Lot[] {
  const { situation, policy } = proposal;
  return commitmentOf({ setting, observation: situation.observation, policy, fleet });
}

function foundOrNothing({ situation, wanted }: GroupProposal): PoolSetting {
  return foundSetting(situation.observation) ?? nothing(wanted);
}

/** Dollars where every group says what a cold start costs; else all cold starts count the same. */
function weightOf({ policy }: GroupProposal, all: readonly GroupProposal[]): number {
  const { serviceLevel } = policy;
  const comparable = all.every((each) => each.policy.serviceLevel.kind === 'cold-start-cost');
  return comparable && serviceLevel.kind === 'cold-start-cost' ? toUsd(serviceLevel.cost) : 1;
}
