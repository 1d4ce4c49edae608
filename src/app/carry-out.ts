import { type PoolSetting, sameSetting } from '../core/capacity/setting.ts';
import { concurrently } from '../core/concurrently.ts';
import { foundSetting, nothing } from '../core/planning/budget/commitment.ts';
import { checkFleet, checkPlan, commitsNoMore, type Decision } from '../core/planning/check.ts';
import type { Plan, Violation } from '../core/planning/plan.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import type { CapUse } from '../core/planning/situation.ts';
import { ForewarmError } from '../errors.ts';
import type { Accounts } from './accounts.ts';
import type { Ledger, LedgerEvent } from './ports/books.ts';
import { groupsAtOnce, type PoolActuator } from './ports/pools.ts';
import { type AnewPorts, type Latest, seenAnew, writeSecondsLeft } from './seen-anew.ts';

/** What a step did with one group. */
export interface StepOutcome {
  readonly group: string;
  readonly event: LedgerEvent;
  readonly reason: string;
  readonly plan: Plan;
  /** Why the group could not be read or settled, and was left as it is; null = it was. */
  readonly unread: ForewarmError | null;
}

export interface CarryOutPorts extends AnewPorts {
  /** The accounts of the fleet as they are now. */
  readonly accounts: () => Accounts;
  readonly actuator: PoolActuator;
  readonly ledger: Ledger;
}

/** What every decision of one step is carried out under. */
export interface StepScope {
  readonly fleet: FleetPolicy;
  readonly unread: ReadonlyMap<string, ForewarmError>;
}

/**
 * Carries out what frees money before what takes it, and the latter only if the fleet's caps hold
 * beside what is really in force: a cut that failed still costs what it was to save. Money decides
 * and not size: a cut may also change the state, and cuts that wait for each other are never made.
 * Writes go out one after the other; where they have become old, the next few groups are seen anew
 * together.
 */
export async function carryOutAll(
  decisions: readonly Decision[],
  { fleet, unread }: StepScope,
  ports: CarryOutPorts,
  signal: AbortSignal,
): Promise<StepOutcome[]> {
  let inForce = decisions.map(asFound);
  const outcomes = new Map<Decision, StepOutcome>();
  const read: Decision[] = [];
  for (const decision of decisions) {
    const error = unread.get(decision.plan.group);
    if (error === undefined) read.push(decision);
    else outcomes.set(decision, leaveUnread(decision, error, ports));
  }
  const frees = new Set(read.filter((decision) => commitsNoMore(decision, fleet)));
  const inOrder = [...frees, ...read.filter((decision) => !frees.has(decision))];
  for (let from = 0; from < inOrder.length; from += groupsAtOnce) {
    const next = inOrder.slice(from, from + groupsAtOnce);
    const latest = await concurrently(next, groupsAtOnce, (one) => latestOf(one, ports, signal));
    for (const [n, decided] of next.entries()) {
      const index = decisions.indexOf(decided);
      const check = (one: Decision) => {
        const beside = inForce.with(index, one);
        return violationsOf(one, {
          beside,
          uses: usesAsOf(beside, ports),
          isAnew: one !== decided,
          fleet,
        });
      };
      const task = { decided, known: latest[n]!, check };
      const { decision, outcome } = await carryOut(task, ports, signal);
      outcomes.set(decided, outcome);
      const mayHold =
        outcome.event === 'applied' ||
        (outcome.event === 'failed' && !commitsNoMore(decision, fleet));
      inForce = inForce.with(index, mayHold ? decision : asFound(decision));
    }
  }
  return decisions.map((decision) => outcomes.get(decision)!);
}

/** `decided`, seen anew if it is to be written and too old for that. */
async function latestOf(
  decided: Decision,
  ports: CarryOutPorts,
  signal: AbortSignal,
): Promise<Latest> {
  const isWritten = whyUnwritten(decided, [], signal) === null;
  const isOld = secondsLeftOf(decided, ports) === null;
  return isWritten && isOld
    ? seenAnew(decided, ports, signal)
    : { decision: decided, hindrance: null };
}

/** The decision to leave a group as it was found. */
function asFound(decision: Decision): Decision {
  const { plan, situation } = decision;
  const setting = foundSetting(situation.observation) ?? nothing(plan.setting);
  return { ...decision, plan: { ...plan, setting } };
}

/**
 * What speaks against `decision` beside what is in force. The fleet's caps never speak against what
 * frees money; nor, once it was decided and is only seen anew, do the group's own: less is less.
 */
function violationsOf(decision: Decision, { beside, uses, isAnew, fleet }: Standing): Violation[] {
  const { plan, situation, policy } = decision;
  const own = checkPlan(plan, situation, policy, fleet);
  const shared = checkFleet(beside, fleet, uses);
  if (!commitsNoMore(decision, fleet)) return [...own, ...shared];
  const without = (violations: Violation[]) => violations.filter(({ rule }) => rule !== 'cap');
  return [...(isAnew ? without(own) : own), ...without(shared)];
}

