import { occurrencesOf } from '../../core/calendar/occurrences.ts';
import type { Aim } from '../../core/capacity/aim.ts';
import type { PoolCount } from '../../core/replay/replay.ts';
import {
  awsDefault,
  clairvoyant,
  lastWeek,
  noPool,
  type PoolSettings,
  type RivalScene,
  reactive,
} from '../../core/replay/rivals.ts';
import { bestConstant, constantResults, settingsOf } from '../../core/replay/rivals-constant.ts';
import { awsPredictive } from '../../core/replay/rivals-predictive.ts';
import { countByDay, dayLengths, sumOf } from '../../core/replay/scorecard.ts';
import { unobservedSteps } from '../../core/series/gaps.ts';
import { isoOf, secondsPerDay, toUsd } from '../../core/units.ts';
import { adviceOf } from './advice.ts';
import {
  changesOf,
  drawsOf,
  outcomeOf,
  type PolicyOutcome,
  type ReplayDocument,
  type ReplayScenario,
} from './document.ts';
import { frontierHitRates, frontierOf } from './frontier.ts';
import {
  type ReplayStateChoice,
  type SettledRequest,
  settled,
  startSecondsIn,
} from './pool-state.ts';
import { fairAim, savingOf } from './saving.ts';
import { warningsOf } from './warnings.ts';
import {
  aimOf,
  costsIn,
  ownSettings,
  type ReplayRequest,
  type ReplayWorld,
  worldOf,
} from './world.ts';

/** The group's maximum where none is given, as a multiple of the highest demand before. */
const maxHeadroom = 1.5;

/**
 * Replays `series` from `from` under forewarm's own settings and under each rival's. Settings use
 * what a policy could have known: nothing after a step moves the setting of that step.
 * @throws ForewarmError FW_USAGE when `from` lies outside the series, FW_DATA_SHORT without any load.
 */
export function replaySeries(asked: ReplayRequest): ReplayDocument {
  const world = worldOf(asked);
  const { request, choice } = settled(asked, world);
  const { state } = request;
  const { scene, grid, start } = world;
  const { stepSeconds } = grid;
  const aim = aimOf(request.service);
  const costs = costsIn(state, request);
  const priced = { ...scene, costs };
  const max = request.max ?? defaultMax(scene);
  const constants = constantResults(priced);
  const best = bestConstant(priced, constants, aim);
  const aims = [aim, ...frontierAims(aim)];
  const own = ownSettings(request, world, state, aims);

  const lengths = dayLengths(scene.trace);
  const countsOf = (settings: PoolSettings): PoolCount[] =>
    countByDay(scene.trace, settings, { ...request, reuse: settings.reuse });
  const changesIn = (settings: PoolSettings) => changesOf(settings, start, stepSeconds, state);
  const outcome = (name: string, settings: PoolSettings): PolicyOutcome => {
    const days = { counts: countsOf(settings), lengths };
    return outcomeOf(name, days, { costs, stepSeconds }, changesIn(settings));
  };
  const running = { costs: costsIn('Running', request), stepSeconds };
  const predicted = { counts: awsPredictive(priced, grid), lengths };
  const policies = [
    outcome('forewarm', own[0]!),
    outcome('none', noPool(priced)),
    outcome('best-constant', settingsOf(best, priced)),
    outcome('aws-default', awsDefault(priced, max)),
    outcomeOf('aws-predictive', predicted, running, changesIn(noPool(priced))),
    outcome('last-week', lastWeek(priced)),
    outcome('reactive', reactive(priced)),
    outcome('clairvoyant', clairvoyant(priced)),
  ];

  const rival = bestConstant(priced, constants, fairAim(policies[0]!, aim));
  const days = { own: countsOf(own[0]!), constant: countsOf(settingsOf(rival, priced)), lengths };
  const points = aims.map((each, i) => ({ aim: each, count: sumOf(countsOf(own[i]!)) }));
  const scenario = scenarioOf(request, world, choice, max);
  const saving = savingOf(days, rival, { aim, costs, random: drawsOf() });
  return {
    scenario,
    policies,
    saving,
    frontier: frontierOf(points, [...constants, best, rival], costs),
    advice: adviceOf(policies, rival, { aim, scenario, priced, request, saving }),
    warnings: warningsOf(scenario, unobservedSteps(request.series) / request.series.values.length),
  };
}

/** Hit rates that the frontier shows beside what was asked. */
function frontierAims(asked: Aim): Aim[] {
  return frontierHitRates
    .filter((target) => asked.kind !== 'hit-rate' || asked.target !== target)
    .map((target) => ({ kind: 'hit-rate', target }));
}

/** Half as much again as the highest demand before the span, or as its first where none precedes. */
function defaultMax({ demand, from }: Omit<RivalScene, 'costs'>): number {
  const past = demand.subarray(0, Math.max(1, from));
  return Math.ceil(maxHeadroom * past.reduce((a, b) => Math.max(a, b), 0));
}

function scenarioOf(
  request: SettledRequest,
  { start, scene, grid }: ReplayWorld,
  choice: ReplayStateChoice | null,
  max: number,
): ReplayScenario {
  const { demand } = scene.trace;
  const { service, events = [] } = request;
  const end = start + demand.length * grid.stepSeconds;
  return {
    from: isoOf(start),
    to: isoOf(end),
    stepSeconds: grid.stepSeconds,
    historyDays: (scene.from * grid.stepSeconds) / secondsPerDay,
    loadPerInstance: request.loadPerInstance,
    demand: {
      mean: demand.reduce((a, b) => a + b, 0) / demand.length,
      peak: demand.reduce((a, b) => Math.max(a, b), 0),
    },
    bootSeconds: request.bootSeconds,
    startSeconds: startSecondsIn(request.state, request),
    priceUsdPerHour: request.priceUsdPerHour,
    stoppedPriceUsdPerHour: request.stoppedPriceUsdPerHour,
    state: request.state,
    ...(choice === null ? {} : { stateChoice: choice }),
    announced: occurrencesOf(events, start, end).length,
    requested:
      service.kind === 'hit-rate'
        ? { hitRate: service.target }
        : { coldStartUsd: toUsd(service.cost) },
    max,
    maxSource: request.max === null ? 'earlier-peak' : 'given',
  };
}
