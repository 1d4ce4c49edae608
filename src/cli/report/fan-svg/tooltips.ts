import type { GroupReport, ReportDocument } from '../../../app/report/report.ts';
import { instancesFor } from '../../../core/capacity/demand.ts';
import type { EpochSeconds } from '../../../core/units.ts';
import { element, tooltip } from '../../charts/svg.ts';
import { quantity } from '../../output.ts';
import { chanceText, momentText, rangeText } from '../words.ts';
import { averaged, columnsMax } from './columns.ts';
import { type Frame, margin, plot } from './frame.ts';

/** Invisible columns that tell what lies under the pointer. */
export function tooltips(group: GroupReport, document: ReportDocument, { x }: Frame): string {
  const { history, stepSeconds, capacity, outlook, zone } = group;
  const every = Math.ceil(history.values.length / columnsMax.tooltip);
  const column = (from: EpochSeconds, to: EpochSeconds, words: string) => {
    const left = Math.max(margin.left, x(from));
    const box = { x: left, y: margin.top, height: plot.height, class: 'hover' };
    return element(
      'rect',
      { ...box, width: Math.max(0, Math.min(plot.right, x(to)) - left) },
      tooltip(words),
    );
  };
  const past = history.values.flatMap((value, step) => {
    if (step % every !== 0) return [];
    const at = history.start + step * stepSeconds;
    const words = `${momentText(at, document.at, zone)}: ${value === null ? 'not observed' : quantity(value)}`;
    return [column(at, at + every * stepSeconds, words)];
  });
  const points = outlook.kind === 'none' ? [] : averaged(outlook.points, columnsMax.tooltip);
  const width = points.length < 2 ? stepSeconds : points[1]!.at - points[0]!.at;
  const ahead = points.map((point) => {
    const asks =
      capacity === null
        ? ''
        : `, ${instancesFor(point.p50, capacity.loadPerInstance)} instances; ${chanceText(point.above)} chance of more than now`;
    const when = momentText(Math.round(point.at), document.at, zone);
    return column(point.at, point.at + width, `${when}: ${rangeText(point)}${asks}`);
  });
  return [...past, ...ahead].join('');
}
