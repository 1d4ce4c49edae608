/**
 * When a forecast is believed. Each row of the table is one reason not to, and is counted by itself:
 * the first that has held for its patience decides, and the forecast is believed again when every
 * reason that spoke meanwhile has been silent for as long as it asks.
 *
 *   reason           believed no more after   believed again after
 *   no-model         1 step                   1 step
 *   data-stale       1                        3
 *   data-short       1                        1
 *   forecast-broken  1                        3
 *   model-old        1                        1
 *   skill-low        3                        6
 *   coverage-off     6                        6
 *   shadow-cost      6                        12
 */
import { duration, secondsPerDay } from '../units.ts';
import type { TrustLimits } from './policy.ts';
import { dearerBy, isDearer, type ShadowCosts } from './shadow/shadow.ts';
import type { UntrustedReason } from './situation.ts';

/** What is known of a forecast and of the data it was made from; null = not known. */
export interface TrustEvidence {
  /** Seconds from the first to the newest sample. */
  readonly historySeconds: number;
  /** Seconds since the end of the newest sample; null = there is none. */
  readonly dataAgeSeconds: number | null;
  /** Seconds since the model was trained; null = there is none. */
  readonly modelAgeSeconds: number | null;
  /** Pinball loss relative to seasonal naive: on the backtest, or recently where that is known. */
  readonly lossRatio: number | null;
  /** Share of recent loads inside the 80 % interval. */
  readonly coverage80: number | null;
  /** What sizing by forecast and by the reactive rule would have come to; left out = not known. */
  readonly shadows?: ShadowCosts | null;
  /** What went wrong with the forecast itself; null = it is whole and finite. */
  readonly broken: string | null;
}

/** The judgement of one step, which the next step starts from. */
export interface Trust {
  readonly verdict:
    | { readonly kind: 'trusted' }
    | { readonly kind: 'untrusted'; readonly reason: UntrustedReason; readonly detail: string };
  /**
   * Steps in a row that speak against the verdict, by row of the table: while trusted those in which
   * it held, while untrusted those in which it did not; Infinity = it has not held since belief was lost.
   */
  readonly against: readonly number[];
}

interface Row {
  readonly reason: UntrustedReason;
  /** Steps in a row before belief is lost, ≥ 1. */
  readonly patience: number;
  /** Steps in a row without any reason before belief returns, ≥ 1. */
  readonly recovery: number;
  /** What speaks against the forecast, with figures; null = nothing. */
  readonly holds: (evidence: TrustEvidence, limits: TrustLimits) => string | null;
}

/** Recent coverage of the 80 % interval that is still believed: few steps are a small sample. */
export const coverageRange = { min: 0.6, max: 0.97 } as const;

/** By how much more than the reactive rule the forecast must have cost to lose its trust. */
const dearerShare = 0.05;

/** Gravest first. */
export const trustTable: readonly Row[] = [
  {
    reason: 'no-model',
    patience: 1,
    recovery: 1,
    holds: ({ modelAgeSeconds }) => (modelAgeSeconds === null ? 'there is no model' : null),
  },
  {
    reason: 'data-stale',
    patience: 1,
    recovery: 3,
    holds: ({ dataAgeSeconds: age }, { dataAgeSecondsMax: max }) => {
      if (age === null) return 'no sample has arrived';
      return age > max ? `the newest sample is ${duration(age)} old, limit ${duration(max)}` : null;
    },
  },
  {
    reason: 'data-short',
    patience: 1,
    recovery: 1,
    holds: ({ historySeconds }) =>
      historySeconds < secondsPerDay ? `${Math.floor(historySeconds / 3600)} h of history` : null,
  },
  {
    reason: 'forecast-broken',
    patience: 1,
    recovery: 3,
    holds: ({ broken }) => broken,
  },
  {
    reason: 'model-old',
    patience: 1,
    recovery: 1,
    holds: ({ modelAgeSeconds: age }, { modelAgeSecondsMax: max }) =>
      age !== null && age > max ? `trained ${duration(age)} ago, limit ${duration(max)}` : null,
  },
  {
    reason: 'skill-low',
    patience: 3,
    recovery: 6,
    holds: ({ lossRatio }, { lossRatioMax: max }) =>
      lossRatio !== null && !(lossRatio <= max)
        ? `its loss is ${lossRatio.toFixed(2)} × that of seasonal naive, limit ${max}`
        : null,
  },
  {
    reason: 'coverage-off',
    patience: 6,
    recovery: 6,
    holds: ({ coverage80: share }) =>
      share !== null && !(share >= coverageRange.min && share <= coverageRange.max)
        ? `its 80 % interval held ${Math.round(share * 100)} % of recent loads`
        : null,
  },
  {
    reason: 'shadow-cost',
    patience: 6,
    recovery: 12,
    holds: ({ shadows }) => {
      if (!shadows || !isDearer(shadows.predictive, shadows.reactive, dearerShare)) return null;
      const perDay = (dearerBy(shadows.predictive, shadows.reactive) / 1e6).toFixed(2);
      const { length: days } = shadows.predictive.days;
      return `by $${perDay} a day with its cold starts, over ${days} days`;
    },
  },
];

/** Where judgement starts: nothing has been seen, so the first step decides alone. */
export const noTrustYet: Trust = {
  verdict: { kind: 'untrusted', reason: 'no-model', detail: 'nothing has been judged yet' },
  against: trustTable.map(() => Number.POSITIVE_INFINITY),
};

/** The judgement of this step, given that of the step before (`noTrustYet` at first). */
export function judgeTrust(evidence: TrustEvidence, limits: TrustLimits, before: Trust): Trust {
  const details = trustTable.map(({ holds }) => holds(evidence, limits));
  return before.verdict.kind === 'trusted' ? doubted(details, before) : recovering(details, before);
}

/** From trusted: one reason must hold for its patience before belief is lost, whatever others do. */
function doubted(details: readonly (string | null)[], { verdict, against: before }: Trust): Trust {
  const against = details.map((detail, n) => (detail === null ? 0 : before[n]! + 1));
  const lost = trustTable.findIndex(({ patience }, n) => against[n]! >= patience);
  if (lost < 0) return { verdict, against };
  const silent = details.map((detail) => (detail === null ? Number.POSITIVE_INFINITY : 0));
  return { verdict: untrustedFor(lost, details), against: silent };
}

/** From untrusted: every reason that has spoken must be silent for as long as it asks. */
function recovering(
  details: readonly (string | null)[],
  { verdict, against: before }: Trust,
): Trust {
  const against = details.map((detail, n) => (detail === null ? before[n]! + 1 : 0));
  if (trustTable.every(({ recovery }, n) => against[n]! >= recovery)) {
    return { verdict: { kind: 'trusted' }, against: against.map(() => 0) };
  }
  const gravest = details.findIndex((detail) => detail !== null);
  return { verdict: gravest < 0 ? verdict : untrustedFor(gravest, details), against };
}

function untrustedFor(row: number, details: readonly (string | null)[]): Trust['verdict'] {
  return { kind: 'untrusted', reason: trustTable[row]!.reason, detail: details[row]! };
}
