import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GroupReport, ReportDocument } from '../../../src/app/report/report.ts';
import { areaPath, linePath, px } from '../../../src/cli/charts/svg.ts';
import { fanSvg } from '../../../src/cli/report/fan-svg.ts';
import { reportHtml } from '../../../src/cli/report/html.ts';
import { reportAt, shopLoad, shopReport } from '../../support/report-scene.ts';

const document = shopReport();
const group = document.groups[0]!;
const voidTags = ['meta', 'br', '!doctype'];

/** Names of tags that are opened and not closed, or closed and not opened. */
function unbalanced(html: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = html.replace(/<style>[^<]*<\/style>/, '');
  for (const [, end, name, , own] of body.matchAll(
    /<(\/?)([a-zA-Z!][\w-]*)((?:"[^"]*"|[^"<>])*?)(\/?)>/g,
  )) {
    if (own === '/' || voidTags.includes(name!)) continue;
    if (end === '') open.push(name!);
    else if (open.at(-1) === name) open.pop();
    else wrong.push(name!);
  }
  return [...open, ...wrong];
}

/** The shop's report under other names. */
function named(name: string): ReportDocument {
  return { ...document, groups: [{ ...group, name }, group] };
}

describe('the report as HTML', () => {
  const html = reportHtml(document);

  test('every tag that opens closes, in its turn', () => {
    expect(unbalanced(html)).toEqual([]);
    expect(unbalanced(reportHtml(named('second')))).toEqual([]);
    expect(unbalanced('<p><b></p></b>')).not.toEqual([]);
  });

  test('loads nothing and runs nothing', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|base|form)\b/i);
    expect(html).not.toMatch(/\b(?:src|on\w+)\s*=/i);
    expect(html).not.toMatch(/@import|https?:|\/\/\w/i);
    const references = [...html.matchAll(/\b(?:href|url)[=(]"?([^")]*)/g)].map(([, to]) => to!);
    expect(references.length).toBeGreaterThan(0);
    for (const to of references) expect(to).toMatch(/^#/);
  });

  test('what others wrote is text', () => {
    const hostile = '</title><script>alert(1)</script>"\'&';
    const page = reportHtml(named(hostile));
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(unbalanced(page)).toEqual([]);
  });

  test('every id is its own, and every reference has one', () => {
    const page = reportHtml(named('second'));
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [...page.matchAll(/(?:url\(|href="|labelledby=")#?([\w-]+)/g)];
    for (const [, id] of wanted) expect(ids).toContain(id);
  });

  test('a figure stays with its unit, and a range in one line', () => {
    expect(html).toContain('(18\u2060–\u206023)');
    expect(html).toContain('in 35\u00a0min');
    expect(html).toContain('&lt;\u00a01\u00a0% chance');
  });

  test('has a light and a dark face, and one for paper', () => {
    expect(html).toContain('@media (prefers-color-scheme: dark)');
    expect(html).toContain('@media print');
  });

  test('several groups begin with a list of what is coming', () => {
    expect(html).not.toContain('<nav');
    expect(reportHtml(named('second'))).toContain('<a href="#g1">web</a>');
  });
});

describe('the fan', () => {
  test('tells by words what stands under the pointer, and numbers the spikes', () => {
    const svg = fanSvg(group, document, 'g0');
    expect(svg).toContain('<title>Spike 1. Peak today 20:00');
    expect(svg).toContain('9 serving now');
    expect(svg.match(/class="hover"/g)!.length).toBeGreaterThan(200);
  });

  test('a load of one instance more lifts its line', () => {
    const height = (serving: number) => {
      const capacity = { ...group.capacity!, serving, ready: 0 };
      const svg = fanSvg({ ...group, capacity }, document, 'g');
      return Number(/y1="([\d.]+)" y2="[\d.]+" class="limit"/.exec(svg)![1]);
    };
    expect(height(10)).toBeLessThan(height(9));
  });

  /** Labels of limits with what stands in service and in the pool, and their places. */
  const labelsFor = (serving: number, ready: number) => {
    const capacity = { ...group.capacity!, serving, ready };
    const svg = fanSvg({ ...group, capacity }, document, 'g');
    return [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*limit-label[^>]*>([^<]*)/g)];
  };

  test('labels that would lie on each other are one', () => {
    expect(labelsFor(5, 10).map(([, , , words]) => words)).toEqual([
      '5 serving now',
      '15 with the ready pool',
    ]);
    const tight = labelsFor(9, 1).map(([, , , words]) => words);
    expect(tight).toEqual(['9 serving, 10 with pool']);
  });

  test('a label of a limit lies where no line of the load passes, if there is such a place', () => {
    const law = fc.property(fc.integer({ min: 4, max: 14 }), (serving) => {
      const [[, x, y] = []] = labelsFor(serving, 0);
      const near = (d: string) =>
        [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].filter(
          ([, at]) => Number(at) >= Number(x) && Number(at) <= Number(x) + 60,
        );
      const svg = fanSvg(group, document, 'g');
      const lines = [...svg.matchAll(/<path d="([^"]+)" class="(?:observed|median)"/g)];
      const [, now] = /<line x1="([\d.]+)"[^>]*class="now"/.exec(svg)!;
      const isOver = Number(now) > Number(x) && Number(now) < Number(x) + 60;
      expect(isOver, 'the label lies over the rule at now').toBe(false);
      for (const [, , at] of lines.flatMap(([, d]) => near(d!))) {
        expect(Math.abs(Number(at) - Number(y))).toBeGreaterThan(6);
      }
    });
    fc.assert(law);
  });

  test('says how old the newest load is where it is not of now', () => {
    const aged = (ageSeconds: number) =>
      fanSvg({ ...group, data: { ...group.data, ageSeconds } }, document, 'g');
    expect(aged(300)).toContain('>now</text>');
    expect(aged(3 * 3600)).toContain('>newest load, 3 h old</text>');
    expect(aged(3 * 3600)).not.toContain('>now</text>');
  });

  test('no number of a spike lies on the axis', () => {
    if (group.outlook.kind === 'none') return expect.unreachable();
    const [spike] = group.outlook.spikes;
    const last = { ...spike!, peakAt: group.outlook.points.at(-1)!.at };
    const svg = fanSvg({ ...group, outlook: { ...group.outlook, spikes: [last] } }, document, 'g');
    const [, cx] = /<circle cx="([\d.]+)"/.exec(svg)!;
    expect(Number(cx) + 10).toBeLessThan(960 - 64);
  });

  const odd: readonly [string, (at: number) => number][] = [
    ['all zero', () => 0],
    ['constant', () => 42],
    ['three points', (at) => (at >= reportAt - 900 ? 5 : Number.NaN)],
    ['one point', (at) => (at >= reportAt - 300 ? 5 : Number.NaN)],
    ['gaps everywhere', (at) => (at % 600 === 0 ? shopLoad(at) : Number.NaN)],
    ['huge', () => 1e15],
  ];
  test.each(odd)('of a series that is %s has finite coordinates', (_, load) => {
    const html = reportHtml(shopReport({ load }));
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
    expect(unbalanced(html)).toEqual([]);
  });

  test('has finite coordinates whatever was observed and forecast', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: null });
    const law = fc.property(
      fc.array(value, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      (values, ahead) => {
        if (group.outlook.kind === 'none') return;
        const points = group.outlook.points.slice(0, ahead);
        const outlook = { ...group.outlook, points, spikes: [] };
        const history = { start: reportAt - values.length * 300, values };
        const svg = fanSvg({ ...group, history, outlook } as GroupReport, document, 'g');
        expect(svg).not.toMatch(/NaN|Infinity/);
        expect(svg === '').toBe(values.length + points.length < 2);
      },
    );
    fc.assert(law, { numRuns: 50 });
  });
});

describe('paths', () => {
  test('a line breaks at what is unknown, and a lonely point is still seen', () => {
    expect(linePath([[0, 1], [1, 2], null, [3, 4]])).toBe('M0 1L1 2M3 4h0.1');
    expect(linePath([])).toBe('');
  });

  test('an area goes out above and back below', () => {
    expect(areaPath([[0, 1]], [[0, 3]])).toBe('M0 1L0 3Z');
  });

  test('a coordinate that is no number is a mistake', () => {
    expect(() => px(Number.NaN)).toThrow(RangeError);
  });
});
