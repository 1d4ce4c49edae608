import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../src/cli/calendar-input.ts';
import { holidaysBetween, noHolidays } from '../../src/core/calendar/holidays.ts';
import { dayOf } from '../../src/core/calendar/local-day.ts';
import { calendarText, eventLines } from '../support/calendar-file.ts';
import { dailyLoad } from '../support/daily-load.ts';
import { printed } from '../support/printed.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const series = dailyLoad({ days: 20, stepSeconds: 3600 }); // from 5 January 2026

/** Writes files side by side, for one test. */
function folder(): (name: string, text: string) => string {
  const directory = temporaryDirectory();
  return (name, text) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
}

describe('the calendar of a file', () => {
  test('is empty and in UTC where nothing is given', async () => {
    expect(await readCalendar({}, series)).toEqual({
      zone: 'UTC',
      events: [],
      holidays: noHolidays,
    });
  });

  test('has the zone of the command line, else that of the file', async () => {
    const events = folder()('zone.yaml', 'zone: Europe/Berlin');
    expect((await readCalendar({ events }, series)).zone).toBe('Europe/Berlin');
    expect((await readCalendar({ events, zone: 'Asia/Tokyo' }, series)).zone).toBe('Asia/Tokyo');
  });

  test('has the events and the days of the files that it names', async () => {
    const file = folder();
    const lines = eventLines('DTSTART:20260114T120000', 'DURATION:PT1H', 'SUMMARY:match');
    file('matches.ics', calendarText(...lines));
    const text = `zone: Europe/Berlin
events: [{ name: mail, cron: 0 9 * * 2, duration: 1h }, { calendar: matches.ics, multiple: 2 }]
holidays: { country: DE }`;
    const { events, holidays } = await readCalendar({ events: file('all.yaml', text) }, series);
    expect(events).toMatchObject([
      { name: 'mail', cron: '0 9 * * 2', zone: 'Europe/Berlin' },
      { name: 'match', start: Date.UTC(2026, 0, 14, 11) / 1000, multiple: 2 },
    ]);
    const january = holidaysBetween(holidays, dayOf(2026, 1, 1), dayOf(2026, 2, 1));
    expect(january.map(({ name }) => name)).toContain("New Year's Day");
  });
});

test.each(['forecast', 'backtest', 'replay', 'whatif', 'report'])(
  '%s takes one',
  async (command) => {
    const { out } = await printed(command, '--help');
    expect(out).toContain('--events <file>');
    expect(out).toContain('--zone <name>');
  },
);

test('what is wrong with it is told with its place', async () => {
  const file = folder();
  const rows = [...series.values].map((value, i) => `${series.start + 3600 * i},${value}`);
  const input = file('load.csv', `timestamp,value\n${rows.join('\n')}\n`);
  const events = file('wrong.yaml', 'events: [{ name: mail }]');
  const { code, out } = await printed('forecast', '--input', input, '--events', events);
  expect(code).toBe(3);
  expect(out).toContain(`${events}:1:`);
});
