import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTime, parseValue } from '../../../src/adapters/csv/fields.ts';

const noon = Date.UTC(2026, 10, 21, 12);

describe('parseTime', () => {
  test.each([
    ['2026-11-21T12:00:00Z', noon],
    ['2026-11-21T12:00:00z', noon],
    ['2026-11-21T12:00:00', noon],
    ['2026-11-21 12:00:00', noon],
    ['2026-11-21 12:00:00 UTC', noon],
    ['2026-11-21 12:00', noon],
    ['2026-11-21T13:00:00+01:00', noon],
    ['2026-11-21T06:30:00-0530', noon],
    ['2026-11-21 13:00:00+01', noon],
    ['2026-11-21T12:00:00.2509Z', noon + 250],
    ['2026-11-21', noon - 12 * 3_600_000],
    [String(noon / 1000), noon],
    [String(noon), noon],
    [`${noon / 1000}.5`, noon + 500],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0', 0],
  ])('reads %s', (text, want) => {
    expect(parseTime(text)).toBe(want);
  });

  test.each([
    '',
    'yesterday',
    '2023-02-29T00:00:00Z',
    '2026-13-01',
    '2026-11-21T24:00:00Z',
    '2026-11-21T12:60:00Z',
    '2026-11-21T12:00:00+15:00',
    '2026-11-21T12:00:00+05:75',
    '2026-11-21T12:00:00 Europe/Berlin',
    '21/11/2026 12:00',
    '1969-12-31T23:59:59Z',
    '2100-01-01T00:00:01Z',
    '1795262400000000',
    '-5',
    'Infinity',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  test('agrees with the clock of JavaScript on every second it can write', () => {
    const dates = fc.date({ min: new Date(0), max: new Date(noon), noInvalidDate: true });
    const law = fc.property(dates, (date) => {
      expect(parseTime(date.toISOString())).toBe(date.getTime());
    });
    fc.assert(law, { seed: 7 });
  });
});

describe('parseValue', () => {
  test.each([
    ['12', 12],
    ['12.5', 12.5],
    ['+.5', 0.5],
    ['1e3', 1000],
    ['-0', 0],
    ['0', 0],
  ])('reads %s', (text, value) => {
    expect(parseValue(text)).toEqual({ kind: 'load', value });
  });

  test.each(['', 'NaN', 'nan', 'null', 'NULL', 'NA', 'n/a'])('takes %j for a gap', (text) => {
    expect(parseValue(text)).toEqual({ kind: 'gap' });
  });

  test.each([
    ['-1', 'value "-1" is negative', 'load is 0 or more'],
    ['inf', 'value "inf" is not finite', 'leave it empty'],
    ['1e999', 'value "1e999" is beyond any load', 'at most 1000000000000000'],
    ['1,5', 'value "1,5" has a comma', 'decimal point'],
    ['0x10', 'value "0x10" is not a number', 'such as 12.5'],
    ['12 rps', 'value "12 rps" is not a number', 'such as 12.5'],
  ])('refuses %s and says what to write', (text, what, remedy) => {
    const outcome = parseValue(text);
    expect(outcome).toEqual({ kind: 'wrong', what, remedy: expect.stringContaining(remedy) });
  });
});
