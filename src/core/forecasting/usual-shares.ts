import { secondsPerHour } from '../units.ts';

/**
 * What members deserve before anything is known of a load: within the hour, and beyond it. Chosen
 * once by backtests on public traces, as `docs/forecasting.md` tells; a member that is not named
 * here competes with a small share.
 */
const usual: Readonly<Record<string, readonly [number, number]>> = {
  linear: [0.3, 0.3],
  'linear-recent': [0.3, 0.3],
  'linear-shape': [0.25, 0.25],
  network: [0.4, 0.4],
  'slot-quantiles': [0.06, 0.06],
  'naive-day': [0.02, 0.02],
  'naive-week': [0.03, 0.03],
  'adjusted-day': [0.01, 0.01],
  'adjusted-week': [0.02, 0.02],
  persistence: [0.02, 0.02],
  constant: [0.03, 0.03],
};

/** Share of `member`, relative to others', in a bucket that ends `seconds` ahead. */
export function usualShare(member: string, seconds: number): number {
  const [soon, late] = usual[member] ?? [0.03, 0.03];
  return seconds <= secondsPerHour ? soon : late;
}
