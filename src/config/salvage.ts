/**
 * What can still be read of a file that is wrong in places, so that what else is wrong with it is
 * told in the same run. What is wrong is left to its default or, where there is none, to a stand-in;
 * a check that would look at one of those is in doubt, and holds its tongue.
 */
import type { z } from 'zod';
import type { Path } from './document.ts';
import { isMap, withValue } from './maps.ts';
import { explain, nearestOf } from './messages.ts';
import { Config, type WrittenConfig } from './schema.ts';

export interface Salvaged {
  readonly config: WrittenConfig;
  /** Problems that only came to light now. */
  readonly found: readonly z.core.$ZodIssue[];
  /** What was left out of `config`. */
  readonly doubts: readonly Path[];
}

/** What of `raw` can be read despite `issues`; null = too little. */
export function salvaged(raw: unknown, issues: readonly z.core.$ZodIssue[]): Salvaged | null {
  const doubts = issues.flatMap(placesOf);
  const found: z.core.$ZodIssue[] = [];
  let [rest, open] = [raw, issues];
  for (const isWhole of [false, true, true]) {
    rest = open.flatMap(placesOf).reduce((left, path) => without(left, path, isWhole), rest);
    const result = Config.safeParse(rest, { error: explain });
    if (result.success) return { config: result.data, found, doubts };
    open = result.error.issues;
    const fresh = open.filter((issue) => !isInDoubt(plain(issue.path), [], doubts));
    found.push(...fresh);
    doubts.push(...open.flatMap(placesOf));
  }
  return null;
}

/**
 * Whether a problem at `path` may come from what was left out: something in the same group, or
 * outside of all, that it `reads` or that was perhaps meant to be it.
 */
export function isInDoubt(path: Path, reads: readonly Path[], doubts: readonly Path[]): boolean {
  const group = groupOf(path);
  return doubts.some((doubt) => {
    const [section] = doubt;
    const other = groupOf(doubt);
    if (section === 'defaults' || (other !== null && group !== null && other !== group))
      return false;
    const left = inGroup(doubt);
    return [inGroup(path), ...reads].some((read) =>
      left.every((step, i) => i >= read.length || isLike(step, read[i]!)),
    );
  });
}

/** A misspelt key is perhaps the one that is missed. */
function isLike(step: string | number, known: string | number): boolean {
  return nearestOf(String(step), [String(known)]) !== null;
}

function groupOf([section, index]: Path): number | null {
  return section === 'groups' && typeof index === 'number' ? index : null;
}

/** `path` within its group, or as it is. */
function inGroup(path: Path): Path {
  return groupOf(path) === null ? path : path.slice(2);
}

/** Where an issue is: unknown keys come several at once. */
function placesOf(issue: z.core.$ZodIssue): Path[] {
  const path = plain(issue.path);
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

function plain(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

/** What a group must have, filled with something that no check looks at. */
const standIns: Readonly<Record<string, unknown>> = {
  name: '-',
  traffic: { source: 'imported', series: '-' },
  capacity: { loadPerInstance: 1, boot: '6h' },
  prices: { instanceHourUsd: 0, storageHourUsd: 0 },
};

/** `raw` without the value at `path`, or, if `isWhole`, without the section of it. */
function without(raw: unknown, path: Path, isWhole: boolean): unknown {
  const [section, index] = path;
  if (section === 'version') return withValue(raw, ['version'], 1);
  if (groupOf(path) === null) return cut(raw, isWhole ? path.slice(0, 1) : path);
  if (!isMap(raw) || !Array.isArray(raw.groups)) return raw;
  const groups = raw.groups.map((group, i) =>
    i === index ? withoutOwn(group, path.slice(2), isWhole) : group,
  );
  return { ...raw, groups };
}

function withoutOwn(group: unknown, path: Path, isWhole: boolean): unknown {
  const [section] = path;
  if (section !== undefined && section in standIns) {
    return withValue(group, [section], standIns[section]);
  }
  return cut(group, isWhole ? path.slice(0, 1) : path);
}

/** `raw` without what is at `path`, or without the whole list that it is in. */
function cut(raw: unknown, path: Path): unknown {
  const [key, next, ...rest] = path;
  if (!isMap(raw) || key === undefined) return raw;
  const { [key]: value, ...others } = raw;
  if (next === undefined || !isMap(value)) return others;
  return { ...others, [key]: cut(value, [next, ...rest]) };
}
