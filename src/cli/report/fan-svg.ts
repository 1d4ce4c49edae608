import type { GroupReport, ReportDocument, ReportPoint, Spike } from '../../app/report/report.ts';
import { instancesFor } from '../../core/capacity/demand.ts';
import { duration, type EpochSeconds, secondsPerHour } from '../../core/units.ts';
import { timeTicks, topOf, wholeTicks } from '../charts/axes.ts';
import {
  areaPath,
  element,
  escapeXml,
  label,
  linePath,
  type Point,
  tooltip,
} from '../charts/svg.ts';
import { quantity } from '../output.ts';
import { chanceText, headlineOf, momentText, rangeText } from './words.ts';

const size = { width: 960, height: 380 } as const;
const margin = { left: 52, right: 64, top: 34, bottom: 30 } as const;
const plot = {
  right: size.width - margin.right,
  bottom: size.height - margin.bottom,
  width: size.width - margin.left - margin.right,
  height: size.height - margin.top - margin.bottom,
} as const;

/** More columns than this no screen shows: neighbours are averaged. */
const columnsMax = { line: 1400, band: 480, tooltip: 180 } as const;

/** Where times and loads stand in the picture. */
interface Frame {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  readonly top: number;
  x(at: EpochSeconds): number;
  y(load: number): number;
}

/**
 * The load and its fan as an SVG of its own; the empty string where there is nothing to draw. What
 * colour says is also said by line, pattern or word.
 * @param id Unique on the page, a name as XML allows it.
 */
export function fanSvg(group: GroupReport, document: ReportDocument, id: string): string {
  const frame = frameOf(group);
  if (frame === null) return '';
  const { outlook } = group;
  const points = outlook.kind === 'none' ? [] : outlook.points;
  const spikes = outlook.kind === 'none' ? [] : outlook.spikes;
  return element(
    'svg',
    {
      viewBox: `0 0 ${size.width} ${size.height}`,
      class: 'fan',
      role: 'img',
      'aria-labelledby': `${id}-title`,
    },
    `<title id="${id}-title">${escapeXml(`Load of ${group.name}. ${headlineOf(group, document)}`)}</title>`,
    hatch(id),
    ...spikes.map((spike) => spikeWindow(spike, frame, id)),
    grid(group, frame),
    ...bands(points, group, frame),
    observed(group, frame),
    ...limits(group, frame),
    nowRule(group, frame),
    ...spikes.map((spike, index) => spikeMark(spike, index + 1, { group, document, frame })),
    tooltips(group, document, frame),
  );
}

function frameOf({ history, outlook, stepSeconds, capacity }: GroupReport): Frame | null {
  const points = outlook.kind === 'none' ? [] : outlook.points;
  const steps = history.values.length + points.length;
  if (steps < 2) return null;
  const from = history.start;
  const to = from + (steps - 1) * stepSeconds;
  const loads = [...history.values.map((value) => value ?? 0), ...points.map(({ p95 }) => p95)];
  const limit = capacity === null ? 0 : capacity.serving * capacity.loadPerInstance;
  const top = topOf(Math.max(...loads), [limit]);
  return {
    from,
    to,
    top,
    x: (at) => margin.left + ((at - from) / (to - from)) * plot.width,
    y: (load) => plot.bottom - (Math.min(load, top) / top) * plot.height,
  };
}

function hatch(id: string): string {
  const stroke = element('path', { d: 'M0 6L6 0', class: 'hatch' });
  const units = { patternUnits: 'userSpaceOnUse', width: 6, height: 6 };
  return element('defs', {}, element('pattern', { id: `${id}-hatch`, ...units }, stroke));
}

