// Accuracy of the forecasts on the traces of a folder, from five origins each, after a build:
//   node bench/forecast.mjs --data FOLDER [--peers FILE] [--only NAME] [--ablate] [--write]
// `--peers` sets other methods' recorded losses beside ours; `--ablate` says what each part is
// worth; `--write` puts the tables into docs/benchmarks.md and docs/forecasting.md, between their
// markers. Losses are relative to a weekly seasonal naive forecast: less than 1 is better than it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPrior } from '../dist/adapters/files/prior.js';
import { openBackend } from '../dist/adapters/tensorflow/backend.js';
import { networkMember } from '../dist/adapters/tensorflow/forecaster.js';
import { learntDays } from '../dist/app/forecast.js';
import { historyTier } from '../dist/core/forecasting/history-tier.js';
import { ordinaryLoad } from '../dist/core/forecasting/ordinary/ordinary.js';
import { standardMembers, trainPortfolio } from '../dist/core/forecasting/portfolio/portfolio.js';
import { ablationTable, accuracyTable, methodTable } from './forecast-tables.mjs';
import { variantsOf } from './forecast-variants.mjs';
import { originsOf, readTraces, weeklyNaive } from './traces.mjs';

const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
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
const members = [...standardMembers(), networkMember(await openBackend('wasm'))];
const prior = readPrior();
const parts = [...members, ...(prior === null ? [] : [prior])].map(({ name }) => name);
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

/** The members that the daemon trains on `series`: the prior helps a young one only. */
function membersFor({ values, stepSeconds }) {
  const isYoung = historyTier(values.length * stepSeconds).name !== 'full';
  return isYoung && prior !== null ? [...members, prior] : members;
}

/** Quantiles of the day after `series` by the portfolio, and by its variants where asked for. */
async function forecasts(series, context) {
  const own = membersFor(series);
  if (flags.ablate) return variantsOf(series, context, own, parts);
  const { model } = await trainPortfolio(series, context, own);
  return { 'the portfolio': model.predict(series, context.horizon, context.levels).quantiles };
}

/** Scores of each variant on one trace, relative to those of the weekly naive. */
async function scoresOf(trace) {
  const scores = {};
  const naive = new Score();
  const perDay = 86_400 / trace.stepSeconds;
  const perHour = Math.max(1, Math.floor(3600 / trace.stepSeconds));
  const context = { seed: 1, horizon: perDay, levels, zone: 'UTC' };
  for (const known of originsOf(trace)) {
    const from = Math.max(0, known - learntDays * perDay);
    const measured = { ...trace, values: trace.values.slice(from, known) };
    measured.start = trace.start + from * trace.stepSeconds;
    const actual = trace.values.slice(known, known + perDay);
    const series = ordinaryLoad(measured, context.zone);
    for (const [name, quantiles] of Object.entries(await forecasts(series, context))) {
      scores[name] ??= new Score();
      scores[name].add(quantiles, actual, perHour);
    }
    naive.add(weeklyNaive(trace, known), actual, perHour);
  }
  const recorded = peersOf(trace.name);
  const hour = recorded?.snaivew.short.wql ?? naive.wql('hour');
  const day = recorded?.snaivew.day.wql ?? naive.wql('day');
  const variants = Object.entries(scores).map(([name, score]) => ({
    name,
    hour: score.wql('hour') / hour,
    day: score.wql('day') / day,
    coverage: score.coverage('day'),
  }));
  const others = Object.entries(recorded ?? {}).map(([name, { short, day: late }]) => ({
    name,
    hour: short.wql / hour,
    day: late.wql / day,
    coverage: late.cov80,
  }));
  return { trace: trace.name, variants, peers: others };
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
  const { hour, day, coverage } = results.at(-1).variants[0];
  stderr.write(`${[trace.name, ...[hour, day, coverage].map((x) => x.toFixed(3))].join('  ')}\n`);
}
const accuracy = [accuracyTable(results), ...(peers === null ? [] : [methodTable(results)])];
stdout.write(`${accuracy.join('\n\n')}\n`);
if (flags.write) write('benchmarks.md', 'forecast', accuracy.join('\n\n'));
if (flags.ablate) {
  const ablation = ablationTable(results);
  stdout.write(`\n${ablation}\n`);
  if (flags.write) write('forecasting.md', 'ablation', ablation);
}
