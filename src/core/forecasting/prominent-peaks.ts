/** A local maximum of a curve, with the stretch it stands out from. Indices into the curve. */
export interface ProminentPeak {
  readonly index: number;
  /** How far it rises above the higher of the valleys beside it. Source: topographic prominence. */
  readonly prominence: number;
  /** [from, to): around the peak, where the curve keeps at least half of the prominence. */
  readonly from: number;
  readonly to: number;
}

/**
 * Maxima of `curve` that rise at least `least` > 0 above the valleys on either side, in order. A
 * curve that still rises at its end peaks there; one that falls from its start does not peak there.
 * @param curve Finite values.
 */
export function prominentPeaks(curve: readonly number[], least: number): ProminentPeak[] {
  const peaks: ProminentPeak[] = [];
  for (let index = 1; index < curve.length; index++) {
    if (!isMaximum(curve, index)) continue;
    const [left, right] = [valley(curve, index, -1), valley(curve, index, 1)];
    const floor = right === index ? curve[left]! : Math.max(curve[left]!, curve[right]!);
    const prominence = curve[index]! - floor;
    if (prominence < least) continue;
    const half = curve[index]! - prominence / 2;
    let [from, to] = [index, index + 1];
    while (from > 0 && curve[from - 1]! >= half) from--;
    while (to < curve.length && curve[to]! >= half) to++;
    peaks.push({ index, prominence, from, to });
  }
  return peaks;
}

/** True at the first step of a plateau, or a single step, with lower ground on both sides. */
function isMaximum(curve: readonly number[], index: number): boolean {
  const height = curve[index]!;
  if (curve[index - 1]! >= height) return false;
  let end = index + 1;
  while (end < curve.length && curve[end] === height) end++;
  return end === curve.length || curve[end]! < height;
}

/** The lowest point before higher ground, or the edge, in one direction; the nearest of equals. */
function valley(curve: readonly number[], peak: number, direction: 1 | -1): number {
  let lowest = peak;
  for (let i = peak + direction; i >= 0 && i < curve.length; i += direction) {
    if (curve[i]! > curve[peak]!) break;
    if (curve[i]! < curve[lowest]!) lowest = i;
  }
  return lowest;
}
