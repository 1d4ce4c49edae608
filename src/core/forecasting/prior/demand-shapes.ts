/**
 * Loads such as services have, made up: what the prior learns from. Each is drawn from a mixture of
 * daily shapes, weekends, drift, noise of many colours, bursts, schedules and counting, each present
 * or not and each of a size of its own, so that no one kind of load is what a prior expects.
 *
 * Set aside: Gaussian processes, which show few sharp edges, and recorded traces, which the prior is
 * judged on.
 */
import type { Random } from '../../random.ts';
import type { TimeSeries } from '../../series/series.ts';
import { secondsPerDay, secondsPerHour, secondsPerMinute } from '../../units.ts';

/** The steps of one made-up load. */
interface Grid {
  readonly steps: number;
  readonly stepSeconds: number;
  /** Share of the day that has passed at the start of `step`, in [0, 1). */
  phase(step: number): number;
  /** Whole days since the start. */
  day(step: number): number;
}

/** Logarithm of what the load is multiplied by at each step. Shape [steps]. */
type LogMultiple = Float64Array;

/** 1970-01-05, a Monday. */
const monday = 4 * secondsPerDay;

/** A load of `days` days in steps of `stepSeconds`, which divide a day; the stream decides its kind. */
export function demandSeries(stepSeconds: number, days: number, random: Random): TimeSeries {
  const perDay = secondsPerDay / stepSeconds;
  const grid: Grid = {
    steps: days * perDay,
    stepSeconds,
    phase: (step) => (step % perDay) / perDay,
    day: (step) => Math.floor(step / perDay),
  };
  const weekday = random.below(7);
  const unrest = between(random, 0.1, 1.6);
  const log = total(grid, [
    rhythm(grid, weekday, random.stream('rhythm')),
    scaled(unrest, dayEffects(grid, random.stream('days'))),
    scaled(unrest, drift(grid, random.stream('drift'))),
    scaled(unrest, noise(grid, random.stream('noise'))),
    bursts(grid, random.stream('bursts')),
  ]);
  const load = log.map((value) => Math.exp(Math.max(-12, Math.min(12, value))));
  addBatches(load, grid, random.stream('batches'));
  silence(load, grid, random.stream('silence'));
  count(load, random.stream('count'));
  return { start: monday + weekday * secondsPerDay, stepSeconds, values: load };
}

function total({ steps }: Grid, parts: readonly LogMultiple[]): LogMultiple {
  return Float64Array.from({ length: steps }, (_, i) =>
    parts.reduce((sum, part) => sum + part[i]!, 0),
  );
}

function scaled(factor: number, part: LogMultiple): LogMultiple {
  return part.map((value) => factor * value);
}

/** What repeats: a shape of the day, and on weekends a lower one or another. */
function rhythm(grid: Grid, weekday: number, random: Random): LogMultiple {
  const shape = dayShape(random.stream('weekdays'));
  const own = random.next() < 0.3 ? dayShape(random.stream('weekend')) : shape;
  const lower = random.next() < 0.5 ? -between(random, 0.05, 2) : 0.3 * random.normal();
  const change = random.next() < 0.35 ? 0 : lower;
  const damping = random.next() < 0.5 ? 1 : random.next();
  return Float64Array.from({ length: grid.steps }, (_, step) => {
    const phase = grid.phase(step);
    const weekend = (weekday + grid.day(step)) % 7 >= 5 && change !== 0;
    return weekend ? change + damping * own(phase) : shape(phase);
  });
}

type DayShape = (phase: number) => number;

/** One shape of a day: flat, waves, a working day, peaks, or two of them together. */
function dayShape(random: Random): DayShape {
  const kinds = [waves, workday, peaks];
  const drawn = random.next();
  if (drawn < 0.12) return () => 0;
  const first = kinds[random.below(3)]!(random.stream('first'));
  if (drawn < 0.55) return first;
  const second = kinds[random.below(3)]!(random.stream('second'));
  return (phase) => first(phase) + 0.7 * second(phase);
}

