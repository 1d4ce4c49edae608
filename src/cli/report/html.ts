import type { CapOutlook, GroupReport, ReportDocument } from '../../app/report/report.ts';
import { instancesFor } from '../../core/capacity/demand.ts';
import { duration, secondsPerHour } from '../../core/units.ts';
import { escapeXml } from '../charts/svg.ts';
import { quantity } from '../output.ts';
import { weekdayNames } from './facts/components.ts';
import type { Fact } from './facts/fact.ts';
import { capFact } from './facts/money.ts';
import { type Section, sectionsOf } from './facts.ts';
import { fanSvg } from './fan-svg.ts';
import { capSvg, profileSvg, sharesSvg } from './small-svg.ts';
import { spikeTable } from './spike-table.ts';
import { reportStyle } from './style.ts';
import { capitalized, headlineOf, momentText, rangeText, stampText } from './words.ts';

/** The page loads nothing, from anywhere, and runs nothing. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'";

/** The report as one HTML file that needs nothing else. */
export function reportHtml(document: ReportDocument): string {
  const { groups } = document;
  const names = groups.map(({ name }) => name).join(', ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<title>${escapeXml(`Forecast report: ${names}`)}</title>
<style>${reportStyle}</style>
</head>
<body>
${contents(document)}
${groups.map((group, index) => groupHtml(group, document, `g${index}`)).join('\n')}
${fleetHtml(document)}
<footer>Made by forewarm report. Intervals in parentheses hold 80 of 100 outcomes.</footer>
</body>
</html>
`;
}

/** Where there are several groups: what is coming for each, in one line. */
function contents(document: ReportDocument): string {
  const { groups } = document;
  if (groups.length < 2) return '';
  const items = groups.map(
    (group, index) =>
      `<li><a href="#g${index}">${escapeXml(group.name)}</a><br>${escapeXml(headlineOf(group, document))}</li>`,
  );
  return `<nav aria-label="Groups"><ol>${items.join('\n')}</ol></nav>`;
}

function groupHtml(group: GroupReport, document: ReportDocument, id: string): string {
  const { at, horizonSeconds } = document;
  const { name, zone, stepSeconds } = group;
  const kicker = `${stampText(at, zone)} ${zone}, next ${duration(horizonSeconds)} in steps of ${duration(stepSeconds)}`;
  const sections = sectionsOf(group, document).map(
    (section) => `<section>${sectionHtml(section)}${figuresOf(section, group, id)}</section>`,
  );
  return `<article id="${id}">
<header>
<h1>${escapeXml(name)}</h1>
<p class="headline">${tied(headlineOf(group, document))}</p>
<p class="kicker">${escapeXml(kicker)}</p>
</header>
${chartHtml(group, document, id)}
${spikesHtml(group, document, id)}
<div class="sections">
${sections.join('\n')}
</div>
${hoursHtml(group, document)}
</article>`;
}

function chartHtml(group: GroupReport, document: ReportDocument, id: string): string {
  const chart = fanSvg(group, document, id);
  if (chart === '') return '';
  return `<figure>${chart}</figure>\n${legendHtml(group)}`;
}

const swatches = {
  observed: '<path d="M0 6H32" class="observed"/>',
  median: '<path d="M0 6H32" class="median"/>',
  core: '<path d="M0 0H32V12H0Z" class="band core"/>',
  likely:
    '<path d="M0 0H32V12H0Z" class="band likely"/><path d="M0 .5H32M0 11.5H32" class="edge"/>',
  wide: '<path d="M0 0H32V12H0Z" class="band wide"/>',
} as const;

function legendHtml({ outlook }: GroupReport): string {
  const item = (swatch: keyof typeof swatches, words: string) =>
    `<li><svg viewBox="0 0 32 12" aria-hidden="true">${swatches[swatch]}</svg>${words}</li>`;
  const fan = [
    item('median', 'median'),
    item('core', '50 %'),
    item('likely', '80 %, dotted'),
    item('wide', '90 % of outcomes'),
  ];
  const items = [item('observed', 'observed'), ...(outlook.kind === 'none' ? [] : fan)];
  return `<ul class="legend">${items.join('')}</ul>`;
}

function spikesHtml(group: GroupReport, document: ReportDocument, id: string): string {
  const { head, rows } = spikeTable(group, document);
  if (rows.length === 0) return '';
  const numbered = rows.map((row, index) => {
    const [first = '', ...rest] = row.map(tied);
    return [`<span class="number">${index + 1}</span>${capitalized(first)}`, ...rest];
  });
  const title = `<h2 id="${id}-spikes">Spikes ahead, and the chance of more than what serves now</h2>`;
  const sized = head.includes('instances') ? ' sized' : '';
  const attributes = `class="spikes${sized}" aria-labelledby="${id}-spikes"`;
  return `${title}${tableHtml(head, numbered, attributes)}`;
}

/** `text` as HTML in which no line breaks between a figure and its unit, or within a range. */
function tied(text: string): string {
  const figures = text.replace(/(\d) (?=%|×|min\b|[dhs]\b)|([<>]) (?=\d)/g, '$1$2\u00a0');
  return escapeXml(figures.replace(/(?<=\w)–(?=\w)/g, '\u2060–\u2060'));
}

/** @param rows Cells that are already HTML. @param attributes What names the table. */
function tableHtml(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  attributes: string,
): string {
  const names = head.map((name) => `<th scope="col">${escapeXml(capitalized(name))}</th>`).join('');
  const lines = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<div class="scroll"><table ${attributes}><thead><tr>${names}</tr></thead>
<tbody>${lines.join('\n')}</tbody></table></div>`;
}

function sectionHtml({ title, facts }: Section): string {
  return `<h2>${escapeXml(title)}</h2>${factsHtml(facts)}`;
}

function factsHtml(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, value }) => `<dt>${escapeXml(capitalized(label))}</dt><dd>${tied(value)}</dd>`,
  );
  return `<dl>${rows.join('\n')}</dl>`;
}

