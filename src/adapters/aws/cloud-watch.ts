import {
  type CloudWatchClient,
  type GetMetricDataCommandInput,
  type MetricDataResult,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../app/ports/host.ts';
import type { SampleBatch, TrafficSource } from '../../app/ports/series.ts';
import { type EpochSeconds, secondsPerHour } from '../../core/units.ts';
import { type ErrorCode, ForewarmError } from '../../errors.ts';
import { fromAws } from './faults.ts';
import { fillQuiet } from './quiet.ts';
import { type Section, sectionsOf } from './retention.ts';

/** One CloudWatch metric and how to read it. */
export interface MetricSpec {
  readonly namespace: string;
  readonly metric: string;
  /** The whole set: CloudWatch matches no subset. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Sum of a count becomes a rate per second; Average of a gauge stays as it is. */
  readonly statistic: 'Sum' | 'Average';
  /** Finest resolution to read, seconds; a multiple of 60. */
  readonly periodSeconds: number;
  /** Whether a missing point means no traffic, as with a load balancer, or is unobserved. */
  readonly gaps: 'zero' | 'unknown';
  /** A point is read once it has been over for this long: later ones may still grow. */
  readonly settleSeconds?: number;
  /** A longer silence is an outage of the metric, not of the traffic, and stays a gap. */
  readonly zeroFillSecondsMax?: number;
  /** So is a silence with more load than this on both sides: busy traffic does not pause. */
  readonly zeroFillLoadMax?: number;
}

const defaults = { settleSeconds: 120, zeroFillSecondsMax: secondsPerHour, zeroFillLoadMax: 1 };

/** Reads the load of one series from CloudWatch. */
export class CloudWatchTraffic implements TrafficSource {
  readonly #client: CloudWatchClient;
  readonly #clock: Clock;
  readonly #spec: Required<MetricSpec>;

  constructor(client: CloudWatchClient, clock: Clock, spec: MetricSpec) {
    this.#client = client;
    this.#clock = clock;
    this.#spec = { ...defaults, ...spec };
  }

  /**
   * Samples of [from, to) that CloudWatch still keeps and will not change, one batch for each
   * resolution it keeps them in. A missing point is zero only where `gaps` says so and `fillQuiet`
   * believes it: silence up to now, or amid busy traffic, may as well be an outage.
   * @throws ForewarmError FW_AWS_*; nothing is returned of a range that came back in part.
   */
  async read(from: EpochSeconds, to: EpochSeconds, signal?: AbortSignal): Promise<SampleBatch[]> {
    const now = this.#clock.now();
    const settled = now - this.#spec.settleSeconds;
    const batches: SampleBatch[] = [];
    for (const kept of sectionsOf(now, settled, this.#spec.periodSeconds)) {
      const wanted = overlap(kept, from, to);
      if (wanted.from >= wanted.to) continue;
      const samples = await this.#readSection(kept, wanted, signal);
      if (samples.length > 0) batches.push({ stepSeconds: kept.periodSeconds, samples });
    }
    return batches;
  }

  /** Reads what surrounds `wanted` too, where a gap at its edges may have to be judged. */
  async #readSection(kept: Section, wanted: Section, signal: AbortSignal | undefined) {
    const {
      gaps,
      statistic,
      zeroFillSecondsMax: secondsMax,
      zeroFillLoadMax: loadMax,
    } = this.#spec;
    const reach = gaps === 'zero' ? secondsMax + kept.periodSeconds : 0;
    const asked = overlap(kept, wanted.from - reach, wanted.to + reach);
    const points = await this.#fetch(asked, signal);
    const scale = statistic === 'Sum' ? kept.periodSeconds : 1;
    const measured = [...points]
      .map(([at, value]) => ({ at, value: value / scale }))
      .sort((a, b) => a.at - b.at);
    const limits = { secondsMax, loadMax };
    const samples = gaps === 'zero' ? fillQuiet(measured, kept.periodSeconds, limits) : measured;
    return samples.filter(({ at }) => wanted.from <= at && at < wanted.to);
  }

  /** Points of `section` by time, all of them or an error. */
  async #fetch(section: Section, signal: AbortSignal | undefined): Promise<Map<number, number>> {
    const points = new Map<number, number>();
    let status: string | undefined;
    try {
      const pages = paginateGetMetricData(
        { client: this.#client },
        this.#request(section),
        signal === undefined ? {} : { abortSignal: signal },
      );
      for await (const { MetricDataResults = [] } of pages) {
        for (const result of MetricDataResults) {
          collect(points, result);
          status = result.StatusCode;
        }
      }
    } catch (cause) {
      throw fromAws(cause, this.#doing());
    }
    if (status !== 'Complete') throw incomplete(status, this.#doing());
    return points;
  }

  #request({ from, to, periodSeconds }: Section): GetMetricDataCommandInput {
    const { namespace, metric, dimensions, statistic } = this.#spec;
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: namespace, MetricName: metric, Dimensions };
    return {
      StartTime: new Date(from * 1000),
      EndTime: new Date(to * 1000),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        { Id: 'load', MetricStat: { Metric, Period: periodSeconds, Stat: statistic } },
      ],
    };
  }

  #doing(): string {
    return `reading ${this.#spec.namespace} ${this.#spec.metric}`;
  }
}

function collect(points: Map<number, number>, { Timestamps, Values }: MetricDataResult): void {
  for (const [index, timestamp] of (Timestamps ?? []).entries()) {
    const value = Values?.[index];
    if (value !== undefined) points.set(timestamp.getTime() / 1000, value);
  }
}

/** The whole periods of `section` within [from, to). */
function overlap(section: Section, from: EpochSeconds, to: EpochSeconds): Section {
  const { periodSeconds } = section;
  return {
    from: Math.max(section.from, Math.ceil(from / periodSeconds) * periodSeconds),
    to: Math.min(section.to, Math.floor(to / periodSeconds) * periodSeconds),
    periodSeconds,
  };
}

/** What the last StatusCode means when it is not Complete. Source: CloudWatch API, MetricDataResult. */
function incomplete(status: string | undefined, doing: string): ForewarmError {
  const forbidden = status === 'Forbidden';
  const code: ErrorCode = forbidden ? 'FW_AWS_DENIED' : 'FW_AWS_UNREACHABLE';
  return new ForewarmError(code, `${doing}: CloudWatch answered ${status ?? 'without a result'}`, {
    retryable: !forbidden,
    ...(forbidden && { hint: 'allow cloudwatch:GetMetricData' }),
  });
}
