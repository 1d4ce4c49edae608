import type { SimulatedGroup } from '../core/simulation/group.ts';
import { type ServiceOptions, SimulatedService } from '../core/simulation/service.ts';
import type { EpochSeconds } from '../core/units.ts';
import { GroupSampler, groupMetrics } from './group-metrics.ts';

/** An instance refresh: only that it runs is emulated, for it forbids other things. */
export interface Refresh {
  readonly id: string;
  readonly start: EpochSeconds;
  readonly end: EpochSeconds;
}

export interface Tag {
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

/** A group with what AWS keeps about it besides its instances. */
export class EmulatedGroup {
  readonly createdAt: EpochSeconds;
  readonly tags: Map<string, Tag>;
  readonly refreshes: Refresh[] = [];
  readonly sampler: GroupSampler;
  readonly #service: SimulatedService;

  /** `collectMetrics` starts the collection of every group metric. */
  constructor(options: ServiceOptions, collectMetrics: boolean) {
    this.createdAt = options.start;
    this.sampler = new GroupSampler(collectMetrics ? Object.keys(groupMetrics) : []);
    this.#service = new SimulatedService(options, (group) => this.sampler.sample(group));
    this.tags = new Map(
      Object.entries(options.group.tags).map(([key, value]) => [
        key,
        { value, propagateAtLaunch: false },
      ]),
    );
  }

  get name(): string {
    return this.group.options.name;
  }

  get group(): SimulatedGroup {
    return this.#service.group;
  }

  advanceTo(at: EpochSeconds): void {
    this.#service.advanceTo(at);
  }

  /** Lets an instance refresh run for `seconds` from now. */
  startRefresh(seconds: number): void {
    const { now } = this.group;
    const id = `${this.name}-refresh-${this.refreshes.length + 1}`;
    this.refreshes.push({ id, start: now, end: now + seconds });
  }

  get refreshing(): boolean {
    const { now } = this.group;
    return this.refreshes.some(({ start, end }) => start <= now && now < end);
  }
}
