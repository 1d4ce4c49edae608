import {
  answersTo,
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

/** What a reading of the list came to. */
export interface PriceRefresh {
  /** Address or file that was read. */
  readonly source: string;
  /** What was answered, and is kept now. */
  readonly read: readonly PriceReading[];
  readonly unlisted: readonly UnlistedQuestion[];
}

/** What the list has no answer to, and what it lacks. */
export interface UnlistedQuestion {
  readonly question: PriceQuestion;
  /** Such as `no price in dollars of m5.large with Linux on demand`. */
  readonly lack: string;
}

/**
 * Reads the list once for all questions, adds what it answers to the store, and returns that beside
 * what it does not. A list that fails leaves the store as it was; a store that cannot be read is
 * told before the list, which takes long.
 * @throws ForewarmError FW_AWS_UNREACHABLE, FW_INPUT_INVALID, FW_DB_BROKEN.
 */
export async function refreshPrices(
  { region, questions }: PriceQuestions,
  { list, prices, clock }: PricePorts,
  signal: AbortSignal,
): Promise<PriceRefresh> {
  prices.readings();
  const { source, answers } = await list.read(region, questions, signal);
  const readAt = clock.now();
  const read: PriceReading[] = [];
  const unlisted: UnlistedQuestion[] = [];
  for (const [i, question] of questions.entries()) {
    const answer = answers[i]!;
    if (answer.kind === 'unlisted') unlisted.push({ question, lack: answer.lack });
    else read.push({ region, ...question, ...answer.prices, source, readAt });
  }
  if (read.length > 0) {
    const since = readAt - keptDays * secondsPerDay;
    prices.replace(stillCounting([...prices.readings(), ...read], since)); // as they are by now
  }
  return { source, read, unlisted };
}

/** Those of `questions` that were never answered, or last before `since`. */
export function unansweredSince(
  { region, questions }: PriceQuestions,
  readings: readonly PriceReading[],
  since: EpochSeconds,
): PriceQuestion[] {
  const recent = readings.filter(({ readAt }) => readAt >= since);
  return questions.filter((question) => {
    const { ofInstance, ofVolume } = answersTo({ ...question, region }, recent);
    return ofInstance.length === 0 || ofVolume.length === 0;
  });
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
