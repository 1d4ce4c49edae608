import type { ReplayDocument } from '../../app/replay/document.ts';
import { secondsPerDay } from '../../core/units.ts';

/** The frontier as a chart shows it: dollars a day across, hit rates up on a scale of misses. */
export interface FrontierChart {
  /** Dollars a day at the right edge, > 0. */
  readonly usdMax: number;
  readonly constants: readonly ChartPoint[];
  readonly forewarm: readonly (ChartPoint & { readonly requested: number })[];
  readonly rivals: readonly (ChartPoint & { readonly name: string; readonly letter: string })[];
}

export interface ChartPoint {
  readonly usdPerDay: number;
  readonly hitRate: number;
}

/** Letters of the rivals on a chart of characters. */
const letters: Readonly<Record<string, string>> = {
  none: 'n',
  'best-constant': 'c',
  'aws-default': 'd',
  'aws-predictive': 'p',
  'last-week': 'w',
  reactive: 'r',
  clairvoyant: 'x',
};

/** The chart reaches so far beyond what forewarm and the best constant cost. */
const headroom = 1.3;

export function frontierChart({ scenario, policies, frontier }: ReplayDocument): FrontierChart {
  const days = (Date.parse(scenario.to) - Date.parse(scenario.from)) / 1000 / secondsPerDay;
  const placed = <T extends { hitRate: number; spendUsd: number }>(point: T) => ({
    ...point,
    usdPerDay: point.spendUsd / days,
  });
  const rivals = policies
    .filter(({ name }) => name !== 'forewarm')
    .map((policy) => ({ ...placed(policy), letter: letters[policy.name] ?? '?' }));
  const forewarm = frontier.forewarm.map(placed);
  const shown = [...forewarm, ...rivals.filter(({ name }) => name === 'best-constant')];
  const dearest = shown.reduce((most, { usdPerDay }) => Math.max(most, usdPerDay), 0);
  return {
    usdMax: dearest === 0 ? 1 : headroom * dearest,
    constants: frontier.constants.map(placed),
    forewarm,
    rivals,
  };
}

/** Misses below this share look alike. */
const missesMin = 0.001;

/** Height of a hit rate, 0 = no hit … 1 = one miss in a thousand or none: each nine is as tall. */
export function heightOf(hitRate: number): number {
  return Math.log(Math.max(missesMin, 1 - hitRate)) / Math.log(missesMin);
}

/** Hit rates worth a label. */
export const hitRateTicks = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999] as const;

/** Distances of ticks, as shares of a power of ten. */
const stepShares = [0.2, 0.25, 0.5, 1, 2] as const;

/** Round amounts from 0 to at most `usdMax`, four to eight of them. */
export function costTicks(usdMax: number): number[] {
  const power = 10 ** Math.floor(Math.log10(usdMax));
  const step = stepShares.map((share) => share * power).find((each) => usdMax / each < 8)!;
  const ticks = Math.floor(usdMax / step + 1e-9) + 1;
  return Array.from({ length: ticks }, (_, i) => Number((i * step).toPrecision(6)));
}
