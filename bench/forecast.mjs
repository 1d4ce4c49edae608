// Accuracy of the forecasts on the traces of a folder, from five origins each, after a build:
//   node bench/forecast.mjs --data FOLDER [--peers FILE] [--only NAME] [--ablate] [--write]
// `--peers` adds the best of other methods' recorded losses; `--ablate` what each part is worth;
// `--write` puts the tables into docs/benchmarks.md and docs/forecasting.md, between their markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openBackend } from '../dist/adapters/tensorflow/backend.js';
import { networkForecaster } from '../dist/adapters/tensorflow/forecaster.js';
import { horizonBuckets } from '../dist/core/forecasting/buckets.js';
import { stretch, stretchesFrom, unstretched } from '../dist/core/forecasting/calibration.js';
import { combined, weightsFrom } from '../dist/core/forecasting/combination.js';
import { constant } from '../dist/core/forecasting/constant.js';
import { holdContest } from '../dist/core/forecasting/contest.js';
import { atLevels } from '../dist/core/forecasting/levels.js';
import { scaleOf } from '../dist/core/forecasting/load-history.js';
import { viewOf, wholeOf } from '../dist/core/forecasting/member.js';
import { standardMembers, trainPortfolio } from '../dist/core/forecasting/portfolio.js';
import { originsOf, readTraces, weeklyNaive } from './traces.mjs';

const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const learntDays = 63;
const options = {
  data: { type: 'string' },
  peers: { type: 'string' },
  only: { type: 'string' },
  ablate: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
};
const { values: flags } = parseArgs({ options });
if (flags.data === undefined) throw new Error('--data FOLDER is missing');

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const members = [...standardMembers(), networkForecaster(await openBackend('wasm'))];
const peers = flags.peers === undefined ? null : JSON.parse(readFileSync(flags.peers, 'utf8'));
const peersOf = (name) => (peers?.series ?? peers)?.[name];

/** Loss, load and coverage of quantiles against what came, for the first hour and for the day. */
class Score {
  hour = { loss: 0, load: 0, inside: 0, steps: 0 };
  day = { loss: 0, load: 0, inside: 0, steps: 0 };

  add(quantiles, actual, stepsPerHour) {
    actual.forEach((load, step) => {
      const said = quantiles.map((row) => row[step]);
      const losses = said.map((q, l) =>
        Math.max(levels[l] * (load - q), (levels[l] - 1) * (load - q)),
      );
      const loss = (2 * losses.reduce((sum, value) => sum + value, 0)) / levels.length;
      for (const part of step < stepsPerHour ? [this.hour, this.day] : [this.day]) {
        part.loss += loss;
        part.load += load;
        part.inside += said[0] <= load && load <= said.at(-1) ? 1 : 0;
        part.steps++;
      }
    });
  }

  /** Weighted quantile loss of `part`. */
  wql(part) {
    return this[part].loss / Math.max(this[part].load, 1e-9);
  }

  coverage(part) {
    return this[part].inside / this[part].steps;
  }
}

/** Quantiles of the day ahead by each variant: the product alone, or with its parts left out. */
async function forecasts(series, context) {
  if (!flags.ablate) {
    const { model } = await trainPortfolio(series, context, members);
    return { 'the portfolio': model.predict(series, context.horizon, levels).quantiles };
  }
  const scale = scaleOf(series.values);
  const view = viewOf(series, context.zone, scale);
  const able = [];
  for (const member of [...members, constant]) {
    const outcome = await member.fit(wholeOf(view), context);
    if (outcome.kind === 'fitted') able.push({ member, model: outcome.model });
  }
  const contest = await holdContest(
    view,
    context,
    able.map(({ member }) => member),
  );
  const ahead = Int32Array.from({ length: context.horizon }, (_, step) => step + 1);
  const said = able.map(({ model }) => model.quantilesAt(view, view.history.steps - 1, ahead));
  const buckets = horizonBuckets(series.stepSeconds, context.horizon);
  const only = (keep, calibrated) => {
    const kept = contest.members.flatMap((name, m) =>
      keep(name) || name === 'constant' ? [m] : [],
    );
    const pick = (all) => kept.map((m) => all[m]);
    const part = { ...contest, members: pick(contest.members), said: pick(contest.said) };
    const weights = weightsFrom(part, buckets, series.stepSeconds);
    const grid = combined(pick(said), ahead, buckets, weights);
    const before = combined(part.said, part.ahead, buckets, weights);
    const stretches = stretchesFrom(part, before, buckets);
    stretch(grid, ahead, buckets, calibrated ? stretches : buckets.map(() => unstretched));
    const load = grid.map((row) => row.map((z) => Math.max(0, scale * Math.sinh(z))));
    return atLevels(load, levels);
  };
  const variants = { 'the portfolio': only(() => true, true) };
  variants['without calibration'] = only(() => true, false);
  for (const { name } of members)
    variants[`without ${name}`] = only((other) => other !== name, true);
  const network = (name) => name === 'network';
  const linear = (name) => name.startsWith('linear');
  variants['the network and constant alone'] = only(network, true);
  variants['linear ones and constant alone'] = only(linear, true);
  variants['baselines alone'] = only((name) => !network(name) && !linear(name), true);
  return variants;
}

