import { seededRandom } from '../random.ts';
import { type EpochSeconds, secondsPerMinute } from '../units.ts';
import { SimulatedGroup } from './group.ts';
import type { GroupOptions } from './group-options.ts';
import { desiredCapacity, type ScalingRule } from './scaling.ts';
import type { Traffic } from './traffic.ts';

/** One service: its group, its load, and the rule by which the load moves desired capacity. */
export interface ServiceOptions {
  readonly seed: number;
  readonly start: EpochSeconds;
  /** `desired` is taken from the rule where there is one. */
  readonly group: GroupOptions;
  /** null = nobody calls and only commands move desired capacity. */
  readonly driver: { readonly traffic: Traffic; readonly rule: ScalingRule } | null;
}

/** Runs a group under its load: at each whole minute the rule looks at the minute before. */
export class SimulatedService {
  readonly group: SimulatedGroup;
  readonly #driver: ServiceOptions['driver'];
  readonly #onMinute: (group: SimulatedGroup) => void;
  #nextMinute: EpochSeconds;

  /** `onMinute` sees the group at each whole minute, before the rule acts. */
  constructor(options: ServiceOptions, onMinute: (group: SimulatedGroup) => void = () => {}) {
    const { start, driver, seed } = options;
    const { minSize, maxSize, desired, name } = options.group;
    const wanted = driver === null ? desired : desiredCapacity(driver.traffic, driver.rule, start);
    const group = { ...options.group, desired: Math.min(maxSize, Math.max(minSize, wanted)) };
    this.group = new SimulatedGroup(group, start, seededRandom(seed, `group/${name}`));
    this.#driver = driver;
    this.#onMinute = onMinute;
    this.#nextMinute = Math.ceil(start / secondsPerMinute) * secondsPerMinute;
  }

  /** Plays everything up to and including `at`. */
  advanceTo(at: EpochSeconds): void {
    for (; this.#nextMinute <= at; this.#nextMinute += secondsPerMinute) {
      this.group.advanceTo(this.#nextMinute);
      this.#onMinute(this.group);
      this.#scale(this.#nextMinute);
    }
    this.group.advanceTo(at);
  }

  #scale(at: EpochSeconds): void {
    if (this.#driver === null) return;
    const { minSize, maxSize } = this.group;
    const wanted = desiredCapacity(this.#driver.traffic, this.#driver.rule, at);
    this.group.setDesired(Math.min(maxSize, Math.max(minSize, wanted)), 'policy');
  }
}
