import type { Log } from '../app/ports/host.ts';
import {
  type PricePorts,
  type PriceQuestions,
  refreshPrices,
  unansweredSince,
} from '../app/prices.ts';
import { memberPrices, questionsOf } from '../config/prices.ts';
import type { GroupConfig } from '../config/schema.ts';
import { listDaysMax } from '../core/capacity/listed-prices.ts';
import { duration, secondsPerDay } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';
import { everyStep, type Job } from './loop.ts';
import { withPatience } from './patience.ts';
import type { Setup } from './setup.ts';

export interface PriceJobPorts extends PricePorts {
  readonly log: Log;
  /** Has the steps to come reckon by what the store says now. */
  readonly reprice: () => void;
  /** Longest that the list may take; left out = half an hour, which suits a slow line. */
  readonly patienceMillis?: number;
}

/** The list is read again when what is known of a price is older than this. */
const refreshDays = 30;

const hint = 'the price that was read last stays; check the type, or write the price down';

const patienceMillisMax = 30 * 60_000;

/**
 * Once a day, the price list is read if a group takes a price from it that has grown old. A reading
 * that fails leaves the prices as they were, and is tried again a day later. It has a lane of its
 * own: no step waits for it.
 */
export function priceJob(setup: () => Pick<Setup, 'config'>, ports: PriceJobPorts): Job {
  return {
    name: 'prices',
    lane: 'prices',
    latestSlot: everyStep(secondsPerDay),
    run: async (_slot, signal) => {
      const { groups } = setup().config;
      const questions = questionsOf({ groups });
      const region = groups.find(({ prices }) => prices.listed !== null)?.prices.listed?.region;
      if (region === undefined) return 'none is from the list';
      const outcome = await refreshOld({ region, questions }, ports, signal);
      if (signal.aborted) return 'stopped';
      const before = setup().config.groups; // a reload may have come while the list was read
      ports.reprice();
      logPrices(before, setup().config.groups, ports);
      return outcome;
    },
  };
}

async function refreshOld(
  asked: PriceQuestions,
  ports: PriceJobPorts,
  signal: AbortSignal,
): Promise<string> {
  const { prices, clock, log, patienceMillis = patienceMillisMax } = ports;
  const since = clock.now() - refreshDays * secondsPerDay;
  const old = unansweredSince(asked, prices.readings(), since);
  if (old.length === 0) return 'recent enough';
  try {
    const { read, unlisted } = await withPatience(patienceMillis, signal, (inTime) =>
      refreshPrices(asked, ports, inTime),
    );
    const [first] = read;
    if (first !== undefined) {
      const { region, published } = first;
      log.info({ region, published }, 'the price list was read');
    }
    for (const { question, lack } of unlisted) {
      log.warn({ ...question, lack, hint }, 'the price list lacks a price');
    }
    const missing = unlisted.length === 0 ? '' : `, ${unlisted.length} not listed`;
    return `${read.length} read${missing}`;
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    const { code, hint, message: detail } = error;
    if (!signal.aborted) log.warn({ code, hint, detail }, 'the price list could not be read');
    return code;
  }
}

/** Tells which prices changed, and which are old. */
function logPrices(
  before: readonly GroupConfig[],
  now: readonly GroupConfig[],
  { clock, log }: PriceJobPorts,
): void {
  for (const [index, { name: group, prices }] of now.entries()) {
    const [from, to] = [before[index]!.prices, prices].map(memberPrices);
    const isSame =
      from!.instanceHourUsd === to!.instanceHourUsd && from!.storageHourUsd === to!.storageHourUsd;
    if (!isSame) log.info({ group, from, to }, 'the prices of a group changed');
    const age = clock.now() - (prices.listed?.readAt ?? clock.now());
    if (age > listDaysMax * secondsPerDay) {
      log.warn({ group, age: duration(age) }, 'the prices of a group are old');
    }
  }
}
