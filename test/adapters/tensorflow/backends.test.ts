import { describe, expect, test } from 'vitest';
import { type Backend, openBackend } from '../../../src/adapters/tensorflow/backend.ts';
import { Batches } from '../../../src/adapters/tensorflow/batches.ts';
import { loadBundle } from '../../../src/adapters/tensorflow/bundle.ts';
import { networkMember } from '../../../src/adapters/tensorflow/forecaster.ts';
import {
  disposeVariables,
  networkVariables,
  quantilesOf,
} from '../../../src/adapters/tensorflow/layers.ts';
import { probeNative } from '../../../src/adapters/tensorflow/native-probe.ts';
import { trainNetwork } from '../../../src/adapters/tensorflow/train.ts';
import { horizonBuckets } from '../../../src/core/forecasting/buckets.ts';
import type { FittedMember } from '../../../src/core/forecasting/members/member.ts';
import {
  type NetworkWeights,
  rowQuantiles,
} from '../../../src/core/forecasting/network/inference.ts';
import { restoreNetwork } from '../../../src/core/forecasting/network/network.ts';
import { networkRows } from '../../../src/core/forecasting/network/rows.ts';
import { startingWeights } from '../../../src/core/forecasting/network/start.ts';
import { type Random, seededRandom } from '../../../src/core/random.ts';
import { ForewarmError } from '../../../src/errors.ts';
import { dailyLoad } from '../../support/daily-load.ts';
import { fitted, lessonOf, loadsAfter } from '../../support/members.ts';

const names =
  probeNative().kind === 'usable'
    ? (['cpu', 'wasm', 'native'] as const)
    : (['cpu', 'wasm'] as const);
const history = dailyLoad({ days: 5, stepSeconds: 3600 });
const context = { seed: 7, horizon: 12, zone: 'UTC' };
const tiny = { hidden: 4, rowsPerBucket: 60, steps: 25, batch: 64 };

const lesson = lessonOf(history);

function tinyFit(backend: Backend): Promise<FittedMember> {
  return fitted(networkMember(backend, tiny), lesson, context);
}

/** Largest relative difference that the order of summation on another backend may make. */
const tolerance = 1e-3;

describe.each(names)('backend %s', (name) => {
  test('is the one that computes', async () => {
    const backend = await openBackend(name);
    expect(backend.name).toBe(name);
    expect(backend.tf.getBackend()).toBe(name === 'native' ? 'tensorflow' : name);
  });

  test('trains to the same forecast as the plain one, and every time to the same bits', async () => {
    const backend = await openBackend(name);
    const model = await tinyFit(backend);
    expect((await tinyFit(backend)).state).toEqual(model.state);

    const plain = await tinyFit(await openBackend('cpu'));
    const said = tinyForecast(model);
    expectNear(said, tinyForecast(plain));
    expect(tinyForecast(restoreNetwork(JSON.parse(JSON.stringify(model.state))))).toEqual(said);
  });

  test('agrees with the inference that needs no TensorFlow', async () => {
    const { tf } = await openBackend(name);
    const { shape, rows, start } = tinyTask();
    const random = seededRandom(2);
    const residual = start.residual.map(() => random.normal());
    const weights = { ...start, residual };
    const variables = networkVariables(tf, shape, weights);
    const batch = new Batches(tf, shape, { ...rows, count: 5 }, asTheyAre, unshuffled).next();
    const said = quantilesOf(tf, shape, variables, batch).arraySync();
    disposeVariables(variables);
    for (let i = 0; i < 5; i++) {
      const row = rows.values.subarray(i * shape.columns, (i + 1) * shape.columns);
      const pure = rowQuantiles(shape, weights, Float64Array.from(row), rows.buckets[i]!);
      pure.forEach((quantile, l) => {
        expect(Math.abs(said[i]![l]! - quantile)).toBeLessThan(1e-4);
      });
    }
  });

  test('leaves no tensor behind', async () => {
    const backend = await openBackend(name);
    await tinyFit(backend);
    const before = backend.tf.memory().numTensors;
    await tinyFit(backend);
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  test('learns: the loss falls far below that of the start', async () => {
    const backend = await openBackend(name);
    const task = tinyTask();
    const options = { steps: 60, batch: 64, inputNoise: 0, linearRate: 0.02, hiddenRate: 0.01 };
    const trained = await trainNetwork(backend, task, options, seededRandom(1));
    expect(meanLoss(task, trained)).toBeLessThan(0.6 * meanLoss(task, task.start));
  });
});

describe('openBackend', () => {
  test('auto takes the fastest that works', async () => {
    const backend = await openBackend('auto');
    expect(backend.name).toBe(names.includes('native' as 'cpu') ? 'native' : 'wasm');
  });

  test.runIf(probeNative().kind === 'absent')('native is never replaced in silence', async () => {
    const error = await openBackend('native').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ForewarmError);
    expect(error).toMatchObject({ code: 'FW_BACKEND_ABSENT', exitCode: 3 });
    expect((error as ForewarmError).hint).toMatch(/npm install @tensorflow\/tfjs-node/);
  });

  test('a backend that was opened earlier can be made the active one again', async () => {
    const wasm = await openBackend('wasm');
    await openBackend('cpu');
    expect(wasm.tf.getBackend()).toBe('cpu');
    await wasm.activate();
    expect(wasm.tf.getBackend()).toBe('wasm');
  });

  test('a bundle that was never built is named, with the command that builds it', async () => {
    await expect(loadBundle('/nowhere')).rejects.toMatchObject({
      code: 'FW_BACKEND_ABSENT',
      hint: 'run npm run build',
    });
  });
});

const levels = [0.05, 0.2, 0.5, 0.8, 0.95];

const asTheyAre = { batch: 5, inputNoise: 0 };

/** Swaps every row with itself, so that a batch holds the first rows in order. */
const unshuffled: Random = { ...seededRandom(1), below: (bound) => bound - 1 };

function tinyTask() {
  const buckets = horizonBuckets(3600, 12);
  const rows = networkRows(lesson, buckets, 60, seededRandom(1));
  const { columns } = rows;
  const shape = { columns, buckets: buckets.length, hidden: 4, levels: levels.length };
  return { shape, rows, levels, start: startingWeights(shape, rows, levels, seededRandom(1)) };
}

function meanLoss({ shape, rows }: ReturnType<typeof tinyTask>, weights: NetworkWeights): number {
  let sum = 0;
  for (let i = 0; i < rows.count; i++) {
    const row = rows.values.subarray(i * shape.columns, (i + 1) * shape.columns);
    const said = rowQuantiles(shape, weights, Float64Array.from(row), rows.buckets[i]!);
    levels.forEach((level, l) => {
      const error = rows.targets[i]! - said[l]!;
      sum += rows.weights[i]! * Math.max(level * error, (level - 1) * error);
    });
  }
  return sum / rows.count;
}

function tinyForecast(model: FittedMember): Float64Array[] {
  return loadsAfter(model, lesson, lesson.until - 1, 12, [0.1, 0.5, 0.9]);
}

function expectNear(said: readonly Float64Array[], other: readonly Float64Array[]): void {
  said.forEach((row, l) => {
    row.forEach((value, step) => {
      const expected = other[l]![step]!;
      expect(Math.abs(value - expected)).toBeLessThan(tolerance * Math.max(1, expected));
    });
  });
}
