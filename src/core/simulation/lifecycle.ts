import type { BillingPhase } from '../capacity/pricing.ts';
import type { PoolState } from '../capacity/setting.ts';

/**
 * The lifecycle of an instance of a group with a warm pool, as a table.
 *
 * States whose name begins with `Warmed:` belong to the pool, the others to the group. `:Wait` is
 * where a lifecycle hook holds an instance while its application works; only a member parked in
 * Warmed:Stopped, Warmed:Hibernated or Warmed:Running can be claimed. There are two ways out:
 * Terminated and Warmed:Terminated.
 */
export const lifecycleStates = [
  'Pending',
  'Pending:Wait',
  'Pending:Proceed',
  'InService',
  'Terminating',
  'Terminating:Wait',
  'Terminating:Proceed',
  'Terminated',
  'Warmed:Pending',
  'Warmed:Pending:Wait',
  'Warmed:Pending:Proceed',
  'Warmed:Stopped',
  'Warmed:Hibernated',
  'Warmed:Running',
  'Warmed:Terminating',
  'Warmed:Terminating:Wait',
  'Warmed:Terminating:Proceed',
  'Warmed:Terminated',
] as const;
export type LifecycleState = (typeof lifecycleStates)[number];

/** One row: an instance may go `from` → `to`; `from` null = it did not exist. */
export interface Transition {
  readonly row: string;
  readonly from: LifecycleState | null;
  readonly to: LifecycleState;
  readonly when: string;
}

/** Source: EC2 Auto Scaling user guide, "Lifecycle state transitions for instances in a warm pool". */
export const transitions: readonly Transition[] = [
  row('0', null, 'InService', 'the simulation starts with the group at its desired capacity'),
  row('1', null, 'Warmed:Pending', 'the pool wants more members than it has'),
  row('1c', null, 'Pending', 'cold launch: desired exceeds active and no member is ready'),
  row('2', 'Warmed:Pending', 'Warmed:Pending:Wait', 'running, and a hook holds it'),
  row('2b', 'Warmed:Pending', 'Warmed:Stopped', 'no hook: stopped without waiting for user data'),
  row('2b', 'Warmed:Pending', 'Warmed:Hibernated', 'no hook, pool hibernates'),
  row('2b', 'Warmed:Pending', 'Warmed:Running', 'no hook, pool keeps running'),
  row('3', 'Warmed:Pending:Wait', 'Warmed:Pending:Proceed', 'the hook is completed: CONTINUE'),
  row('3b', 'Warmed:Pending:Wait', 'Warmed:Terminating', 'ABANDON, timeout, or surplus'),
  row('4', 'Warmed:Pending:Proceed', 'Warmed:Stopped', 'stopped'),
  row('4h', 'Warmed:Pending:Proceed', 'Warmed:Hibernated', 'RAM written, stopped'),
  row('4r', 'Warmed:Pending:Proceed', 'Warmed:Running', 'left running'),
  row('5', 'Warmed:Stopped', 'Pending', 'claimed: desired exceeds active'),
  row('5', 'Warmed:Hibernated', 'Pending', 'claimed: desired exceeds active'),
  row('5', 'Warmed:Running', 'Pending', 'claimed: desired exceeds active'),
  row('6', 'Pending', 'Pending:Wait', 'running, and the launch hook holds it'),
  row('6b', 'Pending', 'Pending:Proceed', 'running, no launch hook'),
  row('7', 'Pending:Wait', 'Pending:Proceed', 'the hook is completed: CONTINUE'),
  row('7', 'Pending:Proceed', 'InService', 'passed its checks'),
  row('7b', 'Pending:Wait', 'Terminating', 'ABANDON, timeout, or scale-in'),
  row('9', 'InService', 'Warmed:Pending', 'scale-in with reuse'),
  row('10', 'InService', 'Terminating', 'scale-in without reuse'),
  row('10', 'Terminating', 'Terminating:Wait', 'drained, and the terminate hook holds it'),
  row('10', 'Terminating:Wait', 'Terminating:Proceed', 'the hook is completed'),
  row('10', 'Terminating:Proceed', 'Terminated', 'gone'),
  row('10', 'Terminating', 'Terminated', 'gone, no terminate hook'),
  row('11', 'Warmed:Stopped', 'Warmed:Terminating', 'surplus, or the pool is deleted'),
  row('11', 'Warmed:Hibernated', 'Warmed:Terminating', 'surplus, or the pool is deleted'),
  row('11', 'Warmed:Running', 'Warmed:Terminating', 'surplus, or the pool is deleted'),
  row('11', 'Warmed:Terminating', 'Warmed:Terminating:Wait', 'the terminate hook holds it'),
  row('11', 'Warmed:Terminating:Wait', 'Warmed:Terminating:Proceed', 'the hook is completed'),
  row('11', 'Warmed:Terminating:Proceed', 'Warmed:Terminated', 'gone'),
  row('11', 'Warmed:Terminating', 'Warmed:Terminated', 'gone, no terminate hook'),
  row('13', 'Pending', 'Terminating', 'a claimed member could not be started'),
];

