/**
 * What `work` comes to for each of `items`, in their order, with at most `most` ≥ 1 at a time. When one
 * throws, nothing more is begun and the error is thrown at once.
 */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  } finally {
    next = items.length;
  }
  return results;
}
