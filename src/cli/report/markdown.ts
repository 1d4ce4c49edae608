import type { GroupReport, ReportDocument } from '../../app/report/report.ts';
import { duration } from '../../core/units.ts';
import { fanChart } from '../charts/chart.ts';
import type { Fact } from './facts/fact.ts';
import { capFact } from './facts/money.ts';
import { sectionsOf } from './facts.ts';
import { fanLegend, reportFan } from './fan.ts';
import { spikeTable } from './spike-table.ts';
import { headlineOf, stampText } from './words.ts';

/** Columns of a fenced block that GitHub shows without a scroll bar. */
const chartColumns = 80;
const chartRows = 13;

/** The report for a pull request or a wiki, in GitHub's Markdown. */
export function reportMarkdown(document: ReportDocument): string {
  const groups = document.groups.map((group) => groupMarkdown(group, document));
  const fleet = document.fleetCaps.map((cap) => capFact(cap, document.budgetZone, document));
  const money = fleet.length === 0 ? [] : [`### All groups together\n\n${factTable(fleet)}`];
  return [...groups, ...money].join('\n');
}

function groupMarkdown(group: GroupReport, document: ReportDocument): string {
  const { at, horizonSeconds } = document;
  const { name, zone } = group;
  const [first, ...others] = sectionsOf(group, document);
  const when = `${stampText(at, zone)} ${zone}, next ${duration(horizonSeconds)}`;
  const details = others.map(({ title, facts }) => `**${title}**\n\n${factTable(facts)}`);
  return [
    `## Forecast report: ${escaped(name)}\n`,
    `**${escaped(headlineOf(group, document))}**\n`,
    `${escaped(when)}\n`,
    chart(group),
    spikes(group, document),
    first === undefined ? '' : `${factTable(first.facts)}`,
    `<details><summary>${summaryOf(others.map(({ title }) => title))}</summary>\n`,
    `${details.join('\n')}\n</details>\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** `Accuracy, data`: what the folded part holds. */
function summaryOf(titles: readonly string[]): string {
  const [first = '', ...rest] = titles;
  return [first, ...rest.map((title) => title.toLowerCase())].join(', ');
}

function chart(group: GroupReport): string {
  const fan = reportFan(group);
  if (fan === null) return '';
  const legend = `${' '.repeat(10)}${fanLegend(group, true)}`;
  return `\`\`\`text\n${fanChart(fan, chartColumns, chartRows, true)}${legend}\n\`\`\`\n`;
}

function spikes(group: GroupReport, document: ReportDocument): string {
  const { head, rows } = spikeTable(group, document);
  if (rows.length === 0) return '';
  const rule = head.map((name) => (name === 'peak' || name === 'event' ? ':--' : '--:'));
  return lines([head, rule, ...rows]);
}

function factTable(facts: readonly Fact[]): string {
  return lines([['', ''], ['--', '--'], ...facts.map(({ label, value }) => [label, value])]);
}

function lines(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.map(escaped).join(' | ')} |\n`).join('');
}

/** Text that Markdown shows as it is, within a table too. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|#~]/g, (letter) => `\\${letter}`).replace(/\s+/g, ' ');
}
