import type { GroupReport, ReportDocument, Spike } from '../../../app/report/report.ts';
import { element, label, tooltip } from '../../charts/svg.ts';
import { chanceText, momentText, rangeText } from '../words.ts';
import { type Frame, margin, plot } from './frame.ts';

/** The pattern that fills the windows of spikes. */
export function hatch(id: string): string {
  const stroke = element('path', { d: 'M0 6L6 0', class: 'hatch' });
  const units = { patternUnits: 'userSpaceOnUse', width: 6, height: 6 };
  return element('defs', {}, element('pattern', { id: `${id}-hatch`, ...units }, stroke));
}

/** The hatched stretch in which the load stands out. */
export function spikeWindow({ from, to }: Spike, { x }: Frame, id: string): string {
  const left = Math.max(margin.left, x(from));
  const width = Math.max(1, Math.min(plot.right, x(to)) - left);
  const box = { x: left, y: margin.top, width, height: plot.height };
  return element('rect', { ...box, fill: `url(#${id}-hatch)` });
}

interface Scene {
  readonly group: GroupReport;
  readonly document: ReportDocument;
  readonly frame: Frame;
}

/** A numbered disc above the peak; the number leads to the table. */
export function spikeMark(spike: Spike, number: number, { group, document, frame }: Scene): string {
  const x = Math.min(frame.x(spike.peakAt), plot.right - 12); // not over the axis
  const y = Math.max(margin.top + 4, frame.y(spike.load.p90) - 16);
  const when = momentText(spike.peakAt, document.at, group.zone);
  const words = `Spike ${number}. Peak ${when}: load ${rangeText(spike.load)}; ${chanceText(spike.probability.aboveServing)} chance of more than now`;
  return element(
    'g',
    { class: 'spike' },
    tooltip(words),
    element('circle', { cx: x, cy: y, r: 10 }),
    label(x, y + 4, String(number), { 'text-anchor': 'middle' }),
  );
}
