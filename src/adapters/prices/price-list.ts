/**
 * The public price list of EC2, one CSV file a region. It holds some hundreds of megabytes, of which
 * a few lines matter, so it is read as a stream and never kept.
 * Source: AWS Billing user guide, "Getting price list files manually".
 */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setImmediate } from 'node:timers/promises';
import type { ListAnswer } from '../../app/ports/prices.ts';
import type { PriceQuestion } from '../../core/capacity/listed-prices.ts';
import { ForewarmError } from '../../errors.ts';
import { ListReader } from './list-reader.ts';

/** Lines have less than a thousand characters; what has more is something else. */
const lineLengthMax = 1_000_000;

/** Address of the list of `region`, which needs no credentials. */
export function priceListUrl(region: string): string {
  return `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonEC2/current/${region}/index.csv`;
}

/** What is to be read where, and for which region. */
export interface PriceRequest {
  /** An address or a file. */
  readonly source: string;
  readonly region: string;
  readonly questions: readonly PriceQuestion[];
}

/**
 * What the list at `source` says to `questions`, in their order. It is read once, in pieces, between
 * which other work has its turn.
 * @throws ForewarmError FW_AWS_UNREACHABLE when it cannot be had, FW_INPUT_INVALID when it is no
 * price list, or that of another region.
 */
export async function readPriceList(
  { source, region, questions }: PriceRequest,
  signal: AbortSignal,
): Promise<ListAnswer[]> {
  const input = await open(source, signal);
  const list = new ListReader(region, questions);
  try {
    for await (const lines of lineBatches(input)) {
      for (const line of lines) list.see(line);
      if (list.isOther) break;
    }
  } catch (cause) {
    throw unreachable(source, cause);
  } finally {
    input.destroy();
  }
  return list.answers(source);
}

/** The lines of `input` in batches as they come, between which other work has its turn. */
async function* lineBatches(input: Readable): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const piece of input.setEncoding('utf8')) {
    const lines = `${rest}${piece}`.split(/\r?\n/);
    rest = lines.pop()!;
    if (rest.length > lineLengthMax) throw new Error('it has a line without end');
    yield lines;
    await setImmediate();
  }
  yield [rest];
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

const offline =
  'check the network, or fetch the list elsewhere and run `forewarm prices` with --list <file>';
const noRegion = 'AWS lists no such region: check its spelling, or give a list with --list';
/** AWS answers so where nothing is stored under an address. */
const hints: Readonly<Record<string, string>> = { 'HTTP 403': noRegion, 'HTTP 404': noRegion };

/** What went wrong: `fetch` keeps the error of the system, such as ENOTFOUND, as a cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = error.cause instanceof Error ? error.cause : error;
  if (reason.name in endings) return endings[reason.name]!;
  // The codes of the system are words; a DOMException has a number that says nothing to anyone.
  return 'code' in reason && typeof reason.code === 'string' ? reason.code : reason.message;
}

/** How a reading ends before its time, by the name of its error. */
const endings: Readonly<Record<string, string>> = {
  AbortError: 'reading it was aborted',
  TimeoutError: 'it took longer than the time limit',
};

function unreachable(source: string, cause: unknown): ForewarmError {
  const why = reasonOf(cause);
  const isFile = !/^https?:/.test(source);
  return new ForewarmError(
    isFile ? 'FW_INPUT_INVALID' : 'FW_AWS_UNREACHABLE',
    `the price list ${source} cannot be read: ${why}`,
    { hint: isFile ? 'check the path' : (hints[why] ?? offline), cause },
  );
}
