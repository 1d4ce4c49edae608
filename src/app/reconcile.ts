import { type PoolSetting, sameSetting } from '../core/capacity/setting.ts';
import { foundSetting } from '../core/planning/budget/commitment.ts';
import type { FleetPolicy } from '../core/planning/policy.ts';
import { type GroupObservation, samePool } from '../core/planning/situation.ts';
import { zoneOf } from '../core/series/zone.ts';
import { Accounts } from './accounts.ts';
import { carryOutAll, type StepOutcome } from './carry-out.ts';
import { type DecisionPorts, decide, type ManagedGroup } from './decide.ts';
import { asMeasured, type LeadTimes } from './lead-times.ts';
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
  const lastSeen = new Map(
    groups.map(({ policy: { group } }) => [group, ports.spend.meter(group)?.observation ?? null]),
  );
  let accounts: Accounts | null = null;
  const bringUp = async (observation: GroupObservation) => {
    await settle(observation, zone, ports, signal);
    accounts = null; // read before that, they lack what was just booked
  };
  const { seen, unread, observations, spend } = await surveyFleet(groups, fleet, ports, {
    settle: bringUp,
    signal,
  });
  for (const observation of seen) {
    closeOpenIntent(observation, ports);
    respectOthers(observation, lastSeen.get(observation.group) ?? null, ports);
  }
  const decisions = decide(groups, observations, fleet, { ...ports, spend });
  for (const { plan } of decisions) if (!unread.has(plan.group)) ports.shadows?.record(plan);
  const accountsNow = () => {
    accounts ??= new Accounts(groups, fleet, spend);
    return accounts;
  };
  const carrying = { ...ports, settle: bringUp, accounts: accountsNow };
  return carryOutAll(decisions, { fleet, unread }, carrying, signal);
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

/** Someone else's change is kept, also one during a pause: forewarm stands back until `resume`. */
function respectOthers(
  observation: GroupObservation,
  lastSeen: GroupObservation | null,
  { ledger, pauses }: ReconcilePorts,
): void {
  const last = ledger.latest(observation.group);
  if (last === null || last.mode !== 'act' || pauses.standsBack(observation.group)) return;
  const expected = settingsSince(last, observation);
  const isExpected = (found: PoolSetting | null) =>
    expected.some((setting) =>
      setting === null || found === null ? setting === found : sameSetting(setting, found),
    );
  const found = foundSetting(observation);
  // A total that is unset follows the group's Max: when that is moved, the pool is still the same.
  const isUnchanged =
    lastSeen !== null &&
    samePool(lastSeen.pool, observation.pool) &&
    isExpected(foundSetting(lastSeen));
  if (isUnchanged || isExpected(found)) return;
  const reason = `someone else changed the pool to ${describeSetting(found)}`;
  pauses.standBack(observation.group, reason);
}

export function describeSetting(setting: PoolSetting | null): string {
  if (setting === null) return 'no warm pool';
  const { minSize, prepared, state, reuse } = setting;
  return `MinSize ${minSize}, prepared ${prepared}, ${state}${reuse ? ', reuse on scale-in' : ''}`;
}
