import { Command, Option } from 'commander';
import type { ServiceLevel } from '../../core/planning/policy.ts';
import { type PoolState, poolStates } from '../../core/planning/setting.ts';
import { stepAt, type TimeSeries } from '../../core/series/series.ts';
import { type EpochSeconds, fromUsd } from '../../core/units.ts';
import { parseZone, readInput } from '../forecast-input.ts';
import type { Io } from '../io.ts';
import { json } from '../output.ts';
import {
  parseAmount,
  parseDuration,
  parsePositive,
  parseShare,
  parseTime,
  parseWhole,
} from '../parse.ts';
import { replayText } from '../replay-text.ts';

interface ReplayOptions {
  readonly input: string;
  readonly perInstance: number;
  readonly boot: number;
  readonly start: number;
  readonly price: number;
  readonly stoppedPrice: number;
  readonly state: PoolState | 'auto';
  readonly hitRate: number;
  readonly coldStartUsd?: number;
  readonly from?: EpochSeconds;
  readonly max?: number;
  readonly zone: string;
  readonly json?: true;
}

export function replayCommand(io: Io): Command {
  return new Command('replay')
    .summary('what forewarm and its rivals would have done with your history')
    .description(
      `Replays a CSV of past traffic against a warm pool: forewarm's settings, each chosen from what
was known then, beside no pool, the best constant in hindsight, AWS's defaults and others, in
dollars and cold starts. Needs no AWS account.`,
    )
    .requiredOption('--input <file>', 'CSV of timestamp,value')
    .requiredOption('--per-instance <load>', 'load that one instance serves', parsePositive)
    .option('--boot <duration>', 'from launch until ready', parseDuration, 300)
    .option('--start <duration>', 'from the pool into service', parseDuration, 30)
    .requiredOption('--price <usd>', 'dollars per hour of a running instance', parsePositive)
    .requiredOption('--stopped-price <usd>', 'dollars per hour of a parked member', parseAmount)
    .addOption(
      new Option('--state <name>', 'how members wait')
        .choices([...poolStates, 'auto'])
        .default('Stopped'),
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
    )
    .option('--zone <name>', "IANA time zone of the load's daily rhythm", parseZone, 'UTC')
    .option('--json', 'print one JSON object with every setting')
    .action(async (options: ReplayOptions) => {
      const { replaySeries } = await import('../../app/replay.ts');
      const { name, series } = await readInput(options.input);
      const document = replaySeries({
        series,
        loadPerInstance: options.perInstance,
        bootSeconds: options.boot,
        startSeconds: options.start,
        priceUsdPerHour: options.price,
        stoppedPriceUsdPerHour: options.stoppedPrice,
        state: options.state,
        service: serviceOf(options),
        from: options.from ?? middleOf(series),
        max: options.max ?? null,
        zone: options.zone,
      });
      io.out(options.json === true ? json(document) : replayText(name, document, io));
    });
}

function serviceOf({ hitRate, coldStartUsd }: ReplayOptions): ServiceLevel {
  return coldStartUsd === undefined
    ? { kind: 'hit-rate', target: hitRate }
    : { kind: 'cold-start-cost', cost: fromUsd(coldStartUsd) };
}

function middleOf(series: TimeSeries): EpochSeconds {
  return stepAt(series, Math.floor(series.values.length / 2));
}
