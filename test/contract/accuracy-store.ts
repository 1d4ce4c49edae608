import { describe, expect, test } from 'vitest';
import type {
  AccuracyBooking,
  AccuracyStore,
  PendingForecast,
} from '../../src/app/ports/models.ts';
import type { LiveTally } from '../../src/core/forecasting/accuracy/live-accuracy.ts';

const day = 86_400;

const said = (target: number, changes: Partial<PendingForecast> = {}): PendingForecast => ({
  target,
  horizonSeconds: 300,
  model: 'm1',
  low: 1,
  middle: 2.5,
  high: 4,
  naive: 3,
  ...changes,
});
const tally = (steps: number): LiveTally => ({
  steps,
  load: 10.5,
  loss: 0.1,
  naiveLoss: 0.3,
  error: 1,
  bias: -0.5,
  intervals: steps,
  inside: steps - 1,
});
const booking = (changes: Partial<AccuracyBooking>): AccuracyBooking => {
  return { group: 'web', said: [], settled: [], tallies: [], ...changes };
};

/** What every AccuracyStore does. `make` gives an empty one. */
export function accuracyStoreContract(name: string, make: () => AccuracyStore): void {
  describe(`${name} is an AccuracyStore`, () => {
    test('keeps what was said until it is settled, oldest first', () => {
      const store = make();
      const far = said(900, { horizonSeconds: 3600 });
      store.book([booking({ said: [said(1200), far, said(900)] })]);
      expect(store.pending('web', 1200)).toEqual([said(900), far]);
      store.book([booking({ settled: [said(900)], said: [said(1500)] })]);
      expect(store.pending('web', 1e9)).toEqual([far, said(1200), said(1500)]);
      expect(store.pending('api', 1e9)).toEqual([]);
    });

    test('what is said again of the same step and horizon counts', () => {
      const store = make();
      store.book([booking({ said: [said(900), said(900, { middle: 2.75, model: 'm2' })] })]);
      expect(store.pending('web', 1e9)).toEqual([said(900, { middle: 2.75, model: 'm2' })]);
    });

    test('adds up a day by group, horizon and model', () => {
      const store = make();
      const of = { day, horizonSeconds: 300, model: 'm1', tally: tally(2) };
      store.book([booking({ tallies: [of, { ...of, model: 'm2' }] })]);
      store.book([
        booking({ tallies: [of, { ...of, horizonSeconds: 3600 }, { ...of, day: 2 * day }] }),
        booking({ group: 'api', tallies: [of] }),
      ]);
      const sum = {
        steps: 4,
        load: 21,
        loss: 0.2,
        naiveLoss: 0.6,
        error: 2,
        bias: -1,
        intervals: 4,
        inside: 2,
      };
      expect(store.days('web', day, 2 * day)).toEqual([
        { group: 'web', ...of, tally: sum },
        { group: 'web', ...of, model: 'm2' },
        { group: 'web', ...of, horizonSeconds: 3600 },
      ]);
      const everywhere = store.days(null, 0, 1e9);
      expect(everywhere.map(({ group }) => group)).toEqual(['api', 'web', 'web', 'web', 'web']);
    });

    test('forgets days and waiting forecasts that are too old, and nothing else', () => {
      const store = make();
      const tallies = [1, 2, 3].map((nth) => {
        return { day: nth * day, horizonSeconds: 300, model: 'm1', tally: tally(1) };
      });
      store.book([booking({ tallies, said: [said(day), said(3 * day)] })]);
      store.prune(2 * day);
      expect(store.days('web', 0, 1e9).map((row) => row.day)).toEqual([2 * day, 3 * day]);
      expect(store.pending('web', 1e9)).toEqual([said(3 * day)]);
    });
  });
}
