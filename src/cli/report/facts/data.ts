import type { GroupReport } from '../../../app/report/report.ts';
import { duration, percent } from '../../../core/units.ts';
import { dateText, stampText } from '../words.ts';
import type { Fact } from './fact.ts';

/** How long, how old and how whole the history is. */
export function dataFacts({ data, zone, stepSeconds }: GroupReport): Fact[] {
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
