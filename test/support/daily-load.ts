import { seededRandom } from '../../src/core/random.ts';
import type { TimeSeries } from '../../src/core/series/series.ts';
import { secondsPerDay } from '../../src/core/units.ts';

export interface DailyLoadOptions {
  readonly days: number;
  readonly stepSeconds: number;
  readonly seed?: number;
  /** Standard deviation of each step's own noise, as a share of the load. */
  readonly noise?: number;
  /** Standard deviation of a step of the slowly wandering level, in logarithms. */
  readonly wander?: number;
}

/** Load that peaks every afternoon, halves at weekends, wanders in level and is noisy. From a Monday. */
export function dailyLoad(options: DailyLoadOptions): TimeSeries {
  const { days, stepSeconds, seed = 1, noise = 0.05, wander = 0.02 } = options;
  const random = seededRandom(seed, 'daily load');
  const perDay = Math.round(secondsPerDay / stepSeconds);
  let level = 0;
  const values = Float64Array.from({ length: days * perDay }, (_, i) => {
    level = 0.98 * level + wander * random.normal();
    const day = Math.floor(i / perDay);
    const wave = 1 - 0.8 * Math.cos((2 * Math.PI * (i % perDay)) / perDay);
    const quiet = day % 7 >= 5 ? 0.5 : 1;
    return Math.max(0, 100 * quiet * wave * Math.exp(level) * (1 + noise * random.normal()));
  });
  return { start: Date.UTC(2026, 0, 5) / 1000, stepSeconds, values };
}
