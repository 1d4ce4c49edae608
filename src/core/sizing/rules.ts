/**
 * The simple rules among which sizing chooses: an expectation of the peak ahead, held for a while,
 * times a margin, plus some spare. Each is a prepared total for every step; absolute pools and
 * constants are written as totals too, so that any two rules can be averaged.
 */

import { type LocalGrid, stepsIn } from '../series/local-grid.ts';
import { trailingMax } from '../series/rolling.ts';
import { habitualPeaks, trailingPeaks } from './habits.ts';
import type { SizingHistory } from './history.ts';
import { learntPeaks, type PeakModel, type Stream } from './peaks.ts';

/** total = max(⌈margin × expected⌉ + extra, active + spare). */
export interface Shape {
  readonly margin: number;
  readonly extra: number;
  /** null = the total may lie below the capacity in service. */
  readonly spare: number | null;
}

/** One rule as plain data: what it expects, for how long it holds that, and what it makes of it. */
export interface Rule {
  readonly stream: string;
  readonly heldMinutes: number;
  readonly shape: Shape;
}

/** Rules that differ in shape only. */
export interface RuleFamily extends Omit<Rule, 'shape'> {
  readonly shapes: readonly Shape[];
  /** What the family expects in steps [from, to), in instances. */
  expected(from: number, to: number): Float64Array;
}

/** Every rule; a rule's number counts the shapes of all families in order. */
export interface RuleBook {
  readonly families: readonly RuleFamily[];
  readonly rules: number;
  /** The forecasts of peaks that serve from the step on at which the book's past ends. */
  readonly peaks: PeakModel;
  /** The rule that serves until there is a record to choose by: the day's highest and a quarter. */
  readonly fallback: number;
}

const dwellMinutes = [0, 30, 60, 180] as const;
const margins = [0.8, 0.9, 1, 1.1, 1.25, 1.5].map((margin) => shape(margin));
const spared = [1, 1.25].flatMap((margin) => [1, 2, 4, 8].map((spare) => shape(margin, 0, spare)));
const mergedShapes = [0.9, 1, 1.15, 1.4].map((margin) => shape(margin));
const mergedDwellMinutes = [0, 60] as const;
const fallbackMargin = margins.find(({ margin }) => margin === 1.25)!;
const fallbackStream = 'trailing-1440m';

/** Forecasts and habits whose agreement or disagreement makes an expectation of its own. */
const mergedPeaks = ['peak-1-0.9', 'peak-2-0.75', 'peak-2-0.95', 'peak-4-0.95', 'peak-2-0.995'];
const mergedHabits = [
  'yesterday-15m',
  'highest-3-30m',
  'last-week-15m',
  'highest-7-30m',
  'highest-3-60m',
  'mean-7-30m',
];
const merges = [
  { name: 'higher', of: (a: number, b: number) => Math.max(a, b) },
  { name: 'middle', of: (a: number, b: number) => (a + b) / 2 },
  { name: 'lower', of: (a: number, b: number) => Math.min(a, b) },
] as const;

/** The rules for `history`, causal from step `from` on. */
export function ruleBook(history: SizingHistory, from: number, bootSteps: number): RuleBook {
  const { grid, load } = history;
  const { streams: learnt, model } = learntPeaks(history, from, bootSteps);
  const ahead = [...learnt, ...habitualPeaks(history)];
  const held = (stream: Stream, heldMinutes: number, shapes: readonly Shape[]): RuleFamily => ({
    stream: stream.name,
    heldMinutes,
    shapes,
    expected: (from, to) => heldOver(stream.values, heldSteps(grid, heldMinutes), from, to),
  });
  const families = [
    ...ahead.flatMap((each) => dwellMinutes.map((m) => held(each, m, [...margins, ...spared]))),
    ...mergedStreams(ahead).flatMap((each) =>
      mergedDwellMinutes.map((m) => held(each, m, mergedShapes)),
    ),
    ...trailingPeaks(history).map((each) => held(each, 0, [...margins, ...spared])),
    ...dwellMinutes.map((m) => held(inService(history), m, sizes(spareSizes))),
    held(nothingExpected(history), 0, sizes(constantSizes(load.subarray(0, Math.max(1, from))))),
  ];
  const rules = families.reduce((sum, { shapes }) => sum + shapes.length, 0);
  const fallback = numberOf(families, fallbackStream, fallbackMargin);
  return { families, rules, fallback, peaks: model };
}

