import { seededRandom } from '../../src/core/random.ts';
import type { TimeSeries } from '../../src/core/series/series.ts';
import { secondsPerDay } from '../../src/core/units.ts';

export interface IdleLoadOptions {
  readonly days: number;
  readonly stepSeconds: number;
  readonly seed?: number;
  /** How likely a step is to be busy by day, from 6:00 to 18:00; a tenth of it by night. */
  readonly busy?: number;
}

/** Counts from 1 to 5 now and then, and nothing in between. From a Monday. */
export function idleLoad(options: IdleLoadOptions): TimeSeries {
  const { days, stepSeconds, seed = 1, busy = 0.3 } = options;
  const random = seededRandom(seed, 'idle load');
  const perDay = Math.round(secondsPerDay / stepSeconds);
  const values = Float64Array.from({ length: days * perDay }, (_, i) => {
    const phase = (i % perDay) / perDay;
    const likely = phase >= 0.25 && phase < 0.75 ? busy : busy / 10;
    const size = 1 + random.below(5);
    return random.next() < likely ? size : 0;
  });
  return { start: Date.UTC(2026, 0, 5) / 1000, stepSeconds, values };
}
