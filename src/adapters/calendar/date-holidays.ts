import { createRequire } from 'node:module';
import type { Holiday } from '../../core/calendar/holidays.ts';
import { parseDay } from '../../core/calendar/local-day.ts';
import { secondsPerDay } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';

/** What is used of the package. Source: date-holidays 3.37, README. */
interface DateHolidays {
  new (): {
    init(country: string, region?: string): void;
    getHolidays(year: number): readonly {
      /** Local, `2026-12-24 00:00:00` and possibly an offset. */
      readonly date: string;
      readonly start: Date;
      readonly end: Date;
      readonly name: string;
      readonly type: string;
    }[];
    getStates(country: string): Readonly<Record<string, string>> | undefined;
    getCountries(): Readonly<Record<string, string>>;
  };
}

export interface PackageRequest {
  readonly country: string;
  readonly region: string | null;
  /** First and last year. */
  readonly years: readonly [number, number];
}

/**
 * Public holidays of `country` and `region` as the optional package date-holidays knows them, days
 * that begin or end within a day left out.
 * @throws ForewarmError FW_CONFIG_INVALID when the package is not installed or does not know them.
 */
export function packagedHolidays(
  { country, region, years }: PackageRequest,
  require: (name: string) => unknown = createRequire(import.meta.url),
): Holiday[] {
  const Holidays = load(require, country, region);
  const known = new Holidays();
  if (!(country in known.getCountries())) {
    throw invalid(`${country} is no country that date-holidays knows`, 'use an ISO 3166 code');
  }
  const regions = Object.keys(known.getStates(country) ?? {});
  if (region !== null && !regions.includes(region)) {
    const hint = `known are ${regions.join(', ') || 'none'}`;
    throw invalid(`${region} is no region of ${country} that date-holidays knows`, hint);
  }
  known.init(country, region ?? undefined);
  const all: Holiday[] = [];
  for (let year = years[0]; year <= years[1]; year++) {
    for (const { date, start, end, name, type } of known.getHolidays(year)) {
      const first = parseDay(date.slice(0, 10));
      const days = Math.round((end.getTime() - start.getTime()) / (secondsPerDay * 1000));
      if (type !== 'public' || first === null || !date.includes(' 00:00:00')) continue;
      for (let day = first; day < first + days; day++) all.push({ day, name });
    }
  }
  return all.sort((a, b) => a.day - b.day);
}

/** The package, when first needed: it takes a tenth of a second and twenty megabytes. */
function load(
  require: (name: string) => unknown,
  country: string,
  region: string | null,
): DateHolidays {
  try {
    return require('date-holidays') as DateHolidays;
  } catch (cause) {
    if (!isAbsent(cause)) throw cause;
    const place = region === null ? country : `${country}, region ${region},`;
    throw invalid(
      `the holidays of ${place} are not built in, and date-holidays is not installed`,
      'npm install date-holidays, or name the days under holidays: rules, dates or calendars',
      cause,
    );
  }
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
}

function invalid(message: string, hint: string, cause?: unknown): ForewarmError {
  return new ForewarmError('FW_CONFIG_INVALID', message, { hint, cause });
}
