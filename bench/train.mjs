// Time and memory of one network fit on each backend: `node bench/train.mjs [days]`, after a build.
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { argv, execPath, resourceUsage, stdout } from 'node:process';
import { openBackend } from '../dist/adapters/tensorflow/backend.js';
import { networkForecaster } from '../dist/adapters/tensorflow/forecaster.js';
import { probeNative } from '../dist/adapters/tensorflow/native-probe.js';
import { gridLevels } from '../dist/core/forecasting/levels.js';
import { seededRandom } from '../dist/core/random.js';

const stepSeconds = 300;
const perDay = 86_400 / stepSeconds;
const context = { seed: 1, horizon: perDay, levels: gridLevels, zone: 'UTC', events: [] };

function load(days) {
  const random = seededRandom(1, 'bench');
  const values = Float64Array.from({ length: days * perDay }, (_, i) => {
    const wave = 1 - 0.8 * Math.cos((2 * Math.PI * (i % perDay)) / perDay);
    return Math.max(0, 100 * wave * (1 + 0.1 * random.normal()));
  });
  return { start: Date.UTC(2026, 0, 5) / 1000, stepSeconds, values };
}

/** Seconds that `run` took. */
async function secondsOf(run) {
  const began = performance.now();
  const outcome = await run();
  if (outcome.kind !== 'fitted') throw new Error(outcome.kind);
  return (performance.now() - began) / 1000;
}

/** Two fits that differ in steps alone give the time of a step; the rest is drawing rows. */
async function measure(name, days) {
  const backend = await openBackend(name);
  const few = networkForecaster(backend, { steps: 1 });
  const warmUp = await secondsOf(() => few.fit(load(days), context));
  const drawing = await secondsOf(() => few.fit(load(days), context));
  const whole = await secondsOf(() => networkForecaster(backend).fit(load(days), context));
  const steps = 250;
  const perStep = ((whole - drawing) / (steps - 1)) * 1000;
  const peak = resourceUsage().maxRSS / 1024;
  return [name, days, warmUp, whole, perStep, peak];
}

const [, self, first = '21', second] = argv;
if (second === undefined) {
  stdout.write('backend  days  first fit of 1 step s  fit s  ms/step  peak RSS MB\n');
  const names = ['cpu', 'wasm', ...(probeNative().kind === 'usable' ? ['native'] : [])];
  for (const name of names) execFileSync(execPath, [self, first, name], { stdio: 'inherit' });
} else {
  const [name, days, warmUp, whole, perStep, peak] = await measure(second, Number(first));
  const row = [warmUp.toFixed(1), whole.toFixed(1), perStep.toFixed(1), peak.toFixed(0)];
  stdout.write(`${name.padEnd(8)} ${String(days).padStart(4)}  ${row.join('  ')}\n`);
}
