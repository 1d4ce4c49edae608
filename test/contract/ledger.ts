import { describe, expect, test } from 'vitest';
import type { Ledger } from '../../src/app/ports/books.ts';
import { aLedgerEntry, aSetting } from '../support/decisions.ts';

/** What every Ledger does. `make` gives an empty one. */
export function ledgerContract(name: string, make: () => Ledger): void {
  describe(`${name} is a Ledger`, () => {
    test('gives back what was appended, to the last field', () => {
      const ledger = make();
      const entry = aLedgerEntry({ before: aSetting });
      const id = ledger.append(entry);
      expect(ledger.latest('web')).toEqual({ ...entry, id });
    });

    test('is empty at first', () => {
      const ledger = make();
      expect(ledger.latest('web')).toBeNull();
      expect(ledger.asOf('web', 100)).toBeNull();
      expect(ledger.oldestAt('web')).toBeNull();
      expect(ledger.between(null, 0, 100)).toEqual([]);
    });

    test('the latest of a group is the last appended, even by a clock that was set back', () => {
      const ledger = make();
      ledger.append(aLedgerEntry({ at: 20, event: 'intended' }));
      ledger.append(aLedgerEntry({ at: 20, event: 'applied' }));
      const id = ledger.append(aLedgerEntry({ at: 10, event: 'held' }));
      ledger.append(aLedgerEntry({ at: 30, group: 'api' }));
      expect(ledger.latest('web')?.id).toBe(id);
    });

    test('what was in force at a time is the last of it or before, however long ago', () => {
      const ledger = make();
      const year = 365 * 86_400;
      for (const event of ['intended', 'applied'] as const)
        ledger.append(aLedgerEntry({ at: 20, event }));
      ledger.append(aLedgerEntry({ at: 10 }));
      ledger.append(aLedgerEntry({ at: 5, group: 'api' }));
      expect(ledger.asOf('web', year)).toMatchObject({ at: 20, event: 'applied' });
      expect(ledger.asOf('web', 20)).toMatchObject({ at: 20, event: 'applied' });
      expect(ledger.asOf('web', 19)?.at).toBe(10);
      expect(ledger.asOf('web', 9)).toBeNull();
      expect(ledger.oldestAt('web')).toBe(10);
    });

    test('reads a window that holds its start and not its end, oldest first', () => {
      const ledger = make();
      for (const at of [30, 10, 20, 40]) ledger.append(aLedgerEntry({ at }));
      ledger.append(aLedgerEntry({ at: 20, group: 'api' }));
      const timesOf = (group: string | null) => ledger.between(group, 20, 40).map(({ at }) => at);
      expect(timesOf('web')).toEqual([20, 30]);
      expect(timesOf(null)).toEqual([20, 20, 30]);
    });
  });
}
