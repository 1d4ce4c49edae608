/**
 * The sizing law: which setting to have, chosen by pricing each candidate over the paths load may take.
 *
 * Most candidates are prepared totals, which follow the group without boots; a Running pool, where
 * boots cost nothing beyond the time held, is also tried at absolute sizes. The window they are
 * priced over is what the decision must cover and, beyond it, the time for which keeping a member
 * costs less than booting it anew: what leaves within the window would be missed within the window.
 */

import { decisionSeconds, leadSteps, returnSeconds } from '../capacity/lead-time.ts';
import { bootSecondsOf } from '../capacity/measured-times.ts';
import { bootSurcharge, keepSeconds } from '../capacity/pricing.ts';
import type { PoolSetting } from '../capacity/setting.ts';
import { microUsd, secondsPerHour } from '../units.ts';
import { type DemandPath, demandPaths } from './demand-paths.ts';
import { countOver, type PoolStart } from './path-world.ts';
import type { Candidate } from './plan.ts';
import type { FleetPolicy, GroupPolicy, ServiceLevel } from './policy.ts';
import type { GroupObservation, Outlook } from './situation.ts';

/** Steps that are priced at most: beyond them a decision costs time and changes nothing. */
const stepsMax = 90;
/** Parking is cheap, but a forecast is not worth following further than this. */
const keepSecondsMax = 7200;

const totalQuantiles = [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1];
const absoluteQuantiles = [0.5, 0.8, 0.9, 0.95, 0.99];
const peakLevels = [0.5, 0.9, 0.99];

/** Candidates priced over one window of time. */
export interface Sizing {
  /** Best first: those that keep the service level by their cost, then the others by what they miss. */
  readonly candidates: readonly Candidate[];
  /** Settings that the paths call for, whatever is in force: their misses are the measure of what can be had. */
  readonly tried: readonly PoolSetting[];
  /** Seconds that costs, claims and misses are counted over. */
  readonly windowSeconds: number;
  readonly peaks: readonly { readonly level: number; readonly demand: number }[];
  /** Prices a setting over the same paths. */
  price(setting: PoolSetting): Candidate;
}

/** Prices settings for one group; null when no path of the forecast reaches beyond the observation. */
export function sizeGroup(request: {
  readonly outlook: Extract<Outlook, { kind: 'forecast' }>;
  readonly observation: GroupObservation;
  readonly policy: GroupPolicy;
  readonly fleet: FleetPolicy;
  /** Settings that are tried whatever the paths say, such as the one in force. */
  readonly also: readonly PoolSetting[];
}): Sizing | null {
  const { outlook, observation, policy, fleet, also } = request;
  const { stepSeconds } = outlook.forecast;
  const group = { ...observation, loadPerInstance: policy.loadPerInstance };
  const steps = Math.min(stepsMax, leadSteps(sizingSeconds(policy, fleet), stepSeconds));
  const paths = demandPaths(outlook, group, steps);
  if (paths.length === 0) return null;

  const windowSeconds = paths[0]!.serving.length * stepSeconds;
  const start = poolStart(observation, policy, stepSeconds);
  const claims = paths.reduce((sum, path) => sum + path.claims, 0) / paths.length;
  const price = remembered((setting) => {
    const count = countOver(paths, setting, start);
    const heldHours = (count.heldSteps * stepSeconds) / secondsPerHour;
    const perBoot = bootSurcharge(policy.prices, setting.state, bootSecondsOf(policy));
    const cost = heldHours * policy.prices.parkedHour[setting.state] + count.boots * perBoot;
    return {
      setting,
      cost: microUsd(Math.round(cost / paths.length)),
      misses: count.misses / paths.length,
      claims,
    };
  });

  const tried = distinctSettings(settingsToTry(paths, policy));
  const all = distinctSettings([...also, ...tried]);
  const unavoidable = fewestMisses(tried.map(price));
  return {
    candidates: ranked(all.map(price), policy.serviceLevel, unavoidable),
    tried,
    windowSeconds,
    peaks: peaksOf(paths),
    price,
  };
}

/** The fewest claims that any of `candidates` misses. */
export function fewestMisses(candidates: readonly Candidate[]): number {
  return Math.min(...candidates.map(({ misses }) => misses));
}

/**
 * Best first. Equal in all that counts: fewer misses, then the smaller pool.
 *
 * @param unavoidable Claims lost to every setting, for nothing can be ready by then: they count against
 * none. What is in force must have no part in it, or carrying out a plan would change the next.
 */
