import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { billingPhases } from '../../../src/core/capacity/pricing.ts';
import { capUses, fleetSpendOf, spendOf } from '../../../src/core/planning/spend.ts';
import type { Usage } from '../../../src/core/planning/usage.ts';
import { zoneOf } from '../../../src/core/series/zone.ts';
import { fromUsd } from '../../../src/core/units.ts';
import { prices } from '../../support/policies.ts';

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

test('capUses reads each window once, in the zone of the budget', () => {
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
      zone: zoneOf('Europe/Berlin'),
      pricesOf: () => prices,
      usageOf: (from, to) => {
        read.push([from, to]);
        return [{ ...row('booting', 3600), group: 'a' }];
      },
    },
  );
  const february = Date.UTC(2026, 0, 31, 23) / 1000;
  expect(uses.map(({ windowStart, spent, scope }) => ({ windowStart, spent, scope }))).toEqual([
    { windowStart: february, spent: 100_000, scope: 'fleet' },
    { windowStart: february, spent: 100_000, scope: 'fleet' },
  ]);
  expect(read).toEqual(uses.map(({ windowStart, windowEnd }) => [windowStart, windowEnd]));
});
