import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCalendar } from '../../src/cli/calendar-input.ts';
import { readLoad } from '../../src/cli/forecast-input.ts';
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
  expect(code).toBe(2);
  const [first, second] = out.split('\n');
  expect(first).toBe('forewarm: the events file is wrong');
  expect(second!.startsWith(`${events}:1:`)).toBe(true);
});

test.each(['none.yaml', 'none.ics'])(
  '%s that is missing is told as an events file',
  async (name) => {
    const file = folder();
    const input = file('load.csv', 'timestamp,value\n2026-01-05,1\n2026-01-06,1\n');
    const events = input.replace('load.csv', name);
    const { code, out } = await printed('forecast', '--input', input, '--events', events);
    expect([code, out.split('\n')[0]]).toEqual([
      2,
      `forewarm: the events file ${events} cannot be read`,
    ]);
  },
);

describe('times that say no zone', () => {
  const csv = (suffix: string) =>
    `timestamp,value\n${[0, 1, 2, 3].map((hour) => `2026-01-05T0${hour}:00:00${suffix},1`).join('\n')}\n`;
  const noteOf = async (text: string, zone: string) => {
    let note = '';
    const io = { columns: 80, err: (line: string) => void (note += line) };
    await readLoad({ input: folder()('load.csv', text), zone }, io);
    return note;
  };

  test('are read as UTC with a note where the rhythm has another zone', async () => {
    expect(await noteOf(csv(''), 'Europe/Berlin')).toBe(
      'note: times without a zone are read as UTC; Europe/Berlin is the zone of the\ndaily rhythm alone\n',
    );
  });

  test.each([
    { name: 'in UTC', text: csv(''), zone: 'UTC' },
    { name: 'with an offset', text: csv('+01:00'), zone: 'Europe/Berlin' },
    { name: 'as epoch seconds', text: '1780000000,1\n1780000300,1\n', zone: 'Europe/Berlin' },
  ])('are silent $name', async ({ text, zone }) => expect(await noteOf(text, zone)).toBe(''));
});
