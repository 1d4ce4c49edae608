import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billingPhases } from '../../../../src/core/capacity/pricing.ts';
import { capUses, fleetSpendOf, spendOf } from '../../../../src/core/planning/budget/spend.ts';
import type { Usage } from '../../../../src/core/planning/budget/usage.ts';
import { zoneOf } from '../../../../src/core/series/zone.ts';
import { fromUsd } from '../../../../src/core/units.ts';
import { prices } from '../../../support/policies.ts';

const row = (phase: Usage['phase'], instanceSeconds: number, hourStart = 0): Usage => ({
  hourStart,
  phase,
  instanceSeconds,
});

describe('spendOf', () => {
  test.each([
    { name: 'nothing', usage: [], want: 0 },
    { name: 'an hour of booting', usage: [row('booting', 3600)], want: 100_000 },
    { name: 'phases are summed', usage: [row('Stopped', 3600), row('Running', 36)], want: 5000 },
    { name: 'a second is rounded up', usage: [row('Stopped', 1)], want: 2 },
  ])('$name', ({ usage, want }) => {
    expect(spendOf(usage, prices)).toBe(want);
  });

  test('does not depend on how usage is cut into rows', () => {
    const seconds = fc.array(fc.nat(5000), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(seconds, fc.constantFrom(...billingPhases), (parts, phase) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        const cut = parts.map((part) => row(phase, part));
        expect(spendOf(cut, prices)).toBe(spendOf([row(phase, whole)], prices));
      }),
    );
  });

  test('groups pay their own prices', () => {
    const dear = { ...prices, bootingHour: fromUsd(1) };
    const usage = [
      { ...row('booting', 3600), group: 'a' },
      { ...row('booting', 3600), group: 'b' },
    ];
    expect(fleetSpendOf(usage, (group) => (group === 'a' ? prices : dear))).toBe(1_100_000);
  });
});

test('capUses reads each hour of a window once, in the zone of the budget', () => {
  const at = Date.UTC(2026, 0, 31, 23, 30) / 1000;
  const read: [number, number][] = [];
  const uses = capUses(
    [
      { per: 'day', limit: fromUsd(5) },
      { per: 'month', limit: fromUsd(50) },
    ],
    {
      scope: 'fleet',
      at,
      zone: zoneOf('Asia/Tokyo'),
      pricesOf: () => prices,
      usageOf: (from, to) => {
        read.push([from, to]);
        return [{ ...row('booting', to - from), group: 'a' }];
      },
    },
  );
  const february = Date.UTC(2026, 0, 31, 15) / 1000;
  expect(uses.map(({ windowStart, spent, scope }) => ({ windowStart, spent, scope }))).toEqual([
    { windowStart: february, spent: 24 * 100_000, scope: 'fleet' },
    { windowStart: february, spent: 28 * 24 * 100_000, scope: 'fleet' },
  ]);
  for (const { windowStart, windowEnd, quarter } of uses) {
    const parts = read.splice(0, 2);
    expect(quarter!.start).toBe(february + 6 * 3600);
    expect(parts).toEqual([
      [windowStart, quarter!.start],
      [quarter!.start, windowEnd],
    ]);
  }
  expect(read).toEqual([]);
});

describe('what was spent when the quarter of the day began', () => {
  const usesAt = (at: number, zone: string, rows: readonly (readonly [number, number])[]) =>
    capUses(
      (['hour', 'day', 'month'] as const).map((per) => ({ per, limit: fromUsd(50) })),
      {
        scope: 'fleet',
        at,
        zone: zoneOf(zone),
        pricesOf: () => prices,
        usageOf: (from, to) =>
          rows
            .filter(([hourStart]) => hourStart >= from && hourStart < to)
            .map(([hourStart, seconds]) => ({ ...row('booting', seconds), hourStart, group: 'a' })),
      },
    );

  test('is left out for an hour, and counts no hour of the quarter itself', () => {
    const noon = Date.UTC(2026, 5, 10, 12) / 1000;
    const hours = [-24, -5, -1, 0, 1].map((n) => [noon + n * 3600, 3600] as const);
    const [hour, day, month] = usesAt(noon + 5000, 'UTC', hours);
    expect(hour).not.toHaveProperty('quarter');
    expect(day!.quarter).toEqual({ start: noon, spent: 200_000 });
    expect(month!.quarter).toEqual({ start: noon, spent: 300_000 });
    expect(month!.spent).toBe(500_000);
  });

  test('is nothing where the window began later than the quarter of its zone', () => {
    const april = Date.UTC(2026, 2, 31, 22) / 1000; // midnight in Berlin
    const [, , month] = usesAt(april + 60, 'Europe/Berlin', [
      [april - 3600, 3600],
      [april, 60],
    ]);
    expect(month!.quarter).toEqual({ start: april, spent: 0 });
  });
});
