/**
 * From what every group should have to what the caps can pay for.
 *
 *   1  levels       what a day or a month can pay for to its end: see `levels.ts`
 *   2  own caps     options that could break a cap, or spend it too early, fall away
 *   3  shared caps  what is left of each is shared out: most cold starts avoided per µUSD
 *   4  calm         a raise that a cap cuts short is made only if it is worth the boots
 *   5  safety       while all commitments together could break a cap, the step of least worth goes:
 *                   see `fleet-safety.ts`
 *
 * A group that cannot pay even for its floor holds nothing. Groups that forewarm only watches are
 * advised within what those it acts for leave, and what they really hold counts as spent.
 */

import { allocate } from '../../allocation/allocation.ts';
import { type PoolSetting, sameSetting } from '../../capacity/setting.ts';
import { toUsd } from '../../units.ts';
import { mayWrite } from '../limits.ts';
import type { PricedOption } from '../options.ts';
import type { FleetPolicy, GroupPolicy } from '../policy.ts';
import type { GroupProposal } from '../proposal.ts';
import type { CapUse, GroupObservation } from '../situation.ts';
import { totalOf } from '../stabilize.ts';
import { boundOf, capBreaches, commitmentOf, foundSetting, nothing } from './commitment.ts';
import { keepFleetCaps } from './fleet-safety.ts';
import { type Contender, chooseLevels, type LevelChoice } from './levels.ts';
import { earmarkOf, roomOf } from './pacing.ts';
import { fleetUses, type Request, type Rung, topOf } from './request.ts';

/** Share of the expected cold starts that a raise short of what is wanted must avoid to be made. */
const worthwhileShare = 0.25;

/** A raise that a cap limits must be affordable this many times over. */
const raiseReserve = 1.25;

export interface Affordable {
  /** By group. */
  readonly settings: ReadonlyMap<string, PoolSetting>;
  /** Levels below the wanted ones, by group. */
  readonly levels: ReadonlyMap<string, LevelChoice>;
}

/** A group that a sharing cannot change, with what it has and so takes of each cap. */
interface Settled {
  readonly proposal: GroupProposal;
  readonly rung: Rung;
  /** The level that it was left, alone; null = it has none. */
  readonly levels: GroupProposal['levels'];
}

/** What was shared out among some of the groups. */
interface Sharing extends Pick<Affordable, 'levels'> {
  readonly requests: readonly Request[];
}

/** The settings that the caps can pay for. The order of `proposals` changes nothing. */
export function afford(proposals: readonly GroupProposal[], fleet: FleetPolicy): Affordable {
  const inOrder = proposals.toSorted((a, b) => (a.policy.group < b.policy.group ? -1 : 1));
  const acting = inOrder.filter(({ policy }) => policy.mode === 'act');
  const watched = inOrder.filter(({ policy }) => policy.mode !== 'act');
  const asFound = watched.map((proposal): Settled => {
    return { proposal, rung: rungOf(proposal.kept, proposal, fleet), levels: null };
  });
  const first = share(acting, asFound, fleet);
  const second = share(watched, settledBy(first), fleet);
  const settings = [...first.requests, ...second.requests].map(
    (request) => [request.proposal.policy.group, topOf(request).setting] as const,
  );
  return {
    settings: new Map(settings),
    levels: new Map([...first.levels, ...second.levels]),
  };
}

/** Shares what `settled` leaves of each cap among `proposals`. */
function share(
  proposals: readonly GroupProposal[],
  settled: readonly Settled[],
  fleet: FleetPolicy,
): Sharing {
  if (proposals.length === 0) return { requests: [], levels: new Map() };
  const beside = settled.map(({ proposal, rung, levels }) => {
    return { ...contenderOf(proposal, proposals, fleet), levels, options: [rung] };
  });
  const contenders = proposals.map((proposal) => contenderOf(proposal, proposals, fleet));
  const levels = chooseLevels([...contenders, ...beside]);
  const requests = proposals.map((proposal) => {
    const options = withinLevel(proposal, levels.get(proposal.policy.group) ?? null);
    return {
      proposal,
      weight: weightOf(proposal, proposals),
      target: options[0].setting,
      ...withinOwnCaps(proposal, options, fleet),
    };
  });
  shareCaps(requests, settled);
  for (const request of requests) request.options = calmed(request);
  keepFleetCaps(
    requests,
    settled.flatMap(({ rung }) => rung.lots),
  );
  return { requests, levels };
}

