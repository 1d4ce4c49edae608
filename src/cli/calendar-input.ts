import { accessSync, constants } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import type { LoadCalendar } from '../app/known-days.ts';
import { endOf, type TimeSeries } from '../core/series/series.ts';
import { isZone } from '../core/series/zone.ts';
import { ForewarmError } from '../errors.ts';

/** What is known beforehand of the load in a file. */
export interface CalendarOptions {
  readonly zone?: string;
  readonly events?: string;
}

/** Options of every command that reads the load from a file. @param only Before each description. */
export function withCalendarOptions(command: Command, only = ''): Command {
  return command
    .option(
      '--zone <name>',
      `${only}IANA time zone of the load's daily rhythm; else that of --events, or UTC. Times of the file without a zone are UTC all the same`,
      parseZone,
    )
    .option(
      '--events <file>',
      `${only}announced events and holidays: YAML with \`events\` and \`holidays\` as in the configuration, or iCalendar`,
    );
}

function parseZone(text: string): string {
  if (!isZone(text)) throw new InvalidArgumentError('Write an IANA zone such as Europe/Berlin.');
  return text;
}

/**
 * The calendar of `series` as the command line gives it.
 * @throws ForewarmError FW_INPUT_INVALID, a line for each problem of the events file.
 */
export async function readCalendar(
  { zone, events: file }: CalendarOptions,
  series: TimeSeries,
): Promise<LoadCalendar> {
  const { noHolidays } = await import('../core/calendar/holidays.ts');
  if (file === undefined) return { zone: zone ?? 'UTC', events: [], holidays: noHolidays };
  requireReadable(file);
  const { loadAnnounced } = await import('../config/announced.ts');
  const { loadCalendarOf } = await import('../daemon/calendars.ts');
  try {
    const named = loadAnnounced(file);
    return loadCalendarOf({ ...named, zone: zone ?? named.zone ?? 'UTC' }, endOf(series));
  } catch (cause) {
    if (!(cause instanceof ForewarmError) || cause.code !== 'FW_CONFIG_INVALID') throw cause;
    const message = `the events file is wrong\n${cause.message}`;
    throw new ForewarmError('FW_INPUT_INVALID', message, { cause });
  }
}

/** Names an absent file as what it was to be; a calendar within it is told by whoever reads it. */
function requireReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new ForewarmError('FW_INPUT_INVALID', `the events file ${file} cannot be read`, {
      cause,
      hint: 'check the path: --events takes YAML with events and holidays, or iCalendar',
    });
  }
}
