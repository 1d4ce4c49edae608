import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concurrently } from '../../src/core/concurrently.ts';

/** Work that ends after as many turns of the event loop as its item says, and counts who is at it. */
function watchedWork() {
  const seen = { atWork: 0, most: 0, begun: 0 };
  const work = async (turns: number) => {
    seen.begun += 1;
    seen.atWork += 1;
    seen.most = Math.max(seen.most, seen.atWork);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    seen.atWork -= 1;
    if (turns === 0) throw new Error('none');
    return turns * 10;
  };
  return { seen, work };
}

test('results come in the order of the items, and never more than so many are worked on', async () => {
  const turns = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 });
  const law = fc.asyncProperty(turns, fc.integer({ min: 1, max: 8 }), async (items, most) => {
    const { seen, work } = watchedWork();
    expect(await concurrently(items, most, work)).toEqual(items.map((item) => item * 10));
    expect(seen.most).toBe(Math.min(most, items.length));
  });
  await fc.assert(law);
});

test('nothing is begun after a failure', async () => {
  const { seen, work } = watchedWork();
  await expect(concurrently([3, 0, 3, 3, 3, 3], 2, work)).rejects.toThrow('none');
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  expect(seen.begun).toBe(2);
});
