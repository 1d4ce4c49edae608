import { type BillingPhase, dearer } from '../../capacity/pricing.ts';
import type { PoolState } from '../../capacity/setting.ts';
import type { Zone } from '../../series/zone.ts';
import { type EpochSeconds, secondsPerDay } from '../../units.ts';
import { type Presence, presenceOf } from '../presence.ts';
import type { Activity, GroupObservation, PoolMember } from '../situation.ts';
import type { Meter, Usage } from './usage.ts';

/** For how long AWS lists an activity. Source: EC2 Auto Scaling user guide, scaling activities. */
const listedSeconds = 42 * secondsPerDay;

/** An activity may be listed so long after its end: from then on readings overlap. */
export const listedLateSeconds = 900;

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
 * Of a meter older than AWS's list, a member that nothing speaks of any more was gone before that
 * list begins, and so before the window of any cap: it is not billed.
 */
export function accrue(request: {
  readonly meter: Meter | null;
  readonly observation: GroupObservation;
  /** At least those that ran since `listedLateSeconds` before `meter`, or as long as those it holds open. */
  readonly activities: readonly Activity[];
  /** Zone of the budget: its hours are those that usage is kept by. */
  readonly zone: Zone;
}): Accrual {
  const { meter, observation, zone } = request;
  const { at } = observation;
  const activities = request.activities.map((each) => asOf(at, each));
  const read = readUpTo(at, activities);
  if (meter === null) return { usage: [], meter: { at, observation, ...read } };
  if (at <= meter.at) return { usage: [], meter };

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
  return { usage: book.rows(), meter: { at, observation: seen, ...read } };
}

/** A boot that ended after the pool was observed was still running then: its end is for the next step. */
function asOf(at: EpochSeconds, activity: Activity): Activity {
  const isBoot = activity.kind === 'into-pool' || activity.kind === 'return';
  const isRunning = isBoot && activity.endedAt !== null && activity.endedAt > at;
  return isRunning ? { ...activity, endedAt: null } : activity;
}

/** What the meter has to know of `activities`, for the next reading may list them again. */
function readUpTo(
  at: EpochSeconds,
  activities: readonly Activity[],
): Required<Pick<Meter, 'open' | 'ended'>> {
  const open = activities.filter(({ endedAt }) => endedAt === null);
  const ended = activities
    .filter(({ endedAt }) => endedAt !== null && endedAt > at - listedLateSeconds)
    .map(({ activityId }) => activityId);
  return { open, ended };
}

/** Every instance that the observations or the activities speak of, by id. */
function presencesOf(
  meter: Meter,
  observation: GroupObservation,
  activities: readonly Activity[],
): Map<string, Presence> {
  const billed = new Set(meter.open.map(({ activityId }) => activityId));
  const own = byInstance(activities.filter((each) => isUnbilled(each, meter, billed)));
  const after = byId(observation.members);
  const isOld = observation.at - meter.at > listedSeconds;
  const before = isOld ? longKnown(meter.observation, after, own) : byId(meter.observation.members);
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

/**
 * Of the pools before and after a time longer than AWS lists activities: what is certain, and what came
 * in it without an activity, which it did before the list begins.
 */
function longKnown(
  { members }: GroupObservation,
  after: ReadonlyMap<string, PoolMember>,
  own: ReadonlyMap<string, readonly Activity[]>,
): Map<string, PoolMember> {
  const unexplained = [...after.values()].filter(({ instanceId }) => !own.has(instanceId));
  const spokenOf = members.filter(({ instanceId }) => after.has(instanceId) || own.has(instanceId));
  return byId([...unexplained, ...spokenOf]);
}

/** False for what the last step already billed to its end, and for launches that got no machine. */
function isUnbilled(
  { activityId, endedAt, status, instanceId }: Activity,
  { at, ended }: Meter,
  billed: ReadonlySet<string>,
): boolean {
  if (instanceId === null && status === 'failed') return false;
  if (endedAt === null || endedAt > at || billed.has(activityId)) return true;
  if (ended === undefined) return false;
  return endedAt > at - listedLateSeconds && !ended.includes(activityId);
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
