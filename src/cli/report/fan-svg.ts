import type { GroupReport, ReportDocument } from '../../app/report/report.ts';
import { element, escapeXml } from '../charts/svg.ts';
import { axes } from './fan-svg/axes.ts';
import { bands, observed } from './fan-svg/curves.ts';
import { frameOf, size } from './fan-svg/frame.ts';
import { limits, nowRule } from './fan-svg/limits.ts';
import { hatch, spikeMark, spikeWindow } from './fan-svg/spikes.ts';
import { tooltips } from './fan-svg/tooltips.ts';
import { headlineOf } from './words.ts';

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
    axes(group, frame),
    ...bands(points, group, frame),
    observed(group, frame),
    ...limits(group, frame),
    nowRule(group, frame),
    ...spikes.map((spike, index) => spikeMark(spike, index + 1, { group, document, frame })),
    tooltips(group, document, frame),
  );
}
