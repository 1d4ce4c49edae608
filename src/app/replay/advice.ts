import type { Aim } from '../../core/capacity/aim.ts';
import type { RivalScene } from '../../core/replay/rivals.ts';
import {
  bestConstant,
  type ConstantResult,
  constantResults,
} from '../../core/replay/rivals-constant.ts';
import { hitRateOf } from '../../core/replay/scorecard.ts';
import { percent, secondsPerDay } from '../../core/units.ts';
import { type PolicyOutcome, policyNamed, type ReplayScenario } from './document.ts';
import { breakEven, reactiveInAll, usdInAll } from './miss-price.ts';
import {
  cheaperAndWarmer,
  cheapestReached,
  reachedWords,
  reaches,
  shortfallAdvice,
} from './request.ts';
import { fairAim, type Saving } from './saving.ts';
import { constantWords, dollars } from './words.ts';
import { costsIn, type ReplayRequest } from './world.ts';

const daysPerMonth = 30;
/** A faster boot is worth a word from this share of what forewarm spends. */
const worthSaying = 0.1;

interface Scene {
  readonly aim: Aim;
  readonly scenario: ReplayScenario;
  readonly priced: RivalScene;
  readonly request: ReplayRequest;
  readonly saving: Saving | null;
}

interface Terms {
  /** Makes dollars and counts of the span monthly. */
  readonly perMonth: number;
  /** The saving is not by chance. */
  readonly sure: boolean;
  /** What a faster boot would save to the constant, where that was named; null = not worth a word. */
  readonly faster: () => string | null;
}

/** Longer advice is not read. */
const sentencesMax = 4;

/**
 * What to do, in at most four plain sentences and dollars a month: follow the forecast, keep one
 * constant, or have no pool. Where forewarm missed the hit rate asked for, that is said first, with
 * what reached it. `constant` is the fair rival of forewarm: it knew the future and misses no more.
 */
export function adviceOf(
  policies: readonly PolicyOutcome[],
  constant: ConstantResult,
  scene: Scene,
): string {
  const own = policyNamed(policies, 'forewarm')!;
  const none = policyNamed(policies, 'none')!;
  if (none.coldStarts === 0) return 'Demand never rose in this span: no pool was needed.';
  const { aim, scenario, saving } = scene;
  const sure = saving !== null && saving.usdPerDay.low > 0;
  const perMonth = monthOf(scenario);
  const faster = () => fasterBoot(own, constant, scene);
  const sentences =
    aim.kind === 'hit-rate'
      ? adviceAtRate(policies, constant, { target: aim.target, perMonth, sure, faster })
      : adviceAtPrice(policies, constant, { missUsd: aim.missUsd, perMonth, sure, faster });
  return sentences
    .filter((sentence) => sentence !== null)
    .slice(0, sentencesMax)
    .join(' ');
}

/** For a hit rate: what missed it, or else forewarm or the constant that hits as often, the cheaper. */
function adviceAtRate(
  policies: readonly PolicyOutcome[],
  constant: ConstantResult,
  asked: Terms & { target: number },
): (string | null)[] {
  const { target, perMonth, sure, faster } = asked;
  const own = policyNamed(policies, 'forewarm')!;
  const worthIt = breakEven(policies);
  if (!reaches(own, target)) return [...shortfallAdvice(policies, own, constant, asked), worthIt];
  const beaten = cheaperAndWarmer(policies, own, perMonth, null);
  const saved = (constant.spendUsd - own.spendUsd) * perMonth;
  if (saved <= 0) return [constantAdvice(own, constant, 0, perMonth), beaten, worthIt, faster()];
  const reached = reachedWords(policies, own, target);
  return [
    followAdvice(own, { missUsd: 0, reached, perMonth, isBeaten: beaten !== null }),
    againstConstant(own, constant, { missUsd: 0, perMonth, sure }),
    beaten ?? cheapestReached(policies, own, { target, perMonth }),
    worthIt,
    faster(),
  ];
}

/** For a price of cold starts: forewarm, the constant or no pool, and the reactive rule where it is cheaper. */
function adviceAtPrice(
  policies: readonly PolicyOutcome[],
  constant: ConstantResult,
  { missUsd, perMonth, sure, faster }: Terms & { missUsd: number },
): (string | null)[] {
  const inAll = new Map(policies.map((each) => [each.name, usdInAll(each, missUsd)]));
  const own = policyNamed(policies, 'forewarm')!;
  const none = policyNamed(policies, 'none')!;
  const constantUsd = usdInAll(withCount(constant), missUsd);
  const others = [inAll.get('forewarm')!, inAll.get('reactive') ?? Number.POSITIVE_INFINITY];
  if (inAll.get('none')! <= Math.min(constantUsd, ...others)) {
    return [noPoolAdvice(none, own, missUsd, perMonth)];
  }
  const beaten =
    cheaperAndWarmer(policies, own, perMonth, null) ?? reactiveInAll(policies, missUsd, perMonth);
  if (constantUsd <= Math.min(...others)) {
    return [constantAdvice(own, constant, missUsd, perMonth), beaten, faster()];
  }
  const isCheaper = inAll.get('forewarm')! < constantUsd;
  return [
    followAdvice(own, { missUsd, reached: '', perMonth, isBeaten: beaten !== null }),
    isCheaper ? againstConstant(own, constant, { missUsd, perMonth, sure }) : null,
    beaten,
    isCheaper ? faster() : null,
  ];
}

