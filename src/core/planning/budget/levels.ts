/**
 * Which level of service each group can have to the end of a day or a month.
 *
 * What a step's candidates cost says little of what the window's money is needed for: the quiet night
 * outbids the evening's peak that it does not see. So each group brings its levels, from no pool to
 * what it wants, with what they lately cost and missed at each quarter of the day, and what is left of
 * a cap is shared among them to its end: one price for a cold start, for all groups and all hours.
 *
 * The choice is made as of the beginning of the quarter of a day that is running: while the records
 * stay and all groups have levels, every step of these six hours comes to the same, and what turned out
 * otherwise is made up for in the next. A group that has no levels lays claim to what its candidates
 * would cost, at the pace that they may run ahead; one that can have a single thing, to what that costs.
 * That claim is reckoned anew in every step, and may move the levels of the others.
 */

import { allocate, type Option } from '../../allocation/allocation.ts';
import { expectedOver, highestTotal } from '../../replay/service-record.ts';
import { type EpochSeconds, type MicroUsd, microUsd, secondsPerHour } from '../../units.ts';
import type { PricedOption } from '../options.ts';
import type { Cap } from '../policy.ts';
import type { CapUse, SizedLevel } from '../situation.ts';
import { aheadOfPace } from './pacing.ts';

/** A group that shares caps with others. */
export interface Contender {
  readonly group: string;
  /** Lower numbers are served first. */
  readonly priority: number;
  /** What one of its cold starts counts, > 0. */
  readonly weight: number;
  /** Its own caps and those of the fleet. */
  readonly caps: readonly CapUse[];
  /** The least first, the wanted one last; null = it has none. */
  readonly levels: readonly Pick<SizedLevel, 'record'>[] | null;
  /** µUSD that each instance of a prepared total must be able to cost before it can be taken back. */
  readonly reserve: number;
  /** What it may have now, where it has no levels. */
  readonly options: readonly PricedOption[];
}

/** A level below the wanted one, with what that saves and risks to the end of the cap's window. */
export interface LevelChoice {
  /** 0 = no pool. */
  readonly level: number;
  /** The level that was wanted. */
  readonly wanted: number;
  readonly cap: { readonly per: Cap['per']; readonly scope: CapUse['scope'] };
  /** Costs and cold starts are those expected in [from, until). */
  readonly from: EpochSeconds;
  readonly until: EpochSeconds;
  readonly cost: MicroUsd;
  readonly misses: number;
  readonly wantedCost: MicroUsd;
  readonly wantedMisses: number;
  /** Cold starts of this group that one dollar more would avoid. */
  readonly nextDollar: number;
}

/** The cap of a window that is paced. */
type PacedUse = CapUse & { readonly quarter: NonNullable<CapUse['quarter']> };

/**
 * Share of what must be able to be spent before a level can be taken back that is kept for the end of
 * the window. None would leave the last hours without a pool, all would leave it unspent.
 */
const reserveShare = 0.5;

interface LevelOption extends Option {
  /** Index of the level, or of the option of a group that has none. */
  readonly level: number;
}

/** A contender on its way through the caps. */
interface Standing {
  readonly contender: Contender;
  highest: number;
  /** The cap that lowered it last. */
  lowered: PacedUse | null;
}

/** The level of each group that cannot have the one it wants. The order of `contenders` changes nothing. */
export function chooseLevels(contenders: readonly Contender[]): ReadonlyMap<string, LevelChoice> {
  const standings = contenders.map((contender): Standing => {
    const menu = contender.levels ?? contender.options;
    return { contender, highest: menu.length - 1, lowered: null };
  });
  for (const standing of standings) {
    for (const use of pacedUses(standing.contender, 'group')) shareOut([standing], use);
  }
  const [first] = standings;
  for (const use of first === undefined ? [] : pacedUses(first.contender, 'fleet')) {
    shareOut(standings, use);
  }
  const chosen = standings.flatMap((standing) => {
    const choice = choiceOf(standing);
    return choice === null ? [] : [[standing.contender.group, choice] as const];
  });
  return new Map(chosen);
}

/** Lowers `standings` to what `use` can pay for to its end. */
function shareOut(standings: readonly Standing[], use: PacedUse): void {
  if (standings.every(({ contender }) => contender.levels === null)) return;
  const room = Math.max(0, use.cap.limit - use.quarter.spent);
  const groups = standings.map((standing) => {
    const { group, priority, weight } = standing.contender;
    return { group, priority, weight, options: menuOf(standing, use) };
  });
  const wanted = groups.reduce((sum, { options }) => sum + options.at(-1)!.cost, 0);
  if (wanted <= room) return;
  const chosen = allocate(groups, room);
  for (const standing of standings) {
    const { level } = chosen.get(standing.contender.group)!;
    if (standing.contender.levels === null || level === standing.highest) continue;
    standing.highest = level;
    standing.lowered = use;
  }
}

/** What the group can still have, to the end of the window, the most last. */
function menuOf({ contender, highest }: Standing, use: PacedUse): LevelOption[] {
  const { levels, options } = contender;
  if (levels !== null) {
    return levels.slice(0, highest + 1).map((level, index) => {
      const { cost, misses } = priced(level, use);
      const kept = reserveShare * contender.reserve * highestTotal(level.record);
      return { level: index, cost: cost + kept, misses };
    });
  }
  const hours = (use.windowEnd - use.quarter.start) / secondsPerHour;
  const pace = options.length > 1 ? aheadOfPace[use.cap.per] : 1;
  return options
    .map(({ hourCost, hourMisses }, level) => {
      const cost = (hourCost * hours) / pace;
      return { level, cost, misses: hourMisses * hours };
    })
    .reverse();
}

/** µUSD and cold starts expected of `level` to the end of the window. */
function priced({ record }: Pick<SizedLevel, 'record'>, { quarter, windowEnd }: PacedUse): Option {
  const { costUsd, misses } = expectedOver(record, quarter.start, windowEnd);
  return { cost: costUsd * toMicro, misses };
}

const toMicro = 1e6;

function choiceOf({ contender: { levels }, highest, lowered }: Standing): LevelChoice | null {
  if (levels === null || lowered === null) return null;
  const { cap, scope, quarter, windowEnd } = lowered;
  const expected = levels.map((level) => priced(level, lowered));
  const [ours, wanted] = [expected[highest]!, expected.at(-1)!];
  const gains = expected
    .slice(highest + 1)
    .filter(({ cost, misses }) => cost > ours.cost && misses < ours.misses)
    .map(({ cost, misses }) => ((ours.misses - misses) / (cost - ours.cost)) * toMicro);
  return {
    level: highest,
    wanted: levels.length - 1,
    cap: { per: cap.per, scope },
    from: quarter.start,
    until: windowEnd,
    cost: microUsd(Math.round(ours.cost)),
    misses: ours.misses,
    wantedCost: microUsd(Math.round(wanted.cost)),
    wantedMisses: wanted.misses,
    nextDollar: Math.max(0, ...gains),
  };
}

function pacedUses({ caps }: Contender, wanted: CapUse['scope']): PacedUse[] {
  return caps.flatMap((use) => {
    const { quarter, scope } = use;
    return scope === wanted && quarter !== undefined ? [{ ...use, quarter }] : [];
  });
}
