import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEvents, readHolidays } from '../../../src/adapters/calendar/read-calendar.ts';
import { dayOf, isoDateOf } from '../../../src/core/calendar/local-day.ts';
import { isoOf } from '../../../src/core/units.ts';
import { calendarText, eventLines } from '../../support/calendar-file.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

function fileOf(text: string): string {
  const file = join(temporaryDirectory(), 'team.ics');
  writeFileSync(file, text);
  return file;
}

function holidaysIn(...lines: readonly string[]): [string, string][] {
  const file = fileOf(calendarText(...lines));
  return readHolidays(file, dayOf(2026, 1, 1), dayOf(2028, 1, 1)).map(({ day, name }) => [
    isoDateOf(day),
    name,
  ]);
}

function eventsIn(...lines: readonly string[]): string[] {
  const [from, to] = [Date.UTC(2026, 0, 1) / 1000, Date.UTC(2027, 0, 1) / 1000];
  const events = readEvents(fileOf(calendarText(...lines)), { zone: 'Europe/Berlin', from, to });
  return events.map(({ name, start, end, multiple }) =>
    [name, isoOf(start), isoOf(end), ...(multiple === null ? [] : [multiple])].join(' '),
  );
}

/** The one line that reading `text` ends with, without the folder. */
function problemOf(text: string): string {
  const file = fileOf(text);
  try {
    readHolidays(file, 0, 30_000);
  } catch (error) {
    if (error instanceof Error) return error.message.replace(file, 'team.ics');
  }
  throw new Error('the calendar was accepted');
}

describe('holidays of a calendar', () => {
  test('are its whole days, folded lines and escapes read, times left out', () => {
    const found = holidaysIn(
      ...eventLines(
        'DTSTART;VALUE=DATE:20261224',
        'SUMMARY:Christmas\\, ',
        ' first part\\n',
        '  and more',
      ),
      ...eventLines('DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z', 'SUMMARY:A meeting'),
    );
    expect(found).toEqual([['2026-12-24', 'Christmas, first part  and more']]);
  });

  test('cover every day up to the end, which is the first day that is over', () => {
    const found = holidaysIn(
      ...eventLines('DTSTART;VALUE=DATE:20261230', 'DTEND;VALUE=DATE:20270102', 'SUMMARY:Closed'),
      ...eventLines('DTSTART;VALUE=DATE:20270201', 'DURATION:P2D', 'SUMMARY:Move'),
    );
    expect(found.map(([day]) => day)).toEqual([
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-02-01',
      '2027-02-02',
    ]);
  });

  test('recur until their end, without those removed, moved or cancelled', () => {
    const found = holidaysIn(
      ...eventLines(
        'UID:1',
        'DTSTART;VALUE=DATE:20200601',
        'RRULE:FREQ=YEARLY;UNTIL=20270601',
        'EXDATE;VALUE=DATE:20230601',
        'SUMMARY:Founders day',
      ),
      ...eventLines(
        'UID:1',
        'RECURRENCE-ID;VALUE=DATE:20260601',
        'DTSTART;VALUE=DATE:20260602',
        'SUMMARY:Founders day, moved',
      ),
      ...eventLines('DTSTART;VALUE=DATE:20260701', 'STATUS:CANCELLED', 'SUMMARY:Never'),
    );
    expect(found).toEqual([
      ['2026-06-02', 'Founders day, moved'],
      ['2027-06-01', 'Founders day'],
    ]);
  });

  test('what is nested in an event, and other components, do not matter', () => {
    const found = holidaysIn(
      'BEGIN:VTIMEZONE',
      'TZID:Somewhere',
      'BEGIN:STANDARD',
      'DTSTART:19701025T030000',
      'END:STANDARD',
      'END:VTIMEZONE',
      ...eventLines(
        'DTSTART;VALUE=DATE:20260601',
        'BEGIN:VALARM',
        'SUMMARY:Wake up',
        'END:VALARM',
        'SUMMARY;LANGUAGE="de";X-A="b:c":Feiertag',
      ),
    );
    expect(found).toEqual([['2026-06-01', 'Feiertag']]);
  });
});

