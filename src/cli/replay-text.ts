import type { PolicyOutcome, ReplayDocument } from '../app/replay-document.ts';
import { fromUsd } from '../core/units.ts';
import type { Io } from './io.ts';
import { duration, percent, table, usd, wrap } from './output.ts';

/** The replay as a person reads it: the scene, a table of policies, and the advice. */
export function replayText(
  name: string,
  { scenario, policies, advice }: ReplayDocument,
  { columns }: Pick<Io, 'columns'>,
): string {
  const { from, to, demand, state, stepSeconds, requested } = scenario;
  const aim =
    'hitRate' in requested
      ? `requested hit rate ${percent(requested.hitRate)}`
      : `a cold start costs ${usd(fromUsd(requested.coldStartUsd))}`;
  const scene =
    `${name}: ${from.slice(0, 16)} to ${to.slice(0, 16)} UTC in steps of ${duration(stepSeconds)}, ` +
    `${state} pool, demand ${demand.mean.toFixed(1)} instances on average and ${demand.peak} at the peak; ${aim}`;
  const head = ['policy', 'hit rate', 'cold starts', 'spend', 'a day', 'boots', 'changes'];
  const rows = policies.map((policy) => [
    policy.name,
    percent(policy.hitRate),
    String(policy.coldStarts),
    usd(fromUsd(policy.spendUsd)),
    perDay(policy),
    String(policy.boots),
    String(policy.settings.length),
  ]);
  return [
    wrap(scene, columns),
    '\n',
    table([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right', 'right']),
    '\n',
    wrap(advice, columns),
  ].join('');
}

/** Mean spend of a day with the half-width of its 95 % interval. */
function perDay({ perDay: days }: PolicyOutcome): string {
  if (days === null) return '–';
  const { mean, low, high } = days.spendUsd;
  return `${usd(fromUsd(mean))} ±${((high - low) / 2).toFixed(2)}`;
}
