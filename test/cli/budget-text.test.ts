import { expect, test } from 'vitest';
import type { Budget } from '../../src/app/budget.ts';
import { assumptionsOf, budgetDocument, budgetText } from '../../src/cli/budget-text.ts';
import { fromUsd } from '../../src/core/units.ts';
import { fleetPolicy, groupPolicy } from '../support/policies.ts';

const at = Date.UTC(2026, 5, 10, 12) / 1000;
const wanted = { minSize: 0, prepared: 34, state: 'Stopped', reuse: true } as const;
const cap = (group: string | null, per: 'day' | 'month', usd: number, hours: number) => ({
  group,
  cap: { per, limit: fromUsd(usd) },
  scope: group === null ? ('fleet' as const) : ('group' as const),
  windowStart: at - 12 * 3600,
  windowEnd: at + hours * 3600,
  spent: fromUsd(0.8 * usd),
  committed: fromUsd(0.31),
  projection: {
    expected: fromUsd(usd),
    low: fromUsd(0.9 * usd),
    high: fromUsd(1.1 * usd),
    basis: 'books' as const,
  },
  pace: 1.6,
  alert: 0.8,
});
const budget: Budget = {
  at,
  zone: 'UTC',
  caps: [cap(null, 'month', 900, 480), cap('checkout', 'day', 12, 12)],
  cuts: [
    {
      group: 'checkout',
      at,
      wanted,
      setting: { ...wanted, prepared: 20 },
      risk: { misses: 2.1, claims: 14 },
      nextDollar: 3.24,
    },
  ],
  nextDollar: 3.24,
};
const assumptions = assumptionsOf(
  [groupPolicy({ group: 'checkout' })],
  fleetPolicy({ stepSeconds: 300 }),
);

test('budgetText: caps, cuts, the next dollar and what all that rests on', () => {
  expect(budgetText(budget, assumptions, 120)).toMatchInlineSnapshot(`
    "Budget at 2026-06-10T12:00:00Z, windows on the clock of UTC

      cap           ends in    spent       of  used   pace  committed  projected               range      alert
      fleet month      20 d  $720.00  $900.00  80 %  1.6 ×      $0.31    $900.00  $810.00 to $990.00  past 80 %
      checkout day     12 h    $9.60   $12.00  80 %  1.6 ×      $0.31     $12.00    $10.80 to $13.20  past 80 %

    Cut by a cap
      checkout gets MinSize 0, prepared 20, Stopped, reuse, and wanted MinSize 0, prepared 34, Stopped, reuse: 2.1 more of
      14.0 expected claims launch cold

    The next dollar would avoid 3.2 cold starts.

    Assumptions
      checkout: $0.10 an hour running and $0.0040 parked Stopped, as configured; a boot of 4 min comes to $0.0075.
      A member is paid for from launch until it is claimed or terminated, as running until AWS reports that its boot ended;
      every start is billed for at least 60 s.
      Hours in service, data transfer, CloudWatch and taxes are not counted.
      Until a setting can be taken back, 5 min a step with 1 missed, desired capacity may go anywhere between Min and Max,
      once up and once down.
    "
  `);
});

test('budgetText fits eighty columns and leaves nothing out', () => {
  const text = budgetText(budget, assumptions, 80);
  expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
  const wide = budgetText(budget, assumptions, 120).split('\n');
  const row = wide.find((line) => line.includes('fleet month'))!;
  for (const cell of row.trim().split(/ {2,}/)) expect(text).toContain(cell);
});

test('budgetText without a cap', () => {
  const none = { ...budget, caps: [], cuts: [], nextDollar: 0 };
  expect(budgetText(none, [], 100)).toMatchInlineSnapshot(`
    "Budget at 2026-06-10T12:00:00Z, windows on the clock of UTC

      no cap is set

    No cap is in the way of a dollar more.

    Assumptions
    "
  `);
});

test('budgetDocument gives dollars and ISO times', () => {
  const document = JSON.parse(JSON.stringify(budgetDocument(budget, assumptions)));
  expect(document.caps[1]).toEqual({
    scope: 'group',
    group: 'checkout',
    per: 'day',
    from: '2026-06-10T00:00:00Z',
    to: '2026-06-11T00:00:00Z',
    spentUsd: 9.6,
    limitUsd: 12,
    committedUsd: 0.31,
    projectedUsd: { expected: 12, low: 10.8, high: 13.2, basis: 'books' },
    pace: 1.6,
    alertShare: 0.8,
  });
  expect(document).toMatchObject({ zone: 'UTC', nextDollarColdStarts: 3.24 });
  expect(document.cuts[0]).toMatchObject({ group: 'checkout', at: '2026-06-10T12:00:00Z' });
});
