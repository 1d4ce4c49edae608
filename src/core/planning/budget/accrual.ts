import { type BillingPhase, dearer } from '../../capacity/pricing.ts';
import type { PoolState } from '../../capacity/setting.ts';
import type { Zone } from '../../series/zone.ts';
import type { EpochSeconds } from '../../units.ts';
import { type Presence, presenceOf } from '../presence.ts';
import type { Activity, GroupObservation, PoolMember } from '../situation.ts';
import type { Meter, Usage } from './usage.ts';

export interface Accrual {
  readonly usage: readonly Usage[];
  readonly meter: Meter;
}

/**
 * What a pool used since `meter`, by calendar hour and phase, and the meter to start from next.
 *
 * Members count from launch until claim or termination. The first observation of a group bills
 * nothing: what ran before forewarm came was not its doing. Activities may overlap with those of
 * the step before, and the clock may have been set back: what was billed is not billed again.
 */
export function accrue(request: {
  readonly meter: Meter | null;
  readonly observation: GroupObservation;
  /** At least those that ran or began since `meter`. */
  readonly activities: readonly Activity[];
  /** Zone of the budget: its hours are those that usage is kept by. */
  readonly zone: Zone;
}): Accrual {
  const { meter, observation, activities, zone } = request;
  const open = activities.filter(({ endedAt }) => endedAt === null);
  if (meter === null) return { usage: [], meter: { at: observation.at, observation, open } };
  if (observation.at <= meter.at) return { usage: [], meter };

  const book = new Book(zone);
  const presences = presencesOf(meter, observation, activities);
  for (const presence of presences.values()) {
    for (const { from, to, phase } of presence.stretches) book.add(from, to, phase);
    for (const { at, seconds } of presence.topUps) book.topUp(at, seconds);
  }
  const members = observation.members.map((member) =>
    remembering(member, presences.get(member.instanceId)!),
  );
  const seen = { ...observation, members };
  return { usage: book.rows(), meter: { at: observation.at, observation: seen, open } };
}

/** Every instance that the observations or the activities speak of, by id. */
function presencesOf(
  meter: Meter,
  observation: GroupObservation,
  activities: readonly Activity[],
): Map<string, Presence> {
  const billed = new Set(meter.open.map(({ activityId }) => activityId));
  const own = byInstance(activities.filter((each) => isUnbilled(each, meter.at, billed)));
  const before = byId(meter.observation.members);
  const after = byId(observation.members);
  const parksIn = dearerState(meter.observation, observation);
  const ids = new Set([...before.keys(), ...after.keys(), ...own.keys()]);
  return new Map(
    [...ids].map((id) => [
      id,
      presenceOf({
        from: meter.at,
        to: observation.at,
        before: before.get(id) ?? null,
        after: after.get(id) ?? null,
        activities: own.get(id) ?? [],
        parksIn: after.get(id)?.parked ?? parksIn,
        billed,
      }),
    ]),
  );
}

/** False for what the last step already billed to its end, and for launches that got no machine. */
function isUnbilled(
  { activityId, endedAt, status, instanceId }: Activity,
  since: EpochSeconds,
  billed: ReadonlySet<string>,
): boolean {
  if (instanceId === null && status === 'failed') return false;
  return endedAt === null || endedAt > since || billed.has(activityId);
}

/** A leaving member, with where it was parked: AWS shows that no more, and its price depends on it. */
function remembering(member: PoolMember, { phase }: Presence): PoolMember {
  if (member.phase !== 'leaving' || phase === 'booting') return member;
  return { ...member, parked: phase };
}

/** Activities by instance; one whose instance is unknown stands for itself. */
function byInstance(activities: readonly Activity[]): Map<string, Activity[]> {
  const groups = new Map<string, Activity[]>();
  for (const activity of activities) {
    const id = activity.instanceId ?? activity.activityId;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [activity]);
    else group.push(activity);
  }
  return groups;
}

function byId(members: readonly PoolMember[]): Map<string, PoolMember> {
  return new Map(members.map((member) => [member.instanceId, member]));
}

/** A pool whose state changed may park by either; one that is gone parked as it did. */
function dearerState(...observations: GroupObservation[]): PoolState {
  const states = observations.flatMap(({ pool }) => (pool === null ? [] : [pool.state]));
  return states.reduce<PoolState>((a, b) => dearer(a, b) as PoolState, states[0] ?? 'Running');
}

/** Sums instance-seconds by hour and phase. */
class Book {
  readonly #zone: Zone;
  readonly #rows = new Map<string, { -readonly [Key in keyof Usage]: Usage[Key] }>();

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  add(from: EpochSeconds, to: EpochSeconds, phase: BillingPhase): void {
    for (let at = from; at < to; ) {
      const hourEnd = Math.min(to, this.#zone.nextStartOfHour(at));
      this.#book(at, phase, hourEnd - at);
      at = hourEnd;
    }
  }

  topUp(at: EpochSeconds, seconds: number): void {
    this.#book(at, 'booting', seconds);
  }

  rows(): Usage[] {
    return [...this.#rows.values()];
  }

  #book(at: EpochSeconds, phase: BillingPhase, seconds: number): void {
    const hourStart = this.#zone.startOfHour(at);
    const key = `${hourStart}/${phase}`;
    const row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, { hourStart, phase, instanceSeconds: seconds });
    else row.instanceSeconds += seconds;
  }
}
