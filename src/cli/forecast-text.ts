import type { ForecastDocument, ForecastEvent } from '../app/forecast.ts';
import { indexOf, slice, type TimeSeries } from '../core/series/series.ts';
import {
  duration,
  type EpochSeconds,
  isoOf,
  percent,
  secondsPerDay,
  secondsPerHour,
} from '../core/units.ts';
import { fanChart } from './charts/chart.ts';
import type { Io } from './io.ts';
import { quantity, tableWithin, wrap } from './output.ts';

/** Levels that the chart is drawn of: the document must have them. */
export const chartLevels = [0.1, 0.5, 0.9] as const;

export interface ShownForecast {
  readonly document: ForecastDocument;
  /** Those that the table has a column for. */
  readonly levels: readonly number[];
}

/** The forecast as a person reads it: what it rests on, a chart, and the hours to come. */
export function forecastText(
  name: string,
  series: TimeSeries,
  { document, levels }: ShownForecast,
  io: Pick<Io, 'columns' | 'unicode'>,
): string {
  const { stepSeconds, points } = document;
  const horizonSeconds = points.length * stepSeconds;
  const heading = [
    name,
    `from ${stamp(points[0]!.at)} UTC`,
    `next ${duration(horizonSeconds)} in steps of ${duration(stepSeconds)}`,
    `newest step ${document.origin.slice(11, 16)}`,
  ].join(io.unicode ? ' · ' : ' - ');
  return [
    wrap(heading, io.columns),
    wrap(standing(document), io.columns),
    wrap(learnt(document), io.columns),
    ...(document.events ?? []).map((event) => wrap(eventText(event), io.columns)),
    '\n',
    fanChart(fanOf(series, document), Math.min(io.columns, 100), 11, io.unicode),
    legend(io),
    '\n',
    hoursTable(document, levels, io.columns),
  ].join('');
}

/** How far the forecast may be trusted, in one line. */
function standing({ model, accuracy }: ForecastDocument): string {
  const { name, backend, trainSeconds } = model;
  const who = `model ${name} (${backend}), trained in ${trainSeconds.toFixed(1)} s`;
  if (accuracy === null) return `${who}; too little history to measure its error`;
  const { wape, lossRatio, coverage80 } = accuracy;
  const against =
    lossRatio < 1
      ? `${percent(1 - lossRatio, 0)} less loss than seasonal naive`
      : `no better than seasonal naive`;
  return `${who}; error ${percent(wape)}, ${against}; the 80 % interval held ${percent(coverage80, 0)}`;
}

/** What the history allows, or why it is too short, and what of it was left out. */
function learnt({ history, stepSeconds, warnings = [] }: ForecastDocument): string {
  const { sentence, disturbedSteps } = history;
  const allows = warnings.length === 0 ? sentence : `Warning: ${warnings.join('; ')}`;
  const span = duration(disturbedSteps * stepSeconds);
  return disturbedSteps === 0 ? allows : `${allows}; ${span} left out as outages`;
}

function eventText({ name, start, end, multiple }: ForecastEvent): string {
  const brings =
    multiple === null
      ? 'nobody knows yet what it brings'
      : `${multiple.toFixed(1)} × the ordinary load`;
  return `event ${name}, ${stamp(start)} to ${stamp(end)}: ${brings}`;
}

function fanOf(series: TimeSeries, { levels, points, origin, stepSeconds }: ForecastDocument) {
  const end = indexOf(series, Date.parse(origin) / 1000) + 1;
  const shown = Math.min(end, Math.max(points.length, Math.round(secondsPerDay / stepSeconds)));
  const past = slice(series, end - shown, end);
  const [low, middle, high] = chartLevels.map((level) => {
    const row = levels.indexOf(level);
    return points.map(({ quantiles }) => quantiles[row]!);
  });
  const gap = new Array<number>(shown).fill(Number.NaN);
  const none = new Array<number>(points.length).fill(Number.NaN);
  return {
    start: past.start,
    stepSeconds,
    observed: [...past.values, ...none],
    low: [...gap, ...low!],
    middle: [...gap, ...middle!],
    high: [...gap, ...high!],
    originIndex: shown,
  };
}

function legend({ unicode, columns }: Pick<Io, 'columns' | 'unicode'>): string {
  const rule = unicode ? '│' : '|';
  const text = `left of ${rule} observed, right of it the median in its 80 % interval`;
  return wrap(text, columns, ' '.repeat(10));
}

/** One row an hour, or a step where steps are longer: a mean for each level, the highest step of the last. */
function hoursTable(document: ForecastDocument, shown: readonly number[], columns: number): string {
  const { points, stepSeconds } = document;
  const levels = [...new Set(shown)].sort((a, b) => a - b);
  const indices = levels.map((level) => document.levels.indexOf(level));
  const every = Math.max(1, Math.round(secondsPerHour / stepSeconds));
  const rows = [];
  for (let from = 0; from < points.length; from += every) {
    const hour = points.slice(from, from + every);
    const ofLevel = (index: number) => hour.map(({ quantiles }) => quantiles[index]!);
    const means = indices.map((index) => {
      const values = ofLevel(index);
      return quantity(values.reduce((sum, value) => sum + value, 0) / values.length);
    });
    rows.push([stamp(hour[0]!.at), ...means, quantity(Math.max(...ofLevel(indices.at(-1)!)))]);
  }
  const names = levels.map((level) => percent(level, digitsOf(level)));
  const head = ['from', ...names, `peak at ${names.at(-1)!}`];
  return tableWithin(columns, head, rows, ['left', ...levels.map(() => 'right' as const), 'right']);
}

/** Decimals that say a level as a percentage whole: .9 none, .995 one. */
function digitsOf(level: number): number {
  return Math.max(0, String(Number((100 * level).toPrecision(12))).split('.')[1]?.length ?? 0);
}

function stamp(at: EpochSeconds | string): string {
  const iso = typeof at === 'string' ? at : isoOf(at);
  return iso.slice(0, 16).replace('T', ' ');
}
