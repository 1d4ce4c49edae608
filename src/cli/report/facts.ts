/** The body of a report: titled lists of facts and one table of spikes, the same in every format. */

import type { ClaimCount } from '../../app/ports.ts';
import type {
  CapOutlook,
  GroupReport,
  LiveHorizon,
  ManagedReport,
  ReportDocument,
  ReportPoint,
} from '../../app/report/report.ts';
import { instancesFor } from '../../core/capacity/demand.ts';
import { duration } from '../../core/units.ts';
import { percent, quantity, usd } from '../output.ts';
import { settingText } from '../plan-text.ts';
import {
  chanceText,
  clockText,
  countRangeText,
  countText,
  dateText,
  instancesText,
  momentText,
  peakText,
  rangeText,
  spanText,
  stampText,
} from './words.ts';

export interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Sections of one group, in the order they are read; none is empty. */
export function sectionsOf(group: GroupReport, document: ReportDocument): Section[] {
  const { managed } = group;
  const sections = [
    { title: 'Load and capacity', facts: capacityFacts(group, document) },
    { title: 'Pool', facts: managed === null ? [] : poolFacts(managed, group, document) },
    { title: 'Money', facts: managed === null ? [] : moneyFacts(managed, group, document) },
    { title: 'Accuracy', facts: accuracyFacts(group) },
    { title: 'Data', facts: dataFacts(group, document) },
    { title: 'What moves the load', facts: componentFacts(group, document) },
  ];
  return sections.filter(({ facts }) => facts.length > 0);
}

const spikeHead = [
  ...['peak', 'exceeds now', 'half risen', 'load', 'instances'],
  ...['> now', '> pool', 'event'],
] as const;

/**
 * One row a spike, without the columns that need a capacity, a pool or an event. When the load
 * exceeds what serves now is told by how long that is ahead; without a capacity, when the half of
 * the rise is reached. The chances are those of asking for more than what serves now, and than that
 * with the pool.
 */
export function spikeTable(
  { outlook, capacity, zone }: GroupReport,
  { at }: ReportDocument,
): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const spikes = outlook.kind === 'none' ? [] : outlook.spikes;
  const needs = {
    'exceeds now': capacity !== null,
    'half risen': capacity === null,
    instances: capacity !== null,
    '> pool': capacity !== null && capacity.ready > 0,
    event: spikes.some(({ event }) => event !== null),
  };
  const left = spikeHead.map((name) => (name in needs ? needs[name as keyof typeof needs] : true));
  const kept = (cells: readonly string[]) => cells.filter((_, column) => left[column]);
  const rows = spikes.map((spike) => {
    const { probability, load, instances, event } = spike;
    return kept([
      momentText(spike.peakAt, at, zone),
      spike.passesAt === null ? '–' : aheadText(spike.leadSeconds),
      aheadText(spike.leadSeconds),
      rangeText(load),
      instances === null ? '–' : countRangeText(instances),
      chanceText(probability.aboveServing),
      probability.abovePool === null ? '–' : chanceText(probability.abovePool),
      event === null ? '' : `${event.name} ${clockText(event.start, zone)}`,
    ]);
  });
  return { head: kept(spikeHead), rows };
}

/** `in 35 min`, or `already`. */
function aheadText(seconds: number): string {
  return seconds === 0 ? 'already' : `in ${duration(seconds)}`;
}

function capacityFacts(group: GroupReport, document: ReportDocument): Fact[] {
  const { at } = document;
  const { loadNow, capacity, outlook, zone } = group;
  const facts: Fact[] = [];
  if (loadNow !== null) facts.push({ label: 'last hour', value: `up to ${quantity(loadNow)}` });
  if (capacity !== null) {
    const { loadPerInstance, serving, source, ready, maxSize, bootSeconds } = capacity;
    const guessed = source === 'load' ? ', as many as the last hour asked for' : '';
    const each = `${quantity(loadPerInstance)} each`;
    facts.push({ label: 'serves now', value: `${instancesText(serving)}, ${each}${guessed}` });
    const boot = bootSeconds === null ? '' : `; a cold one takes ${duration(bootSeconds)} to boot`;
    if (ready > 0 || bootSeconds !== null)
      facts.push({ label: 'ready in pool', value: `${countText(ready)}${boot}` });
    if (maxSize !== null)
      facts.push({ label: 'at most', value: `${countText(maxSize)} by the group's MaxSize` });
  }
  if (outlook.kind === 'forecast') {
    if (outlook.spikes.length === 0) facts.push(highestFact(outlook.points, group, document));
    const over = outlook.spikes.filter(({ probability }) => (probability.aboveMax ?? 0) >= 0.01);
    for (const { from, to, probability } of over) {
      const chance = chanceText(probability.aboveMax!);
      const value = `${chance} chance of more than MaxSize, ${spanText(from, to, at, zone)}`;
      facts.push({ label: 'beyond the group', value });
    }
  }
  return facts;
}

