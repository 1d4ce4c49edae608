import type { GroupReport } from '../../../app/report/report.ts';
import { timeTicks, wholeTicks } from '../../charts/axes.ts';
import { element, label } from '../../charts/svg.ts';
import { quantity } from '../../output.ts';
import { type Frame, margin, plot, size } from './frame.ts';

/** Loads on the left, whole instances on the right, times below. */
export function axes({ capacity, zone }: GroupReport, { from, to, top, x, y }: Frame): string {
  const rows = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * top);
    const words = quantity(share * top);
    const line = { x1: margin.left, x2: plot.right, y1: at, y2: at, class: 'grid' };
    return (
      element('line', line) +
      label(margin.left - 8, at + 4, words, { 'text-anchor': 'end', class: 'tick' })
    );
  });
  const columns = timeTicks(from, to, 10, zone).map((tick) => {
    const at = x(tick.at);
    const midnight = !tick.label.includes(':');
    const line = { x1: at, x2: at, y1: plot.bottom, y2: plot.bottom + (midnight ? 9 : 5) };
    return (
      element('line', { ...line, class: 'axis' }) +
      label(at, plot.bottom + 22, tick.label, {
        'text-anchor': 'middle',
        class: midnight ? 'tick midnight' : 'tick',
      })
    );
  });
  const title = label(margin.left - 8, 16, 'load', { 'text-anchor': 'end', class: 'tick' });
  const right = capacity === null ? '' : instanceAxis(capacity.loadPerInstance, { top, y });
  return [...rows, ...columns, title, right].join('');
}

function instanceAxis(loadPerInstance: number, { top, y }: Pick<Frame, 'top' | 'y'>): string {
  const ticks = wholeTicks(top / loadPerInstance, 6).map((instances) => {
    const at = y(instances * loadPerInstance);
    const line = { x1: plot.right, x2: plot.right + 5, y1: at, y2: at, class: 'axis' };
    return (
      element('line', line) + label(plot.right + 10, at + 4, quantity(instances), { class: 'tick' })
    );
  });
  return [
    ...ticks,
    label(size.width, 16, 'instances', { 'text-anchor': 'end', class: 'tick' }),
  ].join('');
}
