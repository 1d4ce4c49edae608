import type {
  ListedPrices,
  PriceQuestion,
  PriceReading,
} from '../../core/capacity/listed-prices.ts';

/** The public price list of AWS. */
export interface PriceList {
  /**
   * Answers in the order asked, from one reading of the list of `region`.
   * @throws ForewarmError FW_AWS_UNREACHABLE, FW_INPUT_INVALID when a price is missing or not one.
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
  readonly prices: readonly ListedPrices[];
}

/** What the price list said whenever it was read. */
export interface PriceStore {
  /** Every reading that may still count. @throws ForewarmError FW_DB_BROKEN. */
  readings(): PriceReading[];
  /** Puts `readings` in the place of all there were: whole or not at all. */
  replace(readings: readonly PriceReading[]): void;
}
