/** Every repository keeps the contract of its port. */
import { SqliteAccuracyStore } from '../../../src/adapters/sqlite/accuracy.ts';
import { SqliteAlertStore } from '../../../src/adapters/sqlite/alerts.ts';
import { SqliteClaimStore } from '../../../src/adapters/sqlite/claims.ts';
import { inMemory, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { SqliteLedger } from '../../../src/adapters/sqlite/ledger.ts';
import { SqlitePauseStore } from '../../../src/adapters/sqlite/pauses.ts';
import { SqliteSeriesStore } from '../../../src/adapters/sqlite/series.ts';
import { SqliteSlotStore } from '../../../src/adapters/sqlite/slots.ts';
import { SqliteSpendStore } from '../../../src/adapters/sqlite/spend.ts';
import { SqliteWishStore } from '../../../src/adapters/sqlite/wishes.ts';
import { accuracyStoreContract } from '../../contract/accuracy-store.ts';
import { alertStoreContract } from '../../contract/alert-store.ts';
import { claimStoreContract } from '../../contract/claim-store.ts';
import { ledgerContract } from '../../contract/ledger.ts';
import { pauseStoreContract } from '../../contract/pause-store.ts';
import { seriesStoreContract } from '../../contract/series-store.ts';
import { slotStoreContract } from '../../contract/slot-store.ts';
import { spendStoreContract } from '../../contract/spend-store.ts';
import { wishStoreContract } from '../../contract/wish-store.ts';

const open = () => openDatabase(inMemory);

seriesStoreContract('SqliteSeriesStore', () => new SqliteSeriesStore(open()));
ledgerContract('SqliteLedger', () => new SqliteLedger(open()));
spendStoreContract('SqliteSpendStore', () => new SqliteSpendStore(open()));
claimStoreContract('SqliteClaimStore', () => new SqliteClaimStore(open()));
slotStoreContract('SqliteSlotStore', () => new SqliteSlotStore(open()));
pauseStoreContract('SqlitePauseStore', () => new SqlitePauseStore(open()));
alertStoreContract('SqliteAlertStore', () => new SqliteAlertStore(open()));
accuracyStoreContract('SqliteAccuracyStore', () => new SqliteAccuracyStore(open()));
wishStoreContract('SqliteWishStore', () => new SqliteWishStore(open()));
