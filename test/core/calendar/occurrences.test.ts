import { expect, test } from 'vitest';
import { occurrencesOf } from '../../../src/core/calendar/occurrences.ts';
import { isoOf } from '../../../src/core/units.ts';

const epoch = (iso: string) => Date.parse(iso) / 1000;

test('recurring and single events come in one list, by the clock of their zone', () => {
  const weekly = {
    name: 'newsletter',
    cron: '0 9 * * 1',
    zone: 'Europe/Berlin',
    durationSeconds: 7200,
    multiple: 2,
  };
  const launch = {
    name: 'launch',
    start: epoch('2026-03-25T12:00Z'),
    end: epoch('2026-03-25T13:00Z'),
    multiple: null,
  };
  const from = epoch('2026-03-23T08:30Z'); // half an hour after a newsletter went out
  const found = occurrencesOf([weekly, launch], from, epoch('2026-04-01T00:00Z'));
  expect(found.map(({ name, start, end }) => [name, isoOf(start), end - start])).toEqual([
    ['newsletter', '2026-03-23T08:00:00Z', 7200],
    ['launch', '2026-03-25T12:00:00Z', 3600],
    ['newsletter', '2026-03-30T07:00:00Z', 7200], // summer time
  ]);
});
