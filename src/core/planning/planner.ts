import { type PoolSetting, sameSetting } from '../capacity/setting.ts';
import { afford } from './budget/afford.ts';
import { boundOf, commitmentOf } from './budget/commitment.ts';
import type { Seen } from './options.ts';
import type { Plan } from './plan.ts';
import type { FleetPolicy } from './policy.ts';
import { type GroupProposal, planGroup } from './proposal.ts';
import { withinQuota } from './quota.ts';

/**
 * One plan for every group seen, in the same order: what it should have, then what the caps let it.
 * The order of precedence is that of `bindings`, save that no pause stops a cut which a cap demands.
 */
export function planFleet(seen: readonly Seen[], fleet: FleetPolicy): Plan[] {
  const proposed = seen.map(({ situation, policy }) => planGroup(situation, policy, fleet));
  const proposals = withinQuota(proposed, fleet);
  const { settings, levels } = afford(proposals, fleet);
  return proposals.map((proposal) => {
    const { group } = proposal.policy;
    const level = levels.get(group);
    return { ...planOf(proposal, settings.get(group)!, fleet), ...(level && { level }) };
  });
}

function planOf(proposal: GroupProposal, setting: PoolSetting, fleet: FleetPolicy): Plan {
  const { situation, policy, producer, reason, wanted, candidates, peaks, blind, wishes } =
    proposal;
  const { observation } = situation;
  const isCapped = !sameSetting(setting, proposal.setting);
  return {
    group: policy.group,
    at: observation.at,
    setting,
    producer,
    reason,
    binding: isCapped ? 'cap' : proposal.binding,
    wanted,
    candidates,
    peaks,
    ...(blind && { blind }),
    wishes,
    ...(situation.stateChoice && { stateChoice: situation.stateChoice }),
    prices: { ...policy.prices, ...(policy.listed && { listed: policy.listed }) },
    commitment: boundOf(commitmentOf({ setting, observation, policy, fleet })),
  };
}