describe('events of a calendar', () => {
  test('are at their own clock, or at that of the group', () => {
    expect(
      eventsIn(
        ...eventLines(
          'DTSTART:20261127T080000Z',
          'DTEND:20261127T220000Z',
          'SUMMARY:Black Friday',
          'X-FOREWARM-MULTIPLE:3.5',
        ),
        ...eventLines('DTSTART:20260601T090000', 'DURATION:PT1H30M', 'SUMMARY:Launch'),
        ...eventLines(
          'DTSTART;TZID=America/New_York:20260701T090000',
          'DTEND;TZID=America/New_York:20260701T100000',
          'SUMMARY:Match',
        ),
        ...eventLines('DTSTART;VALUE=DATE:20260329', 'SUMMARY:Open day'),
        ...eventLines('DTSTART:20260801T090000', 'SUMMARY:No length'),
      ),
    ).toEqual([
      'Open day 2026-03-28T23:00:00Z 2026-03-29T22:00:00Z', // a day of 23 hours
      'Launch 2026-06-01T07:00:00Z 2026-06-01T08:30:00Z',
      'Match 2026-07-01T13:00:00Z 2026-07-01T14:00:00Z',
      'Black Friday 2026-11-27T08:00:00Z 2026-11-27T22:00:00Z 3.5',
    ]);
  });

  test('recur at the same local time, through changes of the clock', () => {
    expect(
      eventsIn(
        ...eventLines(
          'DTSTART;TZID=Europe/Berlin:20260315T200000',
          'DTEND;TZID=Europe/Berlin:20260315T220000',
          'RRULE:FREQ=WEEKLY;UNTIL=20260405T180000Z',
          'EXDATE;TZID=Europe/Berlin:20260322T200000',
          'SUMMARY:Match',
        ),
      ),
    ).toEqual([
      'Match 2026-03-15T19:00:00Z 2026-03-15T21:00:00Z',
      'Match 2026-03-29T18:00:00Z 2026-03-29T20:00:00Z',
      'Match 2026-04-05T18:00:00Z 2026-04-05T20:00:00Z',
    ]);
  });
});

describe('an event lasts as long as passes from its start to its end', () => {
  test.each([
    {
      name: 'in two zones',
      lines: [
        'DTSTART;TZID=Europe/Berlin:20261224T090000',
        'DTEND;TZID=America/New_York:20261224T080000',
      ],
      want: ['e 2026-12-24T08:00:00Z 2026-12-24T13:00:00Z'],
    },
    {
      name: 'from UTC to a zone',
      lines: ['DTSTART:20261127T050000Z', 'DTEND;TZID=Europe/Berlin:20261127T080000'],
      want: ['e 2026-11-27T05:00:00Z 2026-11-27T07:00:00Z'],
    },
    {
      name: 'from the clock of the group to UTC',
      lines: ['DTSTART:20261127T090000', 'DTEND:20261127T090000Z'],
      want: ['e 2026-11-27T08:00:00Z 2026-11-27T09:00:00Z'],
    },
    {
      name: 'over the night of 25 hours, and as long in the weeks after it',
      lines: [
        'DTSTART;TZID=Europe/Berlin:20261024T220000',
        'DTEND;TZID=Europe/Berlin:20261025T080000',
        'RRULE:FREQ=WEEKLY;COUNT=2',
      ],
      want: [
        'e 2026-10-24T20:00:00Z 2026-10-25T07:00:00Z',
        'e 2026-10-31T21:00:00Z 2026-11-01T08:00:00Z',
      ],
    },
    {
      name: 'in the hour that the clock skips, for as long as is written',
      lines: [
        'DTSTART;TZID=Europe/Berlin:20260329T020000',
        'DTEND;TZID=Europe/Berlin:20260329T030000',
        'RRULE:FREQ=DAILY;COUNT=2',
      ],
      want: [
        'e 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z',
        'e 2026-03-30T00:00:00Z 2026-03-30T01:00:00Z',
      ],
    },
  ])('$name', ({ lines, want }) => {
    expect(eventsIn(...eventLines('SUMMARY:e', ...lines))).toEqual(want);
  });
});

test('what is cancelled is not asked for rules that are understood', () => {
  const cancelled = ['DTSTART:20261127T050000Z', 'STATUS:CANCELLED', 'EXRULE:FREQ=DAILY'];
  expect(eventsIn(...eventLines('SUMMARY:e', ...cancelled))).toEqual([]);
});

test('an occurrence that is named twice takes place once', () => {
  const found = eventsIn(
    ...eventLines(
      'SUMMARY:e',
      'DTSTART;TZID=Europe/Berlin:20260105T100000',
      'DURATION:PT1H',
      'RRULE:FREQ=WEEKLY;COUNT=2',
      'RDATE:20260112T090000Z,20260105T060000Z',
      'RDATE;TZID=Europe/Berlin:20260105T100000,20260105T100000',
    ),
  );
  expect(found).toEqual([
    'e 2026-01-05T06:00:00Z 2026-01-05T07:00:00Z',
    'e 2026-01-05T09:00:00Z 2026-01-05T10:00:00Z',
    'e 2026-01-12T09:00:00Z 2026-01-12T10:00:00Z',
  ]);
  const days = holidaysIn(
    ...eventLines('SUMMARY:h', 'DTSTART;VALUE=DATE:20260501', 'RDATE;VALUE=DATE:20260501,20260502'),
  );
  expect(days.map(([day]) => day)).toEqual(['2026-05-01', '2026-05-02']);
});