export function ranked(
  candidates: readonly Candidate[],
  serviceLevel: ServiceLevel,
  unavoidable = fewestMisses(candidates),
): readonly Candidate[] {
  if (serviceLevel.kind === 'cold-start-cost') {
    const { cost: perMiss } = serviceLevel;
    const sum = ({ cost, misses }: Candidate) => cost + misses * perMiss;
    return candidates.toSorted((a, b) => sum(a) - sum(b) || byMisses(a, b));
  }
  const keeps = ({ misses, claims }: Candidate) =>
    misses <= unavoidable + (1 - serviceLevel.target) * claims + 1e-9;
  return candidates.toSorted(
    (a, b) =>
      Number(keeps(b)) - Number(keeps(a)) ||
      (keeps(a) ? a.cost - b.cost || byMisses(a, b) : byMisses(a, b)),
  );
}

function byMisses(a: Candidate, b: Candidate): number {
  return (
    a.misses - b.misses ||
    a.cost - b.cost ||
    a.setting.prepared - b.setting.prepared ||
    a.setting.minSize - b.setting.minSize
  );
}

/** Seconds after a decision that candidates are priced over, where the forecast reaches so far. */
export function sizingSeconds(policy: GroupPolicy, fleet: FleetPolicy): number {
  const bootSeconds = bootSecondsOf(policy);
  const keep = keepSeconds(policy.prices, policy.pool.state, bootSeconds);
  return decisionSeconds(bootSeconds, fleet.stepSeconds) + Math.min(keep, keepSecondsMax);
}

/** Prepared totals over the range of peaks that the paths reach, and absolute sizes where they pay. */
function settingsToTry(paths: readonly DemandPath[], { pool }: GroupPolicy): PoolSetting[] {
  const { minSize, state, reuse } = pool;
  const peaks = sorted(paths.map(({ peak }) => peak));
  const totals = totalQuantiles.map((level) => quantileOf(peaks, level));
  const spare = Math.max(1, Math.ceil((peaks.at(-1)! - peaks[0]!) / 10));
  const prepared = [0, peaks[0]! - spare, ...totals, peaks.at(-1)! + spare];
  const settings = prepared.map((total) => ({
    minSize,
    prepared: Math.max(minSize, total),
    state,
    reuse,
  }));
  if (state !== 'Running') return settings;
  const claims = sorted(paths.map((path) => path.claims));
  const sizes = absoluteQuantiles.map((level) => Math.max(minSize, quantileOf(claims, level)));
  return [...settings, ...sizes.map((size) => ({ minSize: size, prepared: size, state, reuse }))];
}

function poolStart(
  { desired, members }: GroupObservation,
  { bootSeconds, boots }: GroupPolicy,
  stepSeconds: number,
): PoolStart {
  const count = (wanted: string) => members.filter(({ phase }) => phase === wanted).length;
  return {
    desired,
    ready: count('ready'),
    booting: count('booting'),
    bootSteps: (boots?.spread ?? [bootSeconds]).map((seconds) => leadSteps(seconds, stepSeconds)),
    returnSteps: leadSteps(returnSeconds, stepSeconds),
  };
}

function peaksOf(paths: readonly DemandPath[]): Sizing['peaks'] {
  const peaks = sorted(paths.map(({ peak }) => peak));
  return peakLevels.map((level) => ({ level, demand: quantileOf(peaks, level) }));
}

/** Smallest value that at least a share `level` of the ascending `values` does not exceed. */
function quantileOf(values: readonly number[], level: number): number {
  return values[Math.max(0, Math.ceil(level * values.length) - 1)]!;
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

/** `settings` without repetition, in order of first appearance. */
export function distinctSettings(settings: readonly PoolSetting[]): PoolSetting[] {
  return [...new Map(settings.map((setting) => [keyOf(setting), setting])).values()];
}

function remembered(
  price: (setting: PoolSetting) => Candidate,
): (setting: PoolSetting) => Candidate {
  const known = new Map<string, Candidate>();
  return (setting) => {
    const key = keyOf(setting);
    let candidate = known.get(key);
    if (candidate === undefined) known.set(key, (candidate = price(setting)));
    return candidate;
  };
}

function keyOf({ minSize, prepared, state, reuse }: PoolSetting): string {
  return `${minSize}/${prepared}/${state}/${reuse}`;
}
