import { checkPlan } from '../core/planning/check.ts';
import { foundSetting } from '../core/planning/commitment.ts';
import type { Plan, Violation } from '../core/planning/plan.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import { type PoolSetting, sameSetting } from '../core/planning/setting.ts';
import type { GroupObservation } from '../core/planning/situation.ts';
import { zoneOf } from '../core/series/zone.ts';
import { ForewarmError } from '../errors.ts';
import { type Decision, type DecisionPorts, decide, type ManagedGroup } from './decide.ts';
import type { LedgerEvent, PoolActuator } from './ports.ts';
import { type SettlePorts, settle } from './settle.ts';

export interface ReconcilePorts extends DecisionPorts, SettlePorts {
  readonly actuator: PoolActuator;
}

/** What a step did with one group. */
export interface StepOutcome {
  readonly group: string;
  readonly event: LedgerEvent;
  readonly reason: string;
  readonly plan: Plan;
}

/**
 * One control step for the fleet: observe → settle → decide → check → record → actuate → record.
 *
 * It starts from what AWS reports, never from what the last step meant to do, so it repairs a
 * crash in the one before. Accounts are settled before anything is decided: money that was spent
 * is known, or nothing is raised.
 */
export async function reconcile(
  groups: readonly ManagedGroup[],
  fleet: FleetPolicy,
  ports: ReconcilePorts,
  signal: AbortSignal,
): Promise<StepOutcome[]> {
  const observations = await ports.observer.observe(
    groups.map(({ policy }) => policy.group),
    signal,
  );
  const zone = zoneOf(fleet.budgetZone);
  for (const observation of observations) {
    await settle(observation, zone, ports, signal);
    closeOpenIntent(observation, ports);
    respectOthers(observation, ports);
  }
  const outcomes: StepOutcome[] = [];
  for (const decision of decide(groups, observations, fleet, ports)) {
    outcomes.push(await carryOut(decision, fleet, ports, signal));
  }
  return outcomes;
}

/** Writes one decision to AWS, if its mode, the checker and what is there already let it. */
async function carryOut(
  { situation, policy, plan }: Decision,
  fleet: FleetPolicy,
  { actuator, ledger }: ReconcilePorts,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const before = foundSetting(situation.observation);
  const record = (event: LedgerEvent, reason: string): StepOutcome => {
    const { group, at } = plan;
    ledger.append({ group, at, event, mode: policy.mode, plan, before, reason });
    return { group, event, reason, plan };
  };

  const violations = checkPlan(plan, situation, policy, fleet);
  if (violations.length > 0) return record('held', describe(violations));
  if (!changes(before, plan.setting)) return record('held', plan.reason);
  if (policy.mode !== 'act') return record('recommended', plan.reason);

  if (!situation.observation.optedIn) return record('held', 'the group does not carry the tag');
  record('intended', plan.reason);
  try {
    await actuator.put(plan.group, plan.setting, signal);
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    return record('failed', `${error.code}: ${error.message}`);
  }
  return record('applied', plan.reason);
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
  const expected = last.event === 'applied' ? [last.plan.setting] : [last.before];
  if (last.event === 'failed') expected.push(last.plan.setting);
  const known = expected.some((setting) =>
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
