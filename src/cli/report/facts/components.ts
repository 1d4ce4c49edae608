import type { GroupReport, ReportDocument, ReportPoint } from '../../../app/report/report.ts';
import { percent } from '../../../core/units.ts';
import { quantity, signed } from '../../output.ts';
import { peakText, spanText } from '../words.ts';
import type { Fact } from './fact.ts';

/** How level, hour, weekday and announced events move the load. */
export function componentFacts(group: GroupReport, { at }: ReportDocument): Fact[] {
  const { components, outlook, zone } = group;
  const facts: Fact[] = [];
  if (components !== null) {
    const { level, growth, day, week, shares } = components;
    const change =
      growth === null
        ? ''
        : `, ${signed(growth - 1, (share) => percent(share, 0))} on the week before`;
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
