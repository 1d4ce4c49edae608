import { parse } from 'csv-parse/sync';
import type { ListAnswer } from '../../app/ports/prices.ts';
import type { PriceQuestion } from '../../core/capacity/listed-prices.ts';
import { ForewarmError } from '../../errors.ts';

type Row = Readonly<Record<string, string>>;

/** What the lines of one list say to some questions. */
export class ListReader {
  /** True = this is no price list: a line stands before the columns that has no place there. */
  isOther = false;
  readonly #region: string;
  /** Where the prices hold that were asked for. */
  readonly #regions = new Set<string>();
  readonly #wanted: RegExp;
  readonly #finds: readonly Find[];
  #published: string | null = null;
  #columns: readonly string[] | null = null;

  constructor(region: string, questions: readonly PriceQuestion[]) {
    this.#region = region;
    this.#wanted = wantedLine(questions);
    this.#finds = questions.map((question) => new Find(question));
  }

  see(line: string): void {
    if (this.#columns === null) this.#seeHead(line);
    else if (this.#wanted.test(line) && !line.includes(reserved)) {
      const row = rowOf(this.#columns, line);
      if (isOnDemand(row)) this.#seePrice(row);
    }
  }

  /** In the order asked. @throws ForewarmError FW_INPUT_INVALID: no list, or that of elsewhere. */
  answers(source: string): ListAnswer[] {
    const published = this.#published;
    if (this.#columns === null || published === null) {
      throw new ForewarmError('FW_INPUT_INVALID', `${source} is no price list of EC2`, {
        hint: 'give the index.csv of one region, or leave --list out to fetch it',
      });
    }
    if (this.#regions.size > 0 && !this.#regions.has(this.#region)) {
      const others = [...this.#regions].join(', ');
      const message = `${source} is the price list of ${others}, not of ${this.#region}`;
      throw new ForewarmError('FW_INPUT_INVALID', message, {
        hint: `give the list of ${this.#region}, or leave --list out to fetch it`,
      });
    }
    return this.#finds.map((find) => find.answer(published));
  }

  /** Takes what a row says, if it holds in the region. A list may lack the column that tells. */
  #seePrice(row: Row): void {
    const region = row['Region Code'] || this.#region;
    this.#regions.add(region);
    if (region !== this.#region) return;
    for (const find of this.#finds) find.see(row);
  }

  #seeHead(line: string): void {
    if (line.startsWith('"SKU"')) this.#columns = fieldsOf(line);
    else if (line.startsWith('"Publication Date"')) this.#published = fieldsOf(line)[1] ?? null;
    else if (!line.startsWith('"')) this.isOther = true;
  }
}

/** Prices that rows gave to one question: of each there should be one. */
class Find {
  readonly #question: PriceQuestion;
  readonly #instance = new Set<number>();
  readonly #volume = new Set<number>();

  constructor(question: PriceQuestion) {
    this.#question = question;
  }

  see(row: Row): void {
    const price = Number(row.PricePerUnit);
    if (!(price > 0)) return;
    if (isInstance(row, this.#question)) this.#instance.add(price);
    if (isVolume(row, this.#question)) this.#volume.add(price);
  }

  answer(published: string): ListAnswer {
    const { instanceType, system, volumeType } = this.#question;
    const [instanceHourUsd, gigabyteMonthUsd] = [onlyOne(this.#instance), onlyOne(this.#volume)];
    if (instanceHourUsd !== null && gigabyteMonthUsd !== null) {
      return { kind: 'listed', prices: { published, instanceHourUsd, gigabyteMonthUsd } };
    }
    const lacks = [
      ...(instanceHourUsd === null
        ? [lackOf(this.#instance, `${instanceType} with ${system} on demand`)]
        : []),
      ...(gigabyteMonthUsd === null ? [lackOf(this.#volume, `a GB of ${volumeType}`)] : []),
    ];
    return { kind: 'unlisted', lack: lacks.join(' and ') };
  }
}

/** The term of most lines that name an instance type: they are not worth parsing either. */
const reserved = '"Reserved"';

/** Matches the lines that are worth their parsing: nearly none is. */
function wantedLine(questions: readonly PriceQuestion[]): RegExp {
  const names = new Set(questions.flatMap((one) => [one.instanceType, one.volumeType]));
  const escaped = [...names].map((name) => name.replaceAll(/[^\w-]/g, '\\$&'));
  return new RegExp(`"(?:${escaped.join('|')})"`);
}

/** In a region itself, for no term and no capacity block. A list may lack the last two columns. */
function isOnDemand(row: Row): boolean {
  return (
    row.TermType === 'OnDemand' &&
    row.Currency === 'USD' &&
    (row['Location Type'] ?? 'AWS Region') === 'AWS Region' &&
    (row.MarketOption || 'OnDemand') === 'OnDemand'
  );
}

function isInstance(row: Row, { instanceType, system }: PriceQuestion): boolean {
  return (
    row['Instance Type'] === instanceType &&
    row['Operating System'] === system &&
    row.Tenancy === 'Shared' &&
    row.CapacityStatus === 'Used' &&
    row['Pre Installed S/W'] === 'NA' &&
    row['License Model'] !== 'Bring your own license' &&
    row.Unit === 'Hrs'
  );
}

function isVolume(row: Row, { volumeType }: PriceQuestion): boolean {
  return (
    row['Product Family'] === 'Storage' &&
    row['Volume API Name'] === volumeType &&
    row.Unit === 'GB-Mo'
  );
}

function onlyOne(prices: ReadonlySet<number>): number | null {
  const [price] = prices;
  return prices.size === 1 ? price! : null;
}

function lackOf(prices: ReadonlySet<number>, what: string): string {
  return `${prices.size === 0 ? 'no price' : `${prices.size} prices`} in dollars of ${what}`;
}

function rowOf(header: readonly string[], line: string): Row {
  const fields = fieldsOf(line);
  return Object.fromEntries(header.map((name, i) => [name, fields[i] ?? '']));
}

function fieldsOf(line: string): string[] {
  const [fields = []] = parse(line, { relax_quotes: true }) as string[][];
  return fields;
}
