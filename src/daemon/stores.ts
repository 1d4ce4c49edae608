import { join } from 'node:path';
import { FileModelStore } from '../adapters/files/model-store.ts';
import { SqliteAccuracyStore } from '../adapters/sqlite/accuracy.ts';
import { SqliteAlertStore } from '../adapters/sqlite/alerts.ts';
import { SqliteClaimStore } from '../adapters/sqlite/claims.ts';
import { openDatabase } from '../adapters/sqlite/database.ts';
import { SqliteFasterBootStore } from '../adapters/sqlite/faster-boots.ts';
import { SqliteLedger } from '../adapters/sqlite/ledger.ts';
import { acquireLock, type DatabaseLock } from '../adapters/sqlite/lock.ts';
import { SqliteNotes } from '../adapters/sqlite/notes.ts';
import { SqlitePauseStore } from '../adapters/sqlite/pauses.ts';
import { SqliteRetention } from '../adapters/sqlite/retention.ts';
import { SqliteSeriesStore } from '../adapters/sqlite/series.ts';
import { SqliteSizingStore } from '../adapters/sqlite/sizings.ts';
import { SqliteSlotStore } from '../adapters/sqlite/slots.ts';
import { SqliteSpendStore } from '../adapters/sqlite/spend.ts';
import { SqliteWishStore } from '../adapters/sqlite/wishes.ts';
import type {
  AlertStore,
  ClaimStore,
  Ledger,
  PauseStore,
  RetentionStore,
  SpendStore,
  WishStore,
} from '../app/ports/books.ts';
import type { SlotStore } from '../app/ports/host.ts';
import type { AccuracyStore, ModelStore } from '../app/ports/models.ts';
import type { SeriesStore } from '../app/ports/series.ts';
import type { FasterBootStore, SizingStore } from '../app/ports/sizing.ts';
import { restoreModel } from '../core/forecasting/portfolio/restore.ts';
import type { EpochSeconds } from '../core/units.ts';

/** Everything forewarm remembers: one database and a folder of models. */
export interface Stores {
  /** Where the database is. */
  readonly path: string;
  readonly series: SeriesStore;
  readonly ledger: Ledger;
  readonly spend: SpendStore;
  readonly claims: ClaimStore;
  readonly slots: SlotStore;
  readonly pauses: PauseStore;
  readonly alerts: AlertStore;
  readonly retention: RetentionStore;
  readonly wishes: WishStore;
  readonly models: ModelStore;
  readonly accuracy: AccuracyStore;
  readonly fits: SizingStore;
  readonly boots: FasterBootStore;
  /** Makes this process the only writer of plans until it closes. @throws ForewarmError FW_LOCKED. */
  lock(since: EpochSeconds): void;
  close(): void;
}

export interface StoreOptions {
  /** False = refuse where there is no database yet, as a command that only reads does. */
  readonly create: boolean;
}

/** Opens the state directory. @throws ForewarmError FW_DB_BROKEN, FW_DB_NEWER, FW_DATA_SHORT. */
export function openStores(directory: string, { create }: StoreOptions): Stores {
  const path = join(directory, 'forewarm.db');
  const db = openDatabase(path, { create });
  const notes = new SqliteNotes(db);
  let held: DatabaseLock | null = null;
  return {
    path,
    series: new SqliteSeriesStore(db),
    ledger: new SqliteLedger(db),
    spend: new SqliteSpendStore(db),
    claims: new SqliteClaimStore(db),
    slots: new SqliteSlotStore(db),
    pauses: new SqlitePauseStore(db),
    alerts: new SqliteAlertStore(db),
    retention: new SqliteRetention(db),
    wishes: new SqliteWishStore(db),
    models: new FileModelStore(directory, restoreModel),
    accuracy: new SqliteAccuracyStore(db),
    fits: new SqliteSizingStore(notes),
    boots: new SqliteFasterBootStore(notes),
    lock: (since) => {
      held = acquireLock(db, { pid: process.pid, since });
    },
    close: () => {
      db.close();
      held?.release();
    },
  };
}