function row(
  name: string,
  from: LifecycleState | null,
  to: LifecycleState,
  when: string,
): Transition {
  return { row: name, from, to, when };
}

const rows = new Map(transitions.map((each) => [`${each.from}→${each.to}`, each.row]));

/** Row that allows `from` → `to`; undefined = the table forbids it. */
export function rowOf(from: LifecycleState | null, to: LifecycleState): string | undefined {
  return rows.get(`${from}→${to}`);
}

/** What a state means for counting, looked up once instead of by comparing names. */
export interface StateTraits {
  readonly holder: 'group' | 'pool' | 'nobody';
  readonly role: 'starting' | 'ready' | 'leaving' | 'gone';
  /** Where a ready pool member waits; null in every other state. */
  readonly parked: PoolState | null;
}

/** Traits of every state. `starting` or `ready` instances count towards the size that is wanted. */
export const traitsOf: Readonly<Record<LifecycleState, StateTraits>> = {
  Pending: { holder: 'group', role: 'starting', parked: null },
  'Pending:Wait': { holder: 'group', role: 'starting', parked: null },
  'Pending:Proceed': { holder: 'group', role: 'starting', parked: null },
  InService: { holder: 'group', role: 'ready', parked: null },
  Terminating: { holder: 'group', role: 'leaving', parked: null },
  'Terminating:Wait': { holder: 'group', role: 'leaving', parked: null },
  'Terminating:Proceed': { holder: 'group', role: 'leaving', parked: null },
  Terminated: { holder: 'nobody', role: 'gone', parked: null },
  'Warmed:Pending': { holder: 'pool', role: 'starting', parked: null },
  'Warmed:Pending:Wait': { holder: 'pool', role: 'starting', parked: null },
  'Warmed:Pending:Proceed': { holder: 'pool', role: 'starting', parked: null },
  'Warmed:Stopped': { holder: 'pool', role: 'ready', parked: 'Stopped' },
  'Warmed:Hibernated': { holder: 'pool', role: 'ready', parked: 'Hibernated' },
  'Warmed:Running': { holder: 'pool', role: 'ready', parked: 'Running' },
  'Warmed:Terminating': { holder: 'pool', role: 'leaving', parked: null },
  'Warmed:Terminating:Wait': { holder: 'pool', role: 'leaving', parked: null },
  'Warmed:Terminating:Proceed': { holder: 'pool', role: 'leaving', parked: null },
  'Warmed:Terminated': { holder: 'nobody', role: 'gone', parked: null },
};

/** State of the machine under an instance, which decides what is billed. */
export type Power = 'pending' | 'running' | 'hibernating' | 'off';

/**
 * Phase at whose price a pool member is billed. Compute counts while it runs or hibernates, disks
 * always. Source: EC2 user guide, instance life cycle ("billed if preparing to hibernate").
 */
export function billingPhaseOf(state: LifecycleState, power: Power): BillingPhase {
  const { parked } = traitsOf[state];
  if (parked !== null) return parked;
  return power === 'running' || power === 'hibernating' ? 'booting' : 'Stopped';
}
