import { endOf, stepAt } from '../core/series/series.ts';
import { zoneOf } from '../core/series/zone.ts';
import { duration, type EpochSeconds, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { type ForecastDocument, type ForecastRequest, forecastAt } from './forecast.ts';
import type { Trainer } from './ports/models.ts';

/**
 * One forecast for each origin, in their order, each by a model that saw nothing after its origin.
 * @throws What `forecastAt` throws, at the origin that it concerns.
 */
export async function* backtest(
  request: Omit<ForecastRequest, 'at'>,
  origins: readonly EpochSeconds[],
  trainer: Trainer,
  signal?: AbortSignal,
): AsyncGenerator<ForecastDocument> {
  for (const at of origins) yield await forecastAt({ ...request, at }, trainer, signal);
}

/** Origins where none are asked for, if there are days enough. */
const usualDays = 7;

/**
 * The origins where none are asked for: the last step before each of the newest seven local days
 * from whose beginning on the series holds a whole horizon, oldest first. Fewer where the series is
 * short, for a day of history must precede each.
 * @throws ForewarmError FW_DATA_SHORT where there is none.
 */
export function usualOrigins({
  name,
  series,
  horizonSeconds,
  zone,
}: Pick<ForecastRequest, 'name' | 'series' | 'horizonSeconds' | 'zone'>): EpochSeconds[] {
  const calendar = zoneOf(zone);
  const earliest = stepAt(series, 0) + secondsPerDay;
  const origins: EpochSeconds[] = [];
  let day = calendar.startOfDay(endOf(series) - horizonSeconds);
  while (day >= earliest && origins.length < usualDays) {
    origins.unshift(day - series.stepSeconds);
    day = calendar.startOfDay(day - 1);
  }
  if (origins.length > 0) return origins;
  const whole = `a day before it and ${duration(horizonSeconds)} after it`;
  throw new ForewarmError('FW_DATA_SHORT', `no local day of ${name} has ${whole}`, {
    hint: 'choose --origins, or a shorter --horizon',
  });
}
