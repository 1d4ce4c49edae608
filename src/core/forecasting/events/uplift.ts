/**
 * What to believe of an event's multiple: what was announced, moved towards what like events have
 * brought, and how far the next one may still differ. All in logarithms, for an event multiplies.
 */

/** A multiple of the ordinary load, with its uncertainty. */
export interface Uplift {
  readonly multiple: number;
  /** Standard deviation of the multiple's logarithm. */
  readonly deviation: number;
}

/** How far like events differ from one another, worth so many of them until more were seen. */
const usualSpread = 0.15;
const usualSpreadWeight = 2;
/** How far the truth lies from an announcement, and from 1 where nothing was announced. */
const announcedError = 0.2;
const unannouncedError = 0.8;
/** What a running event has shown is this uncertain, and so much more before it has run. */
const shownError = 0.1;
const unseenError = 0.2;

/**
 * The uplift of an event of multiple `announced`, null = unknown, when like events brought `past`;
 * null when nothing is known. Their median counts, shrunk towards the announcement while they are
 * few or differ; an event announced to raise the load is never believed to lower it.
 */
export function upliftFrom(announced: number | null, past: readonly number[]): Uplift | null {
  if (announced === null && past.length === 0) return null;
  const prior = Math.log(announced ?? 1);
  const priorError = announced === null ? unannouncedError : announcedError;
  const seen = past.map(Math.log).sort((a, b) => a - b);
  const spread = spreadOf(seen);
  if (seen.length === 0) {
    return { multiple: Math.exp(prior), deviation: Math.hypot(priorError, spread) };
  }
  const sampling = spread ** 2 / seen.length;
  const trust = priorError ** 2 / (priorError ** 2 + sampling);
  const centre = prior + trust * (middleOf(seen) - prior);
  const raises = announced !== null && announced >= 1;
  return {
    multiple: Math.exp(raises ? Math.max(0, centre) : centre),
    deviation: Math.hypot(Math.sqrt(trust * sampling), spread),
  };
}

/** `uplift` once a share in (0, 1] of the event has run at `shown` > 0 times the ordinary load. */
export function updatedUplift(uplift: Uplift, shown: number, share: number): Uplift {
  const prior = uplift.deviation ** 2;
  const error = (shownError + unseenError * (1 - share)) ** 2;
  const centre = (Math.log(uplift.multiple) * error + Math.log(shown) * prior) / (error + prior);
  return { multiple: Math.exp(centre), deviation: Math.sqrt((prior * error) / (prior + error)) };
}

/** Standard deviation of logarithms, drawn to the usual one while there are few. */
function spreadOf(seen: readonly number[]): number {
  const mean = seen.reduce((sum, value) => sum + value, 0) / Math.max(1, seen.length);
  const squares = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const weight = usualSpreadWeight + Math.max(0, seen.length - 1);
  return Math.sqrt((usualSpreadWeight * usualSpread ** 2 + squares) / weight);
}

/** Median of ascending values. */
function middleOf(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
