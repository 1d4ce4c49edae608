// Time and memory of training and serving, after a build: `node bench/train.mjs [days] [backend]`.
// In a process for each backend, on a load at five minutes: a fit of the whole portfolio, of the
// network alone, and a daily retraining, which is compared with the champion and sizes the pool anew;
// then, with wasm, forecasts from fresh load by a thousand models that live in one process. Seconds
// on the processor are what a machine that is busy with other things still measures right.
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { argv, cpuUsage, execPath, resourceUsage, stdout } from 'node:process';
import { openBackend } from '../dist/adapters/tensorflow/backend.js';
import { networkMember } from '../dist/adapters/tensorflow/forecaster.js';
import { probeNative } from '../dist/adapters/tensorflow/native-probe.js';
import { predictFrom } from '../dist/app/predict.js';
import { fitRequested } from '../dist/app/sizing-fit.js';
import { scaleOf } from '../dist/core/forecasting/features/load-history.js';
import { viewOf, wholeOf } from '../dist/core/forecasting/members/member.js';
import {
  standardMembers,
  structureOf,
  trainPortfolio,
} from '../dist/core/forecasting/portfolio/portfolio.js';
import { restoreModel } from '../dist/core/forecasting/portfolio/restore.js';
import { seededRandom } from '../dist/core/random.js';
import { slice } from '../dist/core/series/series.js';

const stepSeconds = 300;
const perDay = 86_400 / stepSeconds;
const modelCount = 1000;
const groupCount = 500;
const levels = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995];
const context = { seed: 1, horizon: perDay, zone: 'Europe/Berlin' };

function load(days, seed = 1) {
  const random = seededRandom(seed, 'bench');
  const values = Float64Array.from({ length: days * perDay }, (_, i) => {
    const wave = 1 - 0.8 * Math.cos((2 * Math.PI * (i % perDay)) / perDay);
    return Math.max(0, 100 * wave * (1 + 0.1 * random.normal()));
  });
  return { start: Date.UTC(2026, 0, 5) / 1000, stepSeconds, values };
}

/** What `run` returns, with the seconds on the clock and on the processor that it took. */
async function timed(run) {
  const [began, used] = [performance.now(), cpuUsage()];
  const result = await run();
  const { user, system } = cpuUsage(used);
  return { result, seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 };
}

const seconds = ({ seconds: clock, cpu }) => `${clock.toFixed(1)} s (${cpu.toFixed(1)} s CPU)`;
const megabytes = () => `${(resourceUsage().maxRSS / 1024).toFixed(0)} MB`;
const print = (what, value) => stdout.write(`  ${what.padEnd(44)}${value}\n`);

async function measureFit(name, days) {
  const network = networkMember(await openBackend(name));
  const members = [...standardMembers(), network];
  stdout.write(`${name}, ${days} days\n`);
  const whole = await timed(() => trainPortfolio(load(days), context, members));
  print('fit of the portfolio', seconds(whole));
  print('peak memory', megabytes());
  const series = load(days);
  const lesson = wholeOf(viewOf(series, context.zone, scaleOf(series.values)));
  const alone = await timed(() => network.fit(lesson, context));
  print('of which one fit of the network', seconds(alone));
  return whole.result.model;
}

/** A group trained yesterday, with one day more. */
async function measureRetraining(model, days) {
  const network = networkMember(await openBackend('wasm'));
  const trainedTo = load(days).start + days * 86_400;
  const champion = { model, trainedTo, structure: structureOf(model) };
  const again = await timed(() =>
    trainPortfolio(load(days + 1), context, [...standardMembers(), network], champion),
  );
  print('retraining against the champion', seconds(again));
  const sized = await timed(() => fitRequested(sizingRequest(days)));
  print('fit of the sizing law', seconds(sized));
  const hours = (groupCount * (again.cpu + sized.cpu)) / 3600;
  print(`a daily retraining of ${groupCount} groups`, `${hours.toFixed(1)} h on one core`);
}

function sizingRequest(days) {
  return {
    series: load(days),
    loadPerInstance: 5,
    zone: context.zone,
    costs: { heldStepUsd: 0.004 / 12, bootUsd: 0.01 },
    leadSeconds: 600,
    reuse: true,
    aim: { kind: 'hit-rate', target: 0.99 },
    lowerAfterSeconds: 1800,
    realised: [],
    levels: null,
  };
}

/** As a step forecasts: four weeks of load, the last day of it new to the model, outages set aside. */
async function measureForecasts({ state }, days) {
  const models = Array.from({ length: modelCount }, () => restoreModel(state));
  const fresh = Array.from({ length: 20 }, (_, i) => {
    const whole = load(days + 1, i);
    return slice(whole, Math.max(0, days - 28) * perDay, whole.values.length);
  });
  const forecast = (horizon) =>
    timed(async () => {
      for (const [i, model] of models.entries()) {
        const recent = fresh[i % fresh.length];
        predictFrom({ model, recent, events: [], zone: context.zone, levels }).forecast(horizon);
      }
    });
  for (const [what, horizon] of [
    ['an hour', perDay / 24],
    ['a day', perDay],
  ]) {
    const all = await forecast(horizon);
    print(`${modelCount} forecasts of ${what}`, seconds(all));
    print('one of them', `${((1000 * all.cpu) / modelCount).toFixed(1)} ms CPU`);
  }
  print('memory with all models', megabytes());
}

const [, self, days = '60', backend] = argv;
if (backend !== undefined) {
  const model = await measureFit(backend, Number(days));
  if (backend === 'wasm') {
    await measureRetraining(model, Number(days));
    await measureForecasts(model, Number(days));
  }
} else {
  const names = ['cpu', 'wasm', ...(probeNative().kind === 'usable' ? ['native'] : [])];
  for (const name of names) execFileSync(execPath, [self, days, name], { stdio: 'inherit' });
}
