import { endOfScenario } from '../core/simulation/scenario.ts';
import { duration, isoOf, percent, toUsd } from '../core/units.ts';
import type { DemoPolicy, DemoResult } from '../daemon/demo.ts';
import { table, usd, wrap } from './output.ts';

/** The scoreboard a person reads, at most 80 columns. */
export function demoText(result: DemoResult): string {
  const { scenario, group, hitRate, samples, model, policies } = result;
  const from = isoOf(scenario.start).slice(0, 10);
  const rows = policies.map(({ name, setting, outcome }) => [
    name,
    percent(outcome.hitRate),
    String(outcome.misses),
    duration(outcome.lateSeconds),
    usd(outcome.spendMicroUsd),
    name === 'forewarm' ? `${outcome.resizes} resizes` : setting,
  ]);
  const head = ['', 'hit rate', 'cold starts', 'waited', 'spend', ''];
  return [
    `\nforewarm demo, seed ${scenario.seed}: group ${group}, ${scenario.days} days from ${from} UTC\n`,
    wrap(
      `learnt from ${samples.toLocaleString('en-US')} samples; ${model.member} (${model.backend}), ` +
        `loss ${model.lossRatio.toFixed(2)} of seasonal naive; requested hit rate ${percent(hitRate, 0)}`,
      78,
    ),
    '\n',
    table([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'left']),
    '\n',
    budgetLines(result),
    fallbackLine(result),
    `\n${verdict(result)}`,
  ].join('');
}

function budgetLines({ days }: DemoResult): string {
  return days
    .map(({ start, spent, cap }) => {
      const share = percent(spent / cap, 0);
      const kept = spent <= cap ? 'kept' : 'BROKEN';
      return `  budget ${isoOf(start).slice(0, 10)}: ${usd(spent)} of ${usd(cap)} (${share}), cap ${kept}\n`;
    })
    .join('');
}

function fallbackLine({ fallback }: DemoResult): string {
  if (fallback.seconds === 0) return '  fallback: none\n';
  return wrap(
    `fallback: ${duration(fallback.seconds)} reactive (${fallback.reasons.join('; ')})`,
    78,
    '  ',
  );
}

/** What the scoreboard says in two sentences, win or lose. */
function verdict({ policies, hitRate }: DemoResult): string {
  const [own, ...rivals] = policies as [DemoPolicy, ...DemoPolicy[]];
  const equal = rivals.at(-1)!;
  const [spent, constant] = [own, equal].map(({ outcome }) => toUsd(outcome.spendMicroUsd));
  const share = percent(Math.abs(1 - spent! / Math.max(1e-9, constant!)), 0);
  const money = spent! <= constant! ? `${share} less than` : `${share} more than`;
  const short = hitRate - own.outcome.hitRate;
  const service =
    short <= 0
      ? 'forewarm kept the requested hit rate'
      : `forewarm fell ${(short * 100).toFixed(1)} points short of the requested hit rate`;
  return wrap(
    `${service}. It spent ${money} the cheapest constant pool that hindsight finds for the hit rate it reached.`,
    78,
  );
}

/** The scoreboard as JSON: equal for equal seeds, so wall-clock times are left out. */
export function demoDocument(result: DemoResult): object {
  const { scenario, group, hitRate, samples, model, policies, days, fallback } = result;
  const { trainSeconds: _, ...trained } = model;
  return {
    command: 'demo',
    seed: scenario.seed,
    group,
    from: isoOf(scenario.start),
    to: isoOf(endOfScenario(scenario)),
    requestedHitRate: hitRate,
    samples,
    model: trained,
    policies: policies.map(({ name, setting, outcome }) => ({
      name,
      setting,
      hitRate: outcome.hitRate,
      claims: outcome.claims,
      coldStarts: outcome.misses,
      waitedSeconds: outcome.lateSeconds,
      spendUsd: toUsd(outcome.spendMicroUsd),
      boots: outcome.boots,
      warmInstanceHours: outcome.warmInstanceHours,
      resizes: outcome.resizes,
    })),
    budget: days.map(({ start, spent, cap }) => ({
      day: isoOf(start),
      spentUsd: toUsd(spent),
      capUsd: toUsd(cap),
    })),
    fallback,
  };
}
