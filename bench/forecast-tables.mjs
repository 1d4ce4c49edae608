// Markdown tables of what bench/forecast.mjs measured.

const geometricMean = (xs) => Math.exp(xs.reduce((sum, x) => sum + Math.log(x), 0) / xs.length);
const mean = (xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const two = (x) => x.toFixed(2);
const three = (x) => x.toFixed(3);

/** The trace whose collapse after the tournament flatters every method but the naive one. */
const flattering = 'worldcup98-requests-5m';

/** The portfolio's losses, trace by trace, beside those of the best peer on it. */
export function accuracyTable(results) {
  const compared = results.every(({ peers }) => peers.length > 0);
  const least = (peers, key) => Math.min(...peers.map((peer) => peer[key]));
  const beside = (cells) => (compared ? cells : []);
  const lines = results.map(({ trace, variants: [own], peers }) => [
    trace,
    three(own.hour),
    ...beside([three(least(peers, 'hour'))]),
    three(own.day),
    ...beside([three(least(peers, 'day'))]),
    two(own.coverage),
  ]);
  const summary = (name, some) => [
    name,
    three(geometricMean(some.map(({ variants: [own] }) => own.hour))),
    ...beside([three(geometricMean(some.map(({ peers }) => least(peers, 'hour'))))]),
    three(geometricMean(some.map(({ variants: [own] }) => own.day))),
    ...beside([three(geometricMean(some.map(({ peers }) => least(peers, 'day'))))]),
    two(mean(some.map(({ variants: [own] }) => own.coverage))),
  ];
  const ordinary = results.filter(({ trace }) => trace !== flattering);
  return table(
    [
      'trace',
      'first hour',
      ...beside(['best peer']),
      'day ahead',
      ...beside(['best peer']),
      '80 % interval holds',
    ],
    [
      ...lines,
      summary('**mean**', results),
      ...(ordinary.length === results.length
        ? []
        : [summary(`**mean without ${flattering}**`, ordinary)]),
    ],
  );
}

const peerNames = {
  stlf: 'MSTL + ETS',
  prophet: 'Prophet',
  snaivew: 'weekly seasonal naive',
  snaive: 'daily seasonal naive',
};

/** Means of the portfolio and of each peer over all traces. */
export function methodTable(results) {
  const rows = [['the portfolio', results.map(({ variants: [own] }) => own)]];
  for (const [key, name] of Object.entries(peerNames)) {
    rows.push([name, results.map(({ peers }) => peers.find((peer) => peer.name === key))]);
  }
  return table(
    ['method', 'first hour', 'day ahead', '80 % interval holds'],
    rows.map(([name, scores]) => [name, ...meansOf(scores)]),
  );
}

/** Means of the portfolio without each of its parts, over all traces. */
export function ablationTable(results) {
  const named = (name) => results.map(({ variants }) => variants.find((v) => v.name === name));
  return table(
    ['', 'first hour', 'day ahead', '80 % interval holds', 'least on a trace'],
    results[0].variants.map(({ name }) => {
      const scores = named(name);
      return [name, ...meansOf(scores), two(Math.min(...scores.map((score) => score.coverage)))];
    }),
  );
}

function meansOf(scores) {
  return [
    three(geometricMean(scores.map(({ hour }) => hour))),
    three(geometricMean(scores.map(({ day }) => day))),
    two(mean(scores.map(({ coverage }) => coverage))),
  ];
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}
