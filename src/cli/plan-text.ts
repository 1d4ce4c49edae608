import type { StoredEntry } from '../app/ports.ts';
import type { Candidate, Plan } from '../core/planning/plan.ts';
import type { PoolSetting } from '../core/planning/setting.ts';
import { isoOf, toUsd } from '../core/units.ts';
import { table, usd, wrap } from './output.ts';

/** Why a plan is not what its producer wanted, in words. */
const bindingWords: Readonly<Record<Plan['binding'], string>> = {
  paused: 'the group is paused',
  blocked: 'the group may not be written now',
  cap: 'a cost cap',
  'group-bounds': "the group's bounds",
  ceiling: 'a ceiling',
  floor: 'a floor',
  dwell: 'the wait before a cut',
  none: 'nothing: it is what was wanted',
};

/** `MinSize 0, prepared 24, Stopped, reuse`, or `no pool`. */
export function settingText(setting: PoolSetting | null): string {
  if (setting === null) return 'no pool';
  const { minSize, prepared, state, reuse } = setting;
  return `MinSize ${minSize}, prepared ${prepared}, ${state}${reuse ? ', reuse' : ''}`;
}

/** One line of change a group: `~` changes, `=` stays. */
export function planLine(plan: Plan, before: PoolSetting | null): string[] {
  const [from, to] = [settingText(before), settingText(plan.setting)];
  const same = from === to;
  return [same ? '=' : '~', plan.group, same ? to : `${from} → ${to}`];
}

/** One decision on one screen: what, why, what it was chosen from, and what it may cost. */
export function decisionText(entry: StoredEntry, columns: number): string {
  const { plan, before, event, mode, reason } = entry;
  const head = [
    ['decision', `#${entry.id} at ${isoOf(plan.at)}, mode ${mode}: ${event}`],
    ['setting', settingText(plan.setting)],
    ['before', settingText(before)],
    ['wanted', settingText(plan.wanted)],
    ['limited by', bindingWords[plan.binding]],
    ['at most', `${usd(plan.commitment)} before the next step can act`],
  ];
  return [
    `${plan.group}\n`,
    table(head, ['left', 'left']),
    wrap(`${plan.producer}: ${plan.reason}`, columns, '  '),
    reason === plan.reason ? '' : wrap(`outcome: ${reason}`, columns, '  '),
    peaksText(plan),
    candidatesText(plan.candidates),
  ].join('');
}

function peaksText({ peaks }: Plan): string {
  if (peaks.length === 0) return '';
  const levels = peaks.map(({ level }) => `${Number((level * 100).toPrecision(4))} %`);
  const demand = peaks.map((peak) => String(peak.demand));
  const aligns = ['left', ...peaks.map(() => 'right' as const)] as const;
  return `\n  peak of demand ahead, in instances\n${table(
    [
      ['level', ...levels],
      ['peak', ...demand],
    ],
    aligns,
    '    ',
  )}`;
}

function candidatesText(candidates: readonly Candidate[]): string {
  if (candidates.length === 0) return '';
  const rows = candidates
    .slice(0, 8)
    .map(({ setting, cost, misses, claims }, index) => [
      index === 0 ? 'chosen' : index === 1 ? 'runner-up' : '',
      settingText(setting),
      usd(cost),
      misses.toFixed(2),
      claims.toFixed(2),
    ]);
  const head = ['', 'setting', 'cost', 'misses', 'of claims'];
  return `\n  candidates over the time this decision covers\n${table([head, ...rows], ['left', 'left', 'right', 'right', 'right'], '    ')}`;
}

/** A decision of the ledger as JSON. */
export function entryDocument(entry: StoredEntry): object {
  return { ...entry, at: isoOf(entry.at), plan: planDocument(entry.plan) };
}

/** A plan as JSON: money in dollars, times in ISO 8601. */
export function planDocument(plan: Plan): object {
  return {
    ...plan,
    at: isoOf(plan.at),
    commitment: undefined,
    commitmentUsd: toUsd(plan.commitment),
    candidates: plan.candidates.map(({ cost, ...candidate }) => ({
      ...candidate,
      costUsd: toUsd(cost),
    })),
  };
}
