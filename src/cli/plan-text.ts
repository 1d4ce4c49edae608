import type { StoredEntry } from '../app/ports/books.ts';
import { type PoolSetting, sameSetting } from '../core/capacity/setting.ts';
import type { PlanCut } from '../core/planning/budget/cuts.ts';
import type { LevelChoice } from '../core/planning/budget/levels.ts';
import type { Candidate, Plan, PlanPrices } from '../core/planning/plan.ts';
import type { StateChoice } from '../core/planning/pool-state.ts';
import { isoOf, toUsd } from '../core/units.ts';
import { table, usd, wrap } from './output.ts';
import { listingDocument, pricesFrom } from './prices-text.ts';

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
    ...wishesText(plan),
    ['at most', `${usd(plan.commitment)} before the next step can act`],
  ];
  return [
    `${plan.group}\n`,
    table(head, ['left', 'left']),
    wrap(`${plan.producer}: ${plan.reason}`, columns, '  '),
    stateText(plan.stateChoice ?? null, columns, '  '),
    plan.level === undefined ? '' : wrap(levelText(plan.level), columns, '  '),
    reason === plan.reason ? '' : wrap(`outcome: ${reason}`, columns, '  '),
    memberText(plan, columns),
    peaksText(plan),
    candidatesText(plan, columns),
  ].join('');
}

/** Which level of service a cap left, what that saves to its end, and what it risks. */
export function levelText(choice: LevelChoice): string {
  const { level, wanted, cap, until, cost, misses, wantedCost, wantedMisses } = choice;
  return (
    `level ${level} of ${wanted}: the ${cap.per}'s cap of the ${cap.scope} has ${usd(cost)} for it ` +
    `to ${isoOf(until)}, where the wanted one would cost ${usd(wantedCost)}; expected cold starts ` +
    `are ${misses.toFixed(1)} instead of ${wantedMisses.toFixed(1)}`
  );
}

/** What is left of a setting that a cap cut, and what that risks. */
export function cutText({ wanted, setting, risk }: PlanCut): string {
  return `${settingText(setting)}, and wanted ${settingText(wanted)}: ${riskText(risk)}`;
}

/** How many more claims a cut makes launch cold. */
export function riskText(risk: PlanCut['risk']): string {
  if (risk === null) return 'no forecast says what that risks';
  const { misses, claims } = risk;
  return `${misses.toFixed(1)} more of ${claims.toFixed(1)} expected claims launch cold`;
}

/** A level of service as JSON: money in dollars, times in ISO 8601. */
export function levelDocument(choice: LevelChoice): object {
  const { cost, wantedCost, from, until, ...rest } = choice;
  return {
    ...rest,
    from: isoOf(from),
    until: isoOf(until),
    costUsd: toUsd(cost),
    wantedCostUsd: toUsd(wantedCost),
  };
}

/** How the state of a pool was chosen; nothing where it is fixed. */
export function stateText(choice: StateChoice | null, columns: number, indent: string): string {
  if (choice === null) return '';
  const { chosen, inForce, reason } = choice;
  const advice = chosen === inForce ? 'state' : `state ${chosen} recommended`;
  return wrap(`${advice}: ${reason}`, columns, indent);
}

/** The same as JSON: money in dollars. */
export function stateDocument({ priced, ...choice }: StateChoice): object {
  return {
    ...choice,
    priced: priced.map(({ monthCost, ...one }) => ({
      ...one,
      monthUsd: monthCost === null ? null : toUsd(monthCost),
    })),
  };
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

/** Candidates that one screen has room for. */
const candidatesShown = 5;

function candidatesText({ candidates, setting }: Plan, columns: number): string {
  const [first] = candidates;
  if (first === undefined) return '';
  const isAlike = candidates.every(
    ({ setting: { state, reuse } }) =>
      state === first.setting.state && reuse === first.setting.reuse,
  );
  const rows = candidates
    .slice(0, candidatesShown)
    .map((candidate, rank) => [
      roleOf(candidate, rank, setting),
      isAlike ? sizeText(candidate.setting) : settingText(candidate.setting),
      usd(candidate.cost),
      candidate.misses.toFixed(2),
    ]);
  const head = ['', 'setting', 'cost', 'cold starts'];
  const more = candidates.length - rows.length;
  const title = `candidates over the time this decision covers, with ${first.claims.toFixed(1)} claims expected`;
  return [
    `\n${wrap(title, columns, '  ')}`,
    table([head, ...rows], ['left', 'left', 'right', 'right'], '    '),
    more > 0 ? `    and ${more} more\n` : '',
  ].join('');
}

/** What a member was taken to cost; nothing of decisions that older versions made. */
function memberText({ prices, setting: { state } }: Plan, columns: number): string {
  if (prices === undefined) return '';
  const { bootingHour, parkedHour, listed } = prices;
  const costs = `${usd(bootingHour)} an hour running and ${usd(parkedHour[state])} parked ${state}`;
  return wrap(`a member costs ${costs}, ${pricesFrom(listed)}`, columns, '  ');
}

/** What became of a candidate: rules of higher precedence may have set aside the one wanted. */
function roleOf(candidate: Candidate, rank: number, setting: PoolSetting): string {
  if (sameSetting(candidate.setting, setting)) return 'chosen';
  if (rank === 0) return 'wanted';
  return rank === 1 ? 'runner-up' : '';
}

function sizeText({ minSize, prepared }: Pick<PoolSetting, 'minSize' | 'prepared'>): string {
  return `MinSize ${minSize}, prepared ${prepared}`;
}

const producerWords = { predictive: 'by the forecast', reactive: 'by the reactive rule' } as const;

/** What the producers that did not serve would have. */
function wishesText({ wishes, producer }: Plan): string[][] {
  return (['predictive', 'reactive'] as const).flatMap((other) => {
    const size = wishes?.[other] ?? null;
    if (size === null || other === producer) return [];
    return [['otherwise', `${sizeText(size)} ${producerWords[other]}`]];
  });
}

/** A decision of the ledger as JSON. */
export function entryDocument(entry: StoredEntry): object {
  return { ...entry, at: isoOf(entry.at), plan: planDocument(entry.plan) };
}

function pricesDocument({ bootingHour, parkedHour, listed }: PlanPrices): object {
  const parked = Object.entries(parkedHour).map(([state, hour]) => [state, toUsd(hour)]);
  return {
    bootingHourUsd: toUsd(bootingHour),
    parkedHourUsd: Object.fromEntries(parked),
    listed: listingDocument(listed ?? null),
  };
}

/** A plan as JSON: money in dollars, times in ISO 8601. */
export function planDocument(plan: Plan): object {
  return {
    ...plan,
    at: isoOf(plan.at),
    ...(plan.stateChoice && { stateChoice: stateDocument(plan.stateChoice) }),
    ...(plan.level && { level: levelDocument(plan.level) }),
    ...(plan.prices && { prices: pricesDocument(plan.prices) }),
    commitment: undefined,
    commitmentUsd: toUsd(plan.commitment),
    candidates: plan.candidates.map(({ cost, ...candidate }) => ({
      ...candidate,
      costUsd: toUsd(cost),
    })),
  };
}
