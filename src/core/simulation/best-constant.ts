import type { PoolSetting, PoolState } from '../capacity/setting.ts';
import { secondsPerMinute } from '../units.ts';
import { desiredCapacity } from './scaling.ts';
import { endOfScenario, type Outcome, runConstant, type Scenario, trafficOf } from './scenario.ts';
import type { Traffic } from './traffic.ts';

/** A constant pool with what it achieved. */
export interface ConstantResult {
  readonly setting: PoolSetting;
  readonly outcome: Outcome;
}

/**
 * The cheapest constant pool that reaches `hitRate` in hindsight: absolute sizes and prepared
 * totals, each with and without reuse, in pool state `state`. Where none reaches it, the one that
 * comes nearest. Nobody can choose so well beforehand: it is the bar for those who try.
 */
export function bestConstant(
  scenario: Scenario,
  hitRate: number,
  state: PoolState = 'Stopped',
): ConstantResult {
  const traffic = trafficOf(scenario);
  const sizeMax = peakDesired(scenario, traffic);
  const families = [false, true].flatMap((reuse) => [
    (size: number) => ({ minSize: size, prepared: size, state, reuse }),
    (size: number) => ({ minSize: 0, prepared: size, state, reuse }),
  ]);
  const results = families.map((settingOf) => {
    const run = (size: number): ConstantResult => {
      const setting = settingOf(size);
      return { setting, outcome: runConstant(scenario, setting, traffic) };
    };
    return smallestReaching(hitRate, sizeMax, run);
  });
  return results.reduce((best, each) => (better(each, best, hitRate) ? each : best));
}

/**
 * The smallest pool of one family that reaches `hitRate`, or the largest. More members mean more
 * hits and more money, save for a claim or two: bisection lands beside the answer at worst, and
 * the sizes just below are tried as well.
 */
function smallestReaching(
  hitRate: number,
  sizeMax: number,
  run: (size: number) => ConstantResult,
): ConstantResult {
  let [low, high] = [0, sizeMax];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (run(middle).outcome.hitRate >= hitRate) high = middle;
    else low = middle + 1;
  }
  let best = run(high);
  for (let size = high - 1; size >= Math.max(0, high - 3); size--) {
    const smaller = run(size);
    if (better(smaller, best, hitRate)) best = smaller;
  }
  return best;
}

/** True when `a` reaches the rate at less cost than `b`, or comes nearer to it. */
function better(a: ConstantResult, b: ConstantResult, hitRate: number): boolean {
  const [reaches, reached] = [a.outcome.hitRate >= hitRate, b.outcome.hitRate >= hitRate];
  if (reaches !== reached) return reaches;
  if (reaches) return a.outcome.spendMicroUsd < b.outcome.spendMicroUsd;
  return a.outcome.hitRate > b.outcome.hitRate;
}

/** Highest desired capacity over the scenario: a larger prepared total would hold idle members. */
function peakDesired(scenario: Scenario, traffic: Traffic): number {
  const { maxSize, minSize } = scenario.group;
  let peak = minSize;
  for (let at = scenario.start; at <= endOfScenario(scenario); at += secondsPerMinute) {
    peak = Math.max(peak, desiredCapacity(traffic, scenario.rule, at));
  }
  return Math.min(maxSize, peak);
}
