/**
 * Where the price of a group comes from: its file, else the price list as it was last read, else
 * nowhere, and then the configuration is refused. Nothing is ever guessed.
 */
import { z } from 'zod';
import {
  type PriceListing,
  type PriceQuestion,
  type PriceReading,
  type PricesInForce,
  priceKey,
  pricesInForce,
  storageHour,
} from '../core/capacity/listed-prices.ts';
import { zoneOf } from '../core/series/zone.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { Problem } from './checks.ts';
import type { Environment } from './overrides.ts';
import type { Config, GroupConfig, GroupPrices, WrittenConfig, WrittenPrices } from './schema.ts';
import { strict, usd } from './values.ts';

const listName = z.string().regex(/^[\w.-]+$/, 'must be a name such as m7g.large or gp3');

/** The keys of `prices`, each of which a group may leave to `defaults`. */
export const prices = strict({
  instanceHourUsd: usd()
    .optional()
    .describe('One running instance, per hour; without it by instanceType from the price list.'),
  storageHourUsd: usd()
    .optional()
    .describe(
      'The disks of one member, per hour, in every state; without it by diskGigabytes from the list.',
    ),
  addressHourUsd: usd().default(0).describe('Public addresses that stay with a stopped member.'),
  hibernatedStorageHourUsd: usd()
    .optional()
    .describe('The disks of one hibernated member, if they differ.'),
  instanceType: listName
    .optional()
    .describe("Looked up in AWS's price list, as `forewarm prices --save` last read it."),
  system: z
    .enum(['Linux', 'Windows'])
    .default('Linux')
    .describe('Operating system by which the list is asked.'),
  diskGigabytes: z.number().nonnegative().optional().describe('All disks of one member, in GB.'),
  diskType: listName.default('gp3').describe('Their EBS volume type, by its API name.'),
});

/** The same for a group: written down or to be looked up. */
export const sourcedPrices = prices.superRefine((one, context) => {
  if (one.instanceHourUsd !== undefined && one.storageHourUsd !== undefined) return;
  if (one.instanceType === undefined) context.addIssue({ code: 'custom', message: unsourced });
  else if (one.storageHourUsd === undefined && one.diskGigabytes === undefined) {
    const message = "needs storageHourUsd, or diskGigabytes to take it from AWS's price list";
    context.addIssue({ code: 'custom', message });
  }
});
const unsourced =
  'needs instanceHourUsd and storageHourUsd, or instanceType and diskGigabytes to take them from ' +
  "AWS's price list";

/** What the price list said, to be looked up at one time. */
export interface PriceBook {
  /** null = the configuration does not say where it is. */
  readonly region: string | null;
  readonly readings: readonly PriceReading[];
  readonly at: EpochSeconds;
}

/** The region of a configuration, as far as it can be known without its profile. */
export function regionOf({ aws }: Pick<WrittenConfig, 'aws'>, env: Environment): string | null {
  return aws.region ?? env.AWS_REGION ?? null;
}

/** What the list has to be asked for `prices`; null = all is written down. */
export function questionOf(prices: WrittenPrices): PriceQuestion | null {
  const { instanceType, system, diskType: volumeType } = prices;
  if (prices.instanceHourUsd !== undefined && prices.storageHourUsd !== undefined) return null;
  return { instanceType: instanceType!, system, volumeType }; // the schema wants one of the two
}

/** What the list has to be asked for all groups, each question once. */
export function questionsOf({ groups }: Pick<WrittenConfig, 'groups'>): PriceQuestion[] {
  const questions = groups.map(({ prices }) => questionOf(prices)).filter((one) => one !== null);
  return [...new Map(questions.map((one) => [priceKey('', one), one])).values()];
}

/** Each group that asks what the list does not say, at its prices. */
export function unlistedIn(
  { groups }: Pick<WrittenConfig, 'groups'>,
  unlisted: readonly { readonly question: PriceQuestion; readonly lack: string }[],
): Problem[] {
  return groups.flatMap(({ name, prices }, index) => {
    const asked = questionOf(prices);
    if (asked === null) return [];
    const key = priceKey('', asked);
    const found = unlisted.find(({ question }) => priceKey('', question) === key);
    if (found === undefined) return [];
    const remedy = 'check the spelling and the region, or write the price down here';
    const message = `group ${name} has no price: the list has ${found.lack}; ${remedy}`;
    return [{ path: ['groups', index, 'prices'], message }];
  });
}

