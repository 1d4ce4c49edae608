import type { ConstantResult } from '../../core/replay/rivals-constant.ts';
import { hitRateOf } from '../../core/replay/scorecard.ts';
import { percent } from '../../core/units.ts';
import type { PolicyOutcome } from './document.ts';
import { constantWords, dollars, listed } from './words.ts';

/** A hit rate so little below the one asked for counts as reached: half a point … */
const toleranceMax = 0.005;
/** … but never by more than half as many misses again as are allowed. */
const missesShare = 0.5;
const rounding = 1e-9;

function toleranceOf(target: number): number {
  return Math.min(toleranceMax, missesShare * (1 - target));
}

/** `within 0.5 points`. */
function within(target: number): string {
  return `within ${+(100 * toleranceOf(target)).toFixed(3)} points`;
}

/** Whether a policy hit as often as was asked, but for the tolerance. */
export function reaches({ hitRate }: Pick<PolicyOutcome, 'hitRate'>, target: number): boolean {
  return hitRate >= target - toleranceOf(target) - rounding;
}

/** Policies that forewarm is measured by: without no pool at all, and without the bound. */
export function rivalsOf(policies: readonly PolicyOutcome[]): PolicyOutcome[] {
  return policies.filter(({ name }) => !['forewarm', 'none', 'clairvoyant'].includes(name));
}

/**
 * Where forewarm fell short of the request: by how much, what reached it at which price, and what
 * is to be had for no more misses than forewarm's. `perMonth` makes dollars of the span monthly.
 */
export function shortfallAdvice(
  policies: readonly PolicyOutcome[],
  own: PolicyOutcome,
  constant: ConstantResult,
  { target, perMonth, sure }: { target: number; perMonth: number; sure: boolean },
): string[] {
  const short = (100 * (target - own.hitRate)).toFixed(1);
  const missed =
    `forewarm missed the request: ${percent(own.hitRate)} warm claims, ${short} points below the ` +
    `${percent(target)} asked for, at ${dollars(own.spendUsd * perMonth)} a month.`;
  const reached = cheapestFirst(rivalsOf(policies).filter((each) => reaches(each, target)));
  const better =
    cheaperAndWarmer(policies, own, perMonth, constant) ??
    savedSentence(own, constant, { target, perMonth, sure });
  return [missed, reachedSentence(reached, { target, perMonth }), better].filter(
    (each) => each !== null,
  );
}

function reachedSentence(
  reached: readonly PolicyOutcome[],
  { target, perMonth }: { target: number; perMonth: number },
): string {
  const [first, ...others] = reached;
  if (first === undefined)
    return `No policy came ${within(target)} of it without knowing the future.`;
  const price = `${dollars(first.spendUsd * perMonth)} a month for ${percent(first.hitRate)}`;
  if (others.length === 0) return `Only ${withSize(first)} came ${within(target)} of it: ${price}.`;
  const names = listed(reached.map(({ name }) => name));
  return `${names} came ${within(target)} of it; the cheapest, ${withSize(first)}, costs ${price}.`;
}

/** A constant of hindsight with its size; any other by its name alone. */
function withSize({ name, settings }: PolicyOutcome): string {
  const [constant] = settings;
  if (name !== 'best-constant' || constant === undefined) return name;
  return `best-constant (${constantWords(constant)}, known only in hindsight)`;
}

/** What costs less than forewarm and hits more often all the same; null = nothing does. */
export function cheaperAndWarmer(
  policies: readonly PolicyOutcome[],
  own: PolicyOutcome,
  perMonth: number,
  constant: ConstantResult | null,
): string | null {
  const isBetter = (spendUsd: number, hitRate: number) =>
    spendUsd < own.spendUsd && hitRate > own.hitRate;
  const price = (spendUsd: number, hitRate: number) =>
    `(${dollars(spendUsd * perMonth)} a month, ${percent(hitRate)})`;
  const better = cheapestFirst(rivalsOf(policies))
    .filter(({ name }) => name !== 'best-constant')
    .filter(({ spendUsd, hitRate }) => isBetter(spendUsd, hitRate))
    .map(({ name, spendUsd, hitRate }) => `${name} ${price(spendUsd, hitRate)}`);
  if (constant !== null && isBetter(constant.spendUsd, hitRateOf(constant.count))) {
    const words = `in hindsight the constant ${constantWords(constant.setting)}`;
    better.push(`${words} ${price(constant.spendUsd, hitRateOf(constant.count))}`);
  }
  return better.length === 0
    ? null
    : `Cheaper than forewarm and warm more often: ${listed(better)}.`;
}

/** What forewarm saves against a constant that hits as often; null where that one reached the request. */
function savedSentence(
  own: PolicyOutcome,
  constant: ConstantResult,
  { target, perMonth, sure }: { target: number; perMonth: number; sure: boolean },
): string | null {
  const hitRate = hitRateOf(constant.count);
  const saved = constant.spendUsd - own.spendUsd;
  if (saved <= 0 || reaches({ hitRate }, target)) return null;
  const doubt = sure ? '' : ', which may be chance';
  return (
    `Against a constant that hits as often, ${constantWords(constant.setting)} (${percent(hitRate)}), ` +
    `forewarm saves ${dollars(saved * perMonth)} a month${doubt}.`
  );
}

/** Where forewarm reached the request, who else did: words that follow its hit rate. */
export function reachedWords(
  policies: readonly PolicyOutcome[],
  own: PolicyOutcome,
  target: number,
): string {
  const others = cheapestFirst(rivalsOf(policies).filter((each) => reaches(each, target)));
  const asked = `the ${percent(target)} asked for${own.hitRate < target ? ` ${within(target)}` : ''}`;
  const [first] = others;
  if (first === undefined) return `, which alone reached ${asked}`;
  const names = listed(others.map(({ name }) => name));
  return own.spendUsd <= first.spendUsd
    ? `, the cheapest that reached ${asked}, before ${names}`
    : `, which reached ${asked}, as did ${names}`;
}

/** The cheapest that reached the request, where it is cheaper than forewarm; null = forewarm is. */
export function cheapestReached(
  policies: readonly PolicyOutcome[],
  own: PolicyOutcome,
  { target, perMonth }: { target: number; perMonth: number },
): string | null {
  const [first] = cheapestFirst(rivalsOf(policies).filter((each) => reaches(each, target)));
  if (first === undefined || first.spendUsd >= own.spendUsd) return null;
  const price = `${dollars(first.spendUsd * perMonth)} a month for ${percent(first.hitRate)}`;
  return `The cheapest that reached the request ${within(target)} was ${withSize(first)}: ${price}.`;
}

function cheapestFirst(policies: readonly PolicyOutcome[]): PolicyOutcome[] {
  return policies.toSorted((a, b) => a.spendUsd - b.spendUsd);
}
