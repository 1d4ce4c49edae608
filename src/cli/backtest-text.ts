import type { ForecastDocument } from '../app/forecast.ts';
import { indexOf, type TimeSeries } from '../core/series/series.ts';
import { percent, table, wrap } from './output.ts';

/** Error and coverage of forecasts against what `series` then showed, origin by origin. */
export class BacktestTable {
  readonly #series: TimeSeries;
  readonly #rows: string[][] = [];
  /** Origins from which the planner would not have acted. */
  #tooShort = 0;

  constructor(series: TimeSeries) {
    this.#series = series;
  }

  add(document: ForecastDocument): void {
    if (document.history.tier === 'reactive') this.#tooShort++;
    const hour = Math.max(1, Math.round(3600 / document.stepSeconds));
    const first = this.#errorsOf(document, hour);
    const all = this.#errorsOf(document, document.points.length);
    this.#rows.push([
      document.origin.slice(0, 16).replace('T', ' '),
      first.error,
      all.error,
      all.inside,
      `${document.model.trainSeconds.toFixed(1)} s`,
    ]);
  }

  text(name: string, columns: number): string {
    const title = `${name}: error of the median as a share of the load, and steps inside the 80 % interval`;
    const head = ['origin', 'first hour', 'whole horizon', 'in 80 %', 'trained in'];
    const rows = table([head, ...this.#rows], ['left', 'right', 'right', 'right', 'right']);
    return `${wrap(title, columns)}\n${rows}${this.#warning(columns)}`;
  }

  #warning(columns: number): string {
    if (this.#tooShort === 0) return '';
    const text =
      `Warning: ${this.#tooShort} of ${this.#rows.length} origins have less than a day of history ` +
      'before them, tier reactive: the planner would not have acted on these forecasts.';
    return `\n${wrap(text, columns)}`;
  }

  #errorsOf(
    { points, levels }: ForecastDocument,
    steps: number,
  ): { readonly error: string; readonly inside: string } {
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
    if (count === 0) return { error: '–', inside: '–' };
    return {
      error: load > 0 ? percent(misses / load) : '–',
      inside: low < 0 || high < 0 ? '–' : percent(inside / count, 0),
    };
  }
}
