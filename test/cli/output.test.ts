import { describe, expect, test } from 'vitest';
import { fanChart } from '../../src/cli/charts/chart.ts';
import { columnsOf } from '../../src/cli/io.ts';
import { quantity, signed, table, tableWithin, usd, wrap } from '../../src/cli/output.ts';
import { parseDuration, parseLevels, parseTime } from '../../src/cli/parse.ts';
import { duration, fromUsd, percent } from '../../src/core/units.ts';

describe('output', () => {
  test('a table aligns by the widest cell and leaves no trailing space', () => {
    const rows = [
      ['policy', 'cost'],
      ['forewarm', '$1.20'],
      ['a', '$12.00'],
    ];
    expect(table(rows, ['left', 'right'])).toMatchInlineSnapshot(`
      "  policy      cost
        forewarm   $1.20
        a         $12.00
      "
    `);
  });

  test('a table that does not fit is told row by row, intervals with what they are of', () => {
    const head = ['policy', 'hit rate', '', 'cold starts'];
    const rows = [
      ['forewarm', '98.5 %', '(97.5–99.5)', '10'],
      ['none', '0.0 %', '', '214'],
    ];
    const aligns = ['left', 'right', 'left', 'right'] as const;
    expect(tableWithin(80, head, rows, aligns)).toBe(table([head, ...rows], aligns));
    expect(tableWithin(40, head, rows, aligns)).toMatchInlineSnapshot(`
      "  forewarm
          hit rate 98.5 % (97.5–99.5), cold
          starts 10
        none
          hit rate 0.0 %, cold starts 214
      "
    `);
  });

  test.each([
    { name: 'no terminal', reported: undefined, want: 80 },
    { name: 'a terminal that does not know', reported: 0, want: 80 },
    { name: 'a sliver', reported: 8, want: 40 },
    { name: 'a narrow one', reported: 63, want: 63 },
    { name: 'a wide one', reported: 300, want: 120 },
  ])('$name is printed for in $want columns', ({ reported, want }) => {
    expect(columnsOf(reported)).toBe(want);
  });

  test.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3661, '1 h 1 min'],
    [90_000, '1 d 1 h'],
  ])('duration of %d s is %s', (seconds, want) => expect(duration(seconds)).toBe(want));

  test.each([
    [0.1234, '0.123'],
    [9.99, '9.99'],
    [1234.5, '1.23k'],
    [12_345, '12.3k'],
    [2_500_000, '2.5M'],
    [Number.NaN, '–'],
  ])('quantity of %d is %s', (value, want) => expect(quantity(value)).toBe(want));

  test.each([
    [0, '$0.00'],
    [0.0042, '$0.0042'],
    [1234.567, '$1,234.57'],
  ])('money of %d is %s', (dollars, want) => expect(usd(fromUsd(dollars))).toBe(want));

  test('wrap breaks at words and indents every line', () => {
    expect(wrap('one two three four', 10, '  ')).toBe('  one two\n  three\n  four\n');
  });
});

describe('parse', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['1.5h', 5400],
    ['1h30m', 5400],
  ])('%s is %d seconds', (text, want) => expect(parseDuration(text)).toBe(want));

  test.each(['', '5', '5x', '-3m', '0s'])('%o is no duration', (text) => {
    expect(() => parseDuration(text)).toThrow('Write a duration');
  });

  test.each([
    ['2026-11-21T08:00:00Z', 1_795_248_000],
    ['2026-11-21T08:00:00', 1_795_248_000],
    ['2026-11-21T09:00:00+01:00', 1_795_248_000],
    ['2026-11-21', 1_795_219_200],
  ])('%s is a time', (text, want) => expect(parseTime(text)).toBe(want));

  test.each(['2026', '2026-11', '2026-02-31', '1795248000', 'tomorrow', '2026-11-21T25:00Z'])(
    '%s is none',
    (text) => expect(() => parseTime(text)).toThrow('Write a time such as'),
  );

  test.each(['0.5,0.1', '0,0.5', 'a'])('%o are no levels', (text) => {
    expect(() => parseLevels(text)).toThrow('ascending levels');
  });
});

describe('fanChart', () => {
  const steps = 48;
  const wave = Array.from({ length: steps }, (_, i) => 50 + 40 * Math.sin(i / 5));
  const fan = {
    start: 1_795_248_000,
    stepSeconds: 1800,
    observed: wave.map((value, i) => (i < 24 ? value : Number.NaN)),
    low: wave.map((value, i) => (i < 24 ? Number.NaN : value * 0.8)),
    middle: wave.map((value, i) => (i < 24 ? Number.NaN : value)),
    high: wave.map((value, i) => (i < 24 ? Number.NaN : value * 1.2)),
    originIndex: 24,
  };

  test('every line fits the columns it was given', () => {
    for (const unicode of [true, false]) {
      const lines = fanChart(fan, 72, 8, unicode).trimEnd().split('\n');
      expect(lines).toHaveLength(9);
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
    }
  });

  test('without Unicode it is plain ASCII', () => {
    const letters = [...fanChart(fan, 72, 8, false)];
    expect(letters.every((letter) => letter.codePointAt(0)! < 128)).toBe(true);
  });

  test('has no most of steps', () => {
    const long = Array.from({ length: 130_000 }, (_, i) => i % 100);
    const many = { ...fan, observed: long, low: long, middle: long, high: long };
    expect(fanChart(many, 60, 5, true).split('\n')).toHaveLength(7);
  });

  test('a series of zeros and an empty one are drawn, not thrown', () => {
    const zeros = new Array<number>(steps).fill(0);
    const empty = new Array<number>(steps).fill(Number.NaN);
    for (const line of [zeros, empty]) {
      expect(
        fanChart({ ...fan, observed: line, low: line, middle: line, high: line }, 60, 5, true),
      ).toContain('UTC');
    }
  });
});

test.each([
  { value: 0.124, want: '+12.4 %' },
  { value: -0.5, want: '−50.0 %' },
  { value: -0.0004, want: '0.0 %' },
  { value: 0, want: '0.0 %' },
])('$value has the sign of $want', ({ value, want }) => {
  expect(signed(value, (share) => percent(share))).toBe(want);
});
