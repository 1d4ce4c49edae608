import type { LocalGrid } from '../series/local-grid.ts';

/** Load and the capacity that followed it on one grid. Shapes [steps]. */
export interface SizingHistory {
  readonly grid: LocalGrid;
  /** Load without gaps, in instances: not rounded up. */
  readonly load: Float64Array;
  /** Instances in service after each step's scaling. */
  readonly active: Int32Array;
}
