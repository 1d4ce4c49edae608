import type { CapOutlook } from '../../app/report/report.ts';
import type { VariationShares } from '../../core/forecasting/components.ts';
import { percent } from '../../core/units.ts';
import { element, label, tooltip } from '../charts/svg.ts';

/** Factors as columns around 1: what is above the rule is more than usual. */
export function profileSvg(factors: readonly number[], names: readonly string[]): string {
  const [width, height, base, head] = [360, 120, 98, 20];
  const top = Math.max(1.2, ...factors);
  const pitch = width / factors.length;
  const y = (factor: number) => base - (Math.max(0, factor) / top) * (base - head);
  const most = factors.indexOf(Math.max(...factors));
  const columns = factors.map((factor, index) => {
    const box = { x: index * pitch + pitch * 0.14, y: y(factor), width: pitch * 0.72 };
    const words = `${names[index]}: ${factor.toFixed(2)} × the mean`;
    const name = index === most ? 'column most' : 'column';
    return element('rect', { ...box, height: base - y(factor), class: name }, tooltip(words));
  });
  const every = factors.length > 7 ? 6 : 1;
  const ticks = names.map((name, index) =>
    index % every === 0
      ? label((index + (every > 1 ? 0.14 : 0.5)) * pitch, 114, name, {
          'text-anchor': every > 1 ? 'start' : 'middle',
          class: 'tick',
        })
      : '',
  );
  const anchor = most < 2 ? 'start' : most > factors.length - 3 ? 'end' : 'middle';
  const words = `${factors[most]!.toFixed(2)} ×`;
  const place = anchor === 'start' ? 0 : anchor === 'end' ? width : (most + 0.5) * pitch;
  return element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'columns around the mean' },
    ...columns,
    element('line', { x1: 0, x2: width, y1: y(1), y2: y(1), class: 'mean' }),
    label(place, y(factors[most]!) - 6, words, { 'text-anchor': anchor, class: 'tick' }),
    ...ticks,
  );
}

const shareNames = [
  ['day', 'time of day'],
  ['week', 'weekday'],
  ['level', 'level'],
  ['rest', 'rest'],
] as const;

/** One bar in four parts: what the variation comes from. */
export function sharesSvg(shares: VariationShares): string {
  const [width, height] = [360, 46];
  let left = 0;
  const parts = shareNames.map(([key, name]) => {
    const own = shares[key] * width;
    const words = `${name} ${percent(shares[key], 0)}`;
    const box = element(
      'rect',
      { x: left, y: 4, width: own, height: 22, class: `share ${key}` },
      tooltip(words),
    );
    const text = own < 58 ? '' : label(left, 42, words, { class: 'tick' });
    left += own;
    return box + text;
  });
  const viewBox = `0 0 ${width} ${height}`;
  return element('svg', { viewBox, role: 'img', 'aria-label': 'shares of one whole' }, ...parts);
}

/** A cap: spent, then hatched what is still projected, and the limit at the end of the track. */
export function capSvg({ cap, scope, spent, projected }: CapOutlook, id: string): string {
  const [width, height] = [360, 18];
  const part = (money: number) => (cap.limit === 0 ? 1 : Math.min(1, money / cap.limit)) * width;
  const bar = (end: number, name: string, extra = {}) =>
    element('rect', { x: 0, y: 3, width: end, height: 12, class: name, ...extra });
  const stroke = element('path', { d: 'M0 6L6 0', class: 'hatch strong' });
  const pattern = { id, patternUnits: 'userSpaceOnUse', width: 6, height: 6 };
  return element(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `Spent of the ${scope}'s cap per ${cap.per}`,
    },
    element('defs', {}, element('pattern', pattern, stroke)),
    bar(width, 'track'),
    bar(part(projected), 'projected', { fill: `url(#${id})` }),
    bar(part(spent), 'spent'),
  );
}
