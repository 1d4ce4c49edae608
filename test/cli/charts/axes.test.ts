import { describe, expect, test } from 'vitest';
import { timeTicks } from '../../../src/cli/charts/axes.ts';

describe('timeTicks', () => {
  const day = 86_400;
  const from = Date.UTC(2026, 10, 19) / 1000;

  test.each([
    { days: 1, first: 'Thu 19', next: '06:00' },
    { days: 5, first: 'Thu 19', next: 'Fri 20' },
    { days: 40, first: 'Thu 19', next: 'Thu 26' },
    { days: 90, first: '19 Nov', next: '17 Dec' },
    { days: 400, first: '21 Jan', next: '22 Apr' },
    { days: 2000, first: 'Oct 2027', next: 'Oct 2028' },
  ])('over $days days: $first, then $next', ({ days, first, next }) => {
    const labels = timeTicks(from, from + days * day, 6, 'UTC').map(({ label }) => label);
    expect(labels.slice(0, 2)).toEqual([first, next]);
    expect(labels.length).toBeLessThanOrEqual(8);
  });

  test('that are further apart than a week are no two alike', () => {
    for (let days = 40; days < 3000; days += 97) {
      const labels = timeTicks(from, from + days * day, 6, 'UTC').map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
    }
  });
});
