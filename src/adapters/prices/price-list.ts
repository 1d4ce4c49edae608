/**
 * The public price list of EC2, one CSV file a region. It holds some hundreds of megabytes, of which
 * a few lines matter, so it is read as a stream and never kept.
 * Source: AWS Billing user guide, "Getting price list files manually".
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { parse } from 'csv-parse/sync';
import { ForewarmError } from '../../errors.ts';

export interface PriceQuestion {
  /** Such as m7g.large. */
  readonly instanceType: string;
  readonly system: 'Linux' | 'Windows';
  /** EBS volume type by its API name, such as gp3. */
  readonly volumeType: string;
}

export interface ListedPrices {
  /** When AWS published the list, ISO 8601. */
  readonly published: string;
  /** Dollars an hour, on demand, shared tenancy, nothing pre-installed. */
  readonly instanceHourUsd: number;
  /** Dollars a month of one GB of the volume type. */
  readonly gigabyteMonthUsd: number;
}

type Row = Readonly<Record<string, string>>;

/** Address of the list of `region`, which needs no credentials. */
export function priceListUrl(region: string): string {
  return `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/${region}/index.csv`;
}

/**
 * What the list at `source`, an address or a file, says.
 * @throws ForewarmError FW_AWS_UNREACHABLE when it cannot be had, FW_INPUT_INVALID when it is no
 * price list, lacks a price, or names two for the same thing.
 */
export async function readPriceList(
  source: string,
  question: PriceQuestion,
  signal: AbortSignal,
): Promise<ListedPrices> {
  const input = await open(source, signal);
  const lines = createInterface({ input, crlfDelay: Infinity });
  let published: string | null = null;
  let header: readonly string[] | null = null;
  const found = { instance: new Set<number>(), volume: new Set<number>() };
  try {
    for await (const line of lines) {
      if (header === null) {
        if (line.startsWith('"SKU"')) header = fieldsOf(line);
        else if (line.startsWith('"Publication Date"')) published = fieldsOf(line)[1] ?? null;
        else if (!line.startsWith('"')) break;
        continue;
      }
      if (!mayMatter(line, question)) continue;
      const row = rowOf(header, line);
      const price = Number(row.PricePerUnit);
      if (isInstance(row, question) && price > 0) found.instance.add(price);
      if (isVolume(row, question) && price > 0) found.volume.add(price);
    }
  } catch (cause) {
    throw unreachable(source, cause);
  } finally {
    input.destroy();
  }
  if (header === null || published === null) {
    throw new ForewarmError('FW_INPUT_INVALID', `${source} is no price list of EC2`, {
      hint: 'give the index.csv of one region, or leave --list out to fetch it',
    });
  }
  const { instanceType, system, volumeType } = question;
  return {
    published,
    instanceHourUsd: onlyOne(found.instance, `${instanceType} with ${system} on demand`, source),
    gigabyteMonthUsd: onlyOne(found.volume, `a GB of ${volumeType}`, source),
  };
}

async function open(source: string, signal: AbortSignal): Promise<Readable> {
  if (!/^https?:/.test(source)) return createReadStream(source, { signal });
  try {
    const { ok, status, body } = await fetch(source, { signal });
    if (!ok || body === null) throw new Error(`HTTP ${status}`);
    return Readable.fromWeb(body as ReadableStream);
  } catch (cause) {
    throw unreachable(source, cause);
  }
}

const offline = 'check the network, or fetch the list elsewhere and give the file with --list';
const noRegion = 'AWS lists no such region: check its spelling, or give a list with --list';
/** AWS answers so where nothing is stored under an address. */
const hints: Readonly<Record<string, string>> = { 'HTTP 403': noRegion, 'HTTP 404': noRegion };

/** What went wrong: `fetch` keeps the error of the system, such as ENOTFOUND, as a cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? String(cause.code) : cause.message;
}

function unreachable(source: string, cause: unknown): ForewarmError {
  const why = reasonOf(cause);
  const isFile = !/^https?:/.test(source);
  return new ForewarmError(
    isFile ? 'FW_INPUT_INVALID' : 'FW_AWS_UNREACHABLE',
    `the price list ${source} cannot be read: ${why}`,
    { hint: isFile ? 'check the path' : (hints[why] ?? offline), cause },
  );
}

/** Whether a line is worth its parsing: nearly none is. */
function mayMatter(line: string, { instanceType, volumeType }: PriceQuestion): boolean {
  const named = line.includes(`"${instanceType}"`) || line.includes(`"${volumeType}"`);
  return named && line.includes('"OnDemand"');
}

function isInstance(row: Row, { instanceType, system }: PriceQuestion): boolean {
  return (
    row['Instance Type'] === instanceType &&
    row['Operating System'] === system &&
    row.Tenancy === 'Shared' &&
    row.CapacityStatus === 'Used' &&
    row['Pre Installed S/W'] === 'NA' &&
    row['License Model'] !== 'Bring your own license' &&
    row.Unit === 'Hrs' &&
    row.Currency === 'USD'
  );
}

function isVolume(row: Row, { volumeType }: PriceQuestion): boolean {
  return (
    row['Product Family'] === 'Storage' &&
    row['Volume API Name'] === volumeType &&
    row.Unit === 'GB-Mo' &&
    row.Currency === 'USD'
  );
}

function onlyOne(prices: ReadonlySet<number>, what: string, source: string): number {
  const [price] = prices;
  if (prices.size === 1) return price!;
  const said = prices.size === 0 ? 'no price' : `${prices.size} prices`;
  throw new ForewarmError('FW_INPUT_INVALID', `${source} has ${said} in dollars of ${what}`, {
    hint: 'check the spelling and the region, or look the price up and write it down',
  });
}

function rowOf(header: readonly string[], line: string): Row {
  const fields = fieldsOf(line);
  return Object.fromEntries(header.map((name, i) => [name, fields[i] ?? '']));
}

function fieldsOf(line: string): string[] {
  const [fields = []] = parse(line, { relax_quotes: true }) as string[][];
  return fields;
}
