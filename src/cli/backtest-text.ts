import type { ForecastDocument } from '../app/forecast.ts';
import { endOf, indexOf, type TimeSeries } from '../core/series/series.ts';
import { percent, secondsPerHour } from '../core/units.ts';
import { tableWithin, wrap } from './output.ts';

/** What a forecast is judged by; null = cannot be told. */
interface Figures {
  /** Error of the median as a share of the load. */
  readonly firstHour: number | null;
  readonly whole: number | null;
  /** Share of the steps within the 80 % interval. */
  readonly inside: number | null;
  readonly trainSeconds: number | null;
}

/** Error and coverage of forecasts against what `series` then showed, origin by origin. */
export class BacktestTable {
  readonly #series: TimeSeries;
  readonly #figures: Figures[] = [];
  /** When each forecast begins, as it is printed. */
  readonly #times: string[] = [];
  /** Why figures are missing, a line for each forecast that lacks some. */
  readonly #notes: string[] = [];
  /** Origins from which the planner would not have acted. */
  #tooShort = 0;

  constructor(series: TimeSeries) {
    this.#series = series;
  }

  add(document: ForecastDocument): void {
    if (document.history.tier === 'reactive') this.#tooShort++;
    const hour = Math.max(1, Math.round(secondsPerHour / document.stepSeconds));
    const first = this.#errorsOf(document, hour);
    const all = this.#errorsOf(document, document.points.length);
    const time = document.points[0]!.at.slice(0, 16).replace('T', ' ');
    const { trainSeconds } = document.model;
    this.#times.push(time);
    this.#figures.push({
      firstHour: first.error,
      whole: all.error,
      inside: all.inside,
      trainSeconds,
    });
    const why =
      all.missing ?? (first.missing === null ? null : `in its first hour ${first.missing}`);
    if (why !== null) this.#notes.push(`${time}: ${why}`);
  }

  text(name: string, columns: number): string {
    const title =
      `${name}: error of the median as a share of the load, and steps inside the 80 % interval; ` +
      'each forecast begins where the newest step that it used ends (UTC)';
    const head = ['from', 'first hour', 'whole horizon', 'in 80 %', 'trained in'];
    const rows = this.#figures.map((figures, i) => rowOf(this.#times[i]!, figures));
    if (rows.length > 1) rows.push(rowOf('mean', meanOf(this.#figures)));
    const table = tableWithin(columns, head, rows, ['left', 'right', 'right', 'right', 'right']);
    const notes = this.#notes.map((note) => wrap(note, columns, '  '));
    const why = notes.length === 0 ? '' : `\n${notes.join('')}`;
    return `${wrap(title, columns)}\n${table}${why}${this.#warning(columns)}`;
  }

  #warning(columns: number): string {
    if (this.#tooShort === 0) return '';
    const text =
      `Warning: ${this.#tooShort} of ${this.#figures.length} origins have less than a day of history ` +
      'before them, tier reactive: the planner would not have acted on these forecasts.';
    return `\n${wrap(text, columns)}`;
  }

  #errorsOf(
    { points, levels }: ForecastDocument,
    steps: number,
  ): {
    readonly error: number | null;
    readonly inside: number | null;
    readonly missing: string | null;
  } {
    const row = (level: number) => levels.findIndex((each) => Math.abs(each - level) < 1e-9);
    const [low, middle, high] = [row(0.1), row(0.5), row(0.9)];
    let [misses, load, inside, count] = [0, 0, 0, 0];
    for (const { at, quantiles } of points.slice(0, steps)) {
      const actual = this.#series.values[indexOf(this.#series, Date.parse(at) / 1000)];
      if (actual === undefined || Number.isNaN(actual)) continue;
      misses += Math.abs(actual - (quantiles[middle] ?? Number.NaN));
      load += actual;
      count += 1;
      if (quantiles[low]! <= actual && actual <= quantiles[high]!) inside += 1;
    }
    if (count === 0) {
      const isPast = Date.parse(points[0]!.at) / 1000 >= endOf(this.#series);
      const missing = isPast
        ? 'the file ends there'
        : 'the file holds no value, for a gap or an outage';
      return { error: null, inside: null, missing };
    }
    return {
      error: load > 0 && middle >= 0 ? misses / load : null,
      inside: low < 0 || high < 0 ? null : inside / count,
      missing: missingIn({ hasLoad: load > 0, hasLevels: Math.min(low, middle, high) >= 0 }),
    };
  }
}

/** Why a figure is missing where values were observed; null = none is. */
function missingIn({
  hasLoad,
  hasLevels,
}: {
  hasLoad: boolean;
  hasLevels: boolean;
}): string | null {
  if (!hasLoad) return 'the load was 0, of which nothing is a share';
  return hasLevels ? null : '--levels leaves out 0.1, 0.5 or 0.9, which these figures need';
}

function rowOf(name: string, { firstHour, whole, inside, trainSeconds }: Figures): string[] {
  const told = (share: number | null, digits: number) =>
    share === null ? '–' : percent(share, digits);
  const seconds = trainSeconds === null ? '–' : `${trainSeconds.toFixed(1)} s`;
  return [name, told(firstHour, 1), told(whole, 1), told(inside, 0), seconds];
}

/** The mean of each figure over the rows that have it. */
function meanOf(rows: readonly Figures[]): Figures {
  const mean = (key: keyof Figures): number | null => {
    const known = rows.map((row) => row[key]).filter((figure) => figure !== null);
    return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
  };
  return {
    firstHour: mean('firstHour'),
    whole: mean('whole'),
    inside: mean('inside'),
    trainSeconds: mean('trainSeconds'),
  };
}
