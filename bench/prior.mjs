// What the shipped prior is worth to a young group, on the traces of a folder, after a build:
//   node bench/prior.mjs --data FOLDER [--only NAME] [--days 1,2,4,8] [--origins 2] [--each]
// From the newest 1, 2, 4 … days (and an hour) before each origin alone the portfolio is trained
// with and without the prior. Losses of the first hour and of the day ahead are weighted quantile
// losses relative to those of the daily naive, geometric means over traces; `--each` shows them all.
import { stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { readPrior } from '../dist/adapters/files/prior.js';
import { openBackend } from '../dist/adapters/tensorflow/backend.js';
import { networkMember } from '../dist/adapters/tensorflow/forecaster.js';
import { horizonBuckets } from '../dist/core/forecasting/buckets.js';
import { scaleOf } from '../dist/core/forecasting/features/load-history.js';
import { atLevels } from '../dist/core/forecasting/levels.js';
import { constant } from '../dist/core/forecasting/members/constant.js';
import { viewOf, wholeOf } from '../dist/core/forecasting/members/member.js';
import { stretch, stretchesFrom } from '../dist/core/forecasting/portfolio/calibration.js';
import { combined, weightsFrom } from '../dist/core/forecasting/portfolio/combination.js';
import { holdContest } from '../dist/core/forecasting/portfolio/contest.js';
import { standardMembers } from '../dist/core/forecasting/portfolio/portfolio.js';
import { readTraces } from './traces.mjs';

const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const scores = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
const options = {
  data: { type: 'string' },
  only: { type: 'string', default: '' },
  days: { type: 'string', default: '1,2,4,8' },
  origins: { type: 'string', default: '2' },
  each: { type: 'boolean', default: false },
};
const { values: flags } = parseArgs({ options });
if (flags.data === undefined) throw new Error('--data FOLDER is missing');
const prior = readPrior();
if (prior === null) throw new Error('there is no prior: run node scripts/train-prior.mjs');
const members = [...standardMembers(), networkMember(await openBackend('wasm')), prior];
const daysOfAll = flags.days.split(',').map(Number);

/** Loss, load and coverage of quantiles against what came, for the first hour and for the day. */
class Score {
  #hour = { loss: 0, load: 0 };
  #day = { loss: 0, load: 0 };
  #inside = 0;
  #steps = 0;

  add(quantiles, actual, stepsPerHour) {
    actual.forEach((load, step) => {
      const said = quantiles.map((row) => row[step]);
      const losses = said.map((q, l) => (load - q) * (levels[l] - (load < q ? 1 : 0)));
      const loss = (2 * losses.reduce((sum, value) => sum + value, 0)) / levels.length;
      for (const part of step < stepsPerHour ? [this.#hour, this.#day] : [this.#day]) {
        part.loss += loss;
        part.load += load;
      }
      this.#inside += said[0] <= load && load <= said.at(-1) ? 1 : 0;
      this.#steps++;
    });
  }

  /** Weighted quantile losses, and the share of loads inside the 80 % interval. */
  get result() {
    const loss = (part) => part.loss / Math.max(part.load, 1e-9);
    return {
      hour: loss(this.#hour),
      day: loss(this.#day),
      coverage: this.#inside / this.#steps,
    };
  }
}

/** Yesterday's load, or the last one, with normal errors as large as its own were so far. */
function naives({ values }, perDay) {
  const deviation = (lag) => {
    const errors = values.slice(lag).map((value, i) => (value - values[i]) ** 2);
    return Math.sqrt(errors.reduce((sum, square) => sum + square, 0) / errors.length);
  };
  const around = (said) =>
    scores.map((score) =>
      Float64Array.from({ length: perDay }, (_, step) => Math.max(0, said(step, score))),
    );
  const [daily, single] = [deviation(perDay), deviation(1)];
  const newest = values.length - perDay;
  return {
    'daily naive': around((step, score) => values[newest + step] + score * daily),
    persistence: around(
      (step, score) => values.at(-1) + score * single * Math.sqrt(Math.min(step + 1, perDay / 4)),
    ),
  };
}

/** Quantiles of the day ahead by the portfolio without and with the prior, and by the prior alone. */
async function forecasts(series, perDay) {
  const context = { seed: 1, horizon: perDay, zone: 'UTC' };
  const scale = scaleOf(series.values);
  const view = viewOf(series, context.zone, scale);
  const able = [];
  for (const member of [...members, constant]) {
    const outcome = await member.fit(wholeOf(view), context);
    if (outcome.kind === 'fitted') able.push({ member, model: outcome.model });
  }
  const candidates = able.map(({ member }) => member);
  const contest = await holdContest(view, context, candidates);
  const ahead = Int32Array.from({ length: perDay }, (_, step) => step + 1);
  const said = able.map(({ model }) => model.quantilesAt(view, view.history.steps - 1, ahead));
  const buckets = horizonBuckets(series.stepSeconds, perDay);
  const most = 3 * Math.max(...series.values);
  const inLoad = (grid) =>
    atLevels(
      grid.map((row) => row.map((z) => Math.min(most, Math.max(0, scale * Math.sinh(z))))),
      levels,
    );
  const only = (keep) => {
    const kept = candidates.flatMap(({ name }, m) => (keep(name) ? [m] : []));
    const pick = (all) => kept.map((m) => all[m]);
    const part = { ...contest, members: pick(contest.members), said: pick(contest.said) };
    const weights = weightsFrom(part, buckets, series.stepSeconds);
    const grid = combined(pick(said), ahead, buckets, weights);
    const before = combined(part.said, part.ahead, buckets, weights);
    stretch(grid, ahead, buckets, stretchesFrom(part, before, buckets));
    return inLoad(grid);
  };
  return {
    'without prior': only((name) => name !== prior.name),
    'with prior': only(() => true),
    'prior alone': inLoad(said[candidates.indexOf(prior)]),
  };
}

/** Numbers of steps known at each origin, spread over what has `steps` before it and a day after. */
function originsOf({ values }, steps, perDay) {
  const [first, last] = [steps, values.length - perDay];
  const count = Number(flags.origins);
  if (last < first) return [];
  return Array.from({ length: count }, (_, i) => {
    return Math.floor(first + ((i + 0.5) / count) * (last - first));
  });
}

/** Results of every method on one trace after `days` days, losses relative to the daily naive's. */
async function resultsOf(trace, days) {
  const perDay = 86_400 / trace.stepSeconds;
  const perHour = Math.max(1, 3600 / trace.stepSeconds);
  const steps = Math.round((days + 1 / 24) * perDay);
  const all = new Map();
  for (const known of originsOf(trace, steps, perDay)) {
    const start = trace.start + (known - steps) * trace.stepSeconds;
    const history = { ...trace, start, values: trace.values.slice(known - steps, known) };
    const actual = trace.values.slice(known, known + perDay);
    const said = { ...naives(history, perDay), ...(await forecasts(history, perDay)) };
    for (const [name, quantiles] of Object.entries(said)) {
      if (!all.has(name)) all.set(name, new Score());
      all.get(name).add(quantiles, actual, perHour);
    }
  }
  const naive = all.get('daily naive')?.result;
  return [...all].map(([method, { result }]) => ({
    ...{ trace: trace.name, days, method, coverage: result.coverage },
    ...{ hour: result.hour / naive.hour, day: result.day / naive.day },
  }));
}

const mean = (xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const geometricMean = (xs) => Math.exp(mean(xs.map(Math.log)));
const row = (cells) => `| ${cells.join(' | ')} |\n`;
const head = (first) =>
  row([first, 'method', 'first hour', 'day ahead', '80 % interval holds']) +
  row(['--:', '---', '--:', '--:', '--:']);

const results = [];
for (const trace of readTraces(flags.data, flags.only)) {
  for (const days of daysOfAll) results.push(...(await resultsOf(trace, days)));
  stderr.write(`${trace.name}\n`);
}
if (flags.each) {
  stdout.write(head('trace, days'));
  for (const { trace, days, method, hour, day, coverage } of results) {
    const numbers = [hour, day, coverage].map((x) => x.toFixed(2));
    stdout.write(row([`${trace}, ${days}`, method, ...numbers]));
  }
  stdout.write('\n');
}
stdout.write(head('days'));
for (const days of daysOfAll) {
  for (const method of new Set(results.map((result) => result.method))) {
    const own = results.filter((result) => result.days === days && result.method === method);
    if (own.length === 0) continue;
    const each = (key) => own.map((result) => result[key]);
    const losses = [geometricMean(each('hour')), geometricMean(each('day'))];
    stdout.write(
      row([days, method, ...losses.map((x) => x.toFixed(3)), mean(each('coverage')).toFixed(2)]),
    );
  }
}
