import { parse } from 'yaml';
import type { z } from 'zod';
import { unknownKey } from './messages.ts';
import { sections } from './sections.ts';

/** A setting that takes precedence over the file: `log.level` from `--log-level`, say. */
export interface Override {
  readonly path: string;
  readonly value: unknown;
  /** Named where the value turns out to be wrong. */
  readonly source: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'FOREWARM_';

/** Every setting outside the groups by its path: `aws.region`. */
const settings: ReadonlyMap<string, z.ZodType> = new Map(
  Object.entries(sections).flatMap(([name, section]) =>
    Object.entries<z.ZodType>(section.shape).map(([key, value]) => [`${name}.${key}`, value]),
  ),
);
export const settingPaths: readonly string[] = [...settings.keys()];

export interface EnvironmentOverrides {
  readonly overrides: readonly Override[];
  /** A line for each variable that names no setting. */
  readonly problems: readonly string[];
}

/**
 * Overrides from variables such as FOREWARM_AWS__REGION, whatever their case, with values in YAML,
 * text as it stands. Variables without the double underscore belong to the command line and are left
 * alone.
 */
export function environmentOverrides(environment: Environment): EnvironmentOverrides {
  const overrides: Override[] = [];
  const problems: string[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || !name.startsWith(prefix) || !name.includes('__')) continue;
    const asked = name.slice(prefix.length).replaceAll('__', '.');
    const path = settingPaths.find((known) => known.toLowerCase() === asked.toLowerCase());
    if (path === undefined) {
      problems.push(`environment ${name}: ${unknownKey(asked.toLowerCase(), settingPaths)}`);
    } else {
      const value = settingValue(text, settings.get(path)!);
      overrides.push({ path, value, source: `environment ${name}` });
    }
  }
  return { overrides, problems };
}

/**
 * `text` itself where `setting` takes text: a profile may be all digits, and `#` part of a path. Else
 * as YAML reads it, so that `5` is a number and `null` nothing.
 */
function settingValue(text: string, setting: z.ZodType): unknown {
  if (text !== 'null' && setting.safeParse(text).success) return text;
  try {
    return parse(text);
  } catch {
    return text;
  }
}

/** systemd's state directory, the first if there are several; it stands in for an absent setting. */
export function stateDirectoryOf(environment: Environment): string | null {
  const [first] = (environment.STATE_DIRECTORY ?? '').split(':');
  return first === undefined || first === '' ? null : first;
}
