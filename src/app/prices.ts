import {
  countingSince,
  type PriceQuestion,
  type PriceReading,
  priceKey,
} from '../core/capacity/listed-prices.ts';
import { type EpochSeconds, secondsPerDay } from '../core/units.ts';
import type { Clock } from './ports/host.ts';
import type { PriceList, PriceStore } from './ports/prices.ts';

export interface PricePorts {
  readonly list: PriceList;
  readonly prices: PriceStore;
  readonly clock: Clock;
}

/** What the list of one region is asked for, each question once. */
export interface PriceQuestions {
  readonly region: string;
  readonly questions: readonly PriceQuestion[];
}

/** Readings count to the end of a month, wherever a zone has it; those before are forgotten. */
const keptDays = 62;

/**
 * Reads the list once for all questions, adds what it says to the store, and returns that. A list
 * that fails leaves the store as it was.
 * @throws ForewarmError FW_AWS_UNREACHABLE, FW_INPUT_INVALID, FW_DB_BROKEN.
 */
export async function refreshPrices(
  { region, questions }: PriceQuestions,
  { list, prices, clock }: PricePorts,
  signal: AbortSignal,
): Promise<PriceReading[]> {
  const { source, prices: answers } = await list.read(region, questions, signal);
  const readAt = clock.now();
  const fresh = questions.map(
    (question, i): PriceReading => ({ region, ...question, ...answers[i]!, source, readAt }),
  );
  prices.replace(
    stillCounting([...prices.readings(), ...fresh], readAt - keptDays * secondsPerDay),
  );
  return fresh;
}

/** Those of `questions` that were never answered, or last before `since`. */
export function unansweredSince(
  { region, questions }: PriceQuestions,
  readings: readonly PriceReading[],
  since: EpochSeconds,
): PriceQuestion[] {
  const recent = readings.filter(({ readAt }) => readAt >= since);
  const answered = new Set(recent.map((one) => priceKey(one.region, one)));
  return questions.filter((question) => !answered.has(priceKey(region, question)));
}

function stillCounting(readings: readonly PriceReading[], since: EpochSeconds): PriceReading[] {
  const keyOf = (one: PriceReading) => priceKey(one.region, one);
  const keys = new Set(readings.map(keyOf));
  return [...keys].flatMap((key) =>
    countingSince(
      readings.filter((one) => keyOf(one) === key),
      since,
    ),
  );
}
