import type {
  ListedPrices,
  PriceQuestion,
  PriceReading,
} from '../../core/capacity/listed-prices.ts';

/** The public price list of AWS. */
export interface PriceList {
  /**
   * Answers in the order asked, from one reading of the list of `region`.
   * @throws ForewarmError FW_AWS_UNREACHABLE, FW_INPUT_INVALID when it is no list, or of elsewhere.
   */
  read(
    region: string,
    questions: readonly PriceQuestion[],
    signal: AbortSignal,
  ): Promise<ListAnswers>;
}

export interface ListAnswers {
  /** Address or file that was read. */
  readonly source: string;
  readonly answers: readonly ListAnswer[];
}

/** What the list says to one question: both prices, or why it has not both. */
export type ListAnswer =
  | { readonly kind: 'listed'; readonly prices: ListedPrices }
  /** Such as `no price in dollars of m5.large with Linux on demand`. */
  | { readonly kind: 'unlisted'; readonly lack: string };

/** What the price list said whenever it was read. */
export interface PriceStore {
  /** Every reading that may still count. @throws ForewarmError FW_DB_BROKEN. */
  readings(): PriceReading[];
  /** Puts `readings` in the place of all there were: whole or not at all. */
  replace(readings: readonly PriceReading[]): void;
}