/** `config` with what `book` says of the prices that it leaves to the list, and what is not there. */
export function priced(
  config: WrittenConfig,
  book: PriceBook,
): { readonly config: Config; readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const since = zoneOf(config.budget.zone).startOfMonth(book.at);
  const groups = config.groups.map(({ prices, ...group }, index): GroupConfig => {
    const question = questionOf(prices);
    const listed = question === null ? null : lookedUp(question, book, since);
    if (question !== null && listed === null) {
      const message = refusal(group.name, question, book.region);
      problems.push({ path: ['groups', index, 'prices'], message });
    }
    return { ...group, prices: { ...prices, listed } };
  });
  return { config: { ...config, groups }, problems };
}

/**
 * `config` with what the list says now; where it no longer says anything, as before. Groups of which
 * it says the same are the same objects.
 */
export function repricedConfig(
  config: Config,
  { readings, at }: Pick<PriceBook, 'readings' | 'at'>,
): Config {
  const since = zoneOf(config.budget.zone).startOfMonth(at);
  const groups = config.groups.map((group): GroupConfig => {
    const { listed } = group.prices;
    if (listed === null) return group;
    const now = lookedUp(listed, { region: listed.region, readings, at }, since);
    if (now === null || isSame(now, listed)) return group;
    return { ...group, prices: { ...group.prices, listed: now } };
  });
  return { ...config, groups };
}

/** Whether all prices of a group are written down or listed. */
export function hasPrice({ listed, instanceHourUsd, storageHourUsd }: GroupPrices): boolean {
  return listed !== null || (instanceHourUsd !== undefined && storageHourUsd !== undefined);
}

/** Dollars an hour of the instance and of the disks of one member: as written, else as listed. */
export function memberPrices({ listed, ...written }: GroupPrices): {
  readonly instanceHourUsd: number;
  readonly storageHourUsd: number;
} {
  const { instanceHourUsd, storageHourUsd, diskGigabytes } = written;
  if (listed === null)
    return { instanceHourUsd: instanceHourUsd!, storageHourUsd: storageHourUsd! };
  return {
    instanceHourUsd: instanceHourUsd ?? listed.instanceHourUsd,
    storageHourUsd: storageHourUsd ?? storageHour(diskGigabytes!, listed.gigabyteMonthUsd),
  };
}

/** Which of `prices` are from which list; null = none. */
export function listingOf({ listed, ...written }: GroupPrices): PriceListing | null {
  if (listed === null) return null;
  const { region, instanceType, system, volumeType, published, readAt, isHeld } = listed;
  const names = [
    ...(written.instanceHourUsd === undefined ? [`${instanceType} with ${system}`] : []),
    ...(written.storageHourUsd === undefined
      ? [`${written.diskGigabytes} GB of ${volumeType}`]
      : []),
  ];
  return { of: names.join(', '), region, published, readAt, isHeld };
}

function isSame(a: PricesInForce, b: PricesInForce): boolean {
  return (Object.keys(a) as (keyof PricesInForce)[]).every((key) => a[key] === b[key]);
}

function lookedUp(question: PriceQuestion, { region, readings }: PriceBook, since: EpochSeconds) {
  if (region === null) return null;
  return pricesInForce({ ...question, region }, readings, since);
}

function refusal(group: string, question: PriceQuestion, region: string | null): string {
  const { instanceType, system, volumeType } = question;
  if (region === null) {
    return `group ${group} takes its prices from AWS's list, which is by region: set aws.region`;
  }
  return (
    `group ${group} has no price: AWS's list was not read yet for ${instanceType} with ${system} ` +
    `and ${volumeType} in ${region}; run \`forewarm prices --save\`, or write instanceHourUsd and ` +
    'storageHourUsd here'
  );
}
