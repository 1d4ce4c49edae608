import type { Budget, CapStanding, GroupCut } from '../app/budget.ts';
import { billedSecondsMin, bootPrice } from '../core/capacity/pricing.ts';
import { stepsMissedMax } from '../core/planning/budget/commitment.ts';
import type { FleetPolicy, GroupPolicy } from '../core/planning/policy.ts';
import { duration, isoOf, percent, toUsd } from '../core/units.ts';
import { capDocument } from './cap-text.ts';
import { table, usd, widthOf, wrap } from './output.ts';
import { cutText, levelDocument, levelText } from './plan-text.ts';
import { pricesFrom } from './prices-text.ts';

/** Caps, cuts and what they are reckoned from, on one screen. */
export function budgetText(
  budget: Budget,
  assumptions: readonly string[],
  columns: number,
): string {
  const { at, zone, caps, cuts, nextDollar } = budget;
  const next =
    nextDollar > 0
      ? `The next dollar would avoid ${nextDollar.toPrecision(2)} cold starts.\n`
      : 'No cap is in the way of a dollar more.\n';
  return [
    `Budget at ${isoOf(at)}, windows on the clock of ${zone}\n\n`,
    caps.length === 0 ? '  no cap is set\n' : capTable(caps, at, columns),
    cuts.length === 0
      ? ''
      : `\nCut by a cap\n${cuts.map((cut) => groupCutText(cut, columns)).join('')}`,
    `\n${next}`,
    `\nAssumptions\n${assumptions.map((line) => wrap(line, columns, '  ')).join('')}`,
  ].join('');
}

/** One row a cap; in a narrow terminal what is spent stands above what is to come. */
function capTable(caps: readonly CapStanding[], at: number, columns: number): string {
  const head = [
    ...['cap', 'ends in', 'spent', 'of', 'used', 'pace'],
    ...['committed', 'projected', 'range', 'alert'],
  ];
  const rows = caps.map(({ group, cap, spent, committed, projection, pace, alert, ...use }) => [
    `${group ?? 'fleet'} ${cap.per}`,
    duration(use.windowEnd - at),
    usd(spent),
    usd(cap.limit),
    cap.limit === 0 ? '' : percent(spent / cap.limit, 0),
    pace === null ? '' : `${pace.toFixed(1)} ×`,
    usd(committed),
    usd(projection.expected),
    `${usd(projection.low)} to ${usd(projection.high)}`,
    alert === null ? '' : `past ${percent(alert, 0)}`,
  ]);
  const whole = [head, ...rows];
  const text = capColumns(whole, [...head.keys()]);
  if (text.split('\n').every((line) => widthOf(line) <= columns)) return text;
  const [spent, ahead] = [
    [0, 1, 2, 3, 4, 5, 9],
    [0, 6, 7, 8],
  ] as const;
  return `${capColumns(whole, spent)}\n${capColumns(whole, ahead)}`;
}

function capColumns(rows: readonly (readonly string[])[], shown: readonly number[]): string {
  const aligns = shown.map((_, place) => (place === 0 ? 'left' : 'right'));
  return table(
    rows.map((row) => shown.map((column) => row[column]!)),
    aligns,
  );
}

function groupCutText({ group, level, ...cut }: GroupCut, columns: number): string {
  const rest = level === undefined ? '' : `; ${levelText(level)}`;
  return wrap(`${group} gets ${cutText(cut)}${rest}`, columns, '  ');
}

/** What the money is reckoned from and nobody measured, a sentence each. */
export function assumptionsOf(groups: readonly GroupPolicy[], fleet: FleetPolicy): string[] {
  const prices = groups.map(({ group, prices, listed, pool, bootSeconds }) => {
    const parked = usd(prices.parkedHour[pool.state]);
    const boot = usd(bootPrice(prices, pool.state, bootSeconds));
    return (
      `${group}: ${usd(prices.bootingHour)} an hour running and ${parked} parked ${pool.state}, ` +
      `${pricesFrom(listed)}; a boot of ${duration(bootSeconds)} comes to ${boot}.`
    );
  });
  return [
    ...prices,
    'A member is paid for from launch until it is claimed or terminated, as running until AWS ' +
      `reports that its boot ended; every start is billed for at least ${billedSecondsMin} s.`,
    'Hours in service, data transfer, CloudWatch and taxes are not counted.',
    `Until a setting can be taken back, ${duration(fleet.stepSeconds)} a step with ` +
      `${stepsMissedMax} missed, desired capacity may go anywhere between Min and Max, once up ` +
      'and once down.',
  ];
}

/** The budget as JSON: money in dollars, times in ISO 8601. */
export function budgetDocument(budget: Budget, assumptions: readonly string[]): object {
  const { at, zone, caps, cuts, nextDollar } = budget;
  return {
    command: 'budget',
    at: isoOf(at),
    zone,
    caps: caps.map(({ group, committed, projection, pace, ...cap }) => ({
      ...capDocument(cap),
      group,
      committedUsd: toUsd(committed),
      projectedUsd: {
        expected: toUsd(projection.expected),
        low: toUsd(projection.low),
        high: toUsd(projection.high),
        basis: projection.basis,
      },
      pace,
    })),
    cuts: cuts.map(({ level, ...cut }) => ({
      ...cut,
      at: isoOf(cut.at),
      ...(level && { level: levelDocument(level) }),
    })),
    nextDollarColdStarts: nextDollar,
    assumptions,
  };
}
