/** A file of announced events and holidays, as a group of the configuration writes them. */
import { readFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { z } from 'zod';
import { ForewarmError } from '../errors.ts';
import { event, holidays } from './calendar.ts';
import { readYaml } from './document.ts';
import { addIssue, anchoredCalendars } from './load.ts';
import { explain } from './messages.ts';
import { Report } from './report.ts';
import { strict, zone } from './values.ts';

const announced = strict({
  zone: zone().optional(),
  events: z.array(event).default([]),
  holidays: holidays.prefault({}),
});
export type Announced = z.output<typeof announced>;

/**
 * Reads YAML with the keys `zone`, `events` and `holidays` of a group, or iCalendar: its events.
 * @throws ForewarmError FW_CONFIG_INVALID with one line for each problem, FW_INPUT_INVALID.
 */
export function loadAnnounced(file: string): Announced {
  if (extname(file).toLowerCase() === '.ics') {
    return announced.parse({ events: [{ calendar: file }] });
  }
  const yaml = readYaml(readText(file));
  const report = new Report(file, yaml, []);
  for (const { position, message } of yaml.problems) report.addAt(position, [], message);
  if (yaml.raw === undefined) throw report.error();
  const result = announced.safeParse(yaml.raw ?? {}, { error: explain });
  if (!result.success) for (const issue of result.error.issues) addIssue(report, issue);
  if (!result.success || report.hasProblems) throw report.error();
  return anchoredCalendars(result.data, dirname(file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ForewarmError('FW_INPUT_INVALID', `${file} cannot be read`, {
      cause,
      hint: 'give --events a YAML file with events and holidays, or an iCalendar file',
    });
  }
}
