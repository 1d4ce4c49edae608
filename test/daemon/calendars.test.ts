import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { isoDateOf } from '../../src/core/calendar/local-day.ts';
import { calendarProblems, completePolicies } from '../../src/daemon/calendars.ts';
import { calendarText, eventLines } from '../support/calendar-file.ts';
import { configText } from '../support/configs.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const at = Date.UTC(2026, 10, 20, 12) / 1000;

/** Policies of a configuration that stands beside the calendars `files`. */
function policiesOf(more: string, files: Readonly<Record<string, string>> = {}) {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const config = parseConfig(join(directory, 'forewarm.yaml'), configText(more));
  return { directory, policies: () => completePolicies(config, at) };
}

const days = calendarText(
  ...eventLines('DTSTART;VALUE=DATE:20201127', 'RRULE:FREQ=YEARLY', 'SUMMARY:Inventory'),
);
const matches = calendarText(
  ...eventLines(
    'DTSTART:20261122T200000',
    'DURATION:PT2H',
    'RRULE:FREQ=WEEKLY;COUNT=2',
    'SUMMARY:match',
  ),
  ...eventLines(
    'DTSTART:20261201T080000Z',
    'DURATION:P1D',
    'SUMMARY:sale',
    'X-FOREWARM-MULTIPLE:4',
  ),
);

describe('a policy is completed', () => {
  const policy = () =>
    policiesOf(
      `zone: America/New_York
holidays: { dates: [2026-12-24], calendars: [days.ics] }
events:
  - { calendar: matches.ics, multiple: 2, decay: 30m }
  - { name: newsletter, cron: 0 9 24 11 *, duration: 1h }`,
      { 'days.ics': days, 'matches.ics': matches },
    ).policies()[0]!;

  test('with the days of calendars, from before the load that is kept to years ahead', () => {
    const dates = policy().holidays!.days.map(({ day, name }) => `${isoDateOf(day)} ${name}`);
    expect(dates).toEqual([
      '2026-12-24 Day off',
      '2025-11-27 Inventory',
      '2026-11-27 Inventory',
      '2027-11-27 Inventory',
      '2028-11-27 Inventory',
    ]);
  });

  test('with their events, whose own multiple goes before that of the configuration', () => {
    const shape = { rampSeconds: 600, decaySeconds: 1800 };
    expect(policy().events).toMatchObject([
      { name: 'newsletter' },
      { name: 'match', start: Date.UTC(2026, 10, 23, 1) / 1000, multiple: 2, ...shape },
      { name: 'match', start: Date.UTC(2026, 10, 30, 1) / 1000, multiple: 2, ...shape },
      { name: 'sale', multiple: 4, ...shape },
    ]);
  });
});

describe('a configuration whose calendars cannot be read', () => {
  test('names the group, the file and the line', () => {
    const { directory, policies } = policiesOf('holidays: { calendars: [days.ics] }', {
      'days.ics': days.replace('YEARLY', 'HOURLY'),
    });
    expect(policies).toThrow(
      expect.objectContaining({
        code: 'FW_CONFIG_INVALID',
        message: `group web: ${directory}/days.ics:5: RRULE FREQ=HOURLY is not understood: write the occurrences as single events`,
      }),
    );
  });

  test('says where it looked for a file that is not there', () => {
    const { directory, policies } = policiesOf('events: [{ calendar: none.ics }]');
    expect(policies).toThrow(`group web: ${directory}/none.ics: no such file`);
  });

  test('is told all of them at once, each with its place', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'days.ics'), days);
    const more = `holidays: { country: BR, calendars: [days.ics, gone.ics] }
events: [{ name: x, cron: 0 9 * * *, duration: 1h }, { calendar: none.ics }]`;
    const config = parseConfig(join(directory, 'forewarm.yaml'), configText(more));
    const found = calendarProblems(config, at);
    expect(found.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      expect.stringMatching(/^groups.0.holidays.calendars.1 .*gone.ics: no such file/),
      expect.stringMatching(/^groups.0.holidays.country the holidays of BR .*npm install/),
      expect.stringMatching(/^groups.0.events.1.calendar .*none.ics: no such file/),
    ]);
    const region = parseConfig('c.yaml', configText('holidays: { country: DE, region: XX }'));
    expect(calendarProblems(region, at)[0]!.path).toEqual(['groups', 0, 'holidays', 'region']);
    expect(calendarProblems(parseConfig('c.yaml', configText()), at)).toEqual([]);
  });

  test('says which package knows a country that is not built in', () => {
    const { policies } = policiesOf('holidays: { country: BR }');
    expect(policies).toThrow(
      'group web: the holidays of BR are not built in, and date-holidays is not installed',
    );
  });
});
