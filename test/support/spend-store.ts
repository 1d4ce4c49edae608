import type { SpendStore } from '../../src/app/ports/books.ts';
import type { GroupUsage, Meter, Usage, UsageSum } from '../../src/core/planning/budget/usage.ts';

/** A SpendStore in maps. */
export class MemorySpendStore implements SpendStore {
  readonly #usage = new Map<string, GroupUsage>();
  readonly #meters = new Map<string, Meter>();

  accrue(group: string, usage: readonly Usage[], meter: Meter): void {
    for (const { hourStart, phase, instanceSeconds } of usage) {
      const key = JSON.stringify([hourStart, group, phase]);
      const before = this.#usage.get(key)?.instanceSeconds ?? 0;
      const sum = before + instanceSeconds;
      this.#usage.set(key, { group, hourStart, phase, instanceSeconds: sum });
    }
    this.#meters.set(group, structuredClone(meter));
  }

  meter(group: string): Meter | null {
    return this.#meters.get(group) ?? null;
  }

  rewind(group: string, hourStart: number): void {
    for (const [key, row] of this.#usage) {
      if (row.group === group && row.hourStart >= hourStart) this.#usage.delete(key);
    }
    const meter = this.#meters.get(group);
    if (meter !== undefined) {
      this.#meters.set(group, { ...meter, at: Math.min(meter.at, hourStart) });
    }
  }

  usage(group: string | null, from: number, to: number): GroupUsage[] {
    return [...this.#usage.values()]
      .filter((row) => group === null || row.group === group)
      .filter((row) => row.hourStart >= from && row.hourStart < to)
      .sort((a, b) => a.hourStart - b.hourStart || compare(a.group, b.group) || byPhase(a, b));
  }

  usageSums(group: string | null, from: number, to: number): UsageSum[] {
    const sums = new Map<string, UsageSum>();
    for (const { group: name, phase, instanceSeconds } of this.usage(group, from, to)) {
      const key = JSON.stringify([name, phase]);
      const sum = (sums.get(key)?.instanceSeconds ?? 0) + instanceSeconds;
      sums.set(key, { group: name, phase, instanceSeconds: sum });
    }
    return [...sums.values()].sort((a, b) => compare(a.group, b.group) || byPhase(a, b));
  }
}

function byPhase(a: UsageSum, b: UsageSum): number {
  return compare(a.phase, b.phase);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
