import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cron, instantsOf, latestInstant, parseCron } from '../../../src/core/series/cron.ts';
import { zoneOf } from '../../../src/core/series/zone.ts';
import { isoOf } from '../../../src/core/units.ts';

const epoch = (iso: string) => Date.parse(iso) / 1000;

function cronOf(text: string): Cron {
  const outcome = parseCron(text);
  if (outcome.kind === 'invalid') throw new Error(outcome.problem);
  return outcome.cron;
}

function opened(text: string, zone: string, from: string, to: string): string[] {
  return instantsOf(cronOf(text), zoneOf(zone), epoch(from), epoch(to)).map(isoOf);
}

describe('parseCron', () => {
  test.each([
    { text: '0 9 * * 1-5', field: 'weekdays', want: [1, 2, 3, 4, 5] },
    { text: '0 9 * * mon-FRI', field: 'weekdays', want: [1, 2, 3, 4, 5] },
    { text: '0 9 * * 5-7', field: 'weekdays', want: [5, 6, 0] },
    { text: '*/20,5 * * * *', field: 'minutes', want: [0, 5, 20, 40] },
    { text: '50/4 * * * *', field: 'minutes', want: [50, 54, 58] },
    { text: '0 8-18/5 * * *', field: 'hours', want: [8, 13, 18] },
    { text: '0 0 1 nov,dec *', field: 'months', want: [11, 12] },
  ] as const)('$text names $want as $field', ({ text, field, want }) => {
    expect([...cronOf(text)[field]]).toEqual(want);
  });

  test.each([
    '0 9 * *',
    '0 9 * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '5-1 * * * *',
    '1-2-3 * * * *',
    ', * * * *',
    '* * * * monday',
    'x * * * *',
    '1.5 * * * *',
  ])('refuses %s', (text) => {
    expect(parseCron(text)).toMatchObject({ kind: 'invalid' });
  });

  test('names the field at fault', () => {
    expect(parseCron('0 25 * * *')).toEqual({
      kind: 'invalid',
      problem: "hour '25' is not within 0–23",
    });
  });

  test.each([
    { text: '0 9 * * sat-sun', problem: "day of week 'sat-sun' runs backwards: write sat,sun" },
    {
      text: '0 9 * * fri-mon',
      problem: "day of week 'fri-mon' runs backwards: write fri-sat,sun-mon",
    },
    { text: '0 9 * * 7-1', problem: "day of week '7-1' runs backwards: write sun-mon" },
    { text: '0 8,22-2 * * *', problem: "hour '8,22-2' runs backwards: write 22-23,0-2" },
    { text: '0 22-2/2 * * *', problem: "hour '22-2/2' runs backwards" },
    { text: '0 0 1 dec-jan *', problem: "month 'dec-jan' runs backwards: write dec,jan" },
  ])('says what $text shall be', ({ text, problem }) => {
    expect(parseCron(text)).toEqual({ kind: 'invalid', problem });
  });
});

