import type { Sample } from '../../core/series/series.ts';

/** When a gap is believed to be silence. */
export interface QuietLimits {
  /** A longer gap is an outage of the metric. */
  readonly secondsMax: number;
  /** Beside more load than this, silence is no accident of arrivals but an outage. */
  readonly loadMax: number;
}

/**
 * `samples` with zeros in every gap that is believed to be silence. Each gap must have a sample on
 * either side: of what follows the last one nobody knows yet whether the traffic stopped or the
 * metric. A wrong zero looks like vanished demand, a gap only like missing data, so doubt is a gap.
 * @param samples Ascending, on the grid of `stepSeconds`.
 */
export function fillQuiet(
  samples: readonly Sample[],
  stepSeconds: number,
  { secondsMax, loadMax }: QuietLimits,
): Sample[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined) return [sample];
    const quietFrom = before.at + stepSeconds;
    const isShort = sample.at - quietFrom <= secondsMax;
    if (!isShort || Math.min(before.value, sample.value) > loadMax) return [sample];
    return [...zeros(quietFrom, sample.at, stepSeconds), sample];
  });
}

function zeros(from: number, to: number, stepSeconds: number): Sample[] {
  const steps = Math.max(0, (to - from) / stepSeconds);
  return Array.from({ length: steps }, (_, step) => ({ at: from + step * stepSeconds, value: 0 }));
}
