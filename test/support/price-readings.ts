import type { PriceStore } from '../../src/app/ports/prices.ts';
import type { PriceReading } from '../../src/core/capacity/listed-prices.ts';

/** What a list of late 2026 said of an m5.large in eu-central-1. */
export function priceReading(changes: Partial<PriceReading> = {}): PriceReading {
  return {
    ...{ region: 'eu-central-1', instanceType: 'm5.large', system: 'Linux', volumeType: 'gp3' },
    ...{ published: '2026-11-19T20:14:02Z', source: 'index.csv', readAt: 1_795_200_000 },
    ...{ instanceHourUsd: 0.115, gigabyteMonthUsd: 0.0952 },
    ...changes,
  };
}

/** Readings in memory. */
export class MemoryPriceStore implements PriceStore {
  #readings: readonly PriceReading[];

  constructor(readings: readonly PriceReading[] = []) {
    this.#readings = readings;
  }

  readings(): PriceReading[] {
    return [...this.#readings];
  }

  replace(readings: readonly PriceReading[]): void {
    this.#readings = readings;
  }
}