/** Loads on the left, whole instances on the right, times below. */
function grid({ capacity, zone }: GroupReport, { from, to, top, x, y }: Frame): string {
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

/** The fan from the widest interval to the median; each edge is a line, so that shade is not all. */
function bands(points: readonly ReportPoint[], group: GroupReport, frame: Frame): string[] {
  if (points.length === 0) return [];
  const columns = averaged(points, columnsMax.band);
  const at = (key: 'p05' | 'p10' | 'p25' | 'p50' | 'p75' | 'p90' | 'p95'): Point[] => {
    const line = columns.map((point): Point => [frame.x(point.at), frame.y(point[key])]);
    return [...joint(group, frame), ...line];
  };
  const area = (upper: readonly Point[], lower: readonly Point[], name: string) =>
    element('path', { d: areaPath(upper, lower), class: name });
  const edge = (line: readonly Point[]) => element('path', { d: linePath(line), class: 'edge' });
  return [
    area(at('p95'), at('p05'), 'band wide'),
    area(at('p90'), at('p10'), 'band likely'),
    area(at('p75'), at('p25'), 'band core'),
    edge(at('p90')),
    edge(at('p10')),
    element('path', { d: linePath(at('p50')), class: 'median' }),
  ];
}

/** The newest load observed, where the fan opens; none when it was not observed. */
function joint({ history, stepSeconds }: GroupReport, { x, y }: Frame): Point[] {
  const last = history.values.at(-1) ?? null;
  if (last === null) return [];
  return [[x(history.start + (history.values.length - 1) * stepSeconds), y(last)]];
}

function observed({ history, stepSeconds }: GroupReport, { x, y }: Frame): string {
  const every = Math.ceil(history.values.length / columnsMax.line);
  const points: (Point | null)[] = [];
  for (let step = 0; step < history.values.length; step += every) {
    const known = history.values.slice(step, step + every).filter((value) => value !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const at =
      history.start +
      (step + (Math.min(every, history.values.length - step) - 1) / 2) * stepSeconds;
    points.push(known.length === 0 ? null : [x(at), y(mean)]);
  }
  return element('path', { d: linePath(points), class: 'observed' });
}

/** Neighbouring points averaged, so that at most `most` remain. */
function averaged(points: readonly ReportPoint[], most: number): ReportPoint[] {
  const every = Math.ceil(points.length / most);
  if (every === 1) return [...points];
  const columns: ReportPoint[] = [];
  for (let from = 0; from < points.length; from += every) {
    const part = points.slice(from, from + every);
    const mean = (key: keyof ReportPoint) =>
      part.reduce((sum, point) => sum + point[key], 0) / part.length;
    const [at, p05, p10, p25] = [mean('at'), mean('p05'), mean('p10'), mean('p25')];
    const [p50, p75, p90, p95] = [mean('p50'), mean('p75'), mean('p90'), mean('p95')];
    columns.push({ at, p05, p10, p25, p50, p75, p90, p95, above: mean('above') });
  }
  return columns;
}

/** Labels nearer to each other than this would be written over each other. */
const lineHeight = 16;
/** About what a letter of a label takes. */
const letterWidth = 7.4;

/** Dashed lines at what serves now, and at that with the ready pool; one label where they are close. */
function limits(group: GroupReport, frame: Frame): string[] {
  const { capacity } = group;
  if (capacity === null) return [];
  const { serving, ready, loadPerInstance } = capacity;
  const rule = (count: number, words: string, name: string) => ({
    at: frame.y(count * loadPerInstance),
    seen: count * loadPerInstance <= frame.top,
    words,
    name,
  });
  const own = rule(serving, `${serving} serving now`, 'limit');
  const pool = rule(serving + ready, `${serving + ready} with the ready pool`, 'limit pool');
  const rules = (ready > 0 ? [own, pool] : [own]).filter(({ seen }) => seen);
  const lines = rules.map(({ at, name }) =>
    element('line', { x1: margin.left, x2: plot.right, y1: at, y2: at, class: name }),
  );
  const isTight = rules.length > 1 && own.at - pool.at < lineHeight;
  const both = `${serving} serving, ${serving + ready} with pool`;
  const labels = isTight ? [{ at: pool.at, words: both }] : rules;
  return [...lines, ...labels.map(({ at, words }) => limitLabel(words, at - 6, group, frame))];
}

/** `words` where the lines of the chart leave them room, as far left as there is a free place. */
function limitLabel(words: string, y: number, group: GroupReport, frame: Frame): string {
  const width = words.length * letterWidth;
  const middle = y - 4;
  const lines = [...drawnPoints(group, frame), [nowAt(group, frame), middle]] as const;
  const clearance = (left: number) => {
    const passing = lines.filter(([x]) => left - 4 <= x && x <= left + width);
    return Math.min(lineHeight, ...passing.map(([, at]) => Math.abs(at - middle)));
  };
  const places: number[] = [];
  for (let left = margin.left + 6; left + width < plot.right; left += 12) places.push(left);
  const best = Math.max(...places.map(clearance));
  const left = places.find((place) => clearance(place) === best) ?? margin.left + 6;
  return label(left, y, words, { 'text-anchor': 'start', class: 'limit-label halo' });
}

/** Where the load observed and the median run. */
function drawnPoints({ history, outlook, stepSeconds }: GroupReport, { x, y }: Frame): Point[] {
  const past = history.values.flatMap((value, step): Point[] => {
    return value === null ? [] : [[x(history.start + step * stepSeconds), y(value)]];
  });
  const points = outlook.kind === 'none' ? [] : outlook.points;
  const ahead = points.map(({ at, p50 }): Point => [x(at), y(p50)]);
  return [...past, ...ahead];
}

/** Where what is known ends. */
function nowAt({ outlook }: GroupReport, { x }: Frame): number {
  const first = outlook.kind === 'none' ? undefined : outlook.points[0];
  return first === undefined ? Number.NaN : x(first.at);
}

function nowRule(group: GroupReport, frame: Frame): string {
  const at = nowAt(group, frame);
  if (Number.isNaN(at)) return '';
  const isLate = (group.data.ageSeconds ?? 0) > Math.max(secondsPerHour, 2 * group.stepSeconds);
  const words = isLate ? `newest load, ${duration(group.data.ageSeconds!)} old` : 'now';
  const line = { x1: at, x2: at, y1: margin.top - 6, y2: plot.bottom, class: 'now' };
  return (
    element('line', line) +
    label(at, 16, words, { 'text-anchor': 'middle', class: 'tick midnight' })
  );
}

function spikeWindow({ from, to }: Spike, { x }: Frame, id: string): string {
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
function spikeMark(spike: Spike, number: number, { group, document, frame }: Scene): string {
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

/** Invisible columns that tell what lies under the pointer. */
function tooltips(group: GroupReport, document: ReportDocument, { x }: Frame): string {
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
