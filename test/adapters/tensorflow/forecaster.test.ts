import { describe, expect, test } from 'vitest';
import { openBackend } from '../../../src/adapters/tensorflow/backend.ts';
import { networkMember } from '../../../src/adapters/tensorflow/forecaster.ts';
import { slice } from '../../../src/core/series/series.ts';
import { dailyLoad } from '../../support/daily-load.ts';
import { fitted, lessonOf, loadsAfter } from '../../support/members.ts';

const stepSeconds = 1800;
const perDay = 48;
const levels = [0.1, 0.3, 0.5, 0.7, 0.9];
const whole = dailyLoad({ days: 24, stepSeconds, seed: 5, noise: 0.08 });
const context = { seed: 1, horizon: perDay, zone: 'UTC' };
const small = { hidden: 16, rowsPerBucket: 1500, steps: 150, batch: 256 };
const network = networkMember(await openBackend('wasm'), small);

describe('the network', () => {
  test('beats the same slot of last week on days it has not seen, and is calibrated', async () => {
    const lesson = lessonOf(whole);
    const model = await fitted(network, { ...lesson, until: 17 * perDay }, context);
    let [loss, naiveLoss, inside, cases] = [0, 0, 0, 0];
    for (let origin = 17 * perDay; origin <= 23 * perDay; origin += 7) {
      const quantiles = loadsAfter(model, lesson, origin - 1, perDay, levels);
      for (let step = 0; step < perDay; step++) {
        const actual = whole.values[origin + step]!;
        const said = quantiles.map((row) => row[step]!);
        loss += pinball(said, actual);
        naiveLoss += pinball(Array(5).fill(whole.values[origin + step - 7 * perDay]), actual);
        if (said[0]! <= actual && actual <= said[4]!) inside += 1;
        cases += 1;
      }
    }
    expect(loss / naiveLoss).toBeLessThan(0.65);
    expect(inside / cases).toBeGreaterThan(0.65);
    expect(inside / cases).toBeLessThan(0.92);
  });

  test('repeats a fit with its seed, and another seed makes another network', async () => {
    const short = lessonOf(slice(whole, 0, 4 * perDay));
    const few = networkMember(await openBackend('wasm'), { ...small, steps: 10 });
    const stateOf = async (seed: number) =>
      JSON.stringify((await fitted(few, short, { ...context, seed })).state);
    expect(await stateOf(5)).toBe(await stateOf(5));
    expect(await stateOf(5)).not.toBe(await stateOf(6));
  });

  test('wants three days that were observed, not three days of gaps', async () => {
    const twoDays = lessonOf(slice(whole, 0, 2 * perDay));
    const want = { kind: 'insufficient-history', steps: 2 * perDay, required: 3 * perDay };
    expect(await network.fit(twoDays, context)).toEqual(want);
    const values = whole.values.map((value, i) => (i % 10 === 0 ? value : Number.NaN));
    expect(await network.fit(lessonOf({ ...whole, values }), context)).toMatchObject({
      kind: 'insufficient-history',
    });
  });

  test('trains on load that never moves, or is nothing at all', async () => {
    for (const load of [0, 40]) {
      const flat = lessonOf({ ...whole, values: new Float64Array(5 * perDay).fill(load) });
      const model = await fitted(network, flat, context);
      for (const row of loadsAfter(model, flat, flat.until - 1, perDay, levels)) {
        for (const value of row) expect(Math.abs(value - load)).toBeLessThan(0.02 * load + 0.02);
      }
    }
  });
});

/** Mean pinball loss of quantiles of `levels` against what came. */
function pinball(quantiles: readonly number[], actual: number): number {
  const losses = quantiles.map((quantile, l) => {
    const error = actual - quantile;
    return Math.max(levels[l]! * error, (levels[l]! - 1) * error);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
