import type { Sample } from '../core/series/series.ts';
import type { EpochSeconds } from '../core/units.ts';

/** What names a metric: all of it must match, the full set of dimensions included. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was published for one moment. */
export interface MetricPoint {
  readonly at: EpochSeconds;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** Where the points of one metric come from. */
export interface MetricSource {
  readonly unit: string;
  /** Points of [from, to) that can be seen at `now`, ascending. */
  read(from: EpochSeconds, to: EpochSeconds, now: EpochSeconds): readonly MetricPoint[];
}

/** One value, published once. */
export function pointOf(at: EpochSeconds, value: number): MetricPoint {
  return { at, sum: value, count: 1, min: value, max: value };
}

/** Two publications for the same moment, or two moments of one period. */
export function merge(a: MetricPoint, b: MetricPoint): MetricPoint {
  return {
    at: a.at,
    sum: a.sum + b.sum,
    count: a.count + b.count,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}

/** Points of [from, to) among ascending ones, found without looking at each. */
export function between(
  points: readonly MetricPoint[],
  from: EpochSeconds,
  to: EpochSeconds,
): readonly MetricPoint[] {
  return points.slice(firstAt(points, from), firstAt(points, to));
}

/** Index of the first point at or after `at`. */
function firstAt(points: readonly MetricPoint[], at: EpochSeconds): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Points that are kept one by one: published by clients, or fed from a file. */
export class StoredSource implements MetricSource {
  readonly unit: string;
  readonly #points = new Map<EpochSeconds, MetricPoint>();
  #ascending: readonly MetricPoint[] | null = null;

  constructor(unit: string, samples: readonly Sample[] = []) {
    this.unit = unit;
    for (const { at, value } of samples) this.add(pointOf(at, value));
  }

  add(point: MetricPoint): void {
    const before = this.#points.get(point.at);
    this.#points.set(point.at, before === undefined ? point : merge(before, point));
    this.#ascending = null;
  }

  read(from: EpochSeconds, to: EpochSeconds, now: EpochSeconds): readonly MetricPoint[] {
    this.#ascending ??= [...this.#points.values()].sort((a, b) => a.at - b.at);
    return between(this.#ascending, from, Math.min(to, now + 1));
  }
}

/** Every metric of the account. */
export class MetricStore {
  readonly #metrics = new Map<string, { readonly id: MetricId; readonly source: MetricSource }>();

  /** Makes `source` the only source of a metric. */
  serve(id: MetricId, source: MetricSource): void {
    this.#metrics.set(keyOf(id), { id, source });
  }

  /** Serves recorded samples: a file as CloudWatch data. Each sample is one published value. */
  feed(id: MetricId, samples: readonly Sample[], unit = 'Count'): void {
    this.serve(id, new StoredSource(unit, samples));
  }

  /** Adds a published point. False when the metric is not one that clients may publish. */
  publish(id: MetricId, unit: string, point: MetricPoint): boolean {
    let source = this.find(id);
    if (source === undefined) this.serve(id, (source = new StoredSource(unit)));
    if (!(source instanceof StoredSource)) return false;
    source.add(point);
    return true;
  }

  find(id: MetricId): MetricSource | undefined {
    return this.#metrics.get(keyOf(id))?.source;
  }

  list(): MetricId[] {
    return [...this.#metrics.values()].map(({ id }) => id);
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(byName)]);
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
