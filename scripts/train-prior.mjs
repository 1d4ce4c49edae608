// Trains the prior in models/prior, after a build: `node scripts/train-prior.mjs`. Everything it
// learns from is made up from a seed, so the same seed writes the same bytes. With `--check` it
// writes nothing and fails when what it trained is not what is committed.
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process, { cpuUsage, memoryUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { writeArtefact } from '../dist/adapters/files/artefact.js';
import { shippedPrior } from '../dist/adapters/files/prior.js';
import { openBackend } from '../dist/adapters/tensorflow/backend.js';
import { trainNetwork } from '../dist/adapters/tensorflow/train.js';
import { gridLevels } from '../dist/core/forecasting/levels.js';
import { startingWeights } from '../dist/core/forecasting/network/start.js';
import { priorLessons } from '../dist/core/forecasting/prior/lessons.js';
import { fittedPrior, priorName, priorShape } from '../dist/core/forecasting/prior/prior.js';
import { priorTrial } from '../dist/core/forecasting/prior/trial.js';
import { seededRandom } from '../dist/core/random.js';

const recipe = { seed: 1, loads: 6000, hidden: 64, trialLoads: 200 };
const training = { steps: 10_000, batch: 512, inputNoise: 0, linearRate: 0.01, hiddenRate: 0.005 };
const backendName = 'wasm';

const { values: flags } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const home = shippedPrior();

/** The prior, trained anew. */
async function train() {
  const { seed, loads, hidden } = recipe;
  const rows = priorLessons(seed, loads);
  print(`${rows.count} questions about ${loads} loads`);
  const random = seededRandom(seed, priorName);
  const shape = priorShape(hidden);
  const start = startingWeights(shape, rows, gridLevels, random.stream('weights'));
  const task = { shape, rows, levels: gridLevels, start };
  const backend = await openBackend(backendName);
  const weights = await trainNetwork(backend, task, training, random.stream('batches'));
  print(`${training.steps} steps of training`);
  return fittedPrior({ hidden, scaling: rows.scaling, weights });
}

/** Moments are left at zero: nothing in it may depend on when it was trained. */
function manifestOf(model) {
  const record = priorTrial(model, recipe.seed, recipe.trialLoads);
  const never = { trainedAt: 0, trainedFrom: 0, trainedTo: 0, trainSeconds: 0 };
  const place = { series: priorName, member: priorName, stepSeconds: 60, zone: 'UTC' };
  return { ...place, ...never, backend: backendName, seed: recipe.seed, ...record };
}

function print(what) {
  const { user, system } = cpuUsage();
  const megabytes = Math.round(memoryUsage.rss() / 2 ** 20);
  stdout.write(`${what}: ${((user + system) / 1e6).toFixed(0)} s CPU so far, ${megabytes} MB\n`);
}

const model = await train();
const manifest = manifestOf(model);
const draft = mkdtempSync(join(home, '.draft-'));
try {
  const trained = join(draft, writeArtefact(draft, manifest, model.state));
  for (const name of readdirSync(trained)) {
    const [fresh, committed] = [join(trained, name), join(home, name)];
    if (!flags.check) renameSync(fresh, committed);
    else if (!readFileSync(fresh).equals(readFileSync(committed))) {
      process.exitCode = 1;
      stdout.write(`${committed} is not what was trained\n`);
    }
  }
} finally {
  rmSync(draft, { recursive: true });
}
const { lossRatio, coverage80 } = manifest;
print(`loss ${lossRatio.toFixed(3)} of naive, 80 % interval holds ${coverage80.toFixed(2)}`);
