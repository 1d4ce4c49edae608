import { type PackedNumbers, pack, unpackExactly } from '../fitting/packed.ts';
import {
  type NetworkShape,
  type NetworkWeights,
  type WeightName,
  weightShapes,
} from './inference.ts';
import type { Scaling } from './rows.ts';

/** What a network learnt, as an artefact holds it. */
export interface PackedNetwork {
  readonly hidden: number;
  readonly centre: PackedNumbers;
  readonly spread: PackedNumbers;
  readonly weights: Readonly<Record<WeightName, PackedNumbers>>;
}

/** A network's numbers, without the rest of its shape. */
export interface NetworkNumbers {
  readonly scaling: Scaling;
  readonly weights: NetworkWeights;
}

export function packNetwork(hidden: number, { scaling, weights }: NetworkNumbers): PackedNetwork {
  return {
    hidden,
    centre: pack(scaling.centre),
    spread: pack(scaling.spread),
    weights: {
      linear: pack(weights.linear),
      hidden: pack(weights.hidden),
      bias: pack(weights.bias),
      residual: pack(weights.residual),
    },
  };
}

/** The same numbers to the last bit. @throws RangeError when they do not fill a network of `shape`. */
export function unpackNetwork(packed: PackedNetwork, shape: NetworkShape): NetworkNumbers {
  const shapes = weightShapes(shape);
  const read = (name: WeightName) => {
    const [rows, width] = shapes[name];
    return Float32Array.from(unpackExactly(packed.weights[name], rows * width));
  };
  const weights = {
    linear: read('linear'),
    hidden: read('hidden'),
    bias: read('bias'),
    residual: read('residual'),
  };
  const scaling = {
    centre: unpackExactly(packed.centre, shape.columns),
    spread: unpackExactly(packed.spread, shape.columns),
  };
  return { scaling, weights };
}
