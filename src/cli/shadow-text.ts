import { perMonth, type ShadowAdvice } from '../core/planning/shadow/advice.ts';
import type { Shadow, ShadowCosts } from '../core/planning/shadow/shadow.ts';
import { isoOf, percent, toUsd } from '../core/units.ts';
import { table, usd, wrap } from './output.ts';

/** What each way of sizing would have come to over the last days, one line each. */
export function shadowText(
  costs: ShadowCosts,
  advice: ShadowAdvice | null,
  columns: number,
): string {
  const { claims, missPrice, constant } = costs;
  const { length: days } = costs.predictive.days;
  const rows = waysOf(costs).map(([name, shadow]) => [
    name === 'constant' ? sizeText(constant.size) : names[name],
    usd(perMonth(shadow.cost, days)),
    String(shadow.misses),
    claims === 0 ? '–' : percent(1 - shadow.misses / claims),
    usd(perMonth(sumOf(shadow.days), days)),
  ]);
  const span = days === 1 ? 'the last day' : `the last ${days} days`;
  const head = ['', 'a month', 'cold starts', 'hit rate', 'in all'];
  return [
    `  had it been sized over ${span}, cold starts in all at ${usd(missPrice)} each\n`,
    table([head, ...rows], ['left', 'right', 'right', 'right', 'right'], '    '),
    advice === null ? '' : wrap(`advice: ${adviceText(advice)}`, columns, '  '),
  ].join('');
}

/** One sentence of advice. */
export function adviceText({ size, savedMonth }: ShadowAdvice): string {
  const what = size === null ? 'no pool at all' : `a ${sizeText(size)}`;
  return `${what} would have been ${usd(savedMonth)} a month cheaper, cold starts counted`;
}

export function shadowDocument(costs: ShadowCosts, advice: ShadowAdvice | null): object {
  const { from, to, claims, missPrice, constant } = costs;
  const { length: days } = costs.predictive.days;
  const ways = waysOf(costs).map(([name, shadow]) => ({
    name,
    poolUsdPerMonth: toUsd(perMonth(shadow.cost, days)),
    usdPerMonth: toUsd(perMonth(sumOf(shadow.days), days)),
    coldStarts: shadow.misses,
    hitRate: claims === 0 ? null : 1 - shadow.misses / claims,
    ...(name === 'constant' && { size: constant.size }),
  }));
  return {
    from: isoOf(from),
    to: isoOf(to),
    claims,
    coldStartUsd: toUsd(missPrice),
    ways,
    advice:
      advice === null
        ? null
        : {
            size: advice.size,
            savedUsdPerMonth: toUsd(advice.savedMonth),
            text: adviceText(advice),
          },
  };
}

const names = {
  predictive: 'by forecast',
  reactive: 'by the reactive rule',
  constant: '',
  none: 'no pool',
} as const;

function waysOf({ predictive, reactive, constant, none }: ShadowCosts) {
  return Object.entries({ predictive, reactive, constant, none }) as [keyof typeof names, Shadow][];
}

/** `constant total of 24`, or an absolute size. */
function sizeText({ minSize, prepared }: ShadowCosts['constant']['size']): string {
  if (minSize === prepared) return `constant pool of ${minSize}`;
  return `constant total of ${prepared}${minSize > 0 ? `, at least ${minSize}` : ''}`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
