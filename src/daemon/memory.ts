import { Controls } from '../app/control.ts';
import { LeadTimes } from '../app/lead-times.ts';
import { Outlooks } from '../app/outlook.ts';
import { PoolStates, pricedStepsAtOnce } from '../app/pool-states.ts';
import type { Log } from '../app/ports/host.ts';
import { RecentLoads } from '../app/recent.ts';
import { ShadowBook } from '../app/shadow.ts';
import { Sizings } from '../app/sizing.ts';
import type { Stores } from './stores.ts';

/** What a process keeps in memory of its stores between steps. */
export type Memory = ReturnType<typeof memoryOf>;

/**
 * Everything that decisions are made with beside the stores themselves, nothing of it read yet.
 * @param isHurried True where other work must not wait for the pricing of many pools' states.
 */
export function memoryOf(
  stores: Pick<Stores, 'series' | 'models' | 'accuracy' | 'fits' | 'claims' | 'spend' | 'wishes'>,
  log: Log,
  { isHurried = false }: { readonly isHurried?: boolean } = {},
) {
  const stepsAtOnce = isHurried ? pricedStepsAtOnce : Number.POSITIVE_INFINITY;
  return {
    outlooks: new Outlooks(stores.models, log, stores.accuracy),
    recents: new RecentLoads(stores.series),
    sizings: new Sizings(stores.fits, stores.series),
    times: new LeadTimes(stores.claims),
    states: new PoolStates(stores.series, stores.spend, stepsAtOnce),
    controls: new Controls(stores.series),
    shadows: new ShadowBook(stores.wishes),
  };
}
