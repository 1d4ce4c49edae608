/**
 * What can be known of a load before it has a history: a network trained once, on the mixture of
 * `demand-shapes.ts`, that reads a day or a few and says how such loads go on. It learns nothing
 * from the group it serves.
 */
import type { ModelState } from '../forecaster.ts';
import { gridLevels } from '../levels.ts';
import { type FittedMember, gridOfRows, type Member, type View } from '../members/member.ts';
import { rowQuantiles } from '../network/inference.ts';
import {
  type NetworkNumbers,
  type PackedNetwork,
  packNetwork,
  unpackNetwork,
} from '../network/packed-network.ts';
import { standardise } from '../network/rows.ts';
import { priorBucket, priorBuckets, priorColumns, priorRows } from './rows.ts';

export const priorName = 'prior';

export interface PriorModel extends NetworkNumbers {
  readonly hidden: number;
}

/** The network's shape with `hidden` units. */
export function priorShape(hidden: number) {
  return { columns: priorColumns, buckets: priorBuckets, hidden, levels: gridLevels.length };
}

/** `model` as a member that needs no fitting. */
export function priorMember(model: FittedMember): Member {
  return {
    name: priorName,
    async fit({ history, until: steps }) {
      const required = history.stepsPerDay + 1;
      if (steps < required) return { kind: 'insufficient-history', steps, required };
      return { kind: 'fitted', model };
    },
  };
}

export function fittedPrior(model: PriorModel): FittedMember {
  return {
    name: priorName,
    quantilesAt: (view, origin, ahead) => gridAt(model, view, origin, ahead),
    get state() {
      return stateOf(model);
    },
  };
}

function gridAt(
  { hidden, scaling, weights }: PriorModel,
  view: View,
  origin: number,
  ahead: Int32Array,
): Float64Array[] {
  const { stepSeconds } = view.history.series;
  const shape = priorShape(hidden);
  const { level, unit, rows } = priorRows(view, origin, ahead);
  return gridOfRows(rows, { level, unit }, (row, step) => {
    standardise(row, scaling);
    return rowQuantiles(shape, weights, row, priorBucket(ahead[step]! * stepSeconds));
  });
}

function stateOf({ hidden, ...numbers }: PriorModel): ModelState {
  return { member: priorName, version: 2, parameters: packNetwork(hidden, numbers) };
}

/** The prior that `state` was taken from. @throws RangeError when its shapes are not today's. */
export function restorePrior({ parameters }: ModelState): FittedMember {
  const packed = parameters as PackedNetwork;
  const { hidden } = packed;
  return fittedPrior({ hidden, ...unpackNetwork(packed, priorShape(hidden)) });
}
