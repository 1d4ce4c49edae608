import { type PoolSetting, sameSetting } from '../core/capacity/setting.ts';
import { foundSetting, nothing } from '../core/planning/budget/commitment.ts';
import { checkFleet, checkPlan, commitsNoMore } from '../core/planning/check.ts';
import type { Plan, Violation } from '../core/planning/plan.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import type { GroupObservation } from '../core/planning/situation.ts';
import { zoneOf } from '../core/series/zone.ts';
import { ForewarmError } from '../errors.ts';
import { type Decision, type DecisionPorts, decide, type ManagedGroup } from './decide.ts';
import { asMeasured, type LeadTimes } from './lead-times.ts';
import type { LedgerEvent } from './ports/books.ts';
import type { Clock } from './ports/host.ts';
import type { PoolActuator } from './ports/pools.ts';
import { type SettlePorts, settle } from './settle.ts';
import { settingsSince, surveyFleet } from './survey.ts';

export interface ReconcilePorts extends DecisionPorts, SettlePorts {
  /** Left out = boots take as long as the policy says. */
  readonly times?: LeadTimes;
  readonly actuator: PoolActuator;
  readonly clock: Clock;
}

/** What a step did with one group. */
export interface StepOutcome {
  readonly group: string;
  readonly event: LedgerEvent;
  readonly reason: string;
  readonly plan: Plan;
  /** Why the group could not be read or settled, and was left as it is; null = it was. */
  readonly unread: ForewarmError | null;
}

/**
 * One control step for the fleet: observe → settle → decide → check → record → actuate → record.
 *
 * It starts from what AWS reports, never from what the last step meant to do, so it repairs a
 * crash in the one before. Accounts are settled before anything is decided: money that was spent
 * is known, or taken at its worst.
 * @throws ForewarmError FW_AWS_* when no group could be read, FW_DB_*.
 */
export async function reconcile(
  managed: readonly ManagedGroup[],
  fleet: FleetPolicy,
  ports: ReconcilePorts,
  signal: AbortSignal,
): Promise<StepOutcome[]> {
  const zone = zoneOf(fleet.budgetZone);
  const groups = asMeasured(managed, ports.times, ports.clock.now());
  const { seen, unread, observations, spend } = await surveyFleet(groups, fleet, ports, {
    settle: (observation) => settle(observation, zone, ports, signal),
    signal,
  });
  for (const observation of seen) {
    closeOpenIntent(observation, ports);
    respectOthers(observation, ports);
  }
  const decisions = decide(groups, observations, fleet, { ...ports, spend });
  for (const { plan } of decisions) if (!unread.has(plan.group)) ports.shadows?.record(plan);
  return carryOutAll(decisions, { fleet, unread }, ports, signal);
}

/** What every decision of one step is carried out under. */
interface StepScope {
  readonly fleet: FleetPolicy;
  readonly unread: ReadonlyMap<string, ForewarmError>;
}

/**
 * Carries out what frees money before what takes it, and the latter only if the fleet's caps hold
 * beside what is really in force: a cut that failed still costs what it was to save. Money decides
 * and not size: a cut may also change the state, and cuts that wait for each other are never made.
 */
async function carryOutAll(
  decisions: readonly Decision[],
  scope: StepScope,
  ports: ReconcilePorts,
  signal: AbortSignal,
): Promise<StepOutcome[]> {
  let inForce = decisions.map(asFound);
  const outcomes = new Map<Decision, StepOutcome>();
  const frees = new Set(decisions.filter((decision) => commitsNoMore(decision, scope.fleet)));
  const inOrder = [...frees, ...decisions.filter((decision) => !frees.has(decision))];
  for (const decision of inOrder) {
    const beside = inForce.with(decisions.indexOf(decision), decision);
    const broken = checkFleet(beside, scope.fleet);
    const shared = broken.filter(({ rule }) => rule !== 'cap' || !frees.has(decision));
    const error = scope.unread.get(decision.plan.group);
    const outcome =
      error === undefined
        ? await carryOut(decision, { ...scope, shared }, ports, signal)
        : leaveUnread(decision, error, ports);
    outcomes.set(decision, outcome);
    const mayHold =
      outcome.event === 'applied' || (outcome.event === 'failed' && !frees.has(decision));
    if (mayHold) inForce = beside;
  }
  return decisions.map((decision) => outcomes.get(decision)!);
}