function settledBy({ requests, levels }: Sharing): Settled[] {
  return requests.map((request) => {
    const { proposal } = request;
    const index = levels.get(proposal.policy.group)?.level ?? -1;
    const own = proposal.levels?.at(index);
    return { proposal, rung: topOf(request), levels: own === undefined ? null : [own] };
  });
}

function contenderOf(
  proposal: GroupProposal,
  peers: readonly GroupProposal[],
  fleet: FleetPolicy,
): Contender {
  const { policy, situation, levels, options } = proposal;
  const { group, priority } = policy;
  const weight = weightOf(proposal, peers);
  const reserve = totalReserve(policy, fleet);
  return { group, priority, weight, caps: situation.caps, levels, reserve, options };
}

/**
 * µUSD that each instance of a prepared total may come to cost before it can be taken back: by a group
 * that serves with half of its total while the other half waits, and may come down to none. All of it
 * grows in proportion, so one of each stands for any number.
 */
function totalReserve(policy: GroupPolicy, fleet: FleetPolicy): number {
  const { group, pool } = policy;
  const setting = { minSize: 0, prepared: 2, state: pool.state, reuse: pool.reuse };
  const member = { instanceId: 'i', phase: 'ready', parked: pool.state } as const;
  const sizes = { minSize: 0, maxSize: 3, desired: 1, inService: 1 };
  const observation: GroupObservation = {
    ...{ group, at: 0, optedIn: true, blocked: null },
    ...{ ...sizes, pool: setting, members: [member] },
  };
  return boundOf(commitmentOf({ setting, observation, policy, fleet })) / setting.prepared;
}

/** Step 1: what is proposed, or what the level `choice` would have, and what is smaller than that. */
function withinLevel(
  { setting, options, levels }: GroupProposal,
  choice: LevelChoice | null,
): GroupProposal['options'] {
  const level = choice === null ? undefined : levels?.[choice.level];
  if (level === undefined || level.setting.prepared >= setting.prepared) return options;
  const top = emptyAtZero(level);
  return [top, ...options.filter((one) => one.setting.prepared < top.setting.prepared)];
}

/** Step 2: the options that this group's situation lets it pay for, the best of them first. */
function withinOwnCaps(
  proposal: GroupProposal,
  options: GroupProposal['options'],
  fleet: FleetPolicy,
): Pick<Request, 'options' | 'ends'> {
  const { situation, mayCut } = proposal;
  const [first, ...cheaper] = options;
  const writable = cheaper
    .map(emptyAtZero)
    .filter(({ setting }) => mayWrite(setting, situation, proposal.policy));
  const rungsOf = (all: readonly PricedOption[]) => {
    return all.map((option) => rungOf(option, proposal, fleet));
  };
  const rungs = rungsOf([first, ...writable]);
  const [wanted] = rungs as [Rung, ...Rung[]];
  if (!mayCut || situation.caps.length === 0) return { options: [wanted], ends: [] };

  const descending = rungs.toSorted(
    (a, b) => b.hourCost - a.hourCost || a.hourMisses - b.hourMisses,
  );
  const isSafe = ({ lots }: Rung) => capBreaches(situation.caps, lots).length === 0;
  const resorts = rungsOf(proposal.lastResorts);
  const ends = resorts.filter((rung, n) => n === resorts.length - 1 || isSafe(rung));
  const safe = descending.filter(isSafe);
  const own = situation.caps.filter(({ scope }) => scope === 'group');
  const paced = safe.filter((rung) =>
    own.every((use) => claimOn(use, rung, proposal) <= roomOf(use)),
  );
  const best = paced.includes(wanted) ? wanted : bestOf(paced.length > 0 ? paced : safe.slice(-1));
  if (best === undefined) return { options: [], ends };
  const below = safe.filter((rung) => rung !== best && rung.hourCost <= best.hourCost);
  return { options: [best, ...below], ends };
}

