import type { ManagedGroup } from '../app/decide.ts';
import { fitGroup, fitIsDue } from '../app/sizing-fit.ts';
import { toPolicies } from '../config/policies.ts';
import { type EpochSeconds, secondsPerMinute } from '../core/units.ts';
import type { DaemonPorts } from './jobs.ts';
import { everyStep, type Job } from './loop.ts';
import { orWarn } from './or-warn.ts';
import type { Setup } from './setup.ts';

export type SizingJobPorts = Pick<
  DaemonPorts,
  'series' | 'claims' | 'fits' | 'sizer' | 'sizings' | 'times' | 'states' | 'clock' | 'log'
>;

/** How often it is asked which fits no longer serve. */
const askSeconds = 15 * secondsPerMinute;

/**
 * Lets the newest records choose the sizing rules of every group, as each quarter of its day begins,
 * and soon after its policy or the state of its pool has changed.
 */
export function sizingJob(
  setup: () => Pick<Setup, 'groups' | 'config'>,
  ports: SizingJobPorts,
): Job {
  return {
    name: 'size',
    lane: 'train',
    latestSlot: everyStep(askSeconds),
    run: async (_slot, signal) => {
      const { groups, config } = setup();
      const fleetCaps = toPolicies(config).fleet.caps;
      let sized = 0;
      for (const group of groups) {
        const at = ports.clock.now();
        const newest = ports.sizings.newest(group.policy.group);
        if (!fitIsDue(inForce(group, at, ports), { at, fleetCaps }, newest)) continue;
        if (signal.aborted) break;
        if (await sizeOrKeep(group, config, ports, signal)) sized++;
      }
      return `${sized} sized`;
    },
  };
}

/** Fits one group's sizing law, for its next step to serve by. @throws ForewarmError FW_TRAINING_FAILED. */
export async function sizeOne(
  group: ManagedGroup,
  config: Setup['config'],
  ports: SizingJobPorts,
  signal: AbortSignal,
): Promise<void> {
  const { group: name } = group.policy;
  const { stepSeconds, caps } = toPolicies(config).fleet;
  const moment = { at: ports.clock.now(), reviewSeconds: stepSeconds, fleetCaps: caps };
  const { claims } = await fitGroup(inForce(group, moment.at, ports), moment, ports, signal);
  ports.sizings.forget(name);
  ports.log.info({ group: name, claims }, 'sizing fitted');
}

/** `group` as its steps plan for it: its boots as measured, its pool in the state that they chose. */
function inForce(
  group: ManagedGroup,
  at: EpochSeconds,
  { times, states }: SizingJobPorts,
): ManagedGroup {
  return states.asSeen(times.applied(group, at), at).group;
}

/** True = it was fitted. A fit that fails leaves the last one in force. */
async function sizeOrKeep(
  group: ManagedGroup,
  config: Setup['config'],
  ports: SizingJobPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const warning = { log: ports.log, fields: { group: group.policy.group }, signal };
  const done = await orWarn({ ...warning, message: 'sizing failed' }, async () => {
    await sizeOne(group, config, ports, signal);
    return true;
  });
  return done === true;
}
