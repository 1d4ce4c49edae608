import { describe, expect, test } from 'vitest';
import { comingJson, comingOf, comingText } from '../../src/cli/coming.ts';
import { toPolicies } from '../../src/config/policies.ts';
import { configOf } from '../support/configs.ts';

const at = Date.UTC(2026, 10, 20, 12) / 1000;

function comingIn(more: string) {
  return comingOf(toPolicies(configOf(more)).groups[0]!, at);
}

describe('what is coming', () => {
  const coming = comingIn(`zone: America/New_York
holidays: { country: US, dates: [2026-11-27], except: [Christmas Day] }
events:
  - { name: newsletter, cron: 0 9 24 * *, duration: 1h }
  - { name: sale, start: 2026-11-20T10:00:00Z, end: 2026-11-23T05:00:00Z, multiple: 4 }
  - { name: over, start: 2026-11-20T10:00:00Z, end: 2026-11-20T12:00:00Z, multiple: 4 }`);

  test('as a person reads it, in local time, once for groups that expect the same', () => {
    const twin = { ...coming, group: 'api' };
    const other = { ...coming, group: 'batch', events: [] };
    expect(comingText([coming, twin, other], 100)).toMatchInlineSnapshot(`
      "
      next holidays of web, api, batch
        Thu 2026-11-26  Thanksgiving Day
        Fri 2026-11-27  Day off
        Fri 2027-01-01  New Year's Day
        Mon 2027-01-18  Martin Luther King Jr. Day
        Mon 2027-02-15  Washington's Birthday

      next events in America/New_York of web, api
        Fri 2026-11-20 05:00  –  Mon 2026-11-23 00:00  sale        4 × until past ones say more
        Tue 2026-11-24 09:00  –  Tue 2026-11-24 10:00  newsletter  as much as past ones brought
        Thu 2026-12-24 09:00  –  Thu 2026-12-24 10:00  newsletter  as much as past ones brought
        Sun 2027-01-24 09:00  –  Sun 2027-01-24 10:00  newsletter  as much as past ones brought
        Wed 2027-02-24 09:00  –  Wed 2027-02-24 10:00  newsletter  as much as past ones brought
      "
    `);
  });

  test('fits a terminal of eighty columns', () => {
    const text = comingText([coming], 80);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toContain(
      '  Fri 2026-11-20 05:00 – Mon 2026-11-23 00:00\n    sale: 4 × until past ones say more\n',
    );
  });

  test('as a program reads it', () => {
    const { holidays, events } = comingJson(coming);
    expect(holidays[0]).toEqual({ date: '2026-11-26', name: 'Thanksgiving Day' });
    expect(events[0]).toEqual({
      name: 'sale',
      start: '2026-11-20T10:00:00Z',
      end: '2026-11-23T05:00:00Z',
      multiple: 4,
    });
  });

  test('is nothing where nothing was asked for', () => {
    expect(comingText([comingIn('')], 80)).toBe('');
  });
});
