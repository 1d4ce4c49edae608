/** The stores in memory that other tests stand on keep the contracts of the real ones. */
import { MemoryAccuracyStore } from '../support/accuracy-store.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { MemoryModelStore } from '../support/model-store.ts';
import { MemoryPauseStore } from '../support/pause-store.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { MemorySlotStore } from '../support/slot-store.ts';
import { MemorySpendStore } from '../support/spend-store.ts';
import { MemoryWishStore } from '../support/wish-store.ts';
import { accuracyStoreContract } from './accuracy-store.ts';
import { claimStoreContract } from './claim-store.ts';
import { ledgerContract } from './ledger.ts';
import { modelStoreContract } from './model-store.ts';
import { pauseStoreContract } from './pause-store.ts';
import { seriesStoreContract } from './series-store.ts';
import { slotStoreContract } from './slot-store.ts';
import { spendStoreContract } from './spend-store.ts';
import { wishStoreContract } from './wish-store.ts';

seriesStoreContract('MemorySeriesStore', () => new MemorySeriesStore());
ledgerContract('MemoryLedger', () => new MemoryLedger());
spendStoreContract('MemorySpendStore', () => new MemorySpendStore());
claimStoreContract('MemoryClaimStore', () => new MemoryClaimStore());
slotStoreContract('MemorySlotStore', () => new MemorySlotStore());
pauseStoreContract('MemoryPauseStore', () => new MemoryPauseStore());
modelStoreContract('MemoryModelStore', () => new MemoryModelStore());
accuracyStoreContract('MemoryAccuracyStore', () => new MemoryAccuracyStore());
wishStoreContract('MemoryWishStore', () => new MemoryWishStore());
