import { type Command, Option } from 'commander';
import type { LoadCalendar } from '../../app/known-days.ts';
import type { ReplayRequest } from '../../app/replay/world.ts';
import { type PoolState, poolStates } from '../../core/capacity/setting.ts';
import type { ServiceLevel } from '../../core/planning/policy.ts';
import { stepAt, type TimeSeries } from '../../core/series/series.ts';
import { type EpochSeconds, fromUsd } from '../../core/units.ts';
import { ForewarmError } from '../../errors.ts';
import { type CalendarOptions, withCalendarOptions } from '../calendar-input.ts';
import { durationOption } from '../duration-option.ts';
import {
  parseAmount,
  parseDuration,
  parsePositive,
  parseShare,
  parseTime,
  parseWhole,
} from '../parse.ts';

/** A history with what a pool for it costs, as the command line gives them. */
export interface ReplayOptions extends CalendarOptions {
  readonly input: string;
  readonly perInstance: number;
  readonly boot: number;
  readonly start: number;
  readonly price: number;
  readonly stoppedPrice: number;
  readonly startRunning?: number;
  readonly state: PoolState | 'auto';
  readonly startWithin?: number;
  readonly hitRate: number;
  readonly coldStartUsd?: number;
  readonly from?: EpochSeconds;
  readonly max?: number;
}

/** Options that replaying a file takes, whatever is done with the replay. */
export function withReplayOptions(command: Command): Command {
  return withCalendarOptions(command)
    .requiredOption('--input <file>', 'CSV of timestamp,value')
    .requiredOption('--per-instance <load>', 'load that one instance serves', parsePositive)
    .addOption(durationOption('--boot <duration>', 'from launch until ready', '5m'))
    .addOption(durationOption('--start <duration>', 'from the pool into service', '30s'))
    .option(
      '--start-running <duration>',
      'from a Running pool into service; by default as --start',
      parseDuration,
    )
    .requiredOption('--price <usd>', 'dollars per hour of a running instance', parsePositive)
    .requiredOption('--stopped-price <usd>', 'dollars per hour of a parked member', parseAmount)
    .addOption(
      new Option(
        '--state <name>',
        'how members wait; auto tells which state the load before --from speaks for, and why',
      )
        .choices([...poolStates, 'auto'])
        .default('Stopped'),
    )
    .option(
      '--start-within <duration>',
      'with --state auto: of the states that start within this, the cheapest',
      parseDuration,
    )
    .option('--hit-rate <share>', 'share of claims that must find a ready member', parseShare, 0.99)
    .addOption(
      new Option('--cold-start-usd <usd>', 'instead: what one cold start costs the business')
        .argParser(parseAmount)
        .conflicts('hitRate'),
    )
    .option(
      '--from <time>',
      'replay from here, learn from before; by default the middle',
      parseTime,
    )
    .option(
      '--max <instances>',
      "the group's maximum; by default 1.5 × the peak before",
      parseWhole,
    );
}

/** What is to be replayed. @throws ForewarmError FW_USAGE where options do not go together. */
export function requestOf(
  options: ReplayOptions,
  series: TimeSeries,
  calendar: LoadCalendar,
): ReplayRequest {
  if (options.startWithin !== undefined && options.state !== 'auto') {
    throw new ForewarmError('FW_USAGE', '--start-within needs --state auto', {
      hint: 'it says which states auto may choose; a state that is named is kept however it starts',
    });
  }
  return {
    series,
    loadPerInstance: options.perInstance,
    bootSeconds: options.boot,
    startSeconds: options.start,
    startRunningSeconds: options.startRunning ?? options.start,
    startWithinSeconds: options.startWithin ?? null,
    priceUsdPerHour: options.price,
    stoppedPriceUsdPerHour: options.stoppedPrice,
    state: options.state,
    service: serviceOf(options),
    from: options.from ?? middleOf(series),
    max: options.max ?? null,
    ...calendar,
  };
}

function serviceOf({ hitRate, coldStartUsd }: ReplayOptions): ServiceLevel {
  return coldStartUsd === undefined
    ? { kind: 'hit-rate', target: hitRate }
    : { kind: 'cold-start-cost', cost: fromUsd(coldStartUsd) };
}

function middleOf(series: TimeSeries): EpochSeconds {
  return stepAt(series, Math.floor(series.values.length / 2));
}
