/**
 * Whether a newly trained model, the challenger, serves instead of the champion.
 *
 * Two things may be new about it, and they are judged apart:
 *   its parameters   fitted on newer data. Freshness is worth having by itself, so a challenger is
 *                    promoted unless it did worse than the champion, beyond noise, on origins that
 *                    neither had learnt from.
 *   its structure    which members count and how much. It changes only if the new one is better
 *                    beyond noise (`keepsWeights`); else the new model carries the old weights.
 * So weights do not wander with the noise of a backtest, and parameters never grow old.
 *
 * A difference is beyond noise when it exceeds twice its standard error. Errors of one day hang
 * together, so days are compared where there are enough of them, and origins where there are not.
 */
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../../units.ts';

/** Loss of one model at one origin, over cases that both models answered. */
export interface OriginLoss {
  readonly at: EpochSeconds;
  readonly loss: number;
}

/** Paired losses of challenger and champion. */
export interface Comparison {
  readonly origins: number;
  /** Mean of challenger minus champion, relative to the champion's mean; < 0 = less loss. */
  readonly difference: number;
  /** Standard error of `difference`; Infinity where there is too little to tell. */
  readonly error: number;
}

const daysLeast = 4;
const originsLeast = 4;
const errorsBeyondNoise = 2;
/** A smaller difference is not worth keeping an older model for. */
const differenceLeast = 0.02;

/** Compares losses at the origins that both have; null when they share none. */
export function compareByOrigin(
  challenger: readonly OriginLoss[],
  champion: readonly OriginLoss[],
): Comparison | null {
  const known = new Map(champion.map(({ at, loss }) => [at, loss]));
  const pairs = challenger.filter(({ at }) => known.has(at));
  const days = new Set(pairs.map(({ at }) => Math.floor(at / secondsPerDay)));
  const span = days.size >= daysLeast ? secondsPerDay : 1;
  const blocks = new Map<number, { own: number; other: number; count: number }>();
  for (const { at, loss } of pairs) {
    const key = Math.floor(at / span);
    const block = blocks.get(key) ?? { own: 0, other: 0, count: 0 };
    blocks.set(key, {
      own: block.own + loss,
      other: block.other + known.get(at)!,
      count: block.count + 1,
    });
  }
  if (blocks.size === 0) return null;
  const all = [...blocks.values()];
  const scale = mean(all.map(({ other, count }) => other / count));
  const differences = all.map(({ own, other, count }) => (own - other) / count);
  const relative = (value: number) => (scale > 0 ? value / scale : Math.sign(value));
  return {
    origins: pairs.length,
    difference: relative(mean(differences)),
    error: all.length < originsLeast ? Infinity : relative(standardError(differences)),
  };
}

export function isBetter({ difference, error }: Comparison): boolean {
  return difference < -errorsBeyondNoise * error;
}

export function isWorse({ difference, error }: Comparison): boolean {
  return difference > Math.max(errorsBeyondNoise * error, differenceLeast);
}

/** Whether a model stays on the champion's weights: nothing speaks beyond noise for the new ones. */
export function keepsWeights(newAgainstOld: Comparison | null): boolean {
  return newAgainstOld !== null && !isBetter(newAgainstOld);
}

export interface Standing {
  readonly role: 'champion' | 'challenger';
  /** Why, with figures. */
  readonly reason: string;
  /** Against the champion of the time; null = not compared. */
  readonly trial: Comparison | null;
}

/** What is known of the champion when a challenger arrives; null = there is none that can serve. */
export interface ChampionHealth {
  readonly ageSeconds: number;
  /** Why it is not believed, or no longer fits; null = it serves well. */
  readonly trouble: string | null;
}

/** The challenger's standing. Half of `modelAgeSecondsMax` is as old as a champion may get. */
export function standingOf(
  champion: ChampionHealth | null,
  trial: Comparison | null,
  modelAgeSecondsMax: number,
): Standing {
  const standing = (role: Standing['role'], reason: string): Standing => ({ role, reason, trial });
  if (champion === null) return standing('champion', 'there is no other that can serve');
  const { ageSeconds, trouble } = champion;
  if (trial === null) return standing('champion', 'it is fresher, and nothing compares the two');
  const figures = `loss ${percentOf(trial)} on ${trial.origins} origins since`;
  if (!isWorse(trial)) return standing('champion', `it is fresher; ${figures}`);
  if (trouble !== null) return standing('champion', `the last one ${trouble}; ${figures}`);
  if (ageSeconds > modelAgeSecondsMax / 2) {
    const hours = Math.round(ageSeconds / secondsPerHour);
    return standing('champion', `the last one is ${hours} h old; ${figures}`);
  }
  return standing('challenger', `worse than the champion beyond noise: ${figures}`);
}

function percentOf({ difference, error }: Comparison): string {
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  const sign = difference < 0 ? '−' : '+';
  const noise = Number.isFinite(error) ? ` ± ${share(error)}` : '';
  return `${sign}${share(Math.abs(difference))}${noise}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