interface Standing {
  readonly beside: readonly Decision[];
  /** What all of these have used of the fleet's caps. */
  readonly uses: readonly CapUse[];
  /** True = judged again, right before the write. */
  readonly isAnew: boolean;
  readonly fleet: FleetPolicy;
}

/** The fleet's caps as they are now, in the windows in which the last of `decisions` was seen. */
function usesAsOf(decisions: readonly Decision[], { accounts }: CarryOutPorts): CapUse[] {
  return accounts().fleetCaps(
    Math.max(...decisions.map(({ situation }) => situation.observation.at)),
  );
}

/** How a decision ended, as it was at last: it may have been seen anew. */
interface CarriedOut {
  readonly decision: Decision;
  readonly outcome: StepOutcome;
}

interface Task {
  readonly decided: Decision;
  /** What is known of it by now. */
  readonly known: Latest;
  /** What speaks against a version of it. */
  readonly check: (decision: Decision) => readonly Violation[];
}

/** Writes one decision to AWS, if its mode, the checker and what is there by now let it. */
async function carryOut(
  { decided, known, check }: Task,
  ports: CarryOutPorts,
  signal: AbortSignal,
): Promise<CarriedOut> {
  let { decision, hindrance } = known;
  for (;;) {
    if (hindrance !== null) return record(decision, { event: 'held', reason: hindrance }, ports);
    if (decision !== decided) decision = asAccounted(decision, ports);
    const unwritten = whyUnwritten(decision, check(decision), signal);
    if (unwritten !== null) {
      const reason = decision === decided ? unwritten.reason : `seen anew: ${unwritten.reason}`;
      return record(decision, { ...unwritten, reason }, ports);
    }
    const secondsLeft = secondsLeftOf(decision, ports);
    if (secondsLeft !== null) return write(decision, secondsLeft, ports);
    ({ decision, hindrance } = await seenAnew(decision, ports, signal));
  }
}

/** `decision` with what its caps leave by now. */
function asAccounted(decision: Decision, { accounts }: CarryOutPorts): Decision {
  const { policy, situation } = decision;
  const caps = accounts().capsOf(policy, situation.observation.at);
  return { ...decision, situation: { ...situation, caps } };
}

/** Puts what was decided in force, with the intent in the ledger before it and the outcome after. */
async function write(
  decision: Decision,
  secondsLeft: number,
  ports: CarryOutPorts,
): Promise<CarriedOut> {
  const { group, setting, reason } = decision.plan;
  record(decision, { event: 'intended', reason }, ports);
  try {
    await ports.actuator.put(group, setting, secondsLeft); // once begun, no signal tears it off
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    const { code, message } = error;
    return record(decision, { event: 'failed', reason: `${code}: ${message}` }, ports);
  }
  return record(decision, { event: 'applied', reason }, ports);
}

function record(
  decision: Decision,
  { event, reason }: Pick<StepOutcome, 'event' | 'reason'>,
  { ledger }: CarryOutPorts,
): CarriedOut {
  const { plan, policy, situation } = decision;
  const { group, at } = plan;
  const before = foundSetting(situation.observation);
  ledger.append({ group, at, event, mode: policy.mode, plan, before, reason });
  return { decision, outcome: { group, event, reason, plan, unread: null } };
}

function secondsLeftOf({ situation }: Decision, { clock }: CarryOutPorts): number | null {
  return writeSecondsLeft(situation.observation.at, clock.now());
}

/** How a decision that is not to be written ends; null = it is to be written. */
function whyUnwritten(
  { plan, policy, situation }: Decision,
  violations: readonly Violation[],
  signal: AbortSignal,
): { readonly event: 'held' | 'recommended'; readonly reason: string } | null {
  const held = (reason: string) => ({ event: 'held', reason }) as const;
  const { observation } = situation;
  if (violations.length > 0) return held(describe(violations));
  if (!changes(foundSetting(observation), plan.setting)) return held(plan.reason);
  if (policy.mode !== 'act') return { event: 'recommended', reason: plan.reason };
  if (!observation.optedIn) return held('the group does not carry the tag');
  return signal.aborted ? held('forewarm is stopping') : null;
}

/**
 * Holds a group of which this step knows too little. The ledger says so, unless its last entry is
 * one that the next reading must still be compared with.
 */
function leaveUnread(
  { situation, policy, plan }: Decision,
  error: ForewarmError,
  { ledger }: CarryOutPorts,
): StepOutcome {
  const { group, at } = plan;
  const reason = `AWS could not be asked about it: ${error.code}: ${error.message}`;
  const last = ledger.latest(group);
  if (last !== null && last.event !== 'intended' && last.event !== 'failed') {
    const before = foundSetting(situation.observation);
    ledger.append({ group, at, event: 'held', mode: policy.mode, plan, before, reason });
  }
  return { group, event: 'held', reason, plan, unread: error };
}

/** Whether AWS would do anything about `next`: an empty pool is not made where there is none. */
function changes(before: PoolSetting | null, next: PoolSetting): boolean {
  if (before === null) return next.minSize > 0 || next.prepared > 0;
  return !sameSetting(before, next);
}

function describe(violations: readonly Violation[]): string {
  return violations.map(({ rule, detail }) => `${rule}: ${detail}`).join('; ');
}
