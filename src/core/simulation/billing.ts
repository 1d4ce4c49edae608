import { type BillingPhase, hourPriceOf, type PoolPrices, priceOf } from '../capacity/pricing.ts';
import { type EpochSeconds, type MicroUsd, microUsd, secondsPerHour } from '../units.ts';

/** What an instance is billed as: a phase of the pool's, or in service, which no cap counts. */
export type BilledAs = BillingPhase | 'service';

const billedAs: readonly BilledAs[] = ['booting', 'Stopped', 'Hibernated', 'Running', 'service'];

/** Instance-seconds by what they are billed as. */
export type Usage = Readonly<Record<BilledAs, number>>;
type HourUsage = Record<BilledAs, number>;

interface Running {
  readonly since: EpochSeconds;
  readonly as: BilledAs;
}

/** Meters every instance of one group, by calendar hour in UTC. Reading it changes nothing. */
export class BillingMeter {
  readonly #prices: PoolPrices;
  /** Closed usage by start of the hour. */
  readonly #hours = new Map<EpochSeconds, HourUsage>();
  readonly #running = new Map<string, Running>();

  constructor(prices: PoolPrices) {
    this.#prices = prices;
  }

  /** From `at` on the instance is billed as `as`; null = it is gone. */
  change(instance: string, at: EpochSeconds, as: BilledAs | null): void {
    const before = this.#running.get(instance);
    if (before?.as === as) return;
    if (before !== undefined) this.#close(before, at);
    if (as === null) this.#running.delete(instance);
    else this.#running.set(instance, { since: at, as });
  }

  /** Bills the rest of the minimum of a run that ended at `at`. */
  topUp(at: EpochSeconds, as: BilledAs, seconds: number): void {
    this.#hour(hourOf(at))[as] += seconds;
  }

  /** Usage of [from, to), both whole hours, as metered until `now`. */
  usage(from: EpochSeconds, to: EpochSeconds, now: EpochSeconds): Usage {
    const total = noUsage();
    for (const [start, hour] of this.#hours) {
      if (start < from || start >= to) continue;
      for (const as of billedAs) total[as] += hour[as];
    }
    for (const { since, as } of this.#running.values()) {
      total[as] += Math.max(0, Math.min(now, to) - Math.max(since, from));
    }
    return total;
  }

  /** What the pool added over [from, to), both whole hours: rounded up once for each phase. */
  poolSpend(from: EpochSeconds, to: EpochSeconds, now: EpochSeconds): MicroUsd {
    const usage = this.usage(from, to, now);
    const parts = billedAs.map((as) =>
      as === 'service' ? 0 : priceOf(usage[as], hourPriceOf(this.#prices, as)),
    );
    return microUsd(parts.reduce<number>((sum, part) => sum + part, 0));
  }

  #close({ since, as }: Running, at: EpochSeconds): void {
    for (let from = since; from < at; ) {
      const hour = hourOf(from);
      const to = Math.min(at, hour + secondsPerHour);
      this.#hour(hour)[as] += to - from;
      from = to;
    }
  }

  #hour(start: EpochSeconds): HourUsage {
    let hour = this.#hours.get(start);
    if (hour === undefined) this.#hours.set(start, (hour = noUsage()));
    return hour;
  }
}

/** Instance-seconds that the pool held members. */
export function poolSeconds(usage: Usage): number {
  return usage.booting + usage.Stopped + usage.Hibernated + usage.Running;
}

function noUsage(): HourUsage {
  return { booting: 0, Stopped: 0, Hibernated: 0, Running: 0, service: 0 };
}

function hourOf(at: EpochSeconds): EpochSeconds {
  return Math.floor(at / secondsPerHour) * secondsPerHour;
}