function highestFact(
  points: readonly ReportPoint[],
  { capacity, zone }: GroupReport,
  { at }: ReportDocument,
): Fact {
  const highest = points.reduce((a, b) => (b.p50 > a.p50 ? b : a));
  const asks =
    capacity === null
      ? ''
      : `, ${instancesText(instancesFor(highest.p50, capacity.loadPerInstance))}`;
  const value = `${rangeText(highest)}${asks}, ${momentText(highest.at, at, zone)}`;
  return { label: 'highest ahead', value };
}

function poolFacts(managed: ManagedReport, { zone }: GroupReport, { at }: ReportDocument): Fact[] {
  const { pool, planned, hitRate, mode, paused, distrust } = managed;
  const facts: Fact[] = [];
  const now =
    pool === null
      ? 'not observed yet'
      : `${settingText(pool.setting)}; ${pool.ready} ready, ${pool.booting} booting`;
  facts.push({ label: 'now', value: now });
  if (planned !== null) {
    const { setting, outcome, producer } = planned;
    const when = momentText(planned.at, at, zone);
    const value = `${settingText(setting)} (${producer}, ${outcome} ${when})`;
    facts.push({ label: 'planned', value });
  }
  facts.push(
    {
      label: 'hit rate',
      value: `${claimText(hitRate.day)} in 24 h, ${claimText(hitRate.week)} in 7 days`,
    },
    { label: 'mode', value: paused === null ? mode : `${mode}, paused: ${paused}` },
    {
      label: 'forecast',
      value: distrust === null ? 'believed' : `not believed, the reactive rule plans: ${distrust}`,
    },
  );
  return facts;
}

function claimText({ hits, misses }: ClaimCount): string {
  const all = hits + misses;
  return all === 0 ? 'no claims' : `${percent(hits / all)} of ${all} claims`;
}

function moneyFacts(managed: ManagedReport, group: GroupReport, document: ReportDocument): Fact[] {
  const { spent, caps } = managed;
  return [
    { label: 'pool cost', value: `${usd(spent.day)} in 24 h, ${usd(spent.week)} in 7 days` },
    ...caps.map((cap) => capFact(cap, group.zone, document)),
  ];
}

/** A cap with what is spent, and what is projected for the end of its window. */
export function capFact(use: CapOutlook, zone: string, { at }: ReportDocument): Fact {
  const { cap, scope, spent, projected, windowEnd, alert } = use;
  const share = cap.limit === 0 ? '' : ` (${percent(spent / cap.limit, 0)})`;
  const until = `by ${momentText(windowEnd, at, zone)}`;
  const ahead =
    projected > cap.limit
      ? `the cap binds before ${momentText(windowEnd, at, zone)}`
      : `${usd(projected)} ${until} at this rate`;
  return {
    label: `${scope} ${cap.per}`,
    value: `${usd(spent)} of ${usd(cap.limit)}${share}${alertText(alert)}; ${ahead}`,
  };
}

function alertText(alert: number | null): string {
  return alert === null ? '' : `, past the alert at ${percent(alert, 0)}`;
}

