/** The part of a group's configuration that names days: holidays and announced events. */
import { z } from 'zod';
import { countries, holidaysOf, isBuiltIn } from '../core/calendar/countries.ts';
import { parseDayRule } from '../core/calendar/day-rule.ts';
import type { HolidayCalendar } from '../core/calendar/holidays.ts';
import { parseDay } from '../core/calendar/local-day.ts';
import type { EventPlan } from '../core/calendar/occurrences.ts';
import { nearestOf } from './messages.ts';
import { cron, duration, instant, strict, zone } from './values.ts';

function date() {
  return z
    .string('must be a date such as 2026-12-24')
    .refine((text) => parseDay(text) !== null, 'must be a date such as 2026-12-24');
}

function dayRule() {
  return z.string().superRefine((text, context) => {
    const parsed = parseDayRule(text);
    if (parsed.kind === 'invalid') context.addIssue({ code: 'custom', message: parsed.problem });
  });
}

const file = () => z.string().min(1).describe('iCalendar file, relative to the configuration.');

export const holidays = strict({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code such as DE')
    .nullable()
    .default(null)
    .describe(
      `Country whose public holidays count. Built in: ${Object.keys(countries).join(', ')}; others need the package date-holidays.`,
    ),
  region: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Region of the country, as in ISO 3166-2 without the country: BY.'),
  rules: z
    .record(z.string().min(1), dayRule())
    .default({})
    .describe("Own yearly days by name: 'Founders Day: first friday in june'."),
  dates: z.array(date()).default([]).describe('Own single days: 2026-12-24.'),
  calendars: z.array(file()).default([]).describe('iCalendar files whose whole days count.'),
  except: z
    .array(z.string().min(1))
    .default([])
    .describe('Names or dates of holidays on which the load is that of an ordinary day.'),
}).superRefine((all, context) => {
  if (all.region !== null && all.country === null) {
    context.addIssue({ code: 'custom', path: ['region'], message: 'needs a country' });
  }
  for (const [index, name] of all.except.entries()) {
    const problem = exceptProblem(name, all);
    if (problem === null) continue;
    context.addIssue({ code: 'custom', path: ['except', index], message: problem });
  }
});
export type Holidays = z.output<typeof holidays>;

/** Whether forewarm knows the holidays that are asked for without the package date-holidays. */
export function needsPackage({ country, region }: Pick<Holidays, 'country' | 'region'>): boolean {
  if (country === null) return false;
  return !isBuiltIn(country) || (region !== null && !countries[country]!.regions.includes(region));
}

/** What is wrong with an exception: it must name something, as far as the names are known here. */
function exceptProblem(
  text: string,
  all: Pick<Holidays, 'country' | 'region' | 'rules' | 'calendars'>,
): string | null {
  if (parseDay(text) !== null || all.calendars.length > 0 || needsPackage(all)) return null;
  const names = yearlyOf(all).map(({ name }) => name);
  if (names.includes(text)) return null;
  const nearest = nearestOf(text, names);
  if (nearest !== null) return `names no holiday here; did you mean ${nearest}?`;
  return `names no holiday here; known are ${[...new Set(names)].join(', ') || 'none'}`;
}

function yearlyOf({ country, region, rules }: Pick<Holidays, 'country' | 'region' | 'rules'>) {
  const own = Object.entries(rules).map(([name, on]) => ({ name, on }));
  const national =
    country === null || needsPackage({ country, region }) ? [] : holidaysOf(country, region);
  return [...own, ...national];
}

/** What needs no file and no package; days from those are added where they can be read. */
export function holidayCalendarOf(all: Holidays): HolidayCalendar {
  const { country, dates, except } = all;
  return {
    yearly: yearlyOf(all),
    bridged: country !== null && isBuiltIn(country) && countries[country]!.bridged === true,
    days: dates.map((text) => {
      const day = parseDay(text)!; // the schema takes nothing else
      return { day, name: 'Day off' };
    }),
    except,
  };
}

export const event = strict({
  name: z
    .string()
    .min(1)
    .optional()
    .describe('Past events of the same name teach what this one may bring.'),
  start: instant().optional().describe('When it begins: ISO 8601 with offset.'),
  end: instant().optional().describe('When it is over.'),
  cron: cron().optional().describe('When it begins, again and again: five-field cron.'),
  zone: zone().optional().describe('Clock of `cron`; by default the zone of the group.'),
  duration: duration('1m', '31d').optional().describe('How long it lasts, with `cron`.'),
  calendar: file()
    .optional()
    .describe('iCalendar file of events instead, with names of their own.'),
  multiple: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'Expected load as a multiple of the ordinary, until past events have shown it; null = unknown.',
    ),
  ramp: duration('0s', '7d').prefault('10m').describe('How long it grows before it begins.'),
  decay: duration('0s', '7d').prefault('10m').describe('How long it fades after its end.'),
}).superRefine((one, context) => {
  const form =
    one.calendar !== undefined
      ? forms.file
      : one.cron !== undefined
        ? forms.recurring
        : forms.single;
  for (const key of form.needs) {
    if (one[key] === undefined) {
      context.addIssue({ code: 'custom', path: [key], message: `is required ${form.needed}` });
    }
  }
  for (const key of form.bars) {
    if (one[key] !== undefined) {
      context.addIssue({ code: 'custom', path: [key], message: `has no meaning ${form.barred}` });
    }
  }
  if (one.start !== undefined && one.end !== undefined && one.start >= one.end) {
    context.addIssue({ code: 'custom', path: ['end'], message: 'must be after start' });
  }
});
export type EventEntry = z.output<typeof event>;

/** The three ways to write an event. */
const forms = {
  single: {
    needed: 'for an event; or write cron and duration, or calendar',
    barred: 'without cron',
    needs: ['name', 'start', 'end'],
    bars: ['zone', 'duration'],
  },
  recurring: {
    needed: 'for an event with cron',
    barred: 'for an event with cron',
    needs: ['name', 'duration'],
    bars: ['start', 'end'],
  },
  file: {
    needed: '',
    barred: 'for a calendar, whose events have their own',
    needs: [],
    bars: ['name', 'start', 'end', 'cron', 'zone', 'duration'],
  },
} as const;

/** What is announced in the configuration itself; events of calendars are added where they are read. */
export function eventPlansOf(entries: readonly EventEntry[], groupZone: string): EventPlan[] {
  return entries.flatMap((entry): EventPlan[] => {
    const { name, start, end, multiple, ramp: rampSeconds, decay: decaySeconds } = entry;
    if (name === undefined) return [];
    const shared = { name, multiple, rampSeconds, decaySeconds };
    if (start !== undefined && end !== undefined) return [{ ...shared, start, end }];
    if (entry.cron === undefined || entry.duration === undefined) return [];
    const { cron: opens, zone: own = groupZone, duration: durationSeconds } = entry;
    return [{ ...shared, cron: opens, zone: own, durationSeconds }];
  });
}
