import type { PoolSetting } from '../../capacity/setting.ts';
import type { PricedOption } from '../options.ts';
import type { GroupProposal } from '../proposal.ts';
import type { CapUse } from '../situation.ts';
import type { Lot } from './commitment.ts';

/** One group on its way through the caps. */
export interface Request {
  readonly proposal: GroupProposal;
  /** What one of its cold starts counts. */
  readonly weight: number;
  /** What its level of service would have; without levels, what is proposed. */
  readonly target: PoolSetting;
  /** From what it has now down to its floor, each cheaper than the one before. */
  options: readonly Rung[];
  /** Last resorts: the bare floor where it is affordable, then nothing. Empty where no cut is allowed. */
  ends: readonly Rung[];
}

/** An option with the most that it can come to cost before it can be taken back. */
export interface Rung extends PricedOption {
  readonly isRaise: boolean;
  readonly lots: readonly Lot[];
}

/** What the group has as things stand. */
export function topOf({ options, ends }: Request): Rung {
  return (options[0] ?? ends[0])!;
}

/** What it would have one step down; null where nothing is left to take. */
export function belowTop({ options, ends }: Request): Rung | null {
  return [...options.slice(0, 2), ...ends][1] ?? null;
}

/** Takes the present option from `request`. */
export function stepDown(request: Request): void {
  if (request.options.length > 0) request.options = request.options.slice(1);
  else request.ends = request.ends.slice(1);
}

/** The caps that all groups spend under. */
export function fleetUses(caps: readonly CapUse[]): CapUse[] {
  return caps.filter(({ scope }) => scope === 'fleet');
}
