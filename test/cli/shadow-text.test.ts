import { expect, test } from 'vitest';
import { shadowDocument, shadowText } from '../../src/cli/shadow-text.ts';
import type { ShadowCosts } from '../../src/core/planning/shadow/shadow.ts';
import { fromUsd } from '../../src/core/units.ts';

const shadow = (poolUsd: number, misses: number) => ({
  cost: fromUsd(7 * poolUsd),
  misses,
  days: Array<number>(7).fill(fromUsd(poolUsd) + (misses * 12_000) / 7),
});
const costs: ShadowCosts = {
  from: Date.UTC(2026, 0, 5) / 1000,
  to: Date.UTC(2026, 0, 12) / 1000,
  claims: 420,
  missPrice: fromUsd(0.012),
  predictive: shadow(0.41, 5),
  reactive: shadow(0.62, 14),
  constant: { ...shadow(0.55, 4), size: { minSize: 0, prepared: 24 } },
  none: shadow(0, 420),
};

test('each way of sizing has its line, within 80 columns', () => {
  const advice = { size: costs.constant.size, savedMonth: fromUsd(4.2) };
  const text = shadowText(costs, advice, 80);
  expect(text).toMatchInlineSnapshot(`
    "  had it been sized over the last 7 days, cold starts in all at $0.0120 each
                              a month  cold starts  hit rate  in all
        by forecast            $12.30            5    98.8 %  $12.56
        by the reactive rule   $18.60           14    96.7 %  $19.32
        constant total of 24   $16.50            4    99.0 %  $16.71
        no pool                 $0.00          420     0.0 %  $21.60
      advice: a constant total of 24 would have been $4.20 a month cheaper, cold
      starts counted
    "
  `);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('the document has the figures as numbers', () => {
  expect(shadowDocument(costs, null)).toMatchObject({
    from: '2026-01-05T00:00:00Z',
    coldStartUsd: 0.012,
    ways: [
      { name: 'predictive', poolUsdPerMonth: 12.3, coldStarts: 5 },
      { name: 'reactive' },
      { name: 'constant', size: { minSize: 0, prepared: 24 } },
      { name: 'none', poolUsdPerMonth: 0, hitRate: 0 },
    ],
    advice: null,
  });
});
