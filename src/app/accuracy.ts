import { evidenceOf, type LiveEvidence } from '../core/forecasting/accuracy/drift.ts';
import {
  bookedHorizons,
  saidLoads,
  tallyOfSaid,
} from '../core/forecasting/accuracy/live-accuracy.ts';
import type { Forecast } from '../core/forecasting/forecaster.ts';
import { endOf, indexOf } from '../core/series/series.ts';
import { type EpochSeconds, secondsPerDay, secondsPerHour } from '../core/units.ts';
import type { ManagedGroup } from './decide.ts';
import type { Outlooks, SaidForecast } from './outlook.ts';
import type { AccuracyBooking, AccuracyStore, PendingForecast } from './ports/models.ts';
import type { Prediction } from './predict.ts';

/** Days that accuracy is kept. */
const keptDays = 400;
/** A load that has not come this long after its step will not come. */
const patienceSeconds = 2 * secondsPerDay;

export interface AccuracyPorts {
  readonly outlooks: Pick<Outlooks, 'said'>;
  readonly accuracy: AccuracyStore;
}

/** Groups whose books are closed in one transaction. */
const bookedAtOnce = 20;

/**
 * Books how earlier forecasts of each group turned out, and what its model says now. `pause` is
 * awaited after each group, for a forecast of a day is the longest work that a step does at once:
 * whoever else waits for the loop comes between two of them.
 * @throws ForewarmError FW_DB_*.
 */
export async function bookAccuracy(
  groups: readonly ManagedGroup[],
  ports: AccuracyPorts,
  pause: () => Promise<void>,
): Promise<void> {
  for (let first = 0; first < groups.length; first += bookedAtOnce) {
    const bookings: AccuracyBooking[] = [];
    for (const group of groups.slice(first, first + bookedAtOnce)) {
      const booking = bookingOf(group, ports);
      if (booking === null) continue;
      bookings.push(booking);
      await pause();
    }
    if (bookings.length > 0) ports.accuracy.book(bookings);
  }
}

/**
 * What is to be booked for one group; null = its model said nothing at this step. Horizons that the
 * step's own forecast reaches are booked at every step; the later ones are asked for once an hour,
 * each group at a step of its own, so that no step is slow.
 */
export function bookingOf(
  { policy, stepSeconds }: ManagedGroup,
  { outlooks, accuracy }: AccuracyPorts,
): AccuracyBooking | null {
  const { group, zone } = policy;
  const said = outlooks.said(group);
  if (said === null) return null;
  const { prediction } = said;
  const { ordinary } = prediction;
  const waiting = accuracy.pending(group, endOf(ordinary) - stepSeconds + 1);
  return { group, ...settled(waiting, prediction), said: forecastsOf(said, group, zone) };
}

/** Forgets what is older than is kept. */
export function pruneAccuracy(accuracy: AccuracyStore, at: EpochSeconds): void {
  const oldest = at - keptDays * secondsPerDay;
  accuracy.prune(oldest - (oldest % secondsPerDay));
}

/**
 * What today and yesterday tell of one model on one group; null while that is too little. Counted
 * in whole days, so between one and two of them.
 */
export function liveEvidence(
  accuracy: Pick<AccuracyStore, 'days'>,
  of: { readonly group: string; readonly model: string; readonly stepSeconds: number },
  at: EpochSeconds,
): LiveEvidence | null {
  const today = at - (at % secondsPerDay);
  const days = accuracy.days(of.group, today - secondsPerDay, today + secondsPerDay);
  const own = days.filter(({ model }) => model === of.model);
  return evidenceOf(own, of.stepSeconds);
}

/**
 * What became of forecasts whose steps are over. Where the load is missing they wait for a while;
 * those of steps with an announced event are dropped.
 */
function settled(
  waiting: readonly PendingForecast[],
  { ordinary, isAnnounced }: Prediction,
): Pick<AccuracyBooking, 'settled' | 'tallies'> {
  const over = waiting.filter(({ target }) => {
    const isKnown = Number.isFinite(ordinary.values[indexOf(ordinary, target)]);
    return isKnown || isAnnounced(target) || target < endOf(ordinary) - patienceSeconds;
  });
  const tallies = over.flatMap((forecast) => {
    const { target, horizonSeconds, model } = forecast;
    const load = ordinary.values[indexOf(ordinary, target)] ?? Number.NaN;
    if (!Number.isFinite(load)) return [];
    const day = target - (target % secondsPerDay);
    return [{ day, horizonSeconds, model, tally: tallyOfSaid(forecast, load) }];
  });
  return { settled: over, tallies };
}

function forecastsOf(said: SaidForecast, group: string, zone: string): PendingForecast[] {
  const { forecast, prediction, model } = said;
  const { stepSeconds, origin } = forecast;
  const { near, far } = bookedHorizons(stepSeconds);
  const longest = Math.max(...near, ...far) / stepSeconds;
  const asked = isTurnOf(group, origin, stepSeconds) ? attempted(prediction, longest) : null;
  const loads = saidLoads(forecast, near, prediction.ordinary, zone);
  if (asked !== null) {
    // Horizons that the step's own forecast falls short of come from the long one too.
    const known = new Set(loads.map(({ horizonSeconds }) => horizonSeconds));
    const missing = [...near, ...far].filter((horizon) => !known.has(horizon));
    loads.push(...saidLoads(asked, missing, prediction.ordinary, zone));
  }
  return loads.map((load) => ({ ...load, model }));
}

/** The long forecast; null when the model fails, which the step itself did not ask of it. */
function attempted(prediction: Prediction, horizon: number): Forecast | null {
  try {
    return prediction.forecast(horizon);
  } catch {
    return null;
  }
}

/** One step in each hour, spread over the groups by their names. */
function isTurnOf(group: string, origin: EpochSeconds, stepSeconds: number): boolean {
  const steps = Math.max(1, Math.round(secondsPerHour / stepSeconds));
  const turn = [...group].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 997, 0);
  return Math.round(origin / stepSeconds) % steps === turn % steps;
}
