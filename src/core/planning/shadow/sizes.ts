/** What each way of sizing has at each step of a past, before anything is counted. */
import { trailingMax } from '../../series/rolling.ts';
import type { TimeSeries } from '../../series/series.ts';
import type { EpochSeconds } from '../../units.ts';
import type { GroupPolicy } from '../policy.ts';
import type { PoolSize, Wish } from './shadow.ts';

/** Sizes step by step. Shapes [steps]. */
export interface Sizes {
  readonly minSize: Int32Array;
  readonly prepared: Int32Array;
}

/** The sizes wished for at each step of `span`, kept up for as long as a cut must wait. */
export function wishedSizes(
  span: TimeSeries,
  wished: readonly (readonly [EpochSeconds, PoolSize | null])[],
  { pool, lowerAfterSeconds }: GroupPolicy,
): Sizes {
  const { preparedMax } = pool;
  const sizes = wished.flatMap(([at, size]): Dated[] => {
    if (size === null) return [];
    const { minSize, prepared } = size;
    return [[at, { minSize, prepared: Math.min(prepared, preparedMax ?? prepared) }]];
  });
  const { minSize, prepared } = sizesAt(span, sizes);
  if (pool.state === 'Running') return { minSize, prepared };
  const width = 1 + Math.round(lowerAfterSeconds / span.stepSeconds);
  return { minSize: trailingMax(minSize, width), prepared: trailingMax(prepared, width) };
}

type Dated = readonly [EpochSeconds, PoolSize];

/** The newest of `sizes` at the end of each step of `span`; before the first, the first. */
function sizesAt(span: TimeSeries, sizes: readonly Dated[]): Sizes {
  const steps = span.values.length;
  const minSize = new Int32Array(steps);
  const prepared = new Int32Array(steps);
  let current = sizes[0]?.[1] ?? { minSize: 0, prepared: 0 };
  let next = 0;
  for (let t = 0; t < steps; t++) {
    const end = span.start + (t + 1) * span.stepSeconds;
    while (next < sizes.length && sizes[next]![0] < end) current = sizes[next++]![1];
    minSize[t] = current.minSize;
    prepared[t] = current.prepared;
  }
  return { minSize, prepared };
}

/** What caps left at each step of `span`; null = none was in the way. */
export function limitSizes(span: TimeSeries, wishes: readonly Wish[]): Sizes | null {
  if (wishes.every(({ limit }) => limit === undefined)) return null;
  return sizesAt(
    span,
    wishes.map(({ at, limit }) => [at, limit ?? unlimited]),
  );
}

const most = 2 ** 31 - 1;
const unlimited: PoolSize = { minSize: most, prepared: most };

/** `settings`, or what `limits` leave of them. A cap does not wait before it cuts. */
export function withinLimits(limits: Sizes | null, settings: Sizes): Sizes {
  if (limits === null) return settings;
  const lesser = (key: keyof Sizes) =>
    settings[key].map((size, step) => Math.min(size, limits[key][step]!));
  return { minSize: lesser('minSize'), prepared: lesser('prepared') };
}

/** One size at each of `steps` steps. */
export function constantSizes({ minSize, prepared }: PoolSize, steps: number): Sizes {
  return {
    minSize: new Int32Array(steps).fill(minSize),
    prepared: new Int32Array(steps).fill(prepared),
  };
}
