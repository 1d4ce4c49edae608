/** The holidays and events that a configuration makes forewarm expect. */
import { type Holiday, holidaysBetween, noHolidays } from '../core/calendar/holidays.ts';
import { isoDateOf, type LocalDay, weekdayOf } from '../core/calendar/local-day.ts';
import { type AnnouncedEvent, occurrencesOf } from '../core/calendar/occurrences.ts';
import type { GroupPolicy } from '../core/planning/policy.ts';
import { localClock, localDay, secondOfDay } from '../core/series/calendar.ts';
import { type EpochSeconds, isoOf, secondsPerDay } from '../core/units.ts';
import { weekdays } from './day-names.ts';
import { table, widthOf, wrap } from './output.ts';

export interface Coming {
  readonly group: string;
  readonly zone: string;
  readonly holidays: readonly Holiday[];
  readonly events: readonly AnnouncedEvent[];
}

const shown = 5;
/** A yearly day is always among them. */
const aheadDays = 400;

/** The next five holidays and events of a group; what is on at `at` counts. */
export function comingOf(policy: GroupPolicy, at: EpochSeconds): Coming {
  const { group, zone, events, holidays = noHolidays } = policy;
  const today = localDay(localClock(zone), at);
  return {
    group,
    zone,
    holidays: holidaysBetween(holidays, today, today + aheadDays).slice(0, shown),
    events: occurrencesOf(events, at, at + aheadDays * secondsPerDay).slice(0, shown),
  };
}

export function comingJson({ group, zone, holidays, events }: Coming) {
  return {
    group,
    zone,
    holidays: holidays.map(({ day, name }) => ({ date: isoDateOf(day), name })),
    events: events.map(({ name, start, end, multiple }) => {
      return { name, start: isoOf(start), end: isoOf(end), multiple };
    }),
  };
}

/** What is coming, in local time; groups that expect the same share a paragraph. */
export function comingText(all: readonly Coming[], columns: number): string {
  const paragraphs = new Map<string, string[]>();
  for (const one of all) {
    for (const text of [holidaysText(one), eventsText(one, columns)]) {
      if (text !== null) paragraphs.set(text, [...(paragraphs.get(text) ?? []), one.group]);
    }
  }
  return [...paragraphs]
    .map(([text, groups]) => `\n${text.replace('\n', ` of ${groups.join(', ')}\n`)}`)
    .join('');
}

function holidaysText({ holidays }: Coming): string | null {
  if (holidays.length === 0) return null;
  const rows = holidays.map(({ day, name }) => [dayText(day), name]);
  return `next holidays\n${table(rows, ['left', 'left'])}`;
}

function eventsText({ zone, events }: Coming, columns: number): string | null {
  if (events.length === 0) return null;
  const rows = events.map(({ name, start, end, multiple }) => [
    timeText(start, zone),
    '–',
    timeText(end, zone),
    name,
    multiple === null ? 'as much as past ones brought' : `${multiple} × until past ones say more`,
  ]);
  const text = table(rows, ['left', 'left', 'left', 'left', 'left']);
  const fits = text.split('\n').every((line) => widthOf(line) <= columns);
  return `next events in ${zone}\n${fits ? text : rows.map((row) => eventLines(row, columns)).join('')}`;
}

/** An event on lines of its own: when, then what it is called and how much it brings. */
function eventLines([start, dash, end, name, brings]: readonly string[], columns: number): string {
  return `  ${start} ${dash} ${end}\n${wrap(`${name}: ${brings}`, columns, '    ')}`;
}

/** `Fri 2026-12-25`. */
function dayText(day: LocalDay): string {
  return `${weekdays[weekdayOf(day)]} ${isoDateOf(day)}`;
}

/** `Fri 2026-11-27 09:00` on the clock of `zone`. */
function timeText(at: EpochSeconds, zone: string): string {
  const clock = localClock(zone);
  const minutes = Math.floor(secondOfDay(clock, at) / 60);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  const time = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
  return `${dayText(localDay(clock, at))} ${time}`;
}
