import { uniformAt } from '../core/simulation/noise.ts';
import type { Traffic } from '../core/simulation/traffic.ts';
import { type EpochSeconds, secondsPerMinute } from '../core/units.ts';
import { type MetricPoint, type MetricSource, pointOf } from './metrics.ts';

/** How long after its minute a point can first be read: evenly spread between the two. */
export interface MetricDelay {
  readonly secondsMin: number;
  readonly secondsMax: number;
}

/**
 * RequestCount of a load balancer, computed when it is read, so that weeks of history cost nothing
 * to set up. A minute without requests has no point, as with the real one; nor has an outage.
 */
export class TrafficMetric implements MetricSource {
  readonly unit = 'Count';
  readonly #traffic: Traffic;
  readonly #seed: number;
  readonly #first: EpochSeconds;
  readonly #delay: MetricDelay;

  constructor(traffic: Traffic, seed: number, first: EpochSeconds, delay: MetricDelay) {
    this.#traffic = traffic;
    this.#seed = seed;
    this.#first = first;
    this.#delay = delay;
  }

  read(from: EpochSeconds, to: EpochSeconds, now: EpochSeconds): readonly MetricPoint[] {
    const points: MetricPoint[] = [];
    const begin = Math.ceil(Math.max(from, this.#first) / secondsPerMinute) * secondsPerMinute;
    for (let at = begin; at < Math.min(to, now); at += secondsPerMinute) {
      if (!this.#traffic.observed(at) || this.#visibleFrom(at) > now) continue;
      const requests = Math.round(this.#traffic.loadAt(at) * secondsPerMinute);
      if (requests > 0) points.push(pointOf(at, requests));
    }
    return points;
  }

  #visibleFrom(at: EpochSeconds): EpochSeconds {
    const { secondsMin, secondsMax } = this.#delay;
    const share = uniformAt(this.#seed, 201, at / secondsPerMinute);
    return at + secondsPerMinute + Math.round(secondsMin + share * (secondsMax - secondsMin));
  }
}
