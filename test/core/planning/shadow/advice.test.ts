import { describe, expect, test } from 'vitest';
import { perMonth, shadowAdvice } from '../../../../src/core/planning/shadow/advice.ts';
import type { ShadowCosts } from '../../../../src/core/planning/shadow/shadow.ts';
import { fromUsd, microUsd } from '../../../../src/core/units.ts';

/** Four days of shadows at these dollars a day, the last a cent dearer than the others. */
function costsOf(
  usd: Record<'predictive' | 'reactive' | 'constant' | 'none', number>,
): ShadowCosts {
  const shadow = (perDay: number) => ({
    cost: fromUsd(4 * perDay),
    misses: 0,
    days: [0, 0, 0, 0.01].map((more) => fromUsd(perDay + more)),
  });
  return {
    from: 0,
    to: 4 * 86_400,
    claims: 100,
    missPrice: microUsd(1000),
    predictive: shadow(usd.predictive),
    reactive: shadow(usd.reactive),
    constant: { ...shadow(usd.constant), size: { minSize: 0, prepared: 24 } },
    none: shadow(usd.none),
  };
}

describe('shadowAdvice', () => {
  test('a constant that beats the forecast by far is advised, with what it saves in a month', () => {
    const advice = shadowAdvice(costsOf({ predictive: 2, reactive: 3, constant: 1, none: 9 }));
    expect(advice).toEqual({ size: { minSize: 0, prepared: 24 }, savedMonth: fromUsd(30) });
  });

  test('no pool is advised where it is the cheapest', () => {
    const advice = shadowAdvice(costsOf({ predictive: 2, reactive: 3, constant: 1, none: 0.5 }));
    expect(advice).toEqual({ size: null, savedMonth: fromUsd(45) });
  });

  test('a constant that only hindsight makes better is not', () => {
    const costs = costsOf({ predictive: 2, reactive: 3, constant: 1.85, none: 9 });
    expect(shadowAdvice(costs)).toBeNull();
  });

  test('few claims say nothing', () => {
    const costs = costsOf({ predictive: 2, reactive: 3, constant: 1, none: 9 });
    expect(shadowAdvice({ ...costs, claims: 19 })).toBeNull();
  });
});

test('a month has thirty days', () => expect(perMonth(7_000_000, 7)).toBe(30_000_000));