function componentFacts(group: GroupReport, { at }: ReportDocument): Fact[] {
  const { components, outlook, zone } = group;
  const facts: Fact[] = [];
  if (components !== null) {
    const { level, growth, day, week, shares } = components;
    const change = growth === null ? '' : `, ${signed(growth - 1)} on the week before`;
    facts.push({ label: 'level', value: `${quantity(level)} on average${change}` });
    const hourNames = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')} h`);
    if (day !== null) facts.push({ label: 'day', value: extremesText(day, hourNames) });
    if (week !== null) facts.push({ label: 'week', value: extremesText(week, weekdayNames) });
    if (shares !== null) {
      const parts = [
        ['time of day', shares.day],
        ['day of the week', shares.week],
        ['level of single days', shares.level],
        ['the rest', shares.rest],
      ] as const;
      const value = parts.map(([name, share]) => `${name} ${percent(share, 0)}`).join(', ');
      facts.push({ label: 'variation', value });
    }
  }
  if (outlook.kind === 'forecast') {
    for (const { name, start, end, multiple, deviation } of outlook.events) {
      const during = outlook.points.filter((point) => point.at >= start && point.at < end);
      const highest = during.reduce<ReportPoint | null>(higherOf, null);
      const peak = highest === null ? '' : `, ${peakText(highest.at, start, at, zone)}`;
      const isKnown = multiple !== 1 || deviation > 0;
      const brings = isKnown
        ? `${multiple.toFixed(1)} × the ordinary load`
        : 'nobody knows yet what it brings';
      const value = `${name}, ${spanText(start, end, at, zone)}: ${brings}${peak}`;
      facts.push({ label: 'event', value });
    }
  }
  return facts;
}

function higherOf(highest: ReportPoint | null, point: ReportPoint): ReportPoint {
  return highest === null || point.p50 > highest.p50 ? point : highest;
}

export const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** `highest at 19 h (1.6 ×), lowest at 04 h (0.4 ×)`. */
function extremesText(factors: readonly number[], names: readonly string[]): string {
  const [most, least] = [Math.max(...factors), Math.min(...factors)];
  const name = (factor: number) => names[factors.indexOf(factor)];
  return `highest ${name(most)} (${most.toFixed(2)} ×), lowest ${name(least)} (${least.toFixed(2)} ×)`;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${percent(Math.abs(share), 0)}`;
}

function accuracyFacts({ model, managed }: GroupReport): Fact[] {
  if (model === null) return [];
  const { accuracy, contest, member, backend, trainedFrom, trainedTo } = model;
  const learnt = `learnt from ${duration(trainedTo - trainedFrom)}`;
  const facts = [{ label: 'model', value: `${member} (${backend}), ${learnt}` }];
  if (accuracy === null) {
    facts.push({ label: 'error', value: 'too little history to measure it' });
    return facts;
  }
  const { wape, lossRatio, coverage80 } = accuracy;
  const against =
    lossRatio < 1
      ? `${percent(1 - lossRatio, 0)} less loss than seasonal naive (ratio ${lossRatio.toFixed(2)})`
      : `no better than seasonal naive (ratio ${lossRatio.toFixed(2)})`;
  facts.push(
    { label: 'against naive', value: against },
    { label: 'error', value: `${percent(wape)} of the load (WAPE of the median)` },
    { label: '80 % interval', value: `held ${percent(coverage80, 0)} of what came` },
    {
      label: 'contest',
      value: contest
        .slice(0, 4)
        .map((entry) => `${entry.member} ${entry.lossRatio.toFixed(2)}`)
        .join(', '),
    },
    ...(managed?.live ?? []).map(liveFact),
  );
  return facts;
}

/** What came of the forecasts that were really made. */
function liveFact({ horizonSeconds, wape, lossRatio, coverage80 }: LiveHorizon): Fact {
  const told = (share: number | null) => (share === null ? '–' : percent(share, 0));
  const naive = lossRatio === null ? '' : `, loss ${lossRatio.toFixed(2)} × naive`;
  const value = `error ${told(wape)}${naive}, interval held ${told(coverage80)} (7 d)`;
  return { label: `${duration(horizonSeconds)} ahead`, value };
}

function dataFacts({ data, zone, stepSeconds }: GroupReport, _: ReportDocument): Fact[] {
  const { extent, ageSeconds, steps, missing, gaps, longestGap, tier } = data;
  if (extent === null) return [{ label: 'history', value: 'nothing is stored' }];
  const span = `${duration(extent.end - extent.first)} in steps of ${duration(stepSeconds)}`;
  const until = stampText(extent.end, zone);
  const share = steps === 0 ? 0 : missing / steps;
  const lasting =
    longestGap === null
      ? 'none'
      : `${gaps}, ${percent(share, share < 0.001 ? 2 : 1)} of the steps; longest ${duration(longestGap.seconds)} from ${dateText(longestGap.from, zone)}`;
  return [
    { label: 'history', value: `${span}, until ${until}` },
    {
      label: 'age',
      value:
        ageSeconds === 0 ? 'none, the report begins where the data end' : duration(ageSeconds!),
    },
    { label: 'gaps', value: lasting },
    { label: 'tier', value: tier.sentence },
  ];
}
