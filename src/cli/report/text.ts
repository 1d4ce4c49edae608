import type { GroupReport, ReportDocument } from '../../app/report/report.ts';
import { duration } from '../../core/units.ts';
import { fanChart } from '../charts/chart.ts';
import { type Align, labelled, table, tableWithin, widthOf, wrap } from '../output.ts';
import type { Fact } from './facts/fact.ts';
import { capFact } from './facts/money.ts';
import { sectionsOf } from './facts.ts';
import { fanLegend, reportFan } from './fan.ts';
import { spikeTable } from './spike-table.ts';
import { capitalized, headlineOf, stampText } from './words.ts';

export interface TextOptions {
  readonly columns: number;
  readonly unicode: boolean;
}

const chartRows = 13;
const widest = 100;
/** From here on the table of spikes fits, if not with the names of events. */
const usualColumns = 80;

/** The report for a terminal; no line is longer than `columns`, if those are 40 or more. */
export function reportText(document: ReportDocument, options: TextOptions): string {
  const columns = Math.min(options.columns, widest);
  const parts = document.groups.map((group) => groupText(group, document, { ...options, columns }));
  if (document.fleetCaps.length > 0) {
    const facts = document.fleetCaps.map((cap) => capFact(cap, document.budgetZone, document));
    parts.push(sectionText('All groups together', facts, columns));
  }
  return parts.join('\n');
}

function groupText(group: GroupReport, document: ReportDocument, options: TextOptions): string {
  const { columns } = options;
  return [
    wrap(titleOf(group, document, options), columns),
    '\n',
    wrap(headlineOf(group, document), columns, '  '),
    chartText(group, options),
    spikesText(group, document, columns),
    ...sectionsOf(group, document).map(
      ({ title, facts }) => `\n${sectionText(title, facts, columns)}`,
    ),
  ].join('');
}

/** `web · Sat 21 Nov 2026 18:00 UTC · next 1 d in steps of 5 min`. */
function titleOf(
  { name, zone, stepSeconds }: GroupReport,
  { at, horizonSeconds }: ReportDocument,
  { unicode }: TextOptions,
): string {
  const ahead = `next ${duration(horizonSeconds)} in steps of ${duration(stepSeconds)}`;
  return [name, `${stampText(at, zone)} ${zone}`, ahead].join(unicode ? ' · ' : ' - ');
}

function chartText(group: GroupReport, { columns, unicode }: TextOptions): string {
  const fan = reportFan(group);
  if (fan === null) return '';
  const legend = wrap(fanLegend(group, unicode), columns, ' '.repeat(10));
  return `\n${fanChart(fan, columns, chartRows, unicode)}${legend}`;
}

function spikesText(group: GroupReport, document: ReportDocument, columns: number): string {
  const { head, rows } = spikeTable(group, document);
  if (rows.length === 0) return '';
  const whole = spikeLines(head, rows);
  // Instances say what the load asks for; in a narrow terminal they stand for it.
  const load = head.includes('instances') ? head.indexOf('load') : -1;
  const without = (cells: readonly string[]) => cells.filter((_, column) => column !== load);
  const fits = whole.every((line) => widthOf(line) <= columns);
  const [fewer, those] = [without(head), rows.map(without)] as const;
  if (columns < usualColumns)
    return `\nSpikes ahead\n${tableWithin(columns, fewer, those, alignsOf(fewer))}`;
  const lines = fits ? whole : spikeLines(fewer, those);
  return `\nSpikes ahead\n${lines.map((line) => cut(line, columns)).join('\n')}`;
}

function spikeLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return table([head, ...rows], alignsOf(head)).split('\n');
}

function alignsOf(head: readonly string[]): Align[] {
  return head.map((name) => (name === 'peak' || name === 'event' ? 'left' : 'right'));
}

/** `line` itself, or what of it fits. The name of an event is all that may be long in a table. */
function cut(line: string, columns: number): string {
  return widthOf(line) <= columns ? line : `${[...line].slice(0, columns - 1).join('')}…`;
}

/** Facts as two columns, the second wrapped within its own. */
function sectionText(title: string, facts: readonly Fact[], columns: number): string {
  const rows = facts.map(({ label, value }) => [label, value] as const);
  return `${capitalized(title)}\n${labelled(rows, columns)}`;
}
