import type { EpochSeconds } from '../core/units.ts';
import type { RetainedKind, RetentionStore } from './ports/books.ts';

/** How long what forewarm has seen and done is kept, in seconds. */
export type Retention = Readonly<Record<RetainedKind, number>>;

/** Rows deleted in one transaction: some milliseconds of the write lock. */
const rowsAtOnce = 2000;

/** Times that space is given back in one go: a file that lost most of itself takes some days. */
const compactionsMax = 5000;

/**
 * Deletes what is older than `retention` says and returns how many rows of each kind went. Works in
 * small pieces with a `pause` after each, so that no step waits for it; what is left when `signal`
 * aborts, or when much space is to be given back, goes the next time.
 * @throws ForewarmError FW_DB_BROKEN.
 */
export async function purgeOld(
  retention: Retention,
  at: EpochSeconds,
  store: RetentionStore,
  { pause, signal }: { readonly pause: () => Promise<void>; readonly signal: AbortSignal },
): Promise<Readonly<Record<RetainedKind, number>>> {
  const purged = { samples: 0, ledger: 0, usage: 0, slots: 0, activities: 0, wishes: 0 };
  for (const kind of Object.keys(purged) as RetainedKind[]) {
    let count: number;
    do {
      count = store.purge(kind, at - retention[kind], rowsAtOnce);
      purged[kind] += count;
      await pause();
    } while (count > 0 && !signal.aborted);
  }
  for (let times = 0; times < compactionsMax && !signal.aborted && store.compact(); times++) {
    await pause();
  }
  return purged;
}
