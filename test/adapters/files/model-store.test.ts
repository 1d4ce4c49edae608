import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileModelStore } from '../../../src/adapters/files/model-store.ts';
import { assert } from '../../../src/core/assert.ts';
import { modelStoreContract } from '../../contract/model-store.ts';
import { aTrainedModel, restoreConstant } from '../../support/models.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

modelStoreContract(
  'FileModelStore',
  () => new FileModelStore(temporaryDirectory(), restoreConstant),
);

/** A store of two versions of `web`, of loads 1 and 2, with the directory of the newer one. */
function twoVersions() {
  const directory = temporaryDirectory();
  const store = new FileModelStore(directory, restoreConstant);
  const [older, newer] = [1, 2].map((load) =>
    store.save('web', aTrainedModel({ trainedAt: load * 1_000_000 }, load)),
  );
  return { store, older: older!, newest: join(directory, 'models/web', newer!) };
}

/** Writes `file` anew with `from` replaced by `to`. */
function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

describe('FileModelStore', () => {
  test('names a version by its time and checksum, and writes it once', () => {
    const directory = temporaryDirectory();
    const store = new FileModelStore(directory, restoreConstant);
    const trained = aTrainedModel({ trainedAt: 1_700_000_000 });
    const id = store.save('web', trained);
    expect(id).toMatch(/^20231114T221320Z-[0-9a-f]{12}$/);
    expect(store.save('web', trained)).toBe(id);
    expect(readdirSync(join(directory, 'models/web'))).toEqual([id]);
    const files = readdirSync(join(directory, 'models/web', id));
    expect(files.sort()).toEqual(['manifest.json', 'state.json']);
  });

  test('keeps the newest five, and what was just saved', () => {
    const directory = temporaryDirectory();
    const store = new FileModelStore(directory, restoreConstant);
    const save = (trainedAt: number) => store.save('web', aTrainedModel({ trainedAt }));
    const ids = [1, 2, 3, 4, 5, 6, 7].map((day) => save(day * 86_400));
    const home = join(directory, 'models/web');
    expect(readdirSync(home).sort()).toEqual(ids.slice(-5));
    const old = save(0);
    expect(readdirSync(home)).toEqual([old]); // the others come of a clock that ran ahead
  });

  test('clears away what a crash left half written, and never reads it', () => {
    const directory = temporaryDirectory();
    const store = new FileModelStore(directory, restoreConstant);
    const draft = join(directory, 'models/web/.draft-a1b2c3');
    mkdirSync(draft, { recursive: true });
    writeFileSync(join(draft, 'state.json'), '{"member":');
    expect(store.latest('web')).toBeNull();
    const id = store.save('web', aTrainedModel());
    expect(readdirSync(join(directory, 'models/web'))).toEqual([id]);
  });

  test.each([
    ['a byte of the state is another', (at: string) => edit(join(at, 'state.json'), '2', '3')],
    ['the state is cut off', (at: string) => truncateSync(join(at, 'state.json'), 10)],
    ['a score was edited', (at: string) => edit(join(at, 'manifest.json'), '0.8', '0.9')],
    ['the manifest is empty', (at: string) => truncateSync(join(at, 'manifest.json'), 0)],
    ['the manifest is null', (at: string) => writeFileSync(join(at, 'manifest.json'), 'null')],
  ])('serves the version before when %s', (_, damage) => {
    const { store, older, newest } = twoVersions();
    damage(newest);
    expect(store.latest('web')?.id).toBe(older);
  });

  test('serves the version before when the newest cannot be rebuilt', () => {
    const directory = temporaryDirectory();
    const store = new FileModelStore(directory, restoreConstant);
    const older = store.save('web', aTrainedModel());
    const { model, manifest } = aTrainedModel({ trainedAt: 2_000_000 });
    const state = { member: 'unheard-of', version: 1, parameters: {} };
    store.save('web', { model: { ...model, state }, manifest });
    expect(store.latest('web')?.id).toBe(older);
  });

  test('serves the version before when rebuilding the newest breaks an invariant', () => {
    const { store, older, newest } = twoVersions();
    const strict = new FileModelStore(join(newest, '../../..'), (state) => {
      const model = restoreConstant(state);
      assert((state.parameters as { load: number }).load === 1, 'a load of 1');
      return model;
    });
    expect(store.latest('web')?.id).not.toBe(older);
    expect(strict.latest('web')?.id).toBe(older);
  });

  test('says so when no version can be read', () => {
    const { store, older, newest } = twoVersions();
    for (const at of [newest, join(newest, '..', older)]) truncateSync(join(at, 'state.json'), 0);
    expect(() => store.latest('web')).toThrowError(
      expect.objectContaining({
        code: 'FW_MODEL_INVALID',
        message: expect.stringContaining('none of the 2 models of web'),
        hint: expect.stringContaining('forewarm train'),
      }),
    );
  });

  test('refuses the format of a newer forewarm with advice', () => {
    const { store, newest } = twoVersions();
    edit(join(newest, 'manifest.json'), '"format": 1', '"format": 2');
    expect(() => store.latest('web')).toThrowError(
      expect.objectContaining({
        code: 'FW_MODEL_INVALID',
        hint: expect.stringContaining('upgrade forewarm'),
      }),
    );
  });

  test('keeps three challengers beside the champions, and no more', () => {
    const directory = temporaryDirectory();
    const store = new FileModelStore(directory, restoreConstant);
    const standing = { role: 'challenger', reason: 'worse', trial: null } as const;
    const champion = store.save('web', aTrainedModel({ trainedAt: 0 }));
    const challengers = [1, 2, 3, 4, 5].map((day) =>
      store.save('web', aTrainedModel({ trainedAt: day * 86_400, standing })),
    );
    const home = join(directory, 'models/web');
    expect(readdirSync(home).sort()).toEqual([champion, ...challengers.slice(-3)]);
    expect(store.latest('web')?.id).toBe(champion);
  });

  test('refuses the format of an older forewarm with advice', () => {
    const { store, newest } = twoVersions();
    edit(join(newest, 'manifest.json'), '"format": 1', '"format": 0');
    expect(() => store.latest('web')).toThrowError(
      expect.objectContaining({
        code: 'FW_MODEL_INVALID',
        hint: expect.stringContaining('forewarm train'),
      }),
    );
  });

  test('lists what can be read', () => {
    const { store, older, newest } = twoVersions();
    truncateSync(join(newest, 'manifest.json'), 0);
    expect(store.list('web').map(({ id }) => id)).toEqual([older]);
  });

  test('says so when the directory cannot be written', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'models'), 'a file in the way');
    const store = new FileModelStore(directory, restoreConstant);
    expect(() => store.save('web', aTrainedModel())).toThrowError(
      expect.objectContaining({ code: 'FW_DB_BROKEN' }),
    );
  });

  test('any group has a directory of its own, inside the store', () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
      fc.constantFrom('..', '.', 'a/b', 'A', 'a', 'web ', 'web', '../web', 'con'),
    );
    const law = fc.property(fc.uniqueArray(names, { minLength: 2, maxLength: 4 }), (groups) => {
      const directory = temporaryDirectory();
      const store = new FileModelStore(directory, restoreConstant);
      groups.forEach((name, load) => {
        store.save(name, aTrainedModel({}, load));
      });
      expect(readdirSync(directory)).toEqual(['models']);
      const homes = readdirSync(join(directory, 'models'));
      expect(new Set(homes.map((home) => home.toLowerCase())).size).toBe(groups.length);
      groups.forEach((name, load) => {
        expect(store.latest(name)?.model.state).toMatchObject({ parameters: { load } });
      });
    });
    fc.assert(law, { seed: 7, numRuns: 20 });
  });
});
