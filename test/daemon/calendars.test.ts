import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comingJson, comingOf, comingText } from '../../src/cli/coming.ts';
import { parseConfig } from '../../src/config/load.ts';
import { completePolicies } from '../../src/daemon/calendars.ts';
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

describe('what is coming', () => {
  const policy = () =>
    policiesOf(
      `zone: America/New_York
holidays: { country: US, calendars: [days.ics], except: [Christmas Day] }
events:
  - { calendar: matches.ics, multiple: 2, decay: 30m }
  - { name: newsletter, cron: 0 9 24 11 *, duration: 1h }`,
      { 'days.ics': days, 'matches.ics': matches },
    ).policies()[0]!;

  test('as a person reads it, in local time', () => {
    const coming = comingOf(policy(), at);
    const twin = { ...coming, group: 'api' };
    expect(comingText([coming, twin])).toMatchInlineSnapshot(`
      "
      next holidays of web, api
        Thu 2026-11-26  Thanksgiving Day
        Fri 2026-11-27  Inventory
        Fri 2027-01-01  New Year's Day
        Mon 2027-01-18  Martin Luther King Jr. Day
        Mon 2027-02-15  Washington's Birthday

      next events in America/New_York of web, api
        Sun 2026-11-22 20:00  –  Sun 2026-11-22 22:00  match       2 × until past ones say more
        Tue 2026-11-24 09:00  –  Tue 2026-11-24 10:00  newsletter  uplift learnt from past ones
        Sun 2026-11-29 20:00  –  Sun 2026-11-29 22:00  match       2 × until past ones say more
        Tue 2026-12-01 03:00  –  Wed 2026-12-02 03:00  sale        4 × until past ones say more
        Wed 2027-11-24 09:00  –  Wed 2027-11-24 10:00  newsletter  uplift learnt from past ones
      "
    `);
  });

  test('as a program reads it', () => {
    const { holidays, events } = comingJson(comingOf(policy(), at));
    expect(holidays[1]).toEqual({ date: '2026-11-27', name: 'Inventory' });
    expect(events[0]).toEqual({
      name: 'match',
      start: '2026-11-23T01:00:00Z',
      end: '2026-11-23T03:00:00Z',
      multiple: 2,
    });
  });

  test('events of a calendar grow and fade as the configuration says', () => {
    expect(policy().events.find(({ name }) => name === 'sale')).toMatchObject({
      multiple: 4,
      rampSeconds: 600,
      decaySeconds: 1800,
    });
  });

  test('is nothing where nothing was asked for', () => {
    const [plain] = policiesOf('').policies();
    expect(comingText([comingOf(plain!, at)])).toBe('');
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

  test('says which package knows a country that is not built in', () => {
    const { policies } = policiesOf('holidays: { country: BR }');
    expect(policies).toThrow(
      'group web: the holidays of BR are not built in, and date-holidays is not installed',
    );
  });
});
