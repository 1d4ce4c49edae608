/** Highest of the last `width` ≥ 1 values, of fewer at the start. Shape as `values`. */
export function trailingMax<T extends Int32Array | Float64Array>(values: T, width: number): T {
  const result = values.slice() as T;
  // Indices of values that may still become the highest, in falling order of their values.
  const queue = new Int32Array(values.length);
  let [head, tail] = [0, 0];
  for (let t = 0; t < values.length; t++) {
    while (tail > head && values[queue[tail - 1]!]! <= values[t]!) tail--;
    queue[tail++] = t;
    if (queue[head]! <= t - width) head++;
    result[t] = values[queue[head]!]!;
  }
  return result;
}

/** Highest of the `width` ≥ 1 values after each, of fewer at the end; the last repeats itself. */
export function maxAhead(values: Float64Array, width: number): Float64Array {
  const result = values.slice();
  // Indices of values that may still become the highest of an earlier step, nearest last.
  const queue = new Int32Array(values.length);
  let [head, tail] = [0, 0];
  for (let t = values.length - 2; t >= 0; t--) {
    const next = t + 1;
    while (tail > head && values[queue[tail - 1]!]! <= values[next]!) tail--;
    queue[tail++] = next;
    if (queue[head]! > t + width) head++;
    result[t] = values[queue[head]!]!;
  }
  return result;
}

/** Mean of the last `width` ≥ 1 values, of fewer at the start. Shape as `values`. */
export function trailingMean(values: Float64Array, width: number): Float64Array {
  const result = new Float64Array(values.length);
  let sum = 0;
  for (let t = 0; t < values.length; t++) {
    sum += values[t]!;
    if (t >= width) sum -= values[t - width]!;
    result[t] = sum / Math.min(t + 1, width);
  }
  return result;
}

/**
 * Mean of the `width` ≥ 1 values after each, of fewer at the end; the last repeats itself. Summed
 * forwards, so that what lies beyond the window leaves no trace, not even in the last bit.
 */
export function meanAhead(values: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let t = 0; t < values.length; t++) sums[t + 1] = sums[t]! + values[t]!;
  return values.map((value, t) => {
    const end = Math.min(t + 1 + width, values.length);
    return end === t + 1 ? value : (sums[end]! - sums[t + 1]!) / (end - t - 1);
  });
}

/** `roll` over the last `width` values at each index from `first` ≥ 0 on; reads none that are older. */
export function rolledFrom(
  first: number,
  roll: (values: Float64Array, width: number) => Float64Array,
  values: Float64Array,
  width: number,
): Float64Array {
  const start = Math.max(0, first - width + 1);
  return roll(values.subarray(start), width).subarray(first - start);
}