/** Pictures that belong to a section. */
function figuresOf({ title }: Section, { components, managed }: GroupReport, id: string): string {
  if (title === 'Money' && managed !== null) {
    return managed.caps.map((cap, index) => capFigure(cap, `${id}-cap${index}`)).join('\n');
  }
  if (title !== 'What moves the load' || components === null) return '';
  const { day, week, shares } = components;
  const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
  return [
    shares === null ? '' : figureHtml('what the variation comes from', sharesSvg(shares)),
    day === null ? '' : figureHtml('by the hour, against the mean', profileSvg(day, hours)),
    week === null ? '' : figureHtml('by the weekday', profileSvg(week, weekdayNames)),
  ].join('\n');
}

function capFigure(cap: CapOutlook, id: string): string {
  return figureHtml(
    `${cap.scope} cap per ${cap.cap.per}: spent, and hatched what is projected`,
    capSvg(cap, id),
  );
}

/** A small picture under its name. @param picture An SVG. */
function figureHtml(name: string, picture: string): string {
  return `<figure class="small"><figcaption>${escapeXml(name)}</figcaption>${picture}</figure>`;
}

function fleetHtml(document: ReportDocument): string {
  const { fleetCaps, budgetZone } = document;
  if (fleetCaps.length === 0) return '';
  const facts = fleetCaps.map((cap) => capFact(cap, budgetZone, document));
  const bars = fleetCaps.map((cap, index) => capFigure(cap, `fleet-cap${index}`)).join('\n');
  return `<article><h2>All groups together</h2>${factsHtml(facts)}${bars}</article>`;
}

/** The forecast hour by hour, folded away. */
function hoursHtml(
  { outlook, capacity, stepSeconds, zone }: GroupReport,
  { at }: ReportDocument,
): string {
  if (outlook.kind === 'none') return '';
  const every = Math.max(1, Math.round(secondsPerHour / stepSeconds));
  const rows = [];
  for (let from = 0; from < outlook.points.length; from += every) {
    const hour = outlook.points.slice(from, from + every);
    const highest = hour.reduce((a, b) => (b.p90 > a.p90 ? b : a));
    const asked =
      capacity === null ? [] : [String(instancesFor(highest.p50, capacity.loadPerInstance))];
    rows.push([
      capitalized(momentText(hour[0]!.at, at, zone)),
      rangeText(highest),
      quantity(highest.p95),
      ...asked,
      `${Math.round(highest.above * 100)} %`,
    ]);
  }
  const asked = capacity === null ? [] : ['instances'];
  const head = ['from', 'highest load', '95 %', ...asked, '> now'];
  return `<details><summary>Hour by hour</summary>${tableHtml(
    head,
    rows.map((row) => row.map(escapeXml)),
    'aria-label="Hour by hour"',
  )}</details>`;
}
