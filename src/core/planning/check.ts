import { type PoolSetting, poolStates, poolWanted, sameSetting } from '../capacity/setting.ts';
import { toUsd } from '../units.ts';
import {
  boundOf,
  capBreaches,
  commitmentOf,
  foundSetting,
  type Lot,
  nothing,
  windowsOf,
} from './budget/commitment.ts';
import { blocksThatLetCut, floorOf, isCut, preparedLimit } from './limits.ts';
import type { Seen } from './options.ts';
import type { Plan, Violation } from './plan.ts';
import type { FleetPolicy, GroupPolicy } from './policy.ts';
import { vcpusOf } from './quota.ts';
import { blockedReasons, type CapUse, type Situation } from './situation.ts';

/** A plan with what it was made from. */
export interface Decision extends Seen {
  readonly plan: Plan;
}

/**
 * Every way in which `plan` would break its policy; empty = it may be carried out. The checker
 * reads the plan as a stranger would: it knows nothing of how it came about, and repairs nothing.
 * A plan that leaves the pool as it is can break a cap only.
 */
export function checkPlan(
  plan: Plan,
  situation: Situation,
  policy: GroupPolicy,
  fleet: FleetPolicy,
): Violation[] {
  const misshapen = checkShape(plan);
  if (misshapen.length > 0) return misshapen;
  const decided = { plan, situation, policy };
  const lots = commitmentOf({
    setting: plan.setting,
    observation: situation.observation,
    policy,
    fleet,
  });
  const overCap = holdsNothing(plan.setting) ? [] : checkCaps(situation.caps, lots);
  if (leavesAsFound(decided)) return overCap;
  const broken = [...overCap, ...checkPermission(decided)];
  const { paused, observation } = situation;
  // Only a cap's cut gets past a pause or a block, and it need not go all the way to the bounds.
  if (paused !== null || observation.blocked !== null) return broken;
  return [
    ...broken,
    ...checkBounds(decided),
    ...checkState(decided),
    ...checkQuota([decided], fleet),
    ...checkFloor(decided, fleet),
  ];
}

/**
 * Every limit of the fleet that its plans could break together, though each alone may not.
 * @param uses The caps of the fleet as of when the last group was seen: what is written now is spent in
 *   the windows of then. What each group has used until it was seen must be booked in them.
 */
export function checkFleet(
  decisions: readonly Decision[],
  fleet: FleetPolicy,
  uses: readonly CapUse[],
): Violation[] {
  const written = decisions.filter(({ plan }) => !holdsNothing(plan.setting));
  if (written.length === 0) return [];
  const lots = decisions.flatMap((decided) => undertaken(decided, fleet));
  return [...checkCaps(uses, lots), ...checkQuota(decisions, fleet)];
}

/** Plans that need more vCPUs than there are, unless they need no more than what is there already. */
function checkQuota(
  decisions: readonly Decision[],
  { vcpusMax = null }: Pick<FleetPolicy, 'vcpusMax'>,
): Violation[] {
  if (vcpusMax === null) return [];
  const needs = decisions.map(({ plan, situation, policy }) => {
    const { observation } = situation;
    const found = vcpusOf(foundSetting(observation), observation, policy);
    const planned = vcpusOf(plan.setting, observation, policy);
    return { found, needed: policy.mode === 'act' ? planned : found };
  });
  const needed = needs.reduce((sum, each) => sum + each.needed, 0);
  if (needed <= vcpusMax || needs.every((each) => each.needed <= each.found)) return [];
  return [{ rule: 'quota', detail: `${needed} vCPUs are above the limit of ${vcpusMax}` }];
}

/**
 * The most that a decision can cost. A group that forewarm only watches keeps what AWS has: the
 * dearer of that and of the plan counts, so that advice taken by hand breaks no cap either.
 */
export function undertaken({ plan, situation, policy }: Decision, fleet: FleetPolicy): Lot[] {
  const { observation } = situation;
  const planned = commitmentOf({ setting: plan.setting, observation, policy, fleet });
  const found = foundSetting(observation);
  if (policy.mode === 'act' || found === null) return planned;
  const kept = commitmentOf({ setting: found, observation, policy, fleet });
  return boundOf(planned) >= boundOf(kept) ? planned : kept;
}

/** True when carrying `decided` out can cost no more, in any window of a cap, than what was found. */
export function commitsNoMore({ plan, situation, policy }: Decision, fleet: FleetPolicy): boolean {
  const { observation, caps } = situation;
  const lotsOf = (setting: PoolSetting) => commitmentOf({ setting, observation, policy, fleet });
  const planned = lotsOf(plan.setting);
  const found = lotsOf(foundSetting(observation) ?? nothing(plan.setting));
  return caps.flatMap(windowsOf).every((window) => {
    return boundOf(planned, window) <= boundOf(found, window);
  });
}