describe('instantsOf', () => {
  test('names exactly the minutes whose every field matches', () => {
    const field = (low: number, high: number) =>
      fc.oneof(fc.constant('*'), fc.integer({ min: low, max: high }).map(String));
    const crons = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6));
    const starts = fc.integer({ min: epoch('2026-01-01T00:00Z'), max: epoch('2028-01-01T00:00Z') });
    const law = fc.property(crons, starts, ([minute, hour, day, month, weekday], from) => {
      const zone = zoneOf('Asia/Kolkata');
      const to = from + 3 * 86_400;
      const named = (word: string, value: number) => word === '*' || Number(word) === value;
      const want: number[] = [];
      for (let at = Math.ceil(from / 60) * 60; at < to; at += 60) {
        const shown = zone.localParts(at);
        const onDay = named(day, shown.day);
        const onWeekday = named(weekday, shown.weekday);
        const onDate = day !== '*' && weekday !== '*' ? onDay || onWeekday : onDay && onWeekday;
        const onTime = named(minute, shown.minute) && named(hour, shown.hour);
        if (onTime && onDate && named(month, shown.month)) want.push(at);
      }
      const text = [minute, hour, day, month, weekday].join(' ');
      expect(instantsOf(cronOf(text), zone, from, to)).toEqual(want);
    });
    fc.assert(law, { numRuns: 60 });
  });

  /** Changes of clocks by a whole hour, by half of one, by two, at midnight, and by a whole day. */
  const changes = [
    ['America/New_York', '2026-03-08T07:00Z'],
    ['America/New_York', '2026-11-01T06:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
    ['Antarctica/Troll', '2026-03-29T01:00Z'],
    ['Antarctica/Troll', '2026-10-25T01:00Z'],
    ['America/Havana', '2026-03-08T05:00Z'],
    ['America/Havana', '2026-11-01T05:00Z'],
    ['Pacific/Apia', '2011-12-30T10:00Z'],
  ] as const;

  test('each minute of every hour that there is comes once, whatever the clock does', () => {
    const law = fc.property(
      fc.constantFrom(...changes),
      fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: -30 * 3600, max: 3600 }),
      ([name, change], minutes, shift) => {
        const zone = zoneOf(name);
        const from = epoch(change) + shift;
        const to = from + 32 * 3600;
        const want: number[] = [];
        for (let at = Math.ceil(from / 60) * 60; at < to; at += 60) {
          if (minutes.includes(zone.localParts(at).minute)) want.push(at);
        }
        expect(instantsOf(cronOf(`${minutes.join(',')} * * * *`), zone, from, to)).toEqual(want);
      },
    );
    fc.assert(law, { numRuns: 100 });
  });

  test('a daily time comes once on each day that there is, as near as the clock allows', () => {
    const law = fc.property(
      fc.constantFrom(...changes),
      fc.nat(23),
      fc.nat(59),
      ([name, change], hour, minute) => {
        const zone = zoneOf(name);
        const from = zone.startOfDay(epoch(change) - 3 * 86_400);
        const to = zone.startOfDay(epoch(change) + 3 * 86_400);
        const opened = instantsOf(cronOf(`${minute} ${hour} * * *`), zone, from, to);
        const days: number[] = [];
        for (let day = from; day < to; day = zone.nextStartOfDay(day)) days.push(day);
        expect(opened.map((at) => zone.startOfDay(at))).toEqual(days);
        for (const [index, at] of opened.entries()) {
          const shown = zone.localParts(at);
          if (shown.hour === hour && shown.minute === minute) {
            const earlier = zone.localParts(at - 3600);
            expect(earlier.hour === hour && earlier.minute === minute).toBe(false); // the first
          } else {
            expect(at).toBe(zone.epochOf({ ...shown, hour, minute })); // a skip,
            expect(zone.offsetSeconds(at)).toBeGreaterThan(zone.offsetSeconds(at - 1));
          }
          if (index > 0) expect(at).toBeGreaterThan(opened[index - 1]!);
        }
      },
    );
    fc.assert(law, { numRuns: 200 });
  });

  test('a day that the clock skips opens nothing', () => {
    expect(opened('0 9 * * *', 'Pacific/Apia', '2011-12-29T10:00Z', '2011-12-31T10:00Z')).toEqual([
      '2011-12-29T19:00:00Z',
      '2011-12-30T19:00:00Z',
    ]);
    expect(opened('0 9 30 12 *', 'Pacific/Apia', '2011-01-01T10:00Z', '2012-01-01T10:00Z')).toEqual(
      [],
    );
  });

  test('a skipped time is the next valid minute', () => {
    expect(
      opened('30 2 * * *', 'America/New_York', '2026-03-07T12:00Z', '2026-03-10T00:00Z'),
    ).toEqual(['2026-03-08T07:00:00Z', '2026-03-09T06:30:00Z']);
  });

  test('a skipped midnight is the first minute of its day', () => {
    expect(opened('0 0 * * *', 'America/Havana', '2026-03-08T00:00Z', '2026-03-09T00:00Z')).toEqual(
      ['2026-03-08T05:00:00Z'],
    );
  });

  test('a repeated time is named once', () => {
    expect(
      opened('30 1 * * *', 'America/New_York', '2026-11-01T00:00Z', '2026-11-02T00:00Z'),
    ).toEqual(['2026-11-01T05:30:00Z']);
  });

  test('from is inside, to is outside', () => {
    expect(opened('0 * * * *', 'UTC', '2026-01-01T00:00Z', '2026-01-01T02:00Z')).toEqual([
      '2026-01-01T00:00:00Z',
      '2026-01-01T01:00:00Z',
    ]);
  });
});

describe('latestInstant', () => {
  const latest = (text: string, at: string) => {
    const parsed = parseCron(text);
    if (parsed.kind !== 'cron') throw new Error(parsed.problem);
    const instant = latestInstant(parsed.cron, zoneOf('UTC'), Date.parse(at) / 1000);
    return instant === null ? null : new Date(instant * 1000).toISOString().slice(0, 16);
  };
  test.each([
    ['10 4 * * *', '2026-11-21T04:10:00Z', '2026-11-21T04:10'],
    ['10 4 * * *', '2026-11-21T04:09:59Z', '2026-11-20T04:10'],
    ['0 0 1 1 *', '2026-11-21T00:00:00Z', '2026-01-01T00:00'],
    ['0 0 29 2 *', '2026-11-21T00:00:00Z', '2024-02-29T00:00'],
    ['0 0 31 2 *', '2026-11-21T00:00:00Z', null],
  ])('%s at %s was last at %s', (cron, at, want) => expect(latest(cron, at)).toBe(want));
});
