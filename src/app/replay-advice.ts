import type { Aim } from '../core/planning/sizing-service.ts';
import {
  type ConstantResult,
  type ConstantSetting,
  cheapestReaching,
  cheapestWithMisses,
} from '../core/simulation/rivals-constant.ts';
import { hitRateOf } from '../core/simulation/scorecard.ts';
import { secondsPerDay } from '../core/units.ts';
import type { PolicyOutcome, ReplayScenario } from './replay-document.ts';

const daysPerMonth = 30;

/**
 * What to do, in plain words and dollars a month: follow the forecast, keep one constant, or have
 * no pool. The constant is compared at the hit rate that forewarm really had, which is fair to both;
 * it knew the future, so what it saves is the most that a constant could.
 */
export function adviceOf(
  policies: readonly PolicyOutcome[],
  constants: readonly ConstantResult[],
  aim: Aim,
  scenario: ReplayScenario,
): string {
  const own = policies.find(({ name }) => name === 'forewarm')!;
  const none = policies.find(({ name }) => name === 'none')!;
  const perMonth = monthOf(scenario);
  if (none.coldStarts === 0) return 'Demand never rose in this span: no pool was needed.';
  if (aim.kind === 'miss-price') {
    const constant = cheapestWithMisses(constants, aim.missUsd);
    const spends = [withMisses(own, aim.missUsd), totalOf(constant, aim.missUsd)];
    const without = none.coldStarts * aim.missUsd;
    if (without <= Math.min(...spends)) return noPoolAdvice(none, own, aim.missUsd, perMonth);
    if (spends[1]! <= spends[0]!) return constantAdvice(own, constant, perMonth);
    return followAdvice(own, constant, perMonth);
  }
  const constant = cheapestReaching(constants, own.hitRate);
  return constant.spendUsd <= own.spendUsd
    ? constantAdvice(own, constant, perMonth)
    : followAdvice(own, constant, perMonth);
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

function followAdvice(own: PolicyOutcome, constant: ConstantResult, perMonth: number): string {
  const saved = (constant.spendUsd - own.spendUsd) * perMonth;
  return (
    `Let forewarm size the pool: ${usd(own.spendUsd * perMonth)} a month for ` +
    `${percent(own.hitRate)} warm claims. The cheapest constant with as many, ` +
    `${named(constant.setting)}, would have cost ${usd(constant.spendUsd * perMonth)}: ` +
    `forewarm saves ${usd(saved)} a month.`
  );
}

/** Months in one replayed span, as the factor that makes its dollars monthly. */
function monthOf({ from, to }: ReplayScenario): number {
  const days = (Date.parse(to) - Date.parse(from)) / 1000 / secondsPerDay;
  return daysPerMonth / days;
}

function withMisses({ spendUsd, coldStarts }: PolicyOutcome, missUsd: number): number {
  return spendUsd + coldStarts * missUsd;
}

function totalOf({ spendUsd, count }: ConstantResult, missUsd: number): number {
  return spendUsd + count.misses * missUsd;
}

function named({ minSize, prepared, reuse }: ConstantSetting): string {
  const size = minSize > 0 ? `${minSize} members at all times` : `${prepared} instances prepared`;
  return reuse ? `${size}, reused on scale-in` : size;
}

/** Dollars and cents; fractions of a cent are not rounded away to nothing. */
function usd(amount: number): string {
  return amount >= 0.01 || amount === 0 ? `$${amount.toFixed(2)}` : `$${amount.toPrecision(1)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
