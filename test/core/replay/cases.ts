/**
 * What an independent implementation of replay's world counted, recorded once. Demand and settings
 * are made again by `demandCase` and `settingCase`.
 */
export const replayCases: readonly ReplayCase[] = [
  {
    name: 'steady climbs, prepared total, reuse',
    seed: 7,
    steps: 300,
    stepSeconds: 60,
    bootSeconds: 300,
    demand: [20, 12, 2, 180],
    setting: ['total', 30, 0, 40],
    reuse: true,
    want: { hits: 32, misses: 8, boots: 0, heldSteps: 1819 },
    runningUsd: 30.316667,
    stoppedUsd: 1.212667,
  },
  {
    name: 'the same without reuse',
    seed: 7,
    steps: 300,
    stepSeconds: 60,
    bootSeconds: 300,
    demand: [20, 12, 2, 180],
    setting: ['total', 30, 0, 40],
    reuse: false,
    want: { hits: 32, misses: 8, boots: 35, heldSteps: 1819 },
    runningUsd: 30.316667,
    stoppedUsd: 4.712667,
  },
  {
    name: 'an absolute pool',
    seed: 11,
    steps: 300,
    stepSeconds: 60,
    bootSeconds: 300,
    demand: [15, 8, 4, 120],
    setting: ['fixed', 4, 0, 1],
    reuse: false,
    want: { hits: 41, misses: 6, boots: 41, heldSteps: 1200 },
    runningUsd: 20.0,
    stoppedUsd: 4.9,
  },
  {
    name: 'an absolute pool with reuse',
    seed: 11,
    steps: 300,
    stepSeconds: 60,
    bootSeconds: 300,
    demand: [15, 8, 4, 120],
    setting: ['fixed', 4, 0, 1],
    reuse: true,
    want: { hits: 41, misses: 6, boots: 41, heldSteps: 1200 },
    runningUsd: 20.0,
    stoppedUsd: 4.9,
  },
  {
    name: 'a total that follows and cancels boots',
    seed: 3,
    steps: 400,
    stepSeconds: 60,
    bootSeconds: 300,
    demand: [18, 9, 5, 90],
    setting: ['swing', 22, 12, 50],
    reuse: true,
    want: { hits: 38, misses: 52, boots: 68, heldSteps: 1422 },
    runningUsd: 23.7,
    stoppedUsd: 7.748,
  },
  {
    name: 'five-minute steps, total that moves',
    seed: 5,
    steps: 400,
    stepSeconds: 300,
    bootSeconds: 600,
    demand: [25, 15, 9, 96],
    setting: ['swing', 32, 14, 70],
    reuse: false,
    want: { hits: 245, misses: 175, boots: 293, heldSteps: 3202 },
    runningUsd: 266.833333,
    stoppedUsd: 64.39,
  },
  {
    name: 'depletion: a pool too small',
    seed: 9,
    steps: 300,
    stepSeconds: 60,
    bootSeconds: 420,
    demand: [30, 25, 3, 60],
    setting: ['fixed', 2, 0, 1],
    reuse: false,
    want: { hits: 32, misses: 183, boots: 32, heldSteps: 600 },
    runningUsd: 10.0,
    stoppedUsd: 4.666667,
  },
  {
    name: 'half-hour steps, boots within a step',
    seed: 2,
    steps: 200,
    stepSeconds: 1800,
    bootSeconds: 600,
    demand: [12, 8, 6, 48],
    setting: ['swing', 18, 8, 30],
    reuse: true,
    want: { hits: 293, misses: 139, boots: 64, heldSteps: 1440 },
    runningUsd: 720.0,
    stoppedUsd: 40.533333,
  },
  {
    name: 'half steps of boot time round to even',
    seed: 4,
    steps: 300,
    stepSeconds: 60,
    bootSeconds: 150,
    demand: [16, 10, 6, 75],
    setting: ['swing', 24, 9, 40],
    reuse: true,
    want: { hits: 60, misses: 21, boots: 64, heldSteps: 1312 },
    runningUsd: 21.866667,
    stoppedUsd: 4.608,
  },
  {
    name: 'floor and total together',
    seed: 6,
    steps: 350,
    stepSeconds: 60,
    bootSeconds: 300,
    demand: [14, 9, 3, 110],
    setting: ['both', 20, 10, 60],
    reuse: true,
    want: { hits: 57, misses: 10, boots: 70, heldSteps: 2315 },
    runningUsd: 38.583333,
    stoppedUsd: 8.543333,
  },
];

export interface ReplayCase {
  readonly name: string;
  readonly seed: number;
  readonly steps: number;
  readonly stepSeconds: number;
  readonly bootSeconds: number;
  /** Mean, swing and noise in instances, period in steps. */
  readonly demand: readonly [number, number, number, number];
  /** Kind, base and swing in instances, period in steps. */
  readonly setting: readonly ['total' | 'fixed' | 'swing' | 'both', number, number, number];
  readonly reuse: boolean;
  readonly want: { hits: number; misses: number; boots: number; heldSteps: number };
  /** Spend at one dollar an hour running and four cents parked. */
  readonly runningUsd: number;
  readonly stoppedUsd: number;
}

/** A wave with noise, at least one instance. */
export function demandCase({ seed, steps, demand }: ReplayCase): Int32Array {
  const [mean, swing, noise, period] = demand;
  let state = seed;
  return Int32Array.from({ length: steps }, (_, t) => {
    state = (state * 16807) % 2147483647;
    const wave = swing * Math.sin((2 * Math.PI * t) / period);
    return Math.max(1, Math.floor(mean + wave + noise * ((2 * state) / 2147483647 - 1) + 0.5));
  });
}

/** A prepared total, the absolute size itself, or a total above a floor of at most three. */
export function settingCase({ steps, setting }: ReplayCase): {
  minSize: Int32Array;
  prepared: Int32Array;
} {
  const [kind, base, swing, period] = setting;
  const prepared = Int32Array.from({ length: steps }, (_, t) =>
    Math.max(0, Math.floor(base + swing * Math.sin((2 * Math.PI * (t + 7)) / period) + 0.5)),
  );
  const floors = { total: 0, swing: 0, both: 3, fixed: Number.POSITIVE_INFINITY };
  return { minSize: prepared.map((total) => Math.min(total, floors[kind])), prepared };
}
