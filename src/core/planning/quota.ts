/**
 * The account's vCPU quota, which counts running instances. A parked member counts too: it has to
 * run to be of use, and a pool that the quota does not let start is money for nothing.
 */
import { allocate } from '../allocation/allocation.ts';
import { type PoolSetting, poolWanted, sameSetting } from '../capacity/setting.ts';
import { foundSetting, nothing } from './budget/commitment.ts';
import { mayWrite } from './limits.ts';
import type { PricedOption } from './options.ts';
import type { FleetPolicy, GroupPolicy } from './policy.ts';
import type { GroupProposal } from './proposal.ts';
import type { GroupObservation } from './situation.ts';

/** vCPUs of the group and of the pool that `setting` wants, as the group now stands; null = no pool. */
export function vcpusOf(
  setting: PoolSetting | null,
  { desired, inService }: GroupObservation,
  { vcpus = 0 }: Pick<GroupPolicy, 'vcpus'>,
): number {
  const pool = setting === null ? 0 : poolWanted(setting, desired);
  return vcpus * (Math.max(desired, inService) + pool);
}

/**
 * `proposals` with settings that the quota has room for together: where it is short, each member
 * goes where it avoids most cold starts per vCPU, classes in their order. What only watches, or
 * cannot be cut, keeps what it has.
 */
export function withinQuota(
  proposals: readonly GroupProposal[],
  { vcpusMax = null }: Pick<FleetPolicy, 'vcpusMax'>,
): readonly GroupProposal[] {
  if (vcpusMax === null) return proposals;
  const menus = proposals.map((proposal) => ({
    group: proposal.policy.group,
    priority: proposal.policy.priority,
    weight: 1,
    options: writable(proposal).map((option) => ({
      option,
      cost: vcpusOf(option.setting, proposal.situation.observation, proposal.policy),
      misses: option.hourMisses,
    })),
  }));
  const wanted = menus.reduce((sum, { options }) => sum + options[0]!.cost, 0);
  if (wanted <= vcpusMax) return proposals;
  const chosen = allocate(menus, vcpusMax);
  return proposals.map((proposal) =>
    limitedTo(chosen.get(proposal.policy.group)!.option, proposal),
  );
}

/** What the group may be given, the wanted setting first: only a cap gets past a pause or a block. */
function writable({ options, situation, policy }: GroupProposal): PricedOption[] {
  const { observation, paused } = situation;
  const [first, ...others] = options;
  if (policy.mode !== 'act') {
    return [{ ...first, setting: foundSetting(observation) ?? nothing(first.setting) }];
  }
  if (paused !== null || observation.blocked !== null) return [first];
  return [first, ...others.filter(({ setting }) => mayWrite(setting, situation, policy))];
}

function limitedTo(option: PricedOption, proposal: GroupProposal): GroupProposal {
  if (proposal.policy.mode !== 'act' || sameSetting(option.setting, proposal.setting)) {
    return proposal;
  }
  const { observation } = proposal.situation;
  const vcpus = (setting: PoolSetting) => vcpusOf(setting, observation, proposal.policy);
  const cheaper = proposal.options.filter(
    ({ setting, hourCost }) =>
      setting !== option.setting &&
      hourCost <= option.hourCost &&
      vcpus(setting) <= vcpus(option.setting),
  );
  const options = [option, ...cheaper] as const;
  return { ...proposal, setting: option.setting, binding: 'group-bounds', options };
}