/** Scores of each variant on one trace, and of the weekly naive. */
async function scoresOf(trace) {
  const scores = {};
  const naive = new Score();
  const perDay = 86_400 / trace.stepSeconds;
  const perHour = Math.max(1, 3600 / trace.stepSeconds);
  for (const known of originsOf(trace)) {
    const from = Math.max(0, known - learntDays * perDay);
    const history = { ...trace, values: trace.values.slice(from, known) };
    const series = { ...history, start: trace.start + from * trace.stepSeconds };
    const actual = trace.values.slice(known, known + perDay);
    const context = { seed: 1, horizon: perDay, levels, zone: 'UTC', events: [] };
    for (const [name, quantiles] of Object.entries(await forecasts(series, context))) {
      scores[name] ??= new Score();
      scores[name].add(quantiles, actual, perHour);
    }
    naive.add(weeklyNaive(trace, known), actual, perHour);
  }
  const reference = (part, key) => peersOf(trace.name)?.snaivew[key].wql ?? naive.wql(part);
  const ratios = Object.entries(scores).map(([name, score]) => ({
    name,
    hour: score.wql('hour') / reference('hour', 'short'),
    day: score.wql('day') / reference('day', 'day'),
    coverage: score.coverage('day'),
  }));
  return { trace: trace.name, ratios, best: bestPeer(trace.name) };
}

/** Least loss of any peer relative to weekly naive. */
function bestPeer(name) {
  const all = peersOf(name);
  if (all === undefined) return null;
  const least = (key) => Math.min(...Object.values(all).map((peer) => peer[key].wql));
  return { hour: least('short') / all.snaivew.short.wql, day: least('day') / all.snaivew.day.wql };
}

const geometricMean = (xs) => Math.exp(xs.reduce((sum, x) => sum + Math.log(x), 0) / xs.length);
const mean = (xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const row = (cells) => `| ${cells.join(' | ')} |`;
const two = (x) => x.toFixed(2);
const three = (x) => x.toFixed(3);

function accuracyTable(results) {
  const peer = (best, key) => (best === null ? [] : [three(best[key])]);
  const with_ = results.every(({ best }) => best !== null);
  const head = ['trace', 'first hour', ...(with_ ? ['best peer'] : []), 'day ahead'];
  const columns = [...head, ...(with_ ? ['best peer'] : []), '80 % interval holds'];
  const lines = results.map(({ trace, ratios: [own], best }) =>
    row([
      trace,
      three(own.hour),
      ...peer(with_ ? best : null, 'hour'),
      three(own.day),
      ...peer(with_ ? best : null, 'day'),
      two(own.coverage),
    ]),
  );
  const all = (key) => results.map(({ ratios: [own] }) => own[key]);
  const bests = (key) =>
    with_ ? [three(geometricMean(results.map(({ best }) => best[key])))] : [];
  const last = [
    '**mean**',
    three(geometricMean(all('hour'))),
    ...bests('hour'),
    three(geometricMean(all('day'))),
    ...bests('day'),
    two(mean(all('coverage'))),
  ];
  return [
    row(columns),
    row(columns.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...lines,
    row(last),
  ].join('\n');
}

function ablationTable(results) {
  const head = ['', 'first hour', 'day ahead', '80 % interval holds', 'least on a trace'];
  const lines = results[0].ratios.map(({ name }) => {
    const own = results.map(({ ratios }) => ratios.find((ratio) => ratio.name === name));
    const each = (key) => own.map((ratio) => ratio[key]);
    return row([
      name,
      three(geometricMean(each('hour'))),
      three(geometricMean(each('day'))),
      two(mean(each('coverage'))),
      two(Math.min(...each('coverage'))),
    ]);
  });
  return [row(head), row(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...lines].join('\n');
}

/** Replaces what stands between the markers of `name` in a page of docs. */
function write(page, name, table) {
  const file = join(root, 'docs', page);
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no ${begin} … ${end}`);
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
}

const results = [];
for (const trace of readTraces(flags.data, flags.only)) {
  if (peers !== null && peersOf(trace.name) === undefined) continue;
  results.push(await scoresOf(trace));
  stderr.write(
    `${trace.name}: ${three(results.at(-1).ratios[0].hour)}, ${three(results.at(-1).ratios[0].day)}\n`,
  );
}
const accuracy = accuracyTable(results);
stdout.write(`${accuracy}\n`);
if (flags.write) write('benchmarks.md', 'forecast', accuracy);
if (flags.ablate) {
  const ablation = ablationTable(results);
  stdout.write(`\n${ablation}\n`);
  if (flags.write) write('forecasting.md', 'ablation', ablation);
}
