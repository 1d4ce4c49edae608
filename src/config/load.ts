import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { ForewarmError } from '../errors.ts';
import { contradictionsOf, repeatedNames } from './checks.ts';
import { readYaml } from './document.ts';
import { inherit } from './inherit.ts';
import { isMap, withValue } from './maps.ts';
import { explain } from './messages.ts';
import {
  type Environment,
  environmentOverrides,
  type Override,
  stateDirectoryOf,
} from './overrides.ts';
import { Report } from './report.ts';
import { Config } from './schema.ts';

/** What takes precedence over the file: `overrides`, which come from flags, over `environment`. */
export interface LoadOptions {
  readonly environment?: Environment;
  readonly overrides?: readonly Override[];
}

/** Reads and checks a configuration file. @throws ForewarmError FW_CONFIG_INVALID. */
export function loadConfig(file: string, options: LoadOptions = {}): Config {
  return parseConfig(file, readText(file), options);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ForewarmError('FW_CONFIG_INVALID', `${file}: cannot be read`, {
      cause,
      hint: 'config/example.yaml is one to start from',
    });
  }
}

/**
 * Checks `text`, the content of `file`. Flag beats environment beats file beats default.
 * @throws ForewarmError FW_CONFIG_INVALID with one line for each problem, all of them at once:
 * `file:line:column path: message`.
 */
export function parseConfig(file: string, text: string, options: LoadOptions = {}): Config {
  const yaml = readYaml(text);
  const fromEnvironment = environmentOverrides(options.environment ?? {});
  const overrides = [...fromEnvironment.overrides, ...(options.overrides ?? [])];
  const report = new Report(file, yaml, overrides);
  for (const { position, message } of yaml.problems) report.addAt(position, [], message);
  for (const line of fromEnvironment.problems) report.addElsewhere(line);
  if (yaml.raw === undefined) throw report.error();

  const raw = inherit(completed(yaml.raw, overrides, options.environment ?? {}));
  const result = Config.safeParse(raw, { error: explain });
  if (!result.success) {
    for (const issue of result.error.issues) addIssue(report, issue);
    for (const { path, message } of repeatedNames(namesOf(raw))) report.add(path, message);
  } else {
    for (const { path, message } of contradictionsOf(result.data)) report.add(path, message);
  }
  if (!result.success || report.hasProblems) throw report.error();
  return anchored(result.data, dirname(file));
}

/** `config` with the paths of its calendars absolute: they are written relative to `directory`. */
function anchored(config: Config, directory: string): Config {
  const groups = config.groups.map((group) => {
    const calendars = group.holidays.calendars.map((path) => resolve(directory, path));
    const events = group.events.map((event) =>
      event.calendar === undefined
        ? event
        : { ...event, calendar: resolve(directory, event.calendar) },
    );
    return { ...group, events, holidays: { ...group.holidays, calendars } };
  });
  return { ...config, groups };
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
function addIssue(report: Report, issue: z.core.$ZodIssue): void {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    for (const [index, key] of issue.keys.entries()) report.addKey([...path, key], lines[index]!);
  } else {
    report.add(path, issue.message);
  }
}
