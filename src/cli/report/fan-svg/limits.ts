import type { GroupReport } from '../../../app/report/report.ts';
import { duration, secondsPerHour } from '../../../core/units.ts';
import { element, label, type Point } from '../../charts/svg.ts';
import { type Frame, margin, plot } from './frame.ts';

/** Labels nearer to each other than this would be written over each other. */
const lineHeight = 16;
/** About what a letter of a label takes. */
const letterWidth = 7.4;

/** Dashed lines at what serves now, and at that with the ready pool; one label where they are close. */
export function limits(group: GroupReport, frame: Frame): string[] {
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

/** A rule where what is known ends, which is now unless the data are late. */
export function nowRule(group: GroupReport, frame: Frame): string {
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
