import type { Change, WhatIfDocument, WhatIfOutcome } from '../app/whatif.ts';
import { duration, fromUsd, percent } from '../core/units.ts';
import type { Io } from './io.ts';
import { signed, tableWithin, usd, wrap } from './output.ts';

/** What each changed assumption moves, one row each, and the two that move most. */
export function whatIfText(
  name: string,
  { state, stateChoice, days, base, changes }: WhatIfDocument,
  { columns }: Pick<Io, 'columns'>,
): string {
  const scene =
    `${name}: ${days.toFixed(1)} days replayed, ${state} pool, one assumption changed at a time; ` +
    'misses are cold starts, the wait is that of an average claim';
  const head = ['what if', 'a month', '', 'misses', '', 'hit rate', 'wait', 'prepared'];
  const rows = changes.map(({ change, ...outcome }) => rowOf(changeText(change), outcome, base));
  const table = tableWithin(
    columns,
    head,
    [rowOf('as it is', base, null), ...rows],
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
  );
  const auto = stateChoice === undefined ? '' : wrap(`State auto: ${stateChoice.reason}.`, columns);
  return `${wrap(scene, columns)}${auto}\n${table}\n${wrap(mostMoved(changes, base), columns)}`;
}

/** An assumption in words. */
export function changeText(change: Change): string {
  switch (change.kind) {
    case 'spike':
      return `spike × ${Number(change.factor.toPrecision(3))}`;
    case 'boot':
      return `boot ${duration(change.seconds)}`;
    case 'start':
      return `start ${duration(change.seconds)}`;
    case 'price':
      return `price $${amount(change.usd)}`;
    case 'stopped-price':
      return `stopped $${amount(change.usd)}`;
    case 'hit-rate':
      return `hit rate ${+(100 * change.target).toFixed(3)} %`;
    case 'cold-start':
      return `cold start $${amount(change.usd)}`;
    case 'state':
      return `${change.state} pool`;
    case 'cap':
      return `cap $${amount(change.usdPerDay)} a day`;
  }
}

function rowOf(name: string, outcome: WhatIfOutcome, base: WhatIfOutcome | null): string[] {
  const { spendUsdPerMonth, coldStarts, hitRate, meanWaitSeconds, meanPrepared } = outcome;
  const dollars = base === null ? 0 : spendUsdPerMonth - base.spendUsdPerMonth;
  const misses = base === null ? 0 : coldStarts - base.coldStarts;
  return [
    name,
    usd(fromUsd(spendUsdPerMonth)),
    Math.abs(dollars) < 0.005 ? '' : signed(dollars, (value) => usd(fromUsd(value))),
    String(coldStarts),
    misses === 0 ? '' : signed(misses, String),
    percent(hitRate),
    `${meanWaitSeconds.toFixed(0)} s`,
    meanPrepared === null ? '–' : meanPrepared.toFixed(1),
  ];
}

/** The assumptions that are worth knowing best. */
function mostMoved(changes: WhatIfDocument['changes'], base: WhatIfOutcome): string {
  const byDollars = largest(changes, (one) =>
    Math.abs(one.spendUsdPerMonth - base.spendUsdPerMonth),
  );
  const byMisses = largest(changes, (one) => Math.abs(one.coldStarts - base.coldStarts));
  if (byDollars === null || byMisses === null) return 'None of these moves anything.';
  const most = changeText(byDollars.change);
  return byDollars === byMisses
    ? `What moves most, in dollars and in cold starts: ${most}.`
    : `What moves most in dollars: ${most}; in cold starts: ${changeText(byMisses.change)}.`;
}

function largest<T>(items: readonly T[], sizeOf: (item: T) => number): T | null {
  const [first] = items.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  return first === undefined || sizeOf(first) === 0 ? null : first;
}

/** Dollars without trailing zeros. */
function amount(value: number): string {
  return String(Number(value.toPrecision(3)));
}
