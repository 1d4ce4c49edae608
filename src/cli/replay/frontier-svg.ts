import type { ReplayDocument } from '../../app/replay/document.ts';
import {
  type ChartPoint,
  costTicks,
  type FrontierChart,
  frontierChart,
  heightOf,
  hitRateTicks,
} from './frontier-points.ts';

const width = 880;
const height = 460;
const margin = { left: 64, right: 24, top: 20, bottom: 48 } as const;
const plot = {
  width: width - margin.left - margin.right,
  height: height - margin.top - margin.bottom,
} as const;
/** Labels are at least this far apart, in pixels. */
const labelHeight = 15;
/** Where a label may go, in its own heights from its mark. */
const labelShifts = [0, -1, 1, -2, 2, -3, 3];

interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly kind: 'own' | 'rival' | 'constant';
}

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
    ...labelsOf(chart).map(
      ({ x, y, text, kind }) => `<text class="${kind}"${anchored(x)} y="${y}">${text}</text>`,
    ),
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

/** Names beside their marks, moved up or down where they would overlap one that stands already. */
function labelsOf(chart: FrontierChart): Label[] {
  const wanted = [
    ...chart.forewarm.map((point) => ({
      point,
      text: `forewarm ${+(100 * point.requested).toFixed(1)} %`,
      kind: 'own' as const,
    })),
    ...chart.rivals.map((point) => ({
      point,
      text:
        point.usdPerDay > chart.usdMax
          ? `${point.name}, $${point.usdPerDay.toPrecision(3)}`
          : point.name,
      kind: 'rival' as const,
    })),
  ];
  const end = constantsWithin(chart).at(-1);
  const constants = { text: 'constants in hindsight', kind: 'constant' as const };
  const all = end === undefined ? wanted : [...wanted, { point: end, ...constants }];
  const placed: Label[] = [];
  for (const { point, text, kind } of all) {
    const [x, y] = placeOf(point, chart);
    const free = (at: number): boolean =>
      placed.every((other) => Math.abs(other.y - at) >= labelHeight || Math.abs(other.x - x) > 140);
    const at = labelShifts.map((shift) => y + 4 + shift * labelHeight).find(free) ?? y + 4;
    placed.push({ x, y: pixels(at), text, kind });
  }
  return placed;
}

/** To the right of its mark, or to the left of one near the right edge. */
function anchored(x: number): string {
  return x > width - margin.right - 160 ? ` x="${x - 16}" text-anchor="end"` : ` x="${x + 10}"`;
}

function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}
