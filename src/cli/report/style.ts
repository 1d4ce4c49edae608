/** The style of the HTML report: light and dark by the reader's choice, and always light on paper. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1b1f24; --quiet: #5b6570; --line: #e1e4e8; --track: #eceef0;
  --load: #1b1f24; --fan: #1d5fbf; --limit: #b0430c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #13161a; --ink: #e9ebee; --quiet: #9ba5b0; --line: #2b3138; --track: #22272d;
    --load: #e9ebee; --fan: #7fb1ff; --limit: #ffa66e;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 3rem 2rem 4rem; max-width: 66rem; background: var(--paper);
  color: var(--ink); font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto,
  "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums;
}
.kicker, footer { color: var(--quiet); font-size: .9375rem; }
.kicker { margin: 0 0 2.5rem; }
article + article { margin-top: 5rem; padding-top: 3rem; border-top: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.125rem; font-weight: 600; color: var(--quiet); }
.headline {
  margin: .25rem 0 1rem; max-width: 56rem; font-size: 2.0625rem; line-height: 1.24;
  font-weight: 600; letter-spacing: -.015em; text-wrap: balance;
}
h2 { margin: 0 0 .75rem; font-size: 1.0625rem; font-weight: 600; }
figure { margin: 0; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font-family: inherit; font-size: 13px; fill: var(--ink); }
svg .tick { fill: var(--quiet); }
svg .midnight { fill: var(--ink); font-weight: 600; }
.grid { stroke: var(--line); }
.axis { stroke: var(--quiet); }
.hatch { stroke: var(--fan); stroke-opacity: .16; }
.hatch.strong { stroke-opacity: .8; stroke-width: 1.5; }
.observed { fill: none; stroke: var(--load); stroke-width: 1.6; stroke-linejoin: round; }
.band { fill: var(--fan); }
.band.wide { fill-opacity: .10; }
.band.likely { fill-opacity: .16; }
.band.core { fill-opacity: .26; }
.edge { fill: none; stroke: var(--fan); stroke-opacity: .7; stroke-dasharray: 1 3; }
.median { fill: none; stroke: var(--fan); stroke-width: 2.6; stroke-linejoin: round; }
.limit { stroke: var(--limit); stroke-width: 1.6; stroke-dasharray: 7 5; }
.limit.pool { stroke-dasharray: 2 4; }
svg .limit-label { fill: var(--limit); font-weight: 600; }
.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.now { stroke: var(--ink); stroke-opacity: .6; }
.spike circle { fill: var(--paper); stroke: var(--fan); stroke-width: 1.6; }
.spike text { font-size: 12px; font-weight: 700; fill: var(--fan); }
.hover { fill: transparent; }
.hover:hover { fill: var(--ink); fill-opacity: .07; }
.legend {
  display: flex; flex-wrap: wrap; gap: .25rem 1.75rem; margin: .75rem 0 2.5rem; padding: 0;
  list-style: none; color: var(--quiet); font-size: .9375rem;
}
.legend svg { display: inline-block; width: 2rem; margin-right: .5rem; vertical-align: middle; }
table { width: 100%; border-collapse: collapse; margin: 0 0 2.75rem; }
th, td { padding: .5rem .75rem; text-align: right; border-bottom: 1px solid var(--line); }
th { font-weight: 500; color: var(--quiet); font-size: .9375rem; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.number {
  display: inline-block; width: 1.5rem; margin-right: .625rem; border: 1.5px solid var(--fan);
  border-radius: 50%; color: var(--fan); font-size: .8125rem; font-weight: 700; line-height: 1.3rem;
  text-align: center;
}
.sections { columns: 2; column-gap: 3.5rem; }
section { break-inside: avoid; margin-bottom: 2.75rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
.small { margin-top: 1.125rem; max-width: 27rem; }
figcaption { margin-bottom: .375rem; color: var(--quiet); font-size: .875rem; }
.column { fill: var(--fan); fill-opacity: .45; }
.column.most { fill-opacity: 1; }
.mean { stroke: var(--quiet); stroke-dasharray: 3 3; }
.share { stroke: var(--paper); stroke-width: 2; fill: var(--fan); }
.share.week { fill-opacity: .65; }
.share.level { fill-opacity: .38; }
.share.rest { fill: var(--track); }
.track { fill: var(--track); }
.spent { fill: var(--fan); }
details { margin-top: 0; }
summary { cursor: pointer; font-weight: 600; }
details table { margin-top: .75rem; }
nav ol { margin: 0 0 4rem; padding: 0; list-style: none; }
nav li { padding: .625rem 0; border-bottom: 1px solid var(--line); }
nav a { color: inherit; font-weight: 600; }
footer { margin-top: 4rem; }
@media (max-width: 46rem) {
  body { padding: 1.5rem 1.125rem 3rem; }
  .headline { font-size: 1.5rem; }
  .sections { columns: 1; }
  figure, .scroll { overflow-x: auto; }
  th, td { padding: .5rem .375rem; white-space: nowrap; font-size: .875rem; }
  .number { margin-right: .375rem; }
  /* On a small screen instances stand for the load that asks for them. */
  .spikes.sized :is(th, td):nth-child(3) { display: none; }
  .spikes :is(th, td) { white-space: normal; }
  /* A chart that is wider than the screen begins at its right end: what is ahead comes first. */
  article > figure { direction: rtl; }
  article > figure svg { direction: ltr; }
  .fan { min-width: 40rem; }
}
@media print {
  :root {
    color-scheme: light; --paper: #fff; --ink: #000; --quiet: #444; --line: #ccc; --track: #e8e8e8;
    --load: #000; --fan: #1d5fbf; --limit: #b0430c;
  }
  @page { margin: 14mm; }
  html { font-size: 9.5pt; }
  body {
    padding: 0; max-width: none; print-color-adjust: exact; -webkit-print-color-adjust: exact;
  }
  .kicker { margin-bottom: 1.25rem; }
  .legend { margin-bottom: 1.5rem; }
  table { margin-bottom: 1.5rem; }
  .sections { column-gap: 2.5rem; }
  section { margin-bottom: 1.5rem; break-inside: auto; }
  h2 { break-after: avoid; }
  .small { max-width: 20rem; }
  article + article { break-before: page; margin-top: 0; padding-top: 0; border: 0; }
  figure, tr, dl { break-inside: avoid; }
  details, nav { display: none; }
}
`;