/** The decision to leave a group as it was found. */
function asFound(decision: Decision): Decision {
  const { plan, situation } = decision;
  const setting = foundSetting(situation.observation) ?? nothing(plan.setting);
  return { ...decision, plan: { ...plan, setting } };
}

/** Writes one decision to AWS, if its mode, the checker and what is there already let it. */
async function carryOut(
  { situation, policy, plan }: Decision,
  { fleet, shared }: StepScope & { readonly shared: readonly Violation[] },
  { actuator, ledger }: ReconcilePorts,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const before = foundSetting(situation.observation);
  const record = (event: LedgerEvent, reason: string): StepOutcome => {
    const { group, at } = plan;
    ledger.append({ group, at, event, mode: policy.mode, plan, before, reason });
    return { group, event, reason, plan, unread: null };
  };

  const violations = [...checkPlan(plan, situation, policy, fleet), ...shared];
  if (violations.length > 0) return record('held', describe(violations));
  if (!changes(before, plan.setting)) return record('held', plan.reason);
  if (policy.mode !== 'act') return record('recommended', plan.reason);

  if (!situation.observation.optedIn) return record('held', 'the group does not carry the tag');
  if (signal.aborted) return record('held', 'forewarm is stopping');
  record('intended', plan.reason);
  try {
    await actuator.put(plan.group, plan.setting); // a write that has begun is not torn off
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    return record('failed', `${error.code}: ${error.message}`);
  }
  return record('applied', plan.reason);
}

/**
 * Holds a group of which this step knows too little. The ledger says so, unless its last entry is
 * one that the next reading must still be compared with.
 */
function leaveUnread(
  { situation, policy, plan }: Decision,
  error: ForewarmError,
  { ledger }: ReconcilePorts,
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

/** An intent without an outcome is a crash between two writes: AWS itself says how it ended. */
function closeOpenIntent(observation: GroupObservation, { ledger }: ReconcilePorts): void {
  const last = ledger.latest(observation.group);
  if (last?.event !== 'intended') return;
  const found = foundSetting(observation);
  const applied = found !== null && sameSetting(found, last.plan.setting);
  const { id: _, ...intent } = last;
  ledger.append({
    ...intent,
    event: applied ? 'applied' : 'failed',
    reason: `forewarm stopped before the outcome was known; AWS shows ${describeSetting(found)}`,
  });
}

/** Someone else's change is kept, and forewarm stands back from the group until `resume`. */
function respectOthers(observation: GroupObservation, { ledger, pauses }: ReconcilePorts): void {
  const last = ledger.latest(observation.group);
  if (
    last === null ||
    last.mode !== 'act' ||
    pauses.get(observation.group, observation.at) !== null
  )
    return;
  const found = foundSetting(observation);
  const known = settingsSince(last, observation).some((setting) =>
    setting === null || found === null ? setting === found : sameSetting(setting, found),
  );
  if (known) return;
  const reason = `someone else changed the pool to ${describeSetting(found)}`;
  pauses.set(observation.group, null, reason);
}

export function describeSetting(setting: PoolSetting | null): string {
  if (setting === null) return 'no warm pool';
  const { minSize, prepared, state, reuse } = setting;
  return `MinSize ${minSize}, prepared ${prepared}, ${state}${reuse ? ', reuse on scale-in' : ''}`;
}

function describe(violations: readonly Violation[]): string {
  return violations.map(({ rule, detail }) => `${rule}: ${detail}`).join('; ');
}
