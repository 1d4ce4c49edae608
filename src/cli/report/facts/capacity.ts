import type { GroupReport, ReportDocument, ReportPoint } from '../../../app/report/report.ts';
import { instancesFor } from '../../../core/capacity/demand.ts';
import { duration } from '../../../core/units.ts';
import { quantity } from '../../output.ts';
import { chanceText, countText, instancesText, momentText, rangeText, spanText } from '../words.ts';
import type { Fact } from './fact.ts';

/** What serves the load now, and where what is ahead goes beyond it. */
export function capacityFacts(group: GroupReport, document: ReportDocument): Fact[] {
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
