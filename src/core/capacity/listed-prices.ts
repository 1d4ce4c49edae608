/**
 * Prices from the public list, which is read now and then and changes in between.
 *
 * A month's caps must hold whatever the list did in the month. So until a month ends, everything in
 * it is reckoned at the dearest price that was in force at any time of it, for the instance and for
 * the disks by themselves: no second cost more than it is booked at. Booking each hour at its own
 * price was set aside: AWS changes prices some time before the list is read again.
 */
import type { EpochSeconds } from '../units.ts';

/** What the list of a region is asked for. */
export interface PriceQuestion {
  /** Such as m7g.large. */
  readonly instanceType: string;
  readonly system: 'Linux' | 'Windows';
  /** EBS volume type by its API name, such as gp3. */
  readonly volumeType: string;
}

/** The same of the list of one region. */
export interface RegionalQuestion extends PriceQuestion {
  readonly region: string;
}

/** What it answers. */
export interface ListedPrices {
  /** When AWS published the list, ISO 8601. */
  readonly published: string;
  /** Dollars an hour, on demand, shared tenancy, nothing pre-installed. */
  readonly instanceHourUsd: number;
  /** Dollars a month of one GB of the volume type. */
  readonly gigabyteMonthUsd: number;
}

/** One answer, kept. */
export interface PriceReading extends RegionalQuestion, ListedPrices {
  /** Address or file that was read. */
  readonly source: string;
  readonly readAt: EpochSeconds;
}

/** The prices that are reckoned by, with where they are from. */
export interface PricesInForce extends PriceReading {
  /** True = a price of earlier in the month is higher than the newest, and counts to its end. */
  readonly isHeld: boolean;
}

/** Which prices of a group are from the list, and from which: what its money is reckoned by. */
export interface PriceListing {
  /** Such as `m7g.large with Linux, 20 GB of gp3`. */
  readonly of: string;
  readonly region: string;
  readonly published: string;
  readonly readAt: EpochSeconds;
  readonly isHeld: boolean;
}

/** A list that was read longer ago than this is worth a warning. */
export const listDaysMax = 60;

/** Hours of a month as AWS bills storage. Source: EBS pricing page. */
export const hoursPerMonth = 730;

/** Dollars an hour of `gigabytes` at a price by the month. */
export function storageHour(gigabytes: number, gigabyteMonthUsd: number): number {
  return (gigabytes * gigabyteMonthUsd) / hoursPerMonth;
}

/**
 * What is reckoned by in a month that began at `since`: for the instance and for the disks the
 * dearest of what was in force at any time of it. Each is looked up by itself, so that other disks
 * do not make the month forget what the instance cost. The dates are those of the older answer.
 * @param readings Of anything, in any order; null when they do not answer both.
 */
export function pricesInForce(
  asked: RegionalQuestion,
  readings: readonly PriceReading[],
  since: EpochSeconds,
): PricesInForce | null {
  const { region, instanceType, system, volumeType } = asked;
  const { ofInstance, ofVolume } = answersTo(asked, readings);
  const [instance, volume] = [sorted(ofInstance).at(-1), sorted(ofVolume).at(-1)];
  if (instance === undefined || volume === undefined) return null;
  const { published, source, readAt } = instance.readAt <= volume.readAt ? instance : volume;
  const instanceHourUsd = Math.max(
    ...countingSince(ofInstance, since).map((one) => one.instanceHourUsd),
  );
  const gigabyteMonthUsd = Math.max(
    ...countingSince(ofVolume, since).map((one) => one.gigabyteMonthUsd),
  );
  const isHeld =
    instanceHourUsd > instance.instanceHourUsd || gigabyteMonthUsd > volume.gigabyteMonthUsd;
  return {
    ...{ region, instanceType, system, volumeType, published, source, readAt },
    ...{ instanceHourUsd, gigabyteMonthUsd, isHeld },
  };
}

/** Those of `readings` that say what the instance costs, and those that say what its disks do. */
export function answersTo(
  { region, instanceType, system, volumeType }: RegionalQuestion,
  readings: readonly PriceReading[],
): { readonly ofInstance: PriceReading[]; readonly ofVolume: PriceReading[] } {
  const ofRegion = readings.filter((one) => one.region === region);
  return {
    ofInstance: ofRegion.filter(
      (one) => one.instanceType === instanceType && one.system === system,
    ),
    ofVolume: ofRegion.filter((one) => one.volumeType === volumeType),
  };
}

/** Those of `readings` of one thing that were in force at `since` or later, oldest first. */
export function countingSince(
  readings: readonly PriceReading[],
  since: EpochSeconds,
): PriceReading[] {
  const inOrder = sorted(readings);
  const first = inOrder.findLastIndex(({ readAt }) => readAt <= since);
  return inOrder.slice(Math.max(0, first));
}

/** The same for the same question in the same region, and for no other. */
export function priceKey(
  region: string,
  { instanceType, system, volumeType }: PriceQuestion,
): string {
  return JSON.stringify([region, instanceType, system, volumeType]);
}

function sorted(readings: readonly PriceReading[]): PriceReading[] {
  return readings.toSorted((a, b) => a.readAt - b.readAt);
}
