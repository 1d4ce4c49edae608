// Time and memory of a fit, after a build: `node bench/train.mjs [days]`. In a process for each
// backend: the whole portfolio and the network alone, on a load at five minutes; then forecasts of
// a day and of an hour from fresh load, by a thousand models that live in one process.
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { argv, cpuUsage, execPath, resourceUsage, stdout } from 'node:process';
import { openBackend } from '../dist/adapters/tensorflow/backend.js';
import { networkForecaster } from '../dist/adapters/tensorflow/forecaster.js';
import { probeNative } from '../dist/adapters/tensorflow/native-probe.js';
import { scaleOf } from '../dist/core/forecasting/load-history.js';
import { viewOf, wholeOf } from '../dist/core/forecasting/member.js';
import { standardMembers, trainPortfolio } from '../dist/core/forecasting/portfolio.js';
import { restoreModel } from '../dist/core/forecasting/restore.js';
import { seededRandom } from '../dist/core/random.js';

const stepSeconds = 300;
const perDay = 86_400 / stepSeconds;
const modelCount = 1000;
const levels = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995];
const context = { seed: 1, horizon: perDay, levels, zone: 'Europe/Berlin', events: [] };

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
const print = (what, value) => stdout.write(`  ${what.padEnd(44)}${value}\n`);

async function measureFit(name, days) {
  const network = networkForecaster(await openBackend(name));
  stdout.write(`${name}, ${days} days\n`);
  const whole = await timed(() =>
    trainPortfolio(load(days), context, [...standardMembers(), network]),
  );
  print('fit of the portfolio', seconds(whole));
  print('peak memory', `${(resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
  const series = load(days);
  const lesson = wholeOf(viewOf(series, context.zone, scaleOf(series.values)));
  print(
    'of which one fit of the network',
    seconds(await timed(() => network.fit(lesson, context))),
  );
  return whole.result.model.state;
}

async function measureForecasts(state) {
  const models = Array.from({ length: modelCount }, () => restoreModel(state));
  const fresh = Array.from({ length: 20 }, (_, i) => load(35, i));
  const forecast = (horizon) =>
    timed(async () => {
      for (const [i, model] of models.entries()) {
        model.predict(fresh[i % fresh.length], horizon, levels);
      }
    });
  for (const [what, horizon] of [
    ['an hour', perDay / 24],
    ['a day', perDay],
  ]) {
    const all = await forecast(horizon);
    print(`${modelCount} forecasts of ${what}`, seconds(all));
  }
  print('memory with all models', `${(resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
}

const [, self, days = '60', backend] = argv;
if (backend !== undefined) {
  const state = await measureFit(backend, Number(days));
  if (backend === 'wasm') await measureForecasts(state);
} else {
  const names = ['cpu', 'wasm', ...(probeNative().kind === 'usable' ? ['native'] : [])];
  for (const name of names) execFileSync(execPath, [self, days, name], { stdio: 'inherit' });
}
