/** Whether something simpler than forewarm is cheaper, by what a cold start costs the business. */
import { type PolicyOutcome, policyNamed } from './document.ts';
import { dollars } from './words.ts';

/** Dollars of `policy` with each of its cold starts at `missUsd`. */
export function usdInAll(
  { spendUsd, coldStarts }: Pick<PolicyOutcome, 'spendUsd' | 'coldStarts'>,
  missUsd: number,
): number {
  return spendUsd + coldStarts * missUsd;
}

/**
 * Where nobody said what a cold start costs: the prices of one below which no pool, or the reactive
 * rule, is cheaper than forewarm. null = forewarm avoids none.
 */
export function breakEven(policies: readonly PolicyOutcome[]): string | null {
  const own = policyNamed(policies, 'forewarm')!;
  const none = policyNamed(policies, 'none')!;
  const reactive = policyNamed(policies, 'reactive');
  const avoided = none.coldStarts - own.coldStarts;
  if (avoided <= 0) return null;
  const each = dollars(own.spendUsd / avoided);
  if (reactive !== undefined) {
    // Of the three, the reactive rule is the cheapest at some price only where it avoids its cold
    // starts for less each than forewarm does the rest of them.
    const [first, rest] = [usdEach(none, reactive), usdEach(reactive, own)];
    if (first < rest) {
      return (
        `If a cold start costs you less than ${dollars(first)}, have no pool; between that and ` +
        `${dollars(rest)} the reactive rule is cheaper than forewarm.`
      );
    }
  }
  return `Each cold start that forewarm avoids costs ${each}: if one costs you less, have no pool.`;
}

/** Dollars for each cold start that `warmer` avoids; NaN where it does not both cost and avoid more. */
function usdEach(colder: PolicyOutcome, warmer: PolicyOutcome): number {
  const [cost, avoided] = [
    warmer.spendUsd - colder.spendUsd,
    colder.coldStarts - warmer.coldStarts,
  ];
  return cost > 0 && avoided > 0 ? cost / avoided : Number.NaN;
}

/** At a price of cold starts: the reactive rule where it comes to less than forewarm; null = it does not. */
export function reactiveInAll(
  policies: readonly PolicyOutcome[],
  missUsd: number,
  perMonth: number,
): string | null {
  const own = policyNamed(policies, 'forewarm')!;
  const reactive = policyNamed(policies, 'reactive');
  if (reactive === undefined) return null;
  const [ownUsd, reactiveUsd] = [usdInAll(own, missUsd), usdInAll(reactive, missUsd)];
  if (reactiveUsd >= ownUsd) return null;
  return (
    `With cold starts at ${dollars(missUsd)} each the reactive rule comes to ` +
    `${dollars(reactiveUsd * perMonth)} a month, forewarm to ${dollars(ownUsd * perMonth)}.`
  );
}