function waves(random: Random): DayShape {
  const size = Math.exp(-0.9 + 0.8 * random.normal());
  const decay = 0.8 + 1.2 * random.next();
  const terms = Array.from({ length: 6 }, (_, k) => ({
    times: 2 * Math.PI * (k + 1),
    shift: 2 * Math.PI * random.next(),
    height: (size * (k === 0 ? 1 : random.normal())) / (k + 1) ** decay,
  }));
  return (phase) =>
    terms.reduce((sum, { times, shift, height }) => {
      return sum + height * Math.cos(times * phase + shift);
    }, 0);
}

/** A plateau between two ramps, with or without a dip at noon. */
function workday(random: Random): DayShape {
  const [start, length] = [random.next(), (5 + 10 * random.next()) / 24];
  const ramp = between(random, 10, 180) / 1440;
  const height = between(random, 0.2, 3.5);
  const dip = random.next() < 0.4 ? 0.5 * random.next() : 0;
  const edge = (x: number) => 1 / (1 + Math.exp(-x / (ramp / 4)));
  return (phase) => {
    const since = wrapped(phase - start - length / 2);
    const inside = edge(since + length / 2) * edge(length / 2 - since);
    return height * inside * (1 - dip * Math.exp(-((since * 30) ** 2)));
  };
}

function peaks(random: Random): DayShape {
  const bumps = Array.from({ length: 1 + random.below(3) }, () => ({
    at: random.next(),
    width: between(random, 15, 240) / 1440,
    height: between(random, 0.15, 2),
  }));
  return (phase) =>
    bumps.reduce((sum, { at, width, height }) => {
      return sum + height * Math.exp(-0.5 * (wrapped(phase - at) / width) ** 2);
    }, 0);
}

/** Each day a little more or less than usual, passing smoothly into the next. */
function dayEffects(grid: Grid, random: Random): LogMultiple {
  const size = between(random, 0.01, 0.25);
  const effects = Array.from({ length: grid.day(grid.steps) + 2 }, () => size * random.normal());
  return Float64Array.from({ length: grid.steps }, (_, step) => {
    const [day, phase] = [grid.day(step), grid.phase(step)];
    return (1 - phase) * effects[day]! + phase * effects[day + 1]!;
  });
}

/** A level that wanders, a trend in some, and in a few a shift that stays. */
function drift(grid: Grid, random: Random): LogMultiple {
  const daily = between(random, 0.005, 0.3);
  const trend = random.next() < 0.3 ? 0.05 * random.normal() : 0;
  const shiftAt = random.next() < 0.12 ? random.below(grid.steps) : grid.steps;
  const shift = random.normal();
  const perStep = grid.stepSeconds / secondsPerDay;
  let level = 0;
  return Float64Array.from({ length: grid.steps }, (_, step) => {
    level += trend * perStep + daily * Math.sqrt(perStep) * random.normal();
    return level + (step >= shiftAt ? shift : 0);
  });
}

/** White noise and two that fade, over minutes and over hours; restless at times in some loads. */
function noise(grid: Grid, random: Random): LogMultiple {
  const white = between(random, 0.005, 0.5);
  const quick = fading(grid, between(random, 3, 60) * secondsPerMinute, random.stream('quick'));
  const slow = fading(grid, between(random, 1, 12) * secondsPerHour, random.stream('slow'));
  const [quickSize, slowSize] = [between(random, 0.005, 0.3), between(random, 0.01, 0.5)];
  const moods = fading(grid, between(random, 1, 24) * secondsPerHour, random.stream('moods'));
  const moodiness = random.next() < 0.4 ? 0.6 * random.next() : 0;
  const grain = random.stream('white');
  return Float64Array.from({ length: grid.steps }, (_, step) => {
    const quickly = white * grain.normal() + quickSize * quick[step]!;
    return Math.exp(moodiness * moods[step]!) * quickly + slowSize * slow[step]!;
  });
}

