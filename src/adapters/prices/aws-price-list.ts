import type { ListAnswers, PriceList } from '../../app/ports/prices.ts';
import type { PriceQuestion } from '../../core/capacity/listed-prices.ts';
import { priceListUrl, readPriceList } from './price-list.ts';

/** The list that AWS publishes for each region, which needs no credentials. */
export class AwsPriceList implements PriceList {
  readonly #sourceOf: (region: string) => string;

  /** @param sourceOf Where the list of a region is, an address or a file: by default that of AWS. */
  constructor(sourceOf: (region: string) => string = priceListUrl) {
    this.#sourceOf = sourceOf;
  }

  async read(
    region: string,
    questions: readonly PriceQuestion[],
    signal: AbortSignal,
  ): Promise<ListAnswers> {
    const source = this.#sourceOf(region);
    return { source, answers: await readPriceList({ source, region, questions }, signal) };
  }
}
