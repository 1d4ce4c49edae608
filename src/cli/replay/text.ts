import type { PolicyOutcome, ReplayDocument, ReplayScenario } from '../../app/replay/document.ts';
import { constantWords, dollars } from '../../app/replay/words.ts';
import type { Interval } from '../../core/statistics/interval.ts';
import { duration, fromUsd, percent } from '../../core/units.ts';
import type { Io } from '../io.ts';
import { tableWithin, usd, wrap } from '../output.ts';
import { frontierText } from './frontier-text.ts';

/** The replay as a person reads it: the scene, a table of policies, the frontier, and the advice. */
export function replayText(
  name: string,
  document: ReplayDocument,
  io: Pick<Io, 'columns' | 'unicode'>,
): string {
  const { columns } = io;
  return [
    wrap(`${name}: ${sceneOf(document.scenario)}`, columns),
    wrapped(stateSentence(document.scenario), columns),
    ...document.warnings.map((warning) => wrap(`Warning: ${warning}`, columns)),
    '\n',
    policyTable(document.policies, columns),
    '\n',
    wrap(`In parentheses: 95 % intervals by days. ${savingSentence(document)}`, columns),
    '\n',
    frontierText(document, io),
    '\n',
    wrap(document.advice, columns),
  ].join('');
}

/** What was replayed, in one sentence. */
export function sceneOf(scenario: ReplayScenario): string {
  const { from, to, demand, state, stepSeconds, announced, requested, max, maxSource } = scenario;
  const aim =
    'hitRate' in requested
      ? `requested hit rate ${percent(requested.hitRate)}`
      : `a cold start costs ${usd(fromUsd(requested.coldStartUsd))}`;
  const known = announced === 0 ? '' : `; announced events: ${announced}`;
  const maximum = maxSource === 'given' ? '--max' : 'by default 1.5 × the earlier peak';
  return (
    `${from.slice(0, 16)} to ${to.slice(0, 16)} UTC in steps of ${duration(stepSeconds)}, ` +
    `${state} pool, demand ${demand.mean.toFixed(1)} instances on average and ${demand.peak} at ` +
    `the peak, group maximum ${max} (${maximum}); ${aim}${known}`
  );
}

/** How the state was chosen; null where it was given. */
export function stateSentence({ stateChoice }: Pick<ReplayScenario, 'stateChoice'>): string | null {
  return stateChoice === undefined ? null : `State auto: ${stateChoice.reason}.`;
}

function wrapped(sentence: string | null, columns: number): string {
  return sentence === null ? '' : wrap(sentence, columns);
}

/** Rows of policies; in parentheses the 95 % interval by days, where there are days enough. */
function policyTable(policies: readonly PolicyOutcome[], columns: number): string {
  const isDaily = policies.some(({ perDay }) => perDay !== null);
  const head = ['policy', 'hit rate', '', 'cold starts', isDaily ? 'a day' : 'spend', ''];
  const rows = policies.map(({ name, hitRate, coldStarts, spendUsd, perDay }) => [
    name,
    percent(hitRate),
    perDay === null || perDay.hitRate === null ? '' : hitRateRange(perDay.hitRate),
    String(coldStarts),
    usd(fromUsd(perDay === null ? spendUsd : perDay.spendUsd.mean)),
    perDay === null || spendUsd === 0 ? '' : usdRange(perDay.spendUsd),
  ]);
  return tableWithin(columns, head, rows, ['left', 'right', 'left', 'right', 'right', 'left']);
}

/**
 * What forewarm saves against the constant that is fair to both: in dollars and as a share, each
 * with an interval of its own, for a day that costs more does not save more in proportion.
 */
export function savingSentence({
  saving,
  scenario,
}: Pick<ReplayDocument, 'saving'> & {
  readonly scenario: Pick<ReplayScenario, 'requested'>;
}): string {
  if (saving === null) return 'The span is too short to say more.';
  const { against, usdPerDay, share } = saving;
  const isLoss = usdPerDay.mean < 0;
  const told = isLoss ? opposite(usdPerDay) : usdPerDay;
  const toldShare = share !== null && isLoss ? opposite(share) : share;
  const verb = isLoss ? 'costs' : 'saves';
  const of = toldShare === null ? '' : `, ${shareText(toldShare)} of what that constant costs`;
  const counted = 'coldStartUsd' in scenario.requested ? ', cold starts counted' : '';
  return (
    `Against the constant ${constantWords(against)}, ${percent(against.hitRate)} ` +
    `warm, forewarm ${verb} ${dollars(told.mean)} (${dollars(told.low)} to ${dollars(told.high)}) ` +
    `a day${isLoss ? ' more' : ''}${of}${counted}.`
  );
}

/** The interval of what is lost, from that of what is saved. */
function opposite({ mean, low, high }: Interval): Interval {
  return { mean: -mean, low: -high, high: -low };
}

function hitRateRange({ low, high }: Interval): string {
  if (low === high) return '';
  return `(${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}

function usdRange({ low, high }: Interval): string {
  return `(${threeDigits(Math.max(0, low))}–${threeDigits(high)})`;
}

function threeDigits(amount: number): string {
  return amount.toFixed(amount >= 100 ? 0 : 2);
}

/** `37 % (−14 to 64 %)`. */
function shareText({ mean, low, high }: Interval): string {
  const [middle, ...bounds] = [mean, low, high].map((share) =>
    `${Math.round(100 * share)}`.replace('-', '−'),
  );
  return `${middle} % (${bounds.join(' to ')} %)`;
}
