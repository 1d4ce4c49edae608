/**
 * Whether a model still fits the load it serves, told from how its own forecasts turned out. Only
 * horizons near enough to decide a pool count. What drifts is trained anew out of schedule; what is
 * worse still loses trust, by the table in `planning/trust.ts`.
 */
import { secondsPerHour } from '../../units.ts';
import {
  addLiveTallies,
  emptyLiveTally,
  type LiveTally,
  liveAccuracyOf,
  nearSecondsMax,
} from './live-accuracy.ts';

/** What the newest days tell of one model. */
export interface LiveEvidence {
  /** Different steps that were forecast. */
  readonly steps: number;
  readonly coverage80: number | null;
  readonly lossRatio: number | null;
  readonly bias: number | null;
}

/** Fewer steps, or a shorter time, are chance: errors of neighbouring steps hang together. */
const stepsLeast = 36;
const evidenceSecondsLeast = 6 * secondsPerHour;

/** Evidence from a model's newest tallies by horizon; null while they are too few. */
export function evidenceOf(
  tallies: readonly { readonly horizonSeconds: number; readonly tally: LiveTally }[],
  stepSeconds: number,
): LiveEvidence | null {
  const horizonMax = Math.max(nearSecondsMax, stepSeconds);
  const byHorizon = new Map<number, LiveTally>();
  for (const { horizonSeconds, tally } of tallies) {
    if (horizonSeconds > horizonMax) continue;
    const sum = byHorizon.get(horizonSeconds) ?? emptyLiveTally;
    byHorizon.set(horizonSeconds, addLiveTallies(sum, tally));
  }
  const steps = Math.max(0, ...[...byHorizon.values()].map((tally) => tally.steps));
  if (steps < Math.max(stepsLeast, evidenceSecondsLeast / stepSeconds)) return null;
  const all = [...byHorizon.values()].reduce(addLiveTallies, emptyLiveTally);
  const { coverage80, lossRatio, bias } = liveAccuracyOf(all);
  return { steps, coverage80, lossRatio, bias };
}

export interface Drift {
  readonly kind: 'coverage' | 'skill' | 'level';
  /** With figures. */
  readonly detail: string;
}

/** Coverage of the 80 % interval at which a model is trained anew; trust goes further out. */
const coverageKept = { min: 0.65, max: 0.97 } as const;
/** Share of the load by which the median may lie to one side. */
const biasKept = 0.2;

/** The gravest way in which a model has drifted; null = it holds. */
export function driftOf(evidence: LiveEvidence, lossRatioMax: number): Drift | null {
  const { coverage80, lossRatio, bias, steps } = evidence;
  const over = `over ${steps} steps`;
  if (lossRatio !== null && lossRatio > lossRatioMax) {
    const detail = `its loss is ${lossRatio.toFixed(2)} × that of seasonal naive ${over}`;
    return { kind: 'skill', detail };
  }
  if (coverage80 !== null && (coverage80 < coverageKept.min || coverage80 > coverageKept.max)) {
    const detail = `its 80 % interval held ${Math.round(100 * coverage80)} % of loads ${over}`;
    return { kind: 'coverage', detail };
  }
  if (bias !== null && Math.abs(bias) > biasKept) {
    const side = bias > 0 ? 'above' : 'below';
    const detail = `the load ran ${Math.round(100 * Math.abs(bias))} % ${side} its median ${over}`;
    return { kind: 'level', detail };
  }
  return null;
}
