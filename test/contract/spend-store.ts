import { describe, expect, test } from 'vitest';
import type { SpendStore } from '../../src/app/ports/books.ts';
import type { Meter, Usage } from '../../src/core/planning/budget/usage.ts';
import { anActivity, anObservation } from '../support/decisions.ts';

const meterAt = (at: number): Meter => ({
  at,
  observation: anObservation({ at }),
  open: [anActivity({ endedAt: null, status: 'running' })],
});
const usage = (hourStart: number, instanceSeconds: number): Usage => ({
  hourStart,
  phase: 'Stopped',
  instanceSeconds,
});

/** What every SpendStore does. `make` gives an empty one. */
export function spendStoreContract(name: string, make: () => SpendStore): void {
  describe(`${name} is a SpendStore`, () => {
    test('adds up the seconds of an hour and remembers the last meter', () => {
      const store = make();
      store.accrue('web', [usage(0, 100), usage(3600, 30)], meterAt(3660));
      store.accrue('web', [usage(3600, 12.5)], meterAt(3720));
      expect(store.usage('web', 0, 7200)).toEqual([
        { group: 'web', ...usage(0, 100) },
        { group: 'web', ...usage(3600, 42.5) },
      ]);
      expect(store.meter('web')).toEqual(meterAt(3720));
    });

    test('remembers the ended activities of a meter, where it has any', () => {
      const store = make();
      const meter = { ...meterAt(3660), ended: ['a', 'b'] };
      store.accrue('web', [], meter);
      expect(store.meter('web')).toEqual(meter);
      store.accrue('web', [], meterAt(3720));
      expect(store.meter('web')?.ended).toBeUndefined();
    });

    test('has no meter and no usage at first', () => {
      expect(make().meter('web')).toBeNull();
      expect(make().usage(null, 0, 7200)).toEqual([]);
    });

    test('takes hours of a zone half an hour off', () => {
      const store = make();
      store.accrue('web', [usage(1800, 5)], meterAt(5400));
      expect(store.usage('web', 1800, 5400)).toEqual([{ group: 'web', ...usage(1800, 5) }]);
    });

    test('forgets the hours of one group from a time on, and pulls its meter back', () => {
      const store = make();
      store.accrue('web', [usage(0, 1), usage(3600, 2), usage(7200, 3)], meterAt(9000));
      store.accrue('api', [usage(7200, 4)], meterAt(9000));
      store.rewind('web', 3600);
      expect(store.usage('web', 0, 10_800)).toEqual([{ group: 'web', ...usage(0, 1) }]);
      expect(store.meter('web')).toMatchObject({ at: 3600, open: meterAt(9000).open });
      expect(store.usage('api', 0, 10_800)).toHaveLength(1);
      expect(store.meter('api')?.at).toBe(9000);
      store.rewind('web', 7200);
      expect(store.meter('web')?.at).toBe(3600);
    });

    test('sums the hours of a time for each group and phase', () => {
      const store = make();
      const booting: Usage = { hourStart: 3600, phase: 'booting', instanceSeconds: 60.5 };
      store.accrue('web', [usage(0, 8), usage(3600, 1), booting, usage(7200, 2)], meterAt(7200));
      store.accrue('api', [usage(3600, 4)], meterAt(7200));
      const web = [
        { group: 'web', phase: 'Stopped', instanceSeconds: 3 },
        { group: 'web', phase: 'booting', instanceSeconds: 60.5 },
      ];
      expect(store.usageSums('web', 3600, 10_800)).toEqual(web);
      const api = { group: 'api', phase: 'Stopped', instanceSeconds: 4 };
      expect(store.usageSums(null, 3600, 10_800)).toEqual([api, ...web]);
      expect(store.usageSums(null, 10_800, 14_400)).toEqual([]);
    });

    test('keeps groups, hours and phases apart', () => {
      const store = make();
      const booting: Usage = { hourStart: 3600, phase: 'booting', instanceSeconds: 60 };
      store.accrue('web', [usage(3600, 1), booting, usage(7200, 2)], meterAt(7200));
      store.accrue('api', [usage(3600, 4)], meterAt(7200));
      expect(store.usage('web', 3600, 7200)).toEqual([
        { group: 'web', ...usage(3600, 1) },
        { group: 'web', ...booting },
      ]);
      const ofAll = store.usage(null, 0, 10_800);
      expect(ofAll.map(({ instanceSeconds }) => instanceSeconds)).toEqual([4, 1, 60, 2]);
    });
  });
}
