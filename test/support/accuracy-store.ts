import type {
  AccuracyBooking,
  AccuracyDay,
  AccuracyStore,
  PendingForecast,
} from '../../src/app/ports/models.ts';
import { addLiveTallies } from '../../src/core/forecasting/accuracy/live-accuracy.ts';

/** An AccuracyStore in maps. */
export class MemoryAccuracyStore implements AccuracyStore {
  readonly #pending = new Map<string, PendingForecast & { readonly group: string }>();
  readonly #days = new Map<string, AccuracyDay>();

  pending(group: string, before: number): PendingForecast[] {
    return [...this.#pending.values()]
      .filter((said) => said.group === group && said.target < before)
      .sort((a, b) => a.target - b.target || a.horizonSeconds - b.horizonSeconds)
      .map(({ group: _, ...said }) => said);
  }

  book(bookings: readonly AccuracyBooking[]): void {
    for (const { group, said, settled, tallies } of bookings) {
      const keyOf = ({ target, horizonSeconds }: PendingForecast) =>
        JSON.stringify([group, target, horizonSeconds]);
      for (const forecast of settled) this.#pending.delete(keyOf(forecast));
      for (const forecast of said) this.#pending.set(keyOf(forecast), { ...forecast, group });
      for (const { day, horizonSeconds, model, tally } of tallies) {
        const key = JSON.stringify([group, day, horizonSeconds, model]);
        const before = this.#days.get(key)?.tally;
        const sum = before === undefined ? tally : addLiveTallies(before, tally);
        this.#days.set(key, { group, day, horizonSeconds, model, tally: sum });
      }
    }
  }

  days(group: string | null, from: number, to: number): AccuracyDay[] {
    return [...this.#days.values()]
      .filter((row) => (group === null || row.group === group) && from <= row.day && row.day < to)
      .sort(
        (a, b) =>
          a.day - b.day ||
          compare(a.group, b.group) ||
          a.horizonSeconds - b.horizonSeconds ||
          compare(a.model, b.model),
      );
  }

  prune(before: number): void {
    for (const [key, { day }] of this.#days) if (day < before) this.#days.delete(key);
    for (const [key, { target }] of this.#pending) if (target < before) this.#pending.delete(key);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
