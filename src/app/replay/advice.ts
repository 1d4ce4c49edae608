import type { RivalScene } from '../../core/replay/rivals.ts';
import {
  type ConstantResult,
  cheapestReaching,
  cheapestWithMisses,
  constantResults,
} from '../../core/replay/rivals-constant.ts';
import { hitRateOf } from '../../core/replay/scorecard.ts';
import type { Aim } from '../../core/sizing/service.ts';
import { secondsPerDay } from '../../core/units.ts';
import type { PolicyOutcome, ReplayScenario } from './document.ts';
import { breakEven, reactiveInAll, usdInAll } from './miss-price.ts';
import {
  cheaperAndWarmer,
  cheapestReached,
  reachedWords,
  reaches,
  shortfallAdvice,
} from './request.ts';
import type { Saving } from './saving.ts';
import { dollars, named, percent } from './words.ts';
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
  const own = policies.find(({ name }) => name === 'forewarm')!;
  const none = policies.find(({ name }) => name === 'none')!;
  if (none.coldStarts === 0) return 'Demand never rose in this span: no pool was needed.';
  const { aim, scenario, saving } = scene;
  const sure = saving !== null && saving.usdPerDay.low > 0;
  const perMonth = monthOf(scenario);
  const isShort = aim.kind === 'hit-rate' && !reaches(own, aim.target);
  const sentences =
    aim.kind === 'hit-rate'
      ? adviceAtRate(policies, constant, { target: aim.target, perMonth, sure })
      : adviceAtPrice(policies, constant, { missUsd: aim.missUsd, perMonth, sure });
  return [...sentences, isShort ? null : fasterBoot(own, constant, scene)]
    .filter((sentence) => sentence !== null)
    .slice(0, sentencesMax)
    .join(' ');
}

/** For a hit rate: what missed it, or else forewarm or the constant that hits as often, the cheaper. */
function adviceAtRate(
  policies: readonly PolicyOutcome[],
  constant: ConstantResult,
  asked: { target: number; perMonth: number; sure: boolean },
): (string | null)[] {
  const { target, perMonth, sure } = asked;
  const own = policies.find(({ name }) => name === 'forewarm')!;
  const worthIt = breakEven(policies);
  if (!reaches(own, target)) return [...shortfallAdvice(policies, own, constant, asked), worthIt];
  const beaten = cheaperAndWarmer(policies, own, perMonth, null);
  const saved = (constant.spendUsd - own.spendUsd) * perMonth;
  if (saved <= 0) return [constantAdvice(own, constant, perMonth), beaten, worthIt];
  const reached = reachedWords(policies, own, target);
  return [
    followAdvice(own, { reached, perMonth, isBeaten: beaten !== null }),
    againstConstant(constant, { saved, perMonth, sure }),
    beaten ?? cheapestReached(policies, own, { target, perMonth }),
    worthIt,
  ];
}

/** For a price of cold starts: forewarm, the constant or no pool, and the reactive rule where it is cheaper. */
function adviceAtPrice(
  policies: readonly PolicyOutcome[],
  constant: ConstantResult,
  { missUsd, perMonth, sure }: { missUsd: number; perMonth: number; sure: boolean },
): (string | null)[] {
  const inAll = new Map(policies.map((each) => [each.name, usdInAll(each, missUsd)]));
  const [own, none] = ['forewarm', 'none'].map((wanted) => {
    return policies.find(({ name }) => name === wanted)!;
  }) as [PolicyOutcome, PolicyOutcome];
  const constantUsd = usdInAll({ ...constant, coldStarts: constant.count.misses }, missUsd);
  const others = [inAll.get('forewarm')!, inAll.get('reactive') ?? Number.POSITIVE_INFINITY];
  if (inAll.get('none')! <= Math.min(constantUsd, ...others)) {
    return [noPoolAdvice(none, own, missUsd, perMonth)];
  }
  const beaten =
    cheaperAndWarmer(policies, own, perMonth, null) ?? reactiveInAll(policies, missUsd, perMonth);
  if (constantUsd <= Math.min(...others)) return [constantAdvice(own, constant, perMonth), beaten];
  const saved = (constantUsd - inAll.get('forewarm')!) * perMonth;
  return [
    followAdvice(own, { reached: '', perMonth, isBeaten: beaten !== null }),
    saved > 0 ? againstConstant(constant, { saved, perMonth, sure }) : null,
    beaten,
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
    `Have no pool: all ${none.coldStarts} cold starts together come to ${dollars(cold)} a month, ` +
    `while a pool for them costs ${dollars(own.spendUsd * perMonth)}.`
  );
}

function constantAdvice(own: PolicyOutcome, constant: ConstantResult, perMonth: number): string {
  return (
    `Keep a constant pool, ${named(constant.setting)}: chosen in hindsight it would have cost ` +
    `${dollars(constant.spendUsd * perMonth)} a month for ${percent(hitRateOf(constant.count))} ` +
    `warm claims, against ${dollars(own.spendUsd * perMonth)} for ${percent(own.hitRate)} with ` +
    'forewarm, for this traffic gives a forecast little to work with.'
  );
}

function followAdvice(
  own: PolicyOutcome,
  { reached, perMonth, isBeaten }: { reached: string; perMonth: number; isBeaten: boolean },
): string {
  const price = `${dollars(own.spendUsd * perMonth)} a month for ${percent(own.hitRate)} warm claims`;
  return isBeaten
    ? `forewarm would have cost ${price}${reached}.`
    : `Let forewarm size the pool: ${price}${reached}.`;
}

function againstConstant(
  constant: ConstantResult,
  { saved, perMonth, sure }: { saved: number; perMonth: number; sure: boolean },
): string {
  const doubt = sure ? '' : ', which may be chance';
  return (
    `The cheapest constant to compare with, ${named(constant.setting)}, would have cost ` +
    `${dollars(constant.spendUsd * perMonth)} for ${percent(hitRateOf(constant.count))}: ` +
    `forewarm saves ${dollars(saved)} a month${doubt}.`
  );
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
  const constants = constantResults({ ...priced, bootSeconds, costs });
  const faster =
    aim.kind === 'hit-rate'
      ? cheapestReaching(constants, hitRateOf(constant.count))
      : cheapestWithMisses(constants, aim.missUsd);
  const missUsd = aim.kind === 'hit-rate' ? 0 : aim.missUsd;
  const usdOf = ({ spendUsd, count }: ConstantResult): number => spendUsd + count.misses * missUsd;
  const saved = usdOf(constant) - usdOf(faster);
  if (saved < worthSaying * own.spendUsd || saved <= 0) return null;
  const each = dollars(saved * monthOf(scenario));
  return `Instances that boot in half the time would save even that constant ${each} a month.`;
}

/** Months in one replayed span, as the factor that makes its dollars monthly. */
function monthOf({ from, to }: ReplayScenario): number {
  const days = (Date.parse(to) - Date.parse(from)) / 1000 / secondsPerDay;
  return daysPerMonth / days;
}