/** Standard normal noise whose memory halves in about 0.7 of `seconds`. */
function fading(grid: Grid, seconds: number, random: Random): Float64Array {
  const keep = Math.exp(-grid.stepSeconds / seconds);
  const fresh = Math.sqrt(1 - keep * keep);
  let value = random.normal();
  return Float64Array.from({ length: grid.steps }, () => {
    value = keep * value + fresh * random.normal();
    return value;
  });
}

/** Rushes that come unannounced and fade; a few of them are large. */
function bursts(grid: Grid, random: Random): LogMultiple {
  const multiple = new Float64Array(grid.steps);
  if (random.next() < 0.5) return multiple;
  const perStep = (between(random, 0.1, 8) * grid.stepSeconds) / secondsPerDay;
  const fade = Math.exp(-grid.stepSeconds / (between(random, 3, 150) * secondsPerMinute));
  const size = between(random, 0.1, 1);
  let height = 0;
  for (let step = 0; step < grid.steps; step++) {
    height *= fade;
    if (random.next() < perStep) height += size / Math.sqrt(1 - 0.97 * random.next());
    multiple[step] = Math.log1p(height);
  }
  return multiple;
}

/** Jobs on a timetable: at a few times of the day, or every hour or so. */
function addBatches(load: Float64Array, grid: Grid, random: Random): void {
  if (random.next() < 0.75) return;
  const every = random.next() < 0.4 ? secondsPerHour * 2 ** random.below(4) : secondsPerDay;
  const mean = load.reduce((sum, value) => sum + value, 0) / load.length;
  for (let job = random.below(3); job >= 0; job--) {
    const first = random.next() * every;
    const lasts = Math.max(grid.stepSeconds, between(random, 2, 90) * secondsPerMinute);
    const height = mean * between(random, 0.3, 6);
    const spread = 0.3 * random.next();
    for (let step = 0; step < grid.steps; step++) {
      const since = (step * grid.stepSeconds - first + every) % every;
      if (since < lasts) load[step]! += height * Math.exp(spread * random.normal());
    }
  }
}

/** Hours of nothing: every night in some, at random in a few. */
function silence(load: Float64Array, grid: Grid, random: Random): void {
  const kind = random.next();
  if (kind < 0.08) {
    const [start, length] = [random.next(), 0.1 + 0.5 * random.next()];
    load.forEach((value, step) => {
      if ((grid.phase(step) - start + 1) % 1 < length) load[step] = value * 0.02 * random.next();
    });
  } else if (kind < 0.12) {
    const hour = grid.stepSeconds / secondsPerHour;
    const turn = Math.min(0.5, hour / between(random, 1, 12));
    let on = 1;
    load.forEach((value, step) => {
      if (random.next() < turn) on = 1 - on;
      load[step] = value * (on === 1 ? 1 : 0.05);
    });
  }
}

/** Turns half of the loads into counts, few or many, some more uneven than chance alone. */
function count(load: Float64Array, random: Random): void {
  if (random.next() < 0.5) return;
  const mean = load.reduce((sum, value) => sum + value, 0) / load.length;
  const each = between(random, 1, 3000) / Math.max(mean, 1e-9);
  const uneven = random.next() < 0.4 ? between(random, 0.02, 0.5) : 0;
  load.forEach((value, step) => {
    load[step] = poisson(value * each * Math.exp(uneven * random.normal()), random);
  });
}

/** A count of mean `mean` ≥ 0; above 30 by its normal approximation. */
function poisson(mean: number, random: Random): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  const least = Math.exp(-mean);
  let [drawn, product] = [0, random.next()];
  while (product > least) {
    drawn++;
    product *= random.next();
  }
  return drawn;
}

/** A size between `low` and `high` > 0, each power of ten as likely. */
function between(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}

/** A difference of phases as the nearest way round, in [−0.5, 0.5). */
function wrapped(phase: number): number {
  return phase - Math.floor(phase + 0.5);
}
