import type { RivalScene } from '../../core/replay/rivals.ts';
import {
  type ConstantResult,
  type ConstantSetting,
  cheapestReaching,
  cheapestWithMisses,
  constantResults,
} from '../../core/replay/rivals-constant.ts';
import { hitRateOf } from '../../core/replay/scorecard.ts';
import type { Aim } from '../../core/sizing/service.ts';
import { secondsPerDay } from '../../core/units.ts';
import type { PolicyOutcome, ReplayScenario } from './document.ts';
import type { Saving } from './saving.ts';
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

/**
 * What to do, in plain words and dollars a month: follow the forecast, keep one constant, or have
 * no pool, and what a faster boot would be worth. `constant` is the fair rival of forewarm: it knew
 * the future, so what it saves is the most that a constant could.
 */
export function adviceOf(
  policies: readonly PolicyOutcome[],
  constant: ConstantResult,
  scene: Scene,
): string {
  const own = policies.find(({ name }) => name === 'forewarm')!;
  const none = policies.find(({ name }) => name === 'none')!;
  if (none.coldStarts === 0) return 'Demand never rose in this span: no pool was needed.';
  const verdict = verdictOf(own, none, constant, scene);
  return [verdict, breakEven(own, none, scene), fasterBoot(own, constant, scene)]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

/** forewarm, the constant or no pool: whichever costs least, cold starts at their price. */
function verdictOf(
  own: PolicyOutcome,
  none: PolicyOutcome,
  constant: ConstantResult,
  { aim, scenario, saving }: Scene,
): string {
  const sure = saving !== null && saving.usdPerDay.low > 0;
  const perMonth = monthOf(scenario);
  const missUsd = aim.kind === 'miss-price' ? aim.missUsd : 0;
  const ownUsd = own.spendUsd + own.coldStarts * missUsd;
  const constantUsd = constant.spendUsd + constant.count.misses * missUsd;
  const withoutUsd = none.coldStarts * missUsd;
  if (aim.kind === 'miss-price' && withoutUsd <= Math.min(ownUsd, constantUsd)) {
    return noPoolAdvice(none, own, missUsd, perMonth);
  }
  const follow = ownUsd < constantUsd;
  if (!follow) return constantAdvice(own, constant, perMonth);
  const saved = (constantUsd - ownUsd) * perMonth;
  return followAdvice(own, constant, { saved, perMonth, sure });
}

function noPoolAdvice(
  none: PolicyOutcome,
  own: PolicyOutcome,
  missUsd: number,
  perMonth: number,
): string {
  const cold = none.coldStarts * missUsd * perMonth;
  return (
    `Have no pool: all ${none.coldStarts} cold starts together come to ${usd(cold)} a month, ` +
    `while a pool for them costs ${usd(own.spendUsd * perMonth)}.`
  );
}

function constantAdvice(own: PolicyOutcome, constant: ConstantResult, perMonth: number): string {
  return (
    `Keep a constant pool, ${named(constant.setting)}: it would have cost ` +
    `${usd(constant.spendUsd * perMonth)} a month for ${percent(hitRateOf(constant.count))} warm ` +
    `claims, against ${usd(own.spendUsd * perMonth)} for ${percent(own.hitRate)} with forewarm. ` +
    'This traffic gives a forecast little to work with.'
  );
}

function followAdvice(
  own: PolicyOutcome,
  constant: ConstantResult,
  { saved, perMonth, sure }: { saved: number; perMonth: number; sure: boolean },
): string {
  const doubt = sure ? '' : ', which may be chance';
  return (
    `Let forewarm size the pool: ${usd(own.spendUsd * perMonth)} a month for ` +
    `${percent(own.hitRate)} warm claims. The cheapest constant to compare with, ` +
    `${named(constant.setting)}, would have cost ${usd(constant.spendUsd * perMonth)} for ` +
    `${percent(hitRateOf(constant.count))}: forewarm saves ${usd(saved)} a month${doubt}.`
  );
}

/** Without a price of cold starts: the price from which a pool is worth having at all. */
function breakEven(own: PolicyOutcome, none: PolicyOutcome, { aim }: Scene): string | null {
  const avoided = none.coldStarts - own.coldStarts;
  if (aim.kind === 'miss-price' || avoided <= 0) return null;
  const each = usd(own.spendUsd / avoided);
  return `Each cold start that forewarm avoids costs ${each}: if one costs you less, have no pool.`;
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
  const each = usd(saved * monthOf(scenario));
  return `Instances that boot in half the time would save even that constant ${each} a month.`;
}

/** Months in one replayed span, as the factor that makes its dollars monthly. */
function monthOf({ from, to }: ReplayScenario): number {
  const days = (Date.parse(to) - Date.parse(from)) / 1000 / secondsPerDay;
  return daysPerMonth / days;
}

/** How a constant is set, in words: `12 members at all times`, `30 instances prepared`. */
export function named({ minSize, prepared, reuse }: ConstantSetting): string {
  const size = minSize > 0 ? `${minSize} members at all times` : `${prepared} instances prepared`;
  return reuse ? `${size}, reused on scale-in` : size;
}

/** Dollars and cents; fractions of a cent are not rounded away to nothing. */
function usd(amount: number): string {
  return amount >= 0.01 || amount === 0 ? `$${amount.toFixed(2)}` : `$${amount.toPrecision(2)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