/** The rule of that number. */
export function ruleAt({ families }: RuleBook, number: number): Rule {
  let left = number;
  for (const { stream, heldMinutes, shapes } of families) {
    if (left < shapes.length) return { stream, heldMinutes, shape: shapes[left]! };
    left -= shapes.length;
  }
  throw new RangeError(`there is no rule ${number}`);
}

/** Every stream that a rule may expect, from step `first` on, given the forecasts of peaks. */
export function streamsFrom(
  history: SizingHistory,
  learnt: readonly Stream[],
  first: number,
): ReadonlyMap<string, Float64Array> {
  const ahead = [...learnt, ...habitualPeaks(history, first)];
  const streams = [
    ...ahead,
    ...mergedStreams(ahead),
    ...trailingPeaks(history, first),
    inService(history, first),
    nothingExpected(history, first),
  ];
  return new Map(streams.map(({ name, values }) => [name, values]));
}

/** Steps over which a rule holds its highest expectation, 0 = it does not. */
export function heldSteps(grid: Pick<LocalGrid, 'stepSeconds'>, heldMinutes: number): number {
  return heldMinutes === 0 ? 0 : stepsIn(grid, heldMinutes);
}

/** The highest of `values` over the last `steps` and now, at indices [from, to). */
export function heldOver(
  values: Float64Array,
  steps: number,
  from: number,
  to: number,
): Float64Array {
  if (steps === 0) return values.subarray(from, to);
  const start = Math.max(0, from - steps);
  return trailingMax(values.subarray(start, to), steps + 1).subarray(from - start);
}

function inService({ active }: SizingHistory, first = 0): Stream {
  return { name: 'in-service', values: Float64Array.from(active.subarray(first)) };
}

/** What a constant goes by. */
function nothingExpected({ grid }: SizingHistory, first = 0): Stream {
  return { name: 'constant', values: new Float64Array(grid.steps - first) };
}

/** Totals of `rule` for [from, from + totals.length), written to `totals`. */
export function totalsOf(
  { margin, extra, spare }: Shape,
  expected: Float64Array,
  active: Int32Array,
  totals: Int32Array,
): void {
  const least = spare ?? Number.NEGATIVE_INFINITY;
  for (let i = 0; i < totals.length; i++) {
    const total = Math.ceil(margin * expected[i]! - dust) + extra;
    totals[i] = Math.max(0, total, active[i]! + least);
  }
}

/** Less than this above a whole instance is rounding. */
const dust = 1e-6;

function shape(margin: number, extra = 0, spare: number | null = null): Shape {
  return { margin, extra, spare };
}

function sizes(extras: readonly number[]): Shape[] {
  return extras.map((extra) => shape(1, extra));
}

const spareSizes = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 26, 34, 45, 60, 80];

/** 0 … 12, then six per cent apart up to twice the highest load. */
function constantSizes(load: Float64Array): number[] {
  const top = 2 * load.reduce((a, b) => Math.max(a, b), 0) + 2;
  const result = Array.from({ length: 13 }, (_, size) => size);
  for (let size = 13; size < top; size = Math.ceil(size * 1.06)) result.push(size);
  return result;
}

function mergedStreams(streams: readonly Stream[]): Stream[] {
  const named = new Map(streams.map((stream) => [stream.name, stream.values]));
  return mergedPeaks.flatMap((peak) =>
    mergedHabits.flatMap((habit) =>
      merges.map(({ name, of }) => {
        const [a, b] = [named.get(peak)!, named.get(habit)!];
        return { name: `${name} of ${peak} and ${habit}`, values: a.map((x, t) => of(x, b[t]!)) };
      }),
    ),
  );
}

function numberOf(families: readonly RuleFamily[], wanted: string, shape: Shape): number {
  let number = 0;
  for (const { stream, shapes } of families) {
    if (stream === wanted) return number + shapes.indexOf(shape);
    number += shapes.length;
  }
  return number;
}
