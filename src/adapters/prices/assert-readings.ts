import type { PriceReading } from '../../core/capacity/listed-prices.ts';

/** What each field of a reading must be. */
const fields = {
  region: { is: isText, what: 'text' },
  instanceType: { is: isText, what: 'text' },
  system: { is: (value) => value === 'Linux' || value === 'Windows', what: 'Linux or Windows' },
  volumeType: { is: isText, what: 'text' },
  published: { is: isText, what: 'text' },
  source: { is: isText, what: 'text' },
  readAt: { is: Number.isSafeInteger, what: 'a time in whole seconds' },
  instanceHourUsd: { is: isPrice, what: 'a price above 0' },
  gigabyteMonthUsd: { is: isPrice, what: 'a price above 0' },
} as const satisfies Record<
  keyof PriceReading,
  { readonly is: (value: unknown) => boolean; readonly what: string }
>;

/**
 * Refuses `values` that are not all readings: money is reckoned from them, so nothing is taken on
 * trust. @throws TypeError naming the first that is none, and its field.
 */
export function assertReadings(values: readonly unknown[]): asserts values is PriceReading[] {
  for (const [index, value] of values.entries()) {
    const isMap = typeof value === 'object' && value !== null;
    if (!isMap) throw new TypeError(`readings.${index} is no reading`);
    const given = new Map(Object.entries(value));
    for (const [key, { is, what }] of Object.entries(fields)) {
      if (!is(given.get(key))) throw new TypeError(`readings.${index}.${key} is not ${what}`);
    }
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isPrice(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
