import type { EpochSeconds } from '../core/units.ts';
import { type ForecastDocument, type ForecastRequest, forecastAt } from './forecast.ts';
import type { Trainer } from './ports.ts';

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