/** A total of none still takes back what is scaled in, while reuse is on; under a cap that is a waste. */
function emptyAtZero(option: PricedOption): PricedOption {
  const { setting } = option;
  return setting.prepared === 0 ? { ...option, setting: nothing(setting) } : option;
}

/**
 * What an option takes of a cap. A level of service has its share of what comes later, so only what
 * may be spent before it can be taken back counts; so it is while data are missing, for what is kept
 * then. A raise must leave something over, or the next step takes it back.
 */
function claimOn(use: CapUse, rung: Rung, { blind, levels, situation }: GroupProposal): number {
  const { windowStart: start, windowEnd: end } = use;
  const isLevelled = levels !== null && use.quarter !== undefined;
  const isKept = blind && !rung.isRaise;
  const claim =
    isKept || isLevelled
      ? boundOf(rung.lots, { start, end })
      : earmarkOf(use, rung, situation.observation.at);
  return claim * (rung.isRaise ? raiseReserve : 1);
}

function rungOf(option: PricedOption, proposal: GroupProposal, fleet: FleetPolicy): Rung {
  const { setting } = option;
  const { situation, policy } = proposal;
  const lots = commitmentOf({ setting, observation: situation.observation, policy, fleet });
  return { ...option, isRaise: isRaise(setting, proposal), lots };
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

/** Step 3: takes from `requests` the options that their share of what is left of a cap cannot pay for. */
function shareCaps(requests: readonly Request[], settled: readonly Settled[]): void {
  const caps = requests[0]?.proposal.situation.caps ?? [];
  for (const use of fleetUses(caps)) {
    const groups = requests.map((request) => ({
      group: request.proposal.policy.group,
      priority: request.proposal.policy.priority,
      weight: request.weight,
      options: menuOf(request).map((rung) => ({
        rung,
        cost: claimOn(use, rung, request.proposal),
        misses: rung.hourMisses,
      })),
    }));
    const taken = settled.reduce((sum, one) => sum + claimOn(use, one.rung, one.proposal), 0);
    const chosen = allocate(groups, Math.max(0, roomOf(use) - taken));
    for (const request of requests) {
      const { rung } = chosen.get(request.proposal.policy.group)!;
      request.options = request.options.slice(Math.max(0, request.options.indexOf(rung)));
    }
  }
}

/** What `request` may be given of a shared cap: while data are missing nothing less than it has. */
function menuOf(request: Request): readonly Rung[] {
  const { options, proposal } = request;
  if (options.length === 0) return [topOf(request)];
  const kept = proposal.blind ? options.findIndex((rung) => !rung.isRaise) : -1;
  return kept < 0 ? options : options.slice(0, kept + 1);
}

/**
 * Step 4: where a cap keeps a group from what it should have, what is affordable changes a little
 * with every µUSD spent. Following it would boot and drop members without end, so the pool stays as
 * it was found unless the raise avoids a good part of what would be missed.
 */
function calmed({ proposal, target, options }: Request): readonly Rung[] {
  const [best] = options;
  const found = foundSetting(proposal.situation.observation);
  if (best === undefined || found === null) return options;
  if (sameSetting(best.setting, target)) return options;
  const kept = options.findIndex(({ setting }) => sameSizes(setting, found));
  if (kept < 0) return options;
  const missed = options[kept]!.hourMisses;
  const isWorthwhile = missed - best.hourMisses >= worthwhileShare * missed;
  return isWorthwhile && missed > best.hourMisses ? options : options.slice(kept);
}

function sameSizes(a: PoolSetting, b: PoolSetting): boolean {
  return a.minSize === b.minSize && a.prepared === b.prepared;
}

/** Dollars where every group says what a cold start costs; else all cold starts count the same. */
function weightOf({ policy }: GroupProposal, peers: readonly GroupProposal[]): number {
  const { serviceLevel } = policy;
  const comparable = peers.every((each) => each.policy.serviceLevel.kind === 'cold-start-cost');
  return comparable && serviceLevel.kind === 'cold-start-cost' ? toUsd(serviceLevel.cost) : 1;
}
