import { describe, expect, test } from 'vitest';
import { packagedHolidays } from '../../../src/adapters/calendar/date-holidays.ts';
import { isoDateOf } from '../../../src/core/calendar/local-day.ts';

/** As much of the package as is used, with one country of one region. */
class FakePackage {
  #region: string | undefined;

  getCountries() {
    return { XX: 'Nowhere' };
  }
  getStates() {
    return { N: 'North' };
  }
  init(_country: string, region?: string) {
    this.#region = region;
  }
  getHolidays(year: number) {
    const holiday = (date: string, hours: number, name: string, type = 'public') => {
      const start = new Date(`${date}T00:00:00Z`);
      return { date: `${date} 00:00:00`, start, end: new Date(+start + hours * 3.6e6), name, type };
    };
    return [
      holiday(`${year}-05-01`, 48, 'Spring'),
      holiday(`${year}-03-01`, 24, 'Old Day'),
      holiday(`${year}-04-01`, 24, 'Fools', 'observance'),
      holiday(`${year}-06-01`, 6, 'A morning'),
      ...(this.#region === 'N' ? [holiday(`${year}-07-01`, 24, 'North Day')] : []),
    ];
  }
}
const installed = () => FakePackage;
const absent = (name: string) => {
  throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
};

describe('packagedHolidays', () => {
  test('are whole public days, ascending, over all years asked', () => {
    const days = packagedHolidays({ country: 'XX', region: null, years: [2026, 2027] }, installed);
    expect(days.map(({ day, name }) => `${isoDateOf(day)} ${name}`)).toEqual([
      '2026-03-01 Old Day',
      '2026-05-01 Spring',
      '2026-05-02 Spring',
      '2027-03-01 Old Day',
      '2027-05-01 Spring',
      '2027-05-02 Spring',
    ]);
  });

  test('are those of the region too', () => {
    const days = packagedHolidays({ country: 'XX', region: 'N', years: [2026, 2026] }, installed);
    expect(days.at(-1)).toMatchObject({ name: 'North Day' });
  });

  test.each([
    { country: 'YY', region: null, want: 'YY is no country that date-holidays knows' },
    { country: 'XX', region: 'S', want: 'S is no region of XX that date-holidays knows' },
  ])('$want', ({ country, region, want }) => {
    const ask = () => packagedHolidays({ country, region, years: [2026, 2026] }, installed);
    expect(ask).toThrow(want);
  });

  test('without the package the error says what to install or write', () => {
    const ask = () => packagedHolidays({ country: 'XX', region: 'N', years: [2026, 2026] }, absent);
    expect(ask).toThrow(
      expect.objectContaining({
        code: 'FW_CONFIG_INVALID',
        message:
          'the holidays of XX, region N, are not built in, and date-holidays is not installed',
        hint: expect.stringContaining('npm install date-holidays'),
      }),
    );
  });
});
