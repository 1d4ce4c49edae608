import {
  listDaysMax,
  type PriceListing,
  type PriceReading,
} from '../core/capacity/listed-prices.ts';
import { duration, type EpochSeconds, isoOf, secondsPerDay } from '../core/units.ts';
import { wrap } from './output.ts';

/** What one pool member costs, with where it is from. */
export interface PoolPriceList {
  readonly region: string;
  readonly instanceType: string;
  readonly system: string;
  /** ISO 8601. */
  readonly published: string;
  readonly source: string;
  readonly diskGigabytes: number;
  readonly diskType: string;
  readonly gigabyteMonthUsd: number;
  readonly instanceHourUsd: number;
  readonly storageHourUsd: number;
}

/** The `prices` of a group as YAML, with where each number is from. */
export function pricesText(prices: PoolPriceList): string {
  const { region, instanceType, system, published, diskGigabytes, diskType } = prices;
  return `# EC2 price list of ${region}, published ${published}: ${instanceType} on demand with
# ${system}, shared tenancy; ${diskGigabytes} GB of ${diskType} at $${prices.gigabyteMonthUsd} a GB and month of 730 hours.
# Provisioned throughput and public addresses come on top (addressHourUsd).
prices:
  instanceHourUsd: ${decimal(prices.instanceHourUsd)}
  storageHourUsd: ${decimal(prices.storageHourUsd)}
`;
}

/** What was read and kept, for a person. */
export function savedText(saved: readonly PriceReading[], path: string, columns: number): string {
  if (saved.length === 0) {
    const nothing = 'nothing was read: every group has its prices in the configuration';
    return wrap(nothing, columns, '');
  }
  const { region, published } = saved[0]!;
  const lines = saved.map(
    ({ instanceType, system, volumeType, instanceHourUsd, gigabyteMonthUsd }) =>
      `  ${instanceType} with ${system}: $${instanceHourUsd} an hour; ` +
      `a GB of ${volumeType}: $${gigabyteMonthUsd} a month\n`,
  );
  const kept = `kept in ${path}; a daemon takes them up within a day, or at once on SIGHUP`;
  const head = `EC2 price list of ${region}, published ${published}`;
  return `${head}\n${lines.join('')}${wrap(kept, columns, '')}`;
}

/**
 * Where the prices of a group are from, as a part of a sentence: `as configured`, or the list with
 * its dates.
 */
export function pricesFrom(listed: PriceListing | null | undefined): string {
  if (listed === null || listed === undefined) return 'as configured';
  const { of, region, published, readAt, isHeld } = listed;
  const held = isHeld ? ', at the higher price of earlier this month' : '';
  return (
    `by the EC2 price list of ${region} (${of}), published ${dayOf(published)}, ` +
    `read ${dayOf(isoOf(readAt))}${held}`
  );
}

/** The same for programs. */
export function listingDocument(listed: PriceListing | null): object | null {
  return listed === null ? null : { ...listed, readAt: isoOf(listed.readAt) };
}

/** What to do about a list that was read long ago; null = it is recent, or none is used. */
export function staleAdvice(
  listed: PriceListing | null | undefined,
  at: EpochSeconds,
): string | null {
  const age = at - (listed?.readAt ?? at);
  if (age <= listDaysMax * secondsPerDay) return null;
  return `the price list was last read ${duration(age)} ago: run \`forewarm prices --save\``;
}

function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

/** To six digits, which is a µUSD of a dollar, never in exponents. */
function decimal(usd: number): string {
  return Number(usd.toFixed(6)).toFixed(6).replace(/0+$/, '').replace(/\.$/, '.0');
}
