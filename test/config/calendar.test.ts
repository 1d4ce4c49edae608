import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toPolicies } from '../../src/config/policies.ts';
import { holidaysBetween, noHolidays } from '../../src/core/calendar/holidays.ts';
import { dayOf, isoDateOf } from '../../src/core/calendar/local-day.ts';
import type { GroupPolicy } from '../../src/core/planning/policy.ts';
import { configOf, configText, problemsOf } from '../support/configs.ts';

function policyOf(more: string, above = ''): GroupPolicy {
  return toPolicies(configOf(more, above)).groups[0]!;
}

/** Holidays of December 2026, as `DD name`. */
function decemberOf({ holidays = noHolidays }: GroupPolicy): string[] {
  return holidaysBetween(holidays, dayOf(2026, 12, 1), dayOf(2027, 1, 1)).map(
    ({ day, name }) => `${isoDateOf(day).slice(8)} ${name}`,
  );
}

describe('holidays', () => {
  test('are none unless they are asked for', () => {
    expect(policyOf('').holidays).toEqual(noHolidays);
  });

  test('come from a country, rules and dates, less the exceptions', () => {
    const policy = policyOf(`holidays:
  country: DE
  region: BY
  rules: { Founders Day: second friday in december }
  dates: [2026-12-24]
  except: [Second Day of Christmas]`);
    expect(decemberOf(policy)).toEqual(['11 Founders Day', '24 Day off', '25 Christmas Day']);
  });

  test('are inherited whole, so that no region meets a foreign country', () => {
    const defaults = 'defaults: { holidays: { country: DE, region: BY } }';
    expect(decemberOf(policyOf('', defaults))).toHaveLength(2);
    expect(decemberOf(policyOf('holidays: { country: US }', defaults))).toEqual([
      '25 Christmas Day',
    ]);
  });

  test('calendars are found from where the configuration stands', () => {
    const { groups } = configOf('holidays: { calendars: [team.ics] }');
    expect(groups[0]!.holidays.calendars).toEqual([resolve('team.ics')]);
  });

  test('a country that is not built in is left to the package', () => {
    expect(policyOf('holidays: { country: BR }').holidays?.yearly).toEqual([]);
    expect(policyOf('holidays: { country: CA, region: "ON" }').holidays?.yearly).toEqual([]);
  });

  test('every problem has its place and its remedy', () => {
    const text = configText(`holidays:
  country: US
  rules: { Founders Day: fifth friday in june }
  dates: [2026-02-30]
  except: [Columbus day, Boxing Day, 2026-11-11]`);
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:10:30 groups.0.holidays.rules.Founders Day: 'fifth friday in june' names no day: write it like '12-25', 'third monday in january', 'last monday in may', 'monday on or after 05-18', 'easter - 2' or 'orthodox easter + 1'
      c.yaml:11:15 groups.0.holidays.dates.0: must be a date such as 2026-12-24
      c.yaml:12:16 groups.0.holidays.except.0: names no holiday here; did you mean Columbus Day?
      c.yaml:12:30 groups.0.holidays.except.1: names no holiday here; known are Founders Day, New Year's Day, Martin Luther King Jr. Day, Washington's Birthday, Memorial Day, Juneteenth, Independence Day, Labor Day, Columbus Day, Veterans Day, Thanksgiving Day, Christmas Day
      "
    `);
    expect(problemsOf(configText('holidays: { region: BY }'))).toMatchInlineSnapshot(`
      "
      c.yaml:8:25 groups.0.holidays.region: needs a country
      "
    `);
    expect(problemsOf(configText('holidays: { country: Germany }'))).toMatchInlineSnapshot(`
      "
      c.yaml:8:26 groups.0.holidays.country: must be an ISO 3166 code such as DE
      "
    `);
  });
});

describe('events', () => {
  test('are single, or recurring on the clock of the group', () => {
    const policy = policyOf(`zone: Europe/Berlin
events:
  - { name: sale, start: 2026-11-27T08:00:00Z, end: 2026-11-27T20:00:00Z, multiple: 3 }
  - { name: newsletter, cron: 0 9 * * 1, duration: 2h, ramp: 0s, decay: 1h }
  - { calendar: matches.ics }`);
    expect(policy.events).toEqual([
      {
        name: 'sale',
        start: 1795766400,
        end: 1795809600,
        multiple: 3,
        rampSeconds: 600,
        decaySeconds: 600,
      },
      {
        name: 'newsletter',
        cron: '0 9 * * 1',
        zone: 'Europe/Berlin',
        durationSeconds: 7200,
        multiple: null,
        rampSeconds: 0,
        decaySeconds: 3600,
      },
    ]);
  });

  test('mix no two ways to write them', () => {
    const text = configText(`events:
  - { name: sale, start: 2026-11-27T08:00:00Z }
  - { name: sale, cron: 0 9 * * 1, end: 2026-11-27T08:00:00Z }
  - { calendar: matches.ics, name: match }
  - { name: sale, start: 2026-11-27T08:00:00Z, end: 2026-11-27T08:00:00Z, duration: 2h }`);
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:9:9 groups.0.events.0.end: is required for an event; or write cron and duration, or calendar
      c.yaml:10:9 groups.0.events.1.duration: is required for an event with cron
      c.yaml:10:45 groups.0.events.1.end: has no meaning for an event with cron
      c.yaml:11:40 groups.0.events.2.name: has no meaning for a calendar, whose events have their own
      c.yaml:12:57 groups.0.events.3.end: must be after start
      c.yaml:12:89 groups.0.events.3.duration: has no meaning without cron
      "
    `);
  });
});