function noPoolAdvice(
  none: PolicyOutcome,
  own: PolicyOutcome,
  missUsd: number,
  perMonth: number,
): string {
  const cold = none.coldStarts * missUsd * perMonth;
  return (
    `Have no pool: all ${Math.round(none.coldStarts * perMonth)} cold starts together come to ` +
    `${dollars(cold)} a month, ` +
    `while a pool for them costs ${dollars(own.spendUsd * perMonth)}.`
  );
}

function constantAdvice(
  own: PolicyOutcome,
  constant: ConstantResult,
  missUsd: number,
  perMonth: number,
): string {
  const inAll = [withCount(constant), own].map((one) => dollars(usdInAll(one, missUsd) * perMonth));
  const together = missUsd === 0 ? '' : `, with their cold starts ${inAll.join(' against ')}`;
  return (
    `Keep a constant pool, ${constantWords(constant.setting)}: chosen in hindsight it would have cost ` +
    `${dollars(constant.spendUsd * perMonth)} a month for ${percent(hitRateOf(constant.count))} ` +
    `warm claims, against ${dollars(own.spendUsd * perMonth)} for ${percent(own.hitRate)} with ` +
    `forewarm${together}, for this traffic gives a forecast little to work with.`
  );
}

function followAdvice(
  own: PolicyOutcome,
  terms: { missUsd: number; reached: string; perMonth: number; isBeaten: boolean },
): string {
  const { missUsd, reached, perMonth, isBeaten } = terms;
  const cold = dollars(own.coldStarts * missUsd * perMonth);
  const price =
    `${dollars(own.spendUsd * perMonth)} a month for ${percent(own.hitRate)} warm claims` +
    (missUsd === 0 ? '' : ` and ${cold} of cold starts`);
  return isBeaten
    ? `forewarm would have cost ${price}${reached}.`
    : `Let forewarm size the pool: ${price}${reached}.`;
}

/** What forewarm saves, with a price of cold starts in its two parts: the pool and those. */
function againstConstant(
  own: PolicyOutcome,
  constant: ConstantResult,
  { missUsd, perMonth, sure }: { missUsd: number; perMonth: number; sure: boolean },
): string {
  const pool = (constant.spendUsd - own.spendUsd) * perMonth;
  const cold = (constant.count.misses - own.coldStarts) * missUsd * perMonth;
  const each = dollars(missUsd);
  const parts =
    missUsd === 0 ? '' : ` (pool ${change(pool)}, cold starts at ${each} each ${change(cold)})`;
  const doubt = sure ? '' : ', which may be chance';
  return (
    `The cheapest constant to compare with, ${constantWords(constant.setting)}, would have cost ` +
    `${dollars(constant.spendUsd * perMonth)} for ${percent(hitRateOf(constant.count))}: ` +
    `forewarm saves ${dollars(pool + cold)} a month${parts}${doubt}.`
  );
}

/** `$1.20 less`, of what was saved; `$1.20 more`. */
function change(saved: number): string {
  return `${dollars(Math.abs(saved))} ${saved < 0 ? 'more' : 'less'}`;
}

function withCount({ spendUsd, count }: ConstantResult): { spendUsd: number; coldStarts: number } {
  return { spendUsd, coldStarts: count.misses };
}

/**
 * What halving the boot time would save, to a constant of the same service: forewarm's own law would
 * have to be learnt anew for it, which `whatif` does. null = not worth a word.
 */
function fasterBoot(
  own: PolicyOutcome,
  constant: ConstantResult,
  { aim, scenario, priced, request }: Scene,
): string | null {
  const bootSeconds = request.bootSeconds / 2;
  const costs = costsIn(scenario.state, { ...request, bootSeconds });
  const scene = { ...priced, bootSeconds, costs };
  const target = fairAim({ hitRate: hitRateOf(constant.count) }, aim);
  const faster = bestConstant(scene, constantResults(scene), target);
  const missUsd = aim.kind === 'hit-rate' ? 0 : aim.missUsd;
  const usdOf = ({ spendUsd, count }: ConstantResult): number => spendUsd + count.misses * missUsd;
  const saved = usdOf(constant) - usdOf(faster);
  if (saved < worthSaying * own.spendUsd || saved <= 0) return null;
  const each = dollars(saved * monthOf(scenario));
  const counted = missUsd === 0 ? '' : ', cold starts counted';
  return `Instances that boot in half the time would save even that constant ${each} a month${counted}.`;
}

/** Months in one replayed span, as the factor that makes its dollars monthly. */
function monthOf({ from, to }: ReplayScenario): number {
  const days = (Date.parse(to) - Date.parse(from)) / 1000 / secondsPerDay;
  return daysPerMonth / days;
}
