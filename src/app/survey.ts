import type { PoolSetting } from '../core/capacity/setting.ts';
import { concurrently } from '../core/concurrently.ts';
import { foundSetting } from '../core/planning/budget/commitment.ts';
import { neverSeen, worstSighting, worstUsage } from '../core/planning/budget/unread.ts';
import type { GroupUsage, Usage } from '../core/planning/budget/usage.ts';
import type { FleetPolicy, GroupPolicy } from '../core/planning/policy.ts';
import type { GroupObservation } from '../core/planning/situation.ts';
import { zoneOf } from '../core/series/zone.ts';
import type { EpochSeconds } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import type { ManagedGroup } from './decide.ts';
import type { Ledger, SpendStore, StoredEntry } from './ports/books.ts';
import type { Clock } from './ports/host.ts';
import { groupsAtOnce, type PoolObserver, type Sighting } from './ports/pools.ts';

export interface SurveyPorts {
  readonly observer: PoolObserver;
  readonly ledger: Ledger;
  readonly spend: SpendStore;
  readonly clock: Clock;
}

/** A fleet as a step finds it. */
export interface Survey {
  /** Groups that were read, as they were seen. */
  readonly seen: readonly GroupObservation[];
  /** Why the others could not be read or settled, by group. */
  readonly unread: ReadonlyMap<string, ForewarmError>;
  /** One for each group that exists: as it was seen, or as it may stand at worst. */
  readonly observations: readonly GroupObservation[];
  /** Booked usage, and the most that unread groups may have used beyond it. */
  readonly spend: SpendStore;
}

/**
 * Reads every group, and has `settle` bring the accounts of each up to date. A group for which
 * either fails is held, and counts at its worst case in the caps it shares: the others go on. One that
 * is there no more is settled as empty, once, so that it is not billed to the day of its return.
 * @throws ForewarmError FW_AWS_* when all groups fail, or when `signal` was aborted.
 */
export async function surveyFleet(
  groups: readonly ManagedGroup[],
  fleet: FleetPolicy,
  ports: SurveyPorts,
  options: {
    readonly settle: (observation: GroupObservation) => Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<Survey> {
  const names = groups.map(({ policy }) => policy.group);
  const sightings = await ports.observer.sight(names, options.signal);
  const failures = await concurrently(sightings, groupsAtOnce, (sighting) =>
    failureOf(sighting, ports.spend, options.settle),
  );
  const unread = new Map<string, ForewarmError>();
  for (const [index, sighting] of sightings.entries()) {
    const error = failures[index]!;
    if (error !== null) unread.set(nameOf(sighting), error);
  }
  const [error] = unread.values();
  const isRead = (sighting: Sighting) => sighting.kind === 'seen' && !unread.has(nameOf(sighting));
  if (error !== undefined && (options.signal.aborted || !sightings.some(isRead))) throw error;

  const missing: GroupUsage[] = [];
  const observations = sightings.flatMap((sighting) => {
    const group = nameOf(sighting);
    if (!unread.has(group)) return sighting.kind === 'seen' ? [sighting.observation] : [];
    const { policy } = groups.find((one) => one.policy.group === group)!;
    const worst = atWorst(sighting, policy, fleet, ports);
    missing.push(...worst.usage.map((row) => ({ ...row, group })));
    return [worst.observation];
  });
  const seen = sightings.flatMap((one) => (one.kind === 'seen' ? [one.observation] : []));
  return { seen, unread, observations, spend: withMissing(ports.spend, missing) };
}

/** How an unread group may stand, and what it may have used since it was last settled. */
function atWorst(
  sighting: Sighting,
  policy: GroupPolicy,
  fleet: FleetPolicy,
  { ledger, spend, clock }: SurveyPorts,
): { readonly observation: GroupObservation; readonly usage: readonly Usage[] } {
  const { group } = policy;
  const seen = sighting.kind === 'seen' ? sighting.observation : null;
  const at = seen?.at ?? clock.now();
  const blocked = seen === null ? null : { ...seen, blocked: 'unread' as const };
  const meter = spend.meter(group);
  if (meter === null) return { observation: blocked ?? neverSeen(group, at), usage: [] };
  const last = meter.observation;
  const settings = settingsSince(ledger.latest(group), last);
  const unread = { last, settings, policy, fleet };
  const since = { from: meter.at, until: at };
  return {
    observation: blocked ?? worstSighting(unread, at),
    usage: worstUsage(unread, since, zoneOf(fleet.budgetZone)),
  };
}

/** The settings that a group may be under, from what was last written to it or found there. */
export function settingsSince(
  last: StoredEntry | null,
  found: GroupObservation,
): (PoolSetting | null)[] {
  if (last === null || last.mode !== 'act') return [foundSetting(found)];
  if (last.event === 'applied') return [last.plan.setting];
  if (last.event === 'held' || last.event === 'recommended') return [last.before];
  return [last.before, last.plan.setting];
}

async function failureOf(
  sighting: Sighting,
  spend: SpendStore,
  settle: (observation: GroupObservation) => Promise<void>,
): Promise<ForewarmError | null> {
  if (sighting.kind === 'unread') return sighting.error;
  const observation = sighting.kind === 'seen' ? sighting.observation : goneOf(sighting, spend);
  if (observation === null) return null;
  try {
    await settle(observation);
    return null;
  } catch (error) {
    if (error instanceof ForewarmError) return error;
    throw error;
  }
}

/** A group that is there no more, as its accounts must see it; null = they know of no member of it. */
function goneOf(
  { group, at }: Extract<Sighting, { kind: 'absent' }>,
  spend: SpendStore,
): GroupObservation | null {
  const last = spend.meter(group)?.observation;
  if (last === undefined || last.members.length === 0) return null;
  return { ...last, at, desired: 0, inService: 0, pool: null, members: [] };
}

function nameOf(sighting: Sighting): string {
  return sighting.kind === 'seen' ? sighting.observation.group : sighting.group;
}

/** `spend` as if `missing` had been booked; whatever is written goes to `spend` alone. */
function withMissing(spend: SpendStore, missing: readonly GroupUsage[]): SpendStore {
  if (missing.length === 0) return spend;
  const within = (group: string | null, from: EpochSeconds, to: EpochSeconds) =>
    missing.filter(
      (row) =>
        (group === null || row.group === group) && from <= row.hourStart && row.hourStart < to,
    );
  return {
    accrue: (group, usage, meter) => spend.accrue(group, usage, meter),
    meter: (group) => spend.meter(group),
    rewind: (group, hourStart) => spend.rewind(group, hourStart),
    usage: (group, from, to) => [...spend.usage(group, from, to), ...within(group, from, to)],
    usageSums: (group, from, to) => [
      ...spend.usageSums(group, from, to),
      ...within(group, from, to),
    ],
  };
}
