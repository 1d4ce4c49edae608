import type { ManagedGroup } from '../app/decide.ts';
import { compareGroup, comparisonIsDue, type FasterBootPorts } from '../app/faster-boot.ts';
import type { LeadTimes } from '../app/lead-times.ts';
import type { PoolStates } from '../app/pool-states.ts';
import type { Clock, Log } from '../app/ports/host.ts';
import { secondsPerDay } from '../core/units.ts';
import { everyStep, type Job } from './loop.ts';
import { orWarn } from './or-warn.ts';
import type { Setup } from './setup.ts';

export interface BootJobPorts extends FasterBootPorts {
  readonly times: LeadTimes;
  readonly states: PoolStates;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Once a day, what a faster boot would save is reckoned for groups of which that was done a week ago,
 * or never. It shares the lane of the upkeep: no step waits for it, and no training.
 */
export function bootJob(setup: () => Pick<Setup, 'groups'>, ports: BootJobPorts): Job {
  return {
    name: 'boots',
    lane: 'upkeep',
    latestSlot: everyStep(secondsPerDay),
    run: async (_slot, signal) => {
      let compared = 0;
      for (const group of setup().groups) {
        if (signal.aborted) break;
        const newest = ports.boots.latest(group.policy.group);
        if (!comparisonIsDue(group, newest, ports.clock.now())) continue;
        if (await compareOrTell(group, ports, signal)) compared++;
      }
      return `${compared} compared`;
    },
  };
}

/** Null = it failed, which is told; false = there is too little history. */
function compareOrTell(
  group: ManagedGroup,
  ports: BootJobPorts,
  signal: AbortSignal,
): Promise<boolean | null> {
  const at = ports.clock.now();
  const inForce = ports.states.asSeen(ports.times.applied(group, at), at).group;
  const warning = { log: ports.log, fields: { group: group.policy.group }, signal };
  return orWarn({ ...warning, message: 'boot times not compared' }, () =>
    compareGroup(group, inForce, at, ports, signal),
  );
}
