import type { BlockOutcome, ExperimentReport } from '../app/experiment.ts';
import type { Effect } from '../core/experiment/effect.ts';
import type { Interval } from '../core/statistics/interval.ts';
import { duration, isoOf, percent } from '../core/units.ts';
import type { Io } from './io.ts';
import { signed, table, wrap } from './output.ts';

/** Pairs below which an interval is hardly worth reading. */
const pairsForAnswer = 7;

/** The experiment of one group as a person reads it: a table of differences, then the verdict. */
export function experimentText(report: ExperimentReport, { columns }: Pick<Io, 'columns'>): string {
  const { group, design } = report;
  const scene =
    `${group}: predictive against constant since ${isoOf(design.from)}, blocks of ` +
    `${duration(design.blockSeconds)} of which the first ${duration(design.washoutSeconds)} do not ` +
    `count; ${pairsText(report)}`;
  return [
    wrap(scene, columns),
    wrap(nowOf(report), columns),
    '\n',
    effectTable(report),
    '\n',
    wrap(verdictOf(report), columns),
    ...remarksOf(report).map((remark) => wrap(remark, columns)),
  ].join('');
}

/** `8 of 9 pairs are usable so far`. */
function pairsText({ pairs, blocks, ended }: ExperimentReport): string {
  const all = blocks.length / 2;
  if (all === 0) return 'no pair is over yet';
  return `${pairs} of ${all} ${all === 1 ? 'pair is' : 'pairs are'} usable${ended ? '' : ' so far'}`;
}

function nowOf({ current, ended }: ExperimentReport): string {
  if (current === null) return ended ? 'it has ended' : 'no block is under way';
  return `now block ${current.index + 1}, ${current.arm}, to ${isoOf(current.to)}`;
}

function effectTable(report: ExperimentReport): string {
  const rows = [
    ...measured('spend a day', report.spendUsdPerDay, usd),
    ...measured('hit rate', report.hitRate, (share) => percent(share, 2), points),
    ...measured('cold starts a day', report.coldStartsPerDay, (count) => count.toFixed(1)),
    ...measured('cost per conversion', report.usdPerConversion, usd),
  ];
  const head = ['', 'predictive', 'constant', 'difference', '95 % interval'];
  return rows.length === 0
    ? '  nothing to compare: two usable pairs of blocks are needed\n'
    : table([head, ...rows], ['left', 'right', 'right', 'right', 'left']);
}

/** The row of one measure, none where nothing can be said; differences may read otherwise. */
function measured(
  name: string,
  effect: Effect | null,
  text: (value: number) => string,
  differenceText = text,
): string[][] {
  if (effect === null) return [];
  const { predictive, constant, difference } = effect;
  const [mean, low, high] = [difference.mean, difference.low, difference.high].map((value) =>
    signed(value, differenceText),
  );
  return [[name, text(predictive), text(constant), mean!, `${low} to ${high}`]];
}

/** What the money says, and how sure it is. */
function verdictOf({ spendUsdPerDay, pairs, ended, design }: ExperimentReport): string {
  if (spendUsdPerDay === null) {
    if (!ended) return 'Too early: come back when two pairs are usable.';
    const got = pairs === 0 ? 'without a usable pair' : 'with one usable pair, and two are needed';
    const day = design.to === null ? '' : ` ${isoOf(design.to).slice(0, 10)}`;
    return `Ended${day} ${got}; set a new from and to.`;
  }
  const { difference, relative } = spendUsdPerDay;
  const of = (share: Interval): string => `, ${shares(share)} of what the constant costs`;
  const dearer = relative === null ? '' : of(relative);
  const cheaper = relative === null ? '' : of(negated(relative));
  const few = ended ? ' Few pairs: trust this little.' : ' Few pairs: expect this to move.';
  const early = pairs < pairsForAnswer ? few : '';
  if (difference.high < 0) {
    return `The forecast saves ${usd(-difference.mean)} a day${cheaper}.${early}`;
  }
  if (difference.low > 0) {
    return `The forecast costs ${usd(difference.mean)} a day more${dearer}.${early}`;
  }
  return `What the forecast saves cannot be told from chance${ended ? '' : ' yet'}${cheaper}.${early}`;
}

function negated({ mean, low, high }: Interval): Interval {
  return { mean: -mean, low: -high, high: -low };
}

/** What a reader must know before believing the table. */
function remarksOf({ mode, blocks, pairs }: ExperimentReport): string[] {
  const all = blocks.length / 2;
  const forgotten = pairsWhere(blocks, ({ kept }) => !kept);
  const away = all - pairs - forgotten;
  const inCharge = blocks.filter(({ counts }) => counts).map((block) => block.inCharge);
  const share = inCharge.reduce((sum, value) => sum + value, 0) / Math.max(1, inCharge.length);
  return [
    ...(mode === 'act' ? [] : [`Mode ${mode}: nothing was written, so both arms had one pool.`]),
    ...(away > 0 ? [`Not usable: ${away} of ${all} pairs, forewarm was away.`] : []),
    ...(forgotten > 0
      ? [`Not usable: ${forgotten} of ${all} pairs, older than \`retention\` keeps what they did.`]
      : []),
    ...(inCharge.length > 0 && share < 0.95
      ? [`Only ${percent(share)} of the steps were planned by the block's own arm.`]
      : []),
  ];
}

/** Pairs of which either block is as asked. */
function pairsWhere(
  blocks: readonly BlockOutcome[],
  isAsked: (block: BlockOutcome) => boolean,
): number {
  return blocks.filter((first, i) => i % 2 === 0 && [first, blocks[i + 1]!].some(isAsked)).length;
}

/** `12 % (5 to 19 %)`. */
function shares({ mean, low, high }: Interval): string {
  const text = (share: number): string => `${Math.round(100 * share)}`.replace('-', '−');
  return `${text(mean)} % (${text(low)} to ${text(high)} %)`;
}

/** Percentage points: the difference of two shares. */
function points(share: number): string {
  return `${(100 * share).toFixed(2)} pt`;
}

/** Cents, or four digits where cents would hide the amount. */
function usd(amount: number): string {
  return `$${amount.toFixed(Math.abs(amount) < 0.1 && amount !== 0 ? 4 : 2)}`;
}
