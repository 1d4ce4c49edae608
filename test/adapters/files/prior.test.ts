import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArtefact, writeArtefact } from '../../../src/adapters/files/artefact.ts';
import { readPrior, shippedPrior } from '../../../src/adapters/files/prior.ts';
import { naiveMembers, sameSlot } from '../../../src/core/forecasting/members/seasonal-naive.ts';
import { trainPortfolio } from '../../../src/core/forecasting/portfolio/portfolio.ts';
import { restoreMember, restoreModel } from '../../../src/core/forecasting/portfolio/restore.ts';
import { slice, type TimeSeries } from '../../../src/core/series/series.ts';
import { dailyLoad } from '../../support/daily-load.ts';
import { fitted, lessonOf, loadsAfter, stepsAhead } from '../../support/members.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const prior = readPrior()!;
const context = { seed: 1, horizon: 96, levels: [0.1, 0.5, 0.9], zone: 'UTC' };
const perDay = 96;

/** Days and some hours of a load, at another time of the day for each seed, and the day after them. */
function scene(seed: number, days = 2): { history: TimeSeries; coming: Float64Array } {
  const whole = dailyLoad({ days: days + 2, stepSeconds: 900, seed });
  const known = days * perDay + 8 * seed;
  return {
    history: slice(whole, 0, known),
    coming: whole.values.slice(known, known + perDay),
  };
}

const meanError = (said: ArrayLike<number>, came: Float64Array) =>
  came.reduce((sum, load, i) => sum + Math.abs(load - said[i]!), 0) / came.length;

describe('the shipped prior', () => {
  test('is whole, as its checksum says, and at most a megabyte with its card', () => {
    const artefact = readArtefact(shippedPrior());
    expect(artefact.kind).toBe('whole');
    const files = readdirSync(shippedPrior());
    expect(files.sort()).toEqual(['CARD.md', 'manifest.json', 'state.json']);
    const bytes = files.map((name) => statSync(join(shippedPrior(), name)).size);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(2 ** 20);
  });

  test('comes back from its state byte for byte', () => {
    const text = readFileSync(join(shippedPrior(), 'state.json'), 'utf8');
    expect(JSON.stringify(restoreMember(JSON.parse(text)).state)).toBe(text);
  });

  test.each([2, 6])('says ascending, finite quantiles after %i days', async (days) => {
    const { history } = scene(1, days);
    const lesson = lessonOf(history);
    const model = await fitted(prior, lesson, context);
    const grid = model.quantilesAt(lesson, history.values.length - 1, stepsAhead(perDay));
    for (let step = 0; step < perDay; step++) {
      const quantiles = grid.map((row) => row[step]!);
      expect(quantiles.every(Number.isFinite)).toBe(true);
      expect(quantiles).toEqual([...quantiles].sort((a, b) => a - b));
    }
  });

  test('forecasts a load of two days better than yesterday does', async () => {
    let [own, naive] = [0, 0];
    for (let seed = 1; seed <= 8; seed++) {
      const { history, coming } = scene(seed);
      const lesson = lessonOf(history);
      const origin = history.values.length - 1;
      const model = await fitted(prior, lesson, context);
      const [median] = loadsAfter(model, lesson, origin, perDay, [0.5]);
      own += meanError(median!, coming);
      naive += meanError(
        Float64Array.from(stepsAhead(perDay), (step) => {
          return lesson.history.scale * Math.sinh(sameSlot(1)(lesson.history, origin, step)!);
        }),
        coming,
      );
    }
    expect(own).toBeLessThan(0.9 * naive);
  });

  test('declines less than a day', async () => {
    const { history } = scene(1);
    const outcome = await prior.fit(lessonOf(slice(history, 0, perDay)), context);
    expect(outcome).toEqual({ kind: 'insufficient-history', steps: perDay, required: perDay + 1 });
  });

  test('carries a portfolio of one day, and comes back with it', async () => {
    const { history, coming } = scene(1, 1);
    const train = async (members: readonly (typeof prior)[]) => {
      const outcome = await trainPortfolio(history, context, members);
      if (outcome.kind !== 'fitted') throw new Error('too short');
      return outcome.model;
    };
    const model = await train([...naiveMembers, prior]);
    const said = model.predict(history, perDay, context.levels);
    const without = (await train(naiveMembers)).predict(history, perDay, context.levels);
    expect(meanError(said.quantiles[1]!, coming)).toBeLessThan(
      0.7 * meanError(without.quantiles[1]!, coming),
    );
    const restored = restoreModel(JSON.parse(JSON.stringify(model.state)));
    expect(restored.predict(history, perDay, context.levels)).toEqual(said);
  });
});

describe('readPrior', () => {
  test('is null where there is none, or a damaged one', () => {
    const directory = temporaryDirectory();
    expect(readPrior(directory)).toBeNull();
    cpSync(shippedPrior(), directory, { recursive: true });
    expect(readPrior(directory)?.name).toBe('prior');
    const file = join(directory, 'state.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('A', 'B'));
    expect(readPrior(directory)).toBeNull();
  });

  test('is null for one of another version', () => {
    const artefact = readArtefact(shippedPrior());
    if (artefact.kind !== 'whole') throw new Error('no prior');
    const home = temporaryDirectory();
    const saved = (version: number) =>
      join(home, writeArtefact(home, artefact.manifest, { ...artefact.state, version }));
    expect(readPrior(saved(artefact.state.version))?.name).toBe('prior');
    expect(readPrior(saved(artefact.state.version - 1))).toBeNull();
  });

  test.each([
    { name: 'of another width', changed: { hidden: 48 } },
    { name: 'without its matrices', changed: { weights: undefined } },
  ])('is null for one $name', ({ changed }) => {
    const artefact = readArtefact(shippedPrior());
    if (artefact.kind !== 'whole') throw new Error('no prior');
    const home = temporaryDirectory();
    const parameters = { ...(artefact.state.parameters as object), ...changed };
    const name = writeArtefact(home, artefact.manifest, { ...artefact.state, parameters });
    expect(readPrior(join(home, name))).toBeNull();
  });
});
