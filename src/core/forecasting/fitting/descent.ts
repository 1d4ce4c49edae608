import { dot } from './linear-algebra.ts';

/** Value of a convex function at `point`; writes its gradient into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** A past step and the change of gradient along it. */
interface Curve {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

const memory = 8;
const stepsMax = 60;
const tolerance = 1e-5;

/**
 * A point where a smooth convex function is within about a hundred-thousandth of its least, by L-BFGS with a
 * backtracking line search. Deterministic: the same arguments give the same bits.
 *
 * @param precondition Approximate inverse curvature times a vector: the first guess of every step.
 * Source: Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 3.1.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  precondition: (gradient: Float64Array) => Float64Array,
): Float64Array {
  let point = Float64Array.from(start);
  let gradient = new Float64Array(point.length);
  let value = objective(point, gradient);
  const curves: Curve[] = [];
  for (let step = 0; step < stepsMax; step++) {
    const direction = descentDirection(gradient, curves, precondition);
    const slope = dot(direction, gradient);
    if (slope >= -tolerance * Math.abs(value)) break;
    const next = new Float64Array(point.length);
    const nextGradient = new Float64Array(point.length);
    let nextValue = Infinity;
    for (let length = 1; length > 1e-4; length /= 2) {
      for (let j = 0; j < next.length; j++) next[j] = point[j]! + length * direction[j]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    if (!(nextValue < value)) break;
    remember(curves, point, next, gradient, nextGradient);
    const gained = value - nextValue;
    [point, gradient, value] = [next, nextGradient, nextValue];
    if (gained < tolerance * Math.abs(value)) break;
  }
  return point;
}

/** The two-loop recursion of L-BFGS. */
function descentDirection(
  gradient: Float64Array,
  curves: readonly Curve[],
  precondition: (gradient: Float64Array) => Float64Array,
): Float64Array {
  const rest = Float64Array.from(gradient);
  const shares = new Float64Array(curves.length);
  for (let i = curves.length - 1; i >= 0; i--) {
    const { step, change, product } = curves[i]!;
    shares[i] = dot(step, rest) / product;
    add(rest, change, -shares[i]!);
  }
  const direction = precondition(rest);
  const newest = curves.at(-1);
  if (newest !== undefined) {
    const scale = newest.product / dot(newest.change, precondition(newest.change));
    for (let j = 0; j < direction.length; j++) direction[j]! *= scale;
  }
  for (let i = 0; i < curves.length; i++) {
    const { step, change, product } = curves[i]!;
    add(direction, step, shares[i]! - dot(change, direction) / product);
  }
  return direction.map((value) => -value);
}

/** Keeps the newest curves; a step along which the gradient did not grow teaches nothing. */
function remember(
  curves: Curve[],
  from: Float64Array,
  to: Float64Array,
  fromGradient: Float64Array,
  toGradient: Float64Array,
): void {
  const step = to.map((value, j) => value - from[j]!);
  const change = toGradient.map((value, j) => value - fromGradient[j]!);
  const product = dot(step, change);
  if (product <= 1e-14 * Math.sqrt(dot(step, step) * dot(change, change))) return;
  curves.push({ step, change, product });
  if (curves.length > memory) curves.shift();
}

function add(sum: Float64Array, values: Float64Array, factor: number): void {
  for (let j = 0; j < sum.length; j++) sum[j]! += factor * values[j]!;
}
