import type { ReplayDocument } from '../../app/replay/document.ts';
import {
  type ChartPoint,
  costTicks,
  type FrontierChart,
  frontierChart,
  heightOf,
  hitRateTicks,
} from './frontier-points.ts';
import { type Box, placeLabels, type WantedLabel } from './labels.ts';

const width = 880;
const height = 460;
const margin = { left: 64, right: 24, top: 32, bottom: 48 } as const;
const plot = {
  width: width - margin.left - margin.right,
  height: height - margin.top - margin.bottom,
} as const;
/** Half the width of the mark of a policy, its line included. */
const markReach = 7;

type Kind = 'own' | 'rival' | 'constant';

/** The frontier as inline SVG: forewarm as filled discs, constants as a dashed line, rivals as rings. */
export function frontierSvg(document: ReplayDocument): string {
  const chart = frontierChart(document);
  const parts = [
    ...gridOf(chart),
    `<path class="constant" d="${pathThrough(constantsWithin(chart), chart)}"/>`,
    `<path class="own-line" d="${pathThrough(chart.forewarm, chart)}"/>`,
    ...chart.forewarm.map((point) => {
      const [x, y] = placeOf(point, chart);
      return `<circle class="own" cx="${x}" cy="${y}" r="4.5"/>`;
    }),
    ...chart.rivals.map((rival) => rivalMark(rival, chart)),
    ...labelsOf(chart),
  ];
  const title = 'Hit rate against dollars a day of forewarm, constants and rivals';
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${parts.join('\n')}
</svg>`;
}

function placeOf({ usdPerDay, hitRate }: ChartPoint, { usdMax }: FrontierChart): [number, number] {
  const x = margin.left + Math.min(1, usdPerDay / usdMax) * plot.width;
  const y = margin.top + (1 - heightOf(hitRate)) * plot.height;
  return [pixels(x), pixels(y)];
}

function gridOf({ usdMax }: FrontierChart): string[] {
  const bottom = margin.top + plot.height;
  const levels = hitRateTicks.flatMap((rate) => {
    const y = pixels(margin.top + (1 - heightOf(rate)) * plot.height);
    const label = `${+(100 * rate).toFixed(1)} %`;
    return [
      `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}"/>`,
      `<text x="${margin.left - 8}" y="${y + 4}" text-anchor="end">${label}</text>`,
    ];
  });
  const costs = costTicks(usdMax).map((amount) => {
    const x = pixels(margin.left + (plot.width * amount) / usdMax);
    return `<text x="${x}" y="${bottom + 20}" text-anchor="middle">$${amount}</text>`;
  });
  const name = `<text x="${margin.left + plot.width / 2}" y="${height - 8}" text-anchor="middle">dollars a day</text>`;
  return [...levels, ...costs, name];
}

/** A ring, or an arrow at the edge for what is dearer than the chart. */
function rivalMark(rival: ChartPoint, chart: FrontierChart): string {
  const [x, y] = placeOf(rival, chart);
  if (rival.usdPerDay <= chart.usdMax) return `<circle class="rival" cx="${x}" cy="${y}" r="6"/>`;
  return `<path class="rival" d="M${x - 12} ${y}H${x}m-5 -5l5 5l-5 5"/>`;
}

/** What the chart has room for. */
function constantsWithin({ constants, usdMax }: FrontierChart): readonly ChartPoint[] {
  return constants.filter(({ usdPerDay }) => usdPerDay <= usdMax);
}

function pathThrough(points: readonly ChartPoint[], chart: FrontierChart): string {
  return points
    .map((point, i) => `${i === 0 ? 'M' : 'L'}${placeOf(point, chart).join(' ')}`)
    .join('');
}

/** Names beside their marks, with a line to the mark where there was no room beside it. */
function labelsOf(chart: FrontierChart): string[] {
  const own = chart.forewarm.map((point) => {
    const text = `forewarm ${+(100 * point.requested).toFixed(1)} %`;
    return { at: placeOf(point, chart), text, kind: 'own' as Kind };
  });
  const rivals = chart.rivals.map((point) => {
    const price = point.usdPerDay > chart.usdMax ? `, $${point.usdPerDay.toPrecision(3)}` : '';
    return { at: placeOf(point, chart), text: `${point.name}${price}`, kind: 'rival' as Kind };
  });
  const end = constantsWithin(chart).at(-1);
  const constants = { text: 'constants in hindsight', kind: 'constant' as Kind };
  const named = [...own, ...rivals];
  const wanted = end === undefined ? named : [...named, { at: placeOf(end, chart), ...constants }];
  const canvas = {
    left: margin.left + 2,
    top: 2,
    right: width - 2,
    bottom: height - margin.bottom,
  };
  return placeLabels(wanted, named.map(boxOf), canvas).map((place, i) => {
    const { text, kind, at } = wanted[i]!;
    const line = place.isFar ? leader(at, place) : '';
    const y = pixels((place.top + place.bottom) / 2 + 4);
    return `${line}<text class="${kind}"${anchored(at[0], place)} y="${y}">${text}</text>`;
  });
}

/** A label begins or ends at the side of its mark, for its width is only estimated. */
function anchored(x: number, { left, right }: Box): string {
  if (left >= x) return ` x="${pixels(left)}"`;
  if (right <= x) return ` x="${pixels(right)}" text-anchor="end"`;
  return ` x="${pixels((left + right) / 2)}" text-anchor="middle"`;
}

/** What the mark at a place covers. */
function boxOf({ at: [x, y] }: WantedLabel): Box {
  return { left: x - markReach, right: x + markReach, top: y - markReach, bottom: y + markReach };
}

/** From the mark to the nearest point of its label. */
function leader([x, y]: readonly [number, number], label: Box): string {
  const toX = Math.min(Math.max(x, label.left), label.right);
  const toY = y < label.top ? label.top : y > label.bottom ? label.bottom : y;
  const [x1, y1, x2, y2] = [x, y, toX, toY].map(pixels);
  return `<line class="leader" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}