describe('a problem names file, line and remedy', () => {
  const day = 'DTSTART;VALUE=DATE:20261224';
  const time = 'DTSTART:20261224T090000Z';
  test.each([
    {
      text: 'timestamp,value\n',
      want: 'team.ics:1: is no line of an iCalendar file: export the calendar anew',
    },
    {
      text: 'BEGIN:VEVENT\nEND:VEVENT\n',
      want: 'team.ics:1: no iCalendar file: it begins with BEGIN:VCALENDAR',
    },
    { text: '', want: 'team.ics:1: no iCalendar file: it begins with BEGIN:VCALENDAR' },
    {
      text: 'BEGIN:VCALENDAR\nBEGIN:VEVENT\n',
      want: 'team.ics:2: BEGIN:VEVENT is never ended: the file is cut off, export it anew',
    },
    {
      text: 'BEGIN:VCALENDAR\nEND:VEVENT\n',
      want: 'team.ics:2: END:VEVENT ends nothing: export the calendar anew',
    },
    {
      text: calendarText(...eventLines('SUMMARY:When?')),
      want: 'team.ics:3: this event has no DTSTART: say when it begins',
    },
    {
      text: calendarText(...eventLines('DTSTART;VALUE=DATE:20261324')),
      want: "team.ics:4: DTSTART '20261324' is no date or time: write 20261224, 20261224T090000Z, or a time with TZID=Europe/Berlin",
    },
    {
      text: calendarText(...eventLines(day, 'DTEND;VALUE=DATE:20261224')),
      want: 'team.ics:5: DTEND is not after DTSTART: it is the first moment that is over',
    },
    {
      text: calendarText(...eventLines(time, 'DTEND;TZID=Asia/Tokyo:20261224T180000')),
      want: 'team.ics:5: DTEND is not after DTSTART: it is the first moment that is over',
    },
    {
      text: calendarText(...eventLines(time, 'RDATE;VALUE=DATE:20261225')),
      want: 'team.ics:5: RDATE must be a date where DTSTART is one, else a time',
    },
    {
      text: calendarText(...eventLines(day, 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY')),
      want: 'team.ics:6: a second RRULE is not understood: write the occurrences as single events',
    },
    {
      text: calendarText(...eventLines(day, 'EXRULE:FREQ=WEEKLY')),
      want: 'team.ics:5: EXRULE is not understood: write the occurrences as single events',
    },
    {
      text: calendarText(...eventLines(time, 'RECURRENCE-ID;RANGE=THISANDFUTURE:20261217T090000Z')),
      want: 'team.ics:5: RANGE=THISANDFUTURE is not understood: write the occurrences as single events',
    },
    {
      text: calendarText(...eventLines(day, 'DTEND:20261225T090000Z')),
      want: 'team.ics:5: DTEND must be a date where DTSTART is one, else a time',
    },
    {
      text: calendarText(...eventLines('DTSTART;TZID=W. Europe Standard Time:20261224T090000')),
      want: 'team.ics:4: TZID W. Europe Standard Time is no IANA time zone: write one such as Europe/Berlin',
    },
    {
      text: calendarText(...eventLines(day, 'RRULE:FREQ=YEARLY;', ' BYSETPOS=1')),
      want: 'team.ics:5: RRULE part BYSETPOS is not understood: write the occurrences as single events',
    },
    {
      text: calendarText(...eventLines('DTSTART:20261224T090000Z', 'DURATION:2h')),
      want: "team.ics:5: DURATION '2h' is none: write one such as PT2H or P1D",
    },
    {
      text: calendarText(...eventLines(day, 'X-FOREWARM-MULTIPLE:-1')),
      want: "team.ics:5: X-FOREWARM-MULTIPLE '-1' is no number above 0",
    },
    { text: calendarText(), want: 'team.ics: holds no event of a whole day' },
  ])('$want', ({ text, want }) => expect(problemOf(text)).toBe(want));

  test('a file that is not there', () => {
    expect(() => readHolidays('no/such.ics', 0, 1)).toThrow(
      'no/such.ics: no such file: check the path, it is relative to the file that names it',
    );
  });
});
