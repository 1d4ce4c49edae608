import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { PriceReading } from '../core/capacity/listed-prices.ts';
import type { EpochSeconds } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { certain, contradictionsOf, type Problem, repeatedNames } from './checks.ts';
import { type Path, readYaml, type YamlFile } from './document.ts';
import { inherit } from './inherit.ts';
import { isMap, withValue } from './maps.ts';
import { explain } from './messages.ts';
import {
  type Environment,
  environmentOverrides,
  type Override,
  stateDirectoryOf,
} from './overrides.ts';
import { type PriceBook, priced, questionsOf, regionOf } from './prices.ts';
import { Report } from './report.ts';
import { salvaged } from './salvage.ts';
import { Config, type GroupConfig, type WrittenConfig } from './schema.ts';
import { warningsOf } from './warnings.ts';

/** What takes precedence over the file: `overrides`, which come from flags, over `environment`. */
export interface LoadOptions {
  readonly environment?: Environment;
  readonly overrides?: readonly Override[];
  /** What the price list said, by state directory; left out = it was never read. */
  readonly readings?: (stateDirectory: string) => readonly PriceReading[];
  /** When prices are looked up; left out = now. */
  readonly at?: EpochSeconds;
  /** What is wrong with the calendars that it names; left out = nobody looks. */
  readonly elsewhere?: (config: Config) => readonly Problem[];
}

/** A configuration with nothing wrong, and what may yet be meant otherwise. */
export interface CheckedConfig {
  readonly config: Config;
  /** Each as `file:line:column path: message`, in the order of the file. */
  readonly warnings: readonly string[];
}

/** Reads and checks a configuration file. @throws ForewarmError FW_CONFIG_INVALID. */
export function loadConfig(file: string, options: LoadOptions = {}): Config {
  return loadChecked(file, options).config;
}

/** The same with its warnings. @throws ForewarmError FW_CONFIG_INVALID. */
export function loadChecked(file: string, options: LoadOptions = {}): CheckedConfig {
  return parseChecked(file, readText(file), options);
}

/** What the file system says, by its code. Source: Node.js, common system errors. */
const readProblems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a directory: name the file in it',
  EACCES: 'may not be read: check its permissions',
};

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    const problem = readProblems[String(cause.code)] ?? `cannot be read: ${cause.message}`;
    throw new ForewarmError('FW_CONFIG_INVALID', `${resolve(file)}: ${problem}`, {
      cause,
      hint: 'config/example.yaml is one to start from',
    });
  }
}

/**
 * Checks `text`, the content of `file`. Flag beats environment beats file beats default.
 * @throws ForewarmError FW_CONFIG_INVALID with one line for each problem, all of them at once:
 * `file:line:column path: message`; FW_DB_BROKEN when the prices that were read are damaged.
 */
export function parseConfig(file: string, text: string, options: LoadOptions = {}): Config {
  return parseChecked(file, text, options).config;
}

function parseChecked(file: string, text: string, options: LoadOptions): CheckedConfig {
  const { config: written, yaml, overrides, report, doubts } = parseWritten(file, text, options);
  const { config, problems } = priced(written, bookOf(written, options));
  const { elsewhere = () => [] } = options;
  const all = [
    ...certain(problems, ['prices', 'aws.region'], doubts),
    ...contradictionsOf(config, doubts),
    ...certain(elsewhere(config), [], doubts),
  ];
  for (const { path, message } of all) report.add(path, message);
  if (report.hasProblems) throw report.error();
  const warnings = new Report(file, yaml, overrides);
  for (const { path, message } of warningsOf(config)) warnings.add(path, message);
  return { config, warnings: warnings.lines() };
}

/**
 * Reads a configuration whose prices are yet to be looked up, with the report of what turns out to
 * be wrong with it. @throws ForewarmError FW_CONFIG_INVALID.
 */
export function loadWritten(
  file: string,
  options: LoadOptions = {},
): Pick<Written, 'config' | 'report'> {
  const written = parseWritten(file, readText(file), options);
  if (written.report.hasProblems) throw written.report.error();
  return written;
}

