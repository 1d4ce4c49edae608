import type { ReplayScenario } from '../../src/app/replay/document.ts';

/** A week of a small group in steps of five minutes, as a replay describes it. */
export const replayScenario: ReplayScenario = {
  from: '2026-03-15T00:00:00Z',
  to: '2026-03-22T00:00:00Z',
  stepSeconds: 300,
  historyDays: 14,
  loadPerInstance: 1,
  demand: { mean: 1000, peak: 9 },
  bootSeconds: 200,
  startSeconds: 30,
  priceUsdPerHour: 0.1,
  stoppedPriceUsdPerHour: 0.004,
  state: 'Stopped',
  announced: 0,
  requested: { hitRate: 0.95 },
  max: 9,
  maxSource: 'given',
};
