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

/** To six digits, which is a µUSD of a dollar, never in exponents. */
function decimal(usd: number): string {
  return Number(usd.toFixed(6)).toFixed(6).replace(/0+$/, '').replace(/\.$/, '.0');
}
