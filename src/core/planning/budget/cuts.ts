import { type PoolSetting, sameSetting } from '../../capacity/setting.ts';
import type { Candidate, Plan } from '../plan.ts';
import type { LevelChoice } from './levels.ts';

/** What a cap took from a plan, and what that risks over the time the decision covers. */
export interface PlanCut {
  readonly wanted: PoolSetting;
  readonly setting: PoolSetting;
  /** Expected claims, and how many more of them will launch cold; null = no forecast gave odds. */
  readonly risk: { readonly misses: number; readonly claims: number } | null;
  /** Cold starts that one dollar more would avoid; 0 where nothing is known of it. */
  readonly nextDollar: number;
  /** The level of service that a day's or a month's cap leaves to its end; left out = the wanted one. */
  readonly level?: LevelChoice;
}

/** The cut that a cap made in `plan`; null = none did. */
export function cutOf({ binding, wanted, setting, candidates, level }: Plan): PlanCut | null {
  if (binding !== 'cap') return null;
  const best = candidates.find((each) => sameSetting(each.setting, wanted));
  const kept = nearest(setting, candidates);
  const cut = { wanted, setting, ...(level && { level }) };
  if (best === undefined || kept === null) return { ...cut, risk: null, nextDollar: 0 };
  const misses = Math.max(0, kept.misses - best.misses);
  return {
    ...cut,
    risk: { misses, claims: best.claims },
    nextDollar: level?.nextDollar ?? nextDollarOf(kept, candidates),
  };
}

/** What `setting` costs and misses: its own price, or that of the next smaller that was priced. */
function nearest(setting: PoolSetting, candidates: readonly Candidate[]): Candidate | null {
  const [first] = candidates;
  if (first === undefined) return null;
  const smaller = candidates
    .filter((each) => each.setting.prepared <= setting.prepared)
    .toSorted((a, b) => b.setting.prepared - a.setting.prepared || a.misses - b.misses);
  const nothing = { ...first, setting, cost: 0 as Candidate['cost'], misses: first.claims };
  return smaller[0] ?? nothing;
}

/** The most cold starts per dollar that any dearer candidate avoids beyond `kept`. */
function nextDollarOf(kept: Candidate, candidates: readonly Candidate[]): number {
  const gains = candidates
    .filter(({ cost, misses }) => cost > kept.cost && misses < kept.misses)
    .map(({ cost, misses }) => ((kept.misses - misses) / (cost - kept.cost)) * 1e6);
  return Math.max(0, ...gains);
}