/** What a text says, or as much of it as can be read. */
interface Written {
  readonly config: WrittenConfig;
  readonly yaml: YamlFile;
  readonly overrides: readonly Override[];
  /** Whether all of it can be read, this knows. */
  readonly report: Report;
  /** What could not be, and is not what it was meant to be in `config`. */
  readonly doubts: readonly Path[];
}

/** @throws ForewarmError FW_CONFIG_INVALID when too little can be read to look any further. */
function parseWritten(file: string, text: string, options: LoadOptions): Written {
  const yaml = readYaml(text);
  const fromEnvironment = environmentOverrides(options.environment ?? {});
  const overrides = [...fromEnvironment.overrides, ...(options.overrides ?? [])];
  const report = new Report(file, yaml, overrides);
  for (const { position, message } of yaml.problems) report.addAt(position, [], message);
  for (const line of fromEnvironment.problems) report.addElsewhere(line);
  if (yaml.raw === undefined) throw report.error();

  const raw = inherit(completed(yaml.raw, overrides, options.environment ?? {}));
  const result = Config.safeParse(raw, { error: explain });
  if (result.success) {
    const config = anchored(result.data, dirname(file));
    return { config, yaml, overrides, report, doubts: [] };
  }
  for (const issue of result.error.issues) addIssue(report, issue);
  for (const { path, message } of repeatedNames(namesOf(raw))) report.add(path, message);
  const rest = salvaged(raw, result.error.issues);
  for (const issue of rest?.found ?? []) addIssue(report, issue);
  if (rest === null) throw report.error();
  const config = anchored(rest.config, dirname(file));
  return { config, yaml, overrides, report, doubts: rest.doubts };
}

/** What is known of prices: nothing is read of a configuration that says them all. */
function bookOf(written: WrittenConfig, options: LoadOptions): PriceBook {
  const { environment = {}, readings = () => [], at = Math.floor(Date.now() / 1000) } = options;
  const isNeeded = questionsOf(written).length > 0;
  const region = regionOf(written, environment);
  return { region, readings: isNeeded ? readings(written.state.directory) : [], at };
}

/**
 * `config` with its paths absolute: they are relative to `directory`, that of the file, so that every
 * command finds the daemon's state from wherever it is called.
 */
function anchored(config: WrittenConfig, directory: string): WrittenConfig {
  const state = { ...config.state, directory: resolve(directory, config.state.directory) };
  const groups = config.groups.map((group) => anchoredCalendars(group, directory));
  return { ...config, state, groups };
}

/** What names calendars with their paths absolute: they are written relative to `directory`. */
export function anchoredCalendars<Named extends Pick<GroupConfig, 'events' | 'holidays'>>(
  named: Named,
  directory: string,
): Named {
  const calendars = named.holidays.calendars.map((path) => resolve(directory, path));
  const events = named.events.map((event) =>
    event.calendar === undefined
      ? event
      : { ...event, calendar: resolve(directory, event.calendar) },
  );
  return { ...named, events, holidays: { ...named.holidays, calendars } };
}

/** The file's values with everything on top that has precedence, and systemd's directory below. */
function completed(
  raw: unknown,
  overrides: readonly Override[],
  environment: Environment,
): unknown {
  const directory = stateDirectoryOf(environment);
  const state = isMap(raw) && isMap(raw.state) ? raw.state : {};
  const useDirectory = directory !== null && state.directory === undefined;
  const base = useDirectory ? withValue(raw, ['state', 'directory'], directory) : raw;
  return overrides.reduce(
    (values, { path, value }) => withValue(values, path.split('.'), value),
    base,
  );
}

/** The names of the groups of a configuration that may be wrong elsewhere. */
function namesOf(raw: unknown): unknown[] {
  const groups = isMap(raw) && Array.isArray(raw.groups) ? raw.groups : [];
  return groups.map((group) => (isMap(group) ? group.name : undefined));
}

/** One problem that zod found: unknown keys come several at once, each with a line of the message. */
export function addIssue(report: Report, issue: z.core.$ZodIssue): void {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    for (const [index, key] of issue.keys.entries()) report.addKey([...path, key], lines[index]!);
  } else {
    report.add(path, issue.message);
  }
}
