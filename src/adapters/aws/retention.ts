import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../../core/units.ts';

/** [from, to), both multiples of `periodSeconds`, which CloudWatch keeps in that resolution. */
export interface Section {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly periodSeconds: number;
}

/** How long points of each resolution are kept. Source: CloudWatch API Reference, GetMetricData. */
const tiers = [
  { days: 455, periodSeconds: 3600 },
  { days: 63, periodSeconds: 300 },
  { days: 15, periodSeconds: 60 },
] as const;

/** A call must not outlive the age of its own start time. */
const marginSeconds = secondsPerHour / 2;

/**
 * All that CloudWatch keeps up to `end`, in sections of one resolution, oldest first. The whole call
 * is judged by the age of its start, so the edges lie on whole hours a little inside each tier.
 * @param finestSeconds No section is finer than this.
 */
export function sectionsOf(
  now: EpochSeconds,
  end: EpochSeconds,
  finestSeconds: number,
): readonly Section[] {
  const edges = tiers.map(({ days }) => {
    const oldest = now - days * secondsPerDay + marginSeconds;
    return Math.ceil(oldest / secondsPerHour) * secondsPerHour;
  });
  return tiers.map((tier, index) => {
    const periodSeconds = Math.max(tier.periodSeconds, finestSeconds);
    const to = edges[index + 1] ?? Math.floor(end / periodSeconds) * periodSeconds;
    return { from: edges[index]!, to, periodSeconds };
  });
}
