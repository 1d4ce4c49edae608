import type { GroupReport, ReportDocument } from '../../app/report/report.ts';
import { duration } from '../../core/units.ts';
import { chanceText, clockText, countRangeText, momentText, rangeText } from './words.ts';

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
