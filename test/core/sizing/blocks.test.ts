import { describe, expect, test } from 'vitest';
import { localClock } from '../../../src/core/series/calendar.ts';
import { zoneOf } from '../../../src/core/series/zone.ts';
import { blocksOf, loadQuarterStart } from '../../../src/core/sizing/blocks.ts';

describe('loadQuarterStart', () => {
  test.each([
    ['UTC', '2026-06-10T17:59:59Z', '2026-06-10T12:00:00Z'],
    ['UTC', '2026-06-10T18:00:00Z', '2026-06-10T18:00:00Z'],
    ['Asia/Kolkata', '2026-06-10T18:29:00Z', '2026-06-10T12:30:00Z'],
    // The clock goes back at three: the first quarter lasts seven hours, the next begins at six all the same.
    ['Europe/Berlin', '2026-10-25T04:59:00Z', '2026-10-24T22:00:00Z'],
    ['Europe/Berlin', '2026-10-25T05:00:00Z', '2026-10-25T05:00:00Z'],
    // It goes forward at two: five hours.
    ['Europe/Berlin', '2026-03-29T03:59:00Z', '2026-03-28T23:00:00Z'],
    // Midnight comes twice.
    ['America/Havana', '2026-11-01T05:30:00Z', '2026-11-01T04:00:00Z'],
  ])('in %s at %s it is %s', (zone, at, start) => {
    expect(loadQuarterStart(zoneOf(zone), Date.parse(at) / 1000)).toBe(Date.parse(start) / 1000);
  });

  test('four quarters begin on every local day, whatever becomes of the clock', () => {
    for (const name of ['Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Beirut']) {
      const zone = zoneOf(name);
      let from = zone.startOfDay(Date.UTC(2026, 0, 1) / 1000);
      for (let day = 0; day < 365; day++) {
        const to = zone.nextStartOfDay(from);
        const starts = new Set<number>();
        for (let at = from; at < to; at += 1800) starts.add(loadQuarterStart(zone, at));
        expect(starts.size, `${name}, day ${day}`).toBe(4);
        expect(Math.min(...starts)).toBe(from);
        from = to;
      }
    }
  });
});

test.each([6, 12, 24, 48])('steps of %i h each begin a block of their own', (hours) => {
  const grid = {
    start: Date.UTC(2026, 2, 27) / 1000,
    stepSeconds: hours * 3600,
    steps: 5,
    clock: localClock('Europe/Berlin'), // moved forward on the third day
  };
  expect(blocksOf(grid).map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
  ]);
});
