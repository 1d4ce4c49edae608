import type { PoolState } from '../capacity/setting.ts';
import type { LifecycleState, Power } from './lifecycle.ts';

/**
 * Courses: what lies before an instance, as a list of steps.
 *
 * Everything that chance decides (how long initialisation takes, whether it fails) is decided when
 * a course is set, so a course can be read, tested and cut short without knowing how it was drawn.
 */
export interface Step {
  /** Seconds after the step before. */
  readonly after: number;
  readonly to?: LifecycleState;
  readonly power?: Power;
  /** Closes the scaling activity that the course carries out. */
  readonly end?: 'Successful' | 'Failed';
}

/**
 * Latencies of AWS itself, whole seconds. Measured on single instances: they set the order of
 * magnitude, and an application's own time is added to them.
 */
export const latencies = {
  /** Decision → EC2 running, for a launch into the pool. */
  launchIntoPool: 7,
  /** Decision → EC2 running, for a launch into the group. */
  launchCold: 6,
  /** Claim → EC2 running. */
  start: { Stopped: 7, Hibernated: 20, Running: 1 },
  /** Hook completed → the machine begins to stop. */
  untilStopping: 6,
  /** Begins to stop → parked, by where. */
  parking: { Stopped: 24, Hibernated: 44, Running: 0 },
  /** Passed its hook → in service. */
  check: 1,
  /** Begins to shut down → gone. */
  shutDown: 45,
  /** A member that EC2 cannot start is given up after this long. */
  startFailure: 30,
} as const satisfies Record<string, number | Record<PoolState, number>>;

/** How a lifecycle hook ends: its work is done, or it is abandoned, after so many seconds. */
export interface HookOutcome {
  readonly seconds: number;
  readonly result: 'CONTINUE' | 'ABANDON';
}

/** Of a machine just ordered for the pool, in Warmed:Pending. `hook` null = no launch hook. */
export function intoPool(
  state: PoolState,
  hook: HookOutcome | null,
  leaving: readonly Step[],
): Step[] {
  const running = { after: latencies.launchIntoPool, power: 'running' } as const;
  if (hook === null) return [running, ...parking(state)];
  const waiting = { ...running, to: 'Warmed:Pending:Wait' } as const;
  if (hook.result === 'ABANDON') {
    return [
      waiting,
      { after: hook.seconds, to: 'Warmed:Terminating', end: 'Failed' },
      ...unheard(leaving),
    ];
  }
  return [waiting, { after: hook.seconds, to: 'Warmed:Pending:Proceed' }, ...parking(state)];
}

/** Of an instance on its way to service, in Pending; `from` is where it was parked, or a cold launch. */
export function intoService(
  from: PoolState | 'cold',
  hook: HookOutcome | null,
  leaving: readonly Step[],
): Step[] {
  const after = from === 'cold' ? latencies.launchCold : latencies.start[from];
  const serve = { after: latencies.check, to: 'InService', end: 'Successful' } as const;
  if (hook === null) return [{ after, power: 'running', to: 'Pending:Proceed' }, serve];
  const waiting = { after, power: 'running', to: 'Pending:Wait' } as const;
  if (hook.result === 'ABANDON') {
    return [
      waiting,
      { after: hook.seconds, to: 'Terminating', end: 'Failed' },
      ...unheard(leaving),
    ];
  }
  return [waiting, { after: hook.seconds, to: 'Pending:Proceed' }, serve];
}

/** Of a claimed member that EC2 has no capacity to start, in Pending. */
export function startFailure(leaving: readonly Step[]): Step[] {
  const giveUp = { after: latencies.startFailure, to: 'Terminating', end: 'Failed' } as const;
  return [giveUp, ...unheard(leaving)];
}

/** Of an instance scaled in to be reused, in Warmed:Pending and still draining. */
export function backToPool(
  state: PoolState,
  drainSeconds: number,
  hook: HookOutcome | null,
): Step[] {
  const [first, ...rest] = parking(state);
  if (hook === null) return [{ ...first!, after: first!.after + drainSeconds }, ...rest];
  // An abandoned hook still completes the return: it only skips the hooks after it.
  return [
    { after: drainSeconds, to: 'Warmed:Pending:Wait' },
    { after: hook.seconds, to: 'Warmed:Pending:Proceed' },
    ...parking(state),
  ];
}

/** Of an instance in Terminating or Warmed:Terminating. `drainSeconds` is 0 for pool members. */
export function outOf(
  holder: 'group' | 'pool',
  drainSeconds: number,
  hook: HookOutcome | null,
): Step[] {
  const prefix = holder === 'pool' ? 'Warmed:Terminating' : 'Terminating';
  const gone = holder === 'pool' ? 'Warmed:Terminated' : 'Terminated';
  const held: Step[] =
    hook === null
      ? []
      : [
          { after: drainSeconds, to: `${prefix}:Wait` },
          { after: hook.seconds, to: `${prefix}:Proceed` },
        ];
  return [
    ...held,
    { after: hook === null ? drainSeconds + 1 : 1, power: 'off' },
    { after: latencies.shutDown, to: gone, end: 'Successful' },
  ];
}

function parking(state: PoolState): Step[] {
  const { untilStopping } = latencies;
  const to = `Warmed:${state}` as const;
  const parked = { after: latencies.parking[state], to, end: 'Successful' } as const;
  if (state === 'Running') return [{ ...parked, after: latencies.check }];
  if (state === 'Stopped') return [{ after: untilStopping, power: 'off' }, parked];
  return [
    { after: untilStopping, power: 'hibernating' },
    { ...parked, power: 'off' },
  ];
}

/** The same steps where the activity has already ended. */
function unheard(steps: readonly Step[]): Step[] {
  return steps.map(({ end: _, ...step }) => step);
}
