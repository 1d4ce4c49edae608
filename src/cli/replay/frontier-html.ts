/**
 * The replay as one HTML file that needs nothing else: no script, no font, no address. Colours follow
 * the reader's light or dark setting, and shapes tell the policies apart without any colour.
 */

import type { PolicyOutcome, ReplayDocument } from '../../app/replay/document.ts';
import type { Interval } from '../../core/statistics/interval.ts';
import { percent } from '../../core/units.ts';
import { frontierSvg } from './frontier-svg.ts';
import { savingSentence, sceneOf, stateSentence } from './text.ts';

/** A page with the chart, the table and the advice. `name` is what was replayed. */
export function frontierHtml(name: string, document: ReplayDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>forewarm replay: ${escaped(name)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Warm pools for ${escaped(name)}</h1>
${[sceneOf(document.scenario), stateSentence(document.scenario)]
  .filter((text) => text !== null)
  .map((text) => `<p class="scene">${prose(text)}</p>`)
  .join('\n')}
${document.warnings
  .map((warning) => `<p class="warning">Warning: ${prose(warning)}</p>`)
  .join('\n')}
<p class="advice">${prose(document.advice)}</p>
<figure>
${frontierSvg(document)}
<figcaption>Cost against hit rate. Lower right is worse, upper left is better. Each step up to the
next nine (90 %, 99 %, 99.9 %) is as tall as the one before. Arrows: dearer than the chart shows.</figcaption>
</figure>
${policyTable(document.policies)}
<p>${prose(`Small figures are 95 % intervals by days. ${savingSentence(document)}`)}</p>
</main>
</body>
</html>
`;
}

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Text as HTML in which neither an option, such as `--max`, nor `99.0 %` is broken in two lines. */
function prose(text: string): string {
  return escaped(text)
    .replace(/--[a-z-]+/g, '<code>$&</code>')
    .replace(/(?<=\d) %/g, '&nbsp;%');
}

function policyTable(policies: readonly PolicyOutcome[]): string {
  const rows = policies.map(
    ({ name, hitRate, coldStarts, spendUsd, boots, perDay }) =>
      `<tr><th scope="row">${escaped(name)}</th><td>${percent(hitRate)}${range(perDay?.hitRate, hundredfold)}</td>` +
      `<td>${coldStarts.toLocaleString('en-US')}</td><td>${usd(spendUsd)}</td>` +
      `<td>${perDay === null ? '–' : usd(perDay.spendUsd.mean)}${range(perDay?.spendUsd, usd)}</td>` +
      `<td>${boots.toLocaleString('en-US')}</td></tr>`,
  );
  return `<table>
<thead><tr><th scope="col">policy</th><th scope="col">hit rate</th><th scope="col">cold starts</th><th scope="col">spend</th><th scope="col">a day</th><th scope="col">boots</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function range(interval: Interval | null | undefined, text: (value: number) => string): string {
  if (interval === null || interval === undefined || interval.low === interval.high) return '';
  return ` <small>${text(interval.low)}–${text(interval.high)}</small>`;
}

function hundredfold(share: number): string {
  return (100 * share).toFixed(1);
}

function usd(amount: number): string {
  return `$${Math.max(0, amount).toFixed(2)}`;
}

const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2430; --soft: #5c6675; --line: #d9dee6;
  --own: #0a63c9; --constant: #8a94a3; --rival: #b4540a; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #12161c; --ink: #e6eaf0; --soft: #9aa5b4; --line: #2c3440;
    --own: #6cb0ff; --constant: #7d8897; --rival: #ffab66; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 2rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
.scene { color: var(--soft); margin: 0 0 1rem; }
code { font: inherit; white-space: nowrap; }
svg .leader { stroke: var(--soft); stroke-width: 1; opacity: .6; }
.warning { border-left: 4px solid var(--rival); padding-left: 1rem; }
.advice { border-left: 4px solid var(--own); padding-left: 1rem; }
figure { margin: 1.5rem 0; }
figcaption { color: var(--soft); font-size: .875rem; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 13px system-ui, sans-serif; fill: var(--soft); stroke: var(--paper); stroke-width: 4px;
  stroke-linejoin: round; paint-order: stroke; }
svg .own { fill: var(--own); stroke: var(--own); }
svg text.own { font-weight: 600; stroke: var(--paper); }
svg .rival { fill: none; stroke: var(--rival); stroke-width: 2; }
svg text.rival { fill: var(--ink); stroke: var(--paper); stroke-width: 4px; }
svg .constant { fill: none; stroke: var(--constant); stroke-width: 1.5; stroke-dasharray: 5 4; }
svg text.constant { fill: var(--soft); font-style: italic; stroke: var(--paper); stroke-width: 4px;
  stroke-dasharray: none; }
svg .own-line { fill: none; stroke: var(--own); stroke-width: 2; }
svg .grid { stroke: var(--line); stroke-width: 1; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem .5rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child { text-align: left; }
thead th { color: var(--soft); font-weight: 500; }
tbody tr:first-child th { color: var(--own); }
small { color: var(--soft); }
@media (max-width: 40rem) { figure { overflow-x: auto; } svg { min-width: 40rem; } table { display: block; overflow-x: auto; } }
`;
