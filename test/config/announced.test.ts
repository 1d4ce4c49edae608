import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadAnnounced } from '../../src/config/announced.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** A file of `text`, and the directory it lies in. */
function written(text: string, name = 'events.yaml') {
  const directory = temporaryDirectory();
  const file = join(directory, name);
  writeFileSync(file, text);
  return { file, directory };
}

describe('a file of announced events', () => {
  test('is written as a group of the configuration writes them', () => {
    const { file, directory } = written(`zone: Europe/Berlin
events:
  - { name: newsletter, cron: 0 9 * * 2, duration: 2h }
  - { calendar: matches.ics, multiple: 2 }
holidays: { country: DE, calendars: [company.ics] }
`);
    const { zone, events, holidays } = loadAnnounced(file);
    expect([zone, holidays.country]).toEqual(['Europe/Berlin', 'DE']);
    expect(events).toMatchObject([
      { name: 'newsletter', duration: 7200, ramp: 600 },
      { calendar: join(directory, 'matches.ics'), multiple: 2 },
    ]);
    expect(holidays.calendars).toEqual([join(directory, 'company.ics')]);
  });

  test('may be iCalendar, and may be empty', () => {
    const calendar = loadAnnounced('some/matches.ics');
    expect(calendar.events).toMatchObject([{ calendar: 'some/matches.ics', multiple: null }]);
    expect(loadAnnounced(written('{}').file).events).toEqual([]);
    expect(loadAnnounced(written('').file).events).toEqual([]);
  });

  test('tells all that is wrong, where it stands', () => {
    const { file } = written(`events:
  - { name: sale, start: 2026-03-01T00:00:00Z }
  - { name: newsletter, cron: 0 9 * * 2, duration: 2 hours }
holiday: { country: DE }
`);
    const complaint = () => loadAnnounced(file);
    expect(complaint).toThrow(expect.objectContaining({ code: 'FW_CONFIG_INVALID' }));
    for (const place of [
      /:2:5 events\.0\.end: is required/,
      /:3:\d+ events\.1\.duration: /,
      /:4:1 holiday: /,
    ]) {
      expect(complaint).toThrow(place);
    }
  });

  test('that is not there is named', () => {
    expect(() => loadAnnounced('nowhere.yaml')).toThrow(
      expect.objectContaining({ code: 'FW_INPUT_INVALID', message: 'nowhere.yaml cannot be read' }),
    );
  });
});