function checkCaps(uses: readonly CapUse[], lots: readonly Lot[]): Violation[] {
  return capBreaches(uses, lots).map(({ use, window, committed, room }) => ({
    rule: 'cap',
    detail:
      `up to $${toUsd(committed)} can be spent in the ${window} ${use.cap.per}, ` +
      `where the cap of the ${use.scope} leaves $${toUsd(room)}`,
  }));
}

function checkShape({ setting, commitment }: Plan): Violation[] {
  const { minSize, prepared, state } = setting;
  const whole = [minSize, prepared, commitment].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (whole && minSize <= prepared && poolStates.includes(state)) return [];
  return [{ rule: 'shape', detail: `MinSize ${minSize}, prepared ${prepared}, ${state}` }];
}

/** May the group be written at all? Past a block or a pause only a cut gets that a cap demands. */
function checkPermission({ plan, situation, policy }: Decision): Violation[] {
  const { observation, paused } = situation;
  const { blocked } = observation;
  const cuts =
    plan.binding === 'cap' && isCut(foundSetting(observation), plan.setting, observation.minSize);
  const violations: Violation[] = [];
  if (policy.mode === 'act' && !observation.optedIn) {
    violations.push({ rule: 'opt-in', detail: 'the group does not carry the tag' });
  }
  if (blocked !== null && !(cuts && blocksThatLetCut.includes(blocked))) {
    violations.push({ rule: 'blocked', detail: blockedReasons[blocked] });
  }
  if (paused !== null && !cuts) violations.push({ rule: 'blocked', detail: `paused: ${paused}` });
  return violations;
}

function checkBounds({ plan, situation, policy }: Decision): Violation[] {
  const { bounds, observation } = situation;
  const { prepared } = plan.setting;
  const violations: Violation[] = [];
  const limit = preparedLimit(policy, observation.maxSize);
  if (prepared > limit) {
    violations.push({ rule: 'group-bounds', detail: `prepared ${prepared} is above ${limit}` });
  }
  const wanted = poolWanted(plan.setting, observation.desired);
  if (wanted > bounds.ceiling) {
    const from = bounds.ceilingFrom ?? 'the policy';
    const detail = `${wanted} members are above the ceiling of ${bounds.ceiling} from ${from}`;
    violations.push({ rule: 'ceiling', detail });
  }
  return violations;
}

/** A state that forewarm was left to choose is one of those allowed, and changes on an empty pool only. */
function checkState({ plan, situation, policy }: Decision): Violation[] {
  const { auto } = policy.pool;
  const { pool, members } = situation.observation;
  const { state } = plan.setting;
  if (auto === undefined || pool?.state === state) return [];
  if (!auto.options.some((option) => option.state === state)) {
    return [{ rule: 'state', detail: `${state} is no state that the pool may have` }];
  }
  if (pool === null || members.length === 0) return [];
  const detail = `${members.length} members wait ${pool.state}, where the plan has ${state}`;
  return [{ rule: 'state', detail }];
}

/**
 * A floor gives way to a cap and to nothing else that is checked here. A group's own caps are asked
 * again; what others need of the fleet's cannot be seen from one group, so there the plan is believed.
 */
function checkFloor({ plan, situation, policy }: Decision, fleet: FleetPolicy): Violation[] {
  const { observation, bounds, caps } = situation;
  const { setting } = plan;
  const floor = floorOf(situation, policy);
  if (setting.minSize >= floor) return [];
  const atFloor: PoolSetting = { ...setting, minSize: floor, prepared: floor };
  const lots = commitmentOf({ setting: atFloor, observation, policy, fleet });
  const shared = caps.some(({ scope }) => scope === 'fleet') && plan.binding === 'cap';
  if (shared || capBreaches(caps, lots).length > 0) return [];
  const from = bounds.floorFrom ?? 'the policy';
  const detail = `MinSize ${setting.minSize} is below the floor of ${floor} from ${from}`;
  return [{ rule: 'floor', detail }];
}

function leavesAsFound({ plan, situation }: Decision): boolean {
  const found = foundSetting(situation.observation);
  return found === null ? holdsNothing(plan.setting) : sameSetting(found, plan.setting);
}

/** Nothing is cheaper than this: it breaks no cap, even one that is already spent. */
function holdsNothing({ minSize, prepared, reuse }: PoolSetting): boolean {
  return minSize === 0 && prepared === 0 && !reuse;
}
