/** What may make a replay say less, or something else, than it seems to. */
import { duration, percent, secondsPerDay } from '../../core/units.ts';
import type { ReplayScenario } from './document.ts';

/** More instances than this, on average, are likelier a mistake of units than a fleet. */
const likelyInstancesMax = 1000;
/** Rules look back on the same weekdays, so each should have been seen twice. */
const historyDaysMin = 14;
/** Weekdays differ: less than all of them does not stand for a month. */
const replayedDaysMin = 7;
/** A share of unobserved steps that is worth a word. */
const gapsShareMin = 0.01;
/** Steps longer than this many boot times: each boot takes a whole one in replay. */
const bootsPerStepMax = 1.5;

/**
 * Warnings about `scenario`, each a sentence or two; none where all seems well.
 * @param unobserved Share of the steps of the file that hold no value.
 */
export function warningsOf(scenario: ReplayScenario, unobserved: number): string[] {
  return [
    unitsWarning(scenario),
    maximumWarning(scenario),
    historyWarning(scenario),
    spanWarning(scenario),
    gapsWarning(unobserved),
    stepWarning(scenario),
    priceWarning(scenario),
  ].filter((warning) => warning !== null);
}

function unitsWarning({ demand }: ReplayScenario): string | null {
  if (demand.mean <= likelyInstancesMax) return null;
  const mean = Math.round(demand.mean).toLocaleString('en-US');
  return (
    `demand is ${mean} instances on average: are the file's values and --per-instance in the same ` +
    'unit? Values are taken as they stand, not divided by their step.'
  );
}

function maximumWarning({ demand, max }: ReplayScenario): string | null {
  if (demand.peak <= max) return null;
  return (
    `demand exceeds the group maximum: the pool of aws-default is made for ${max} instances, ` +
    `not for ${demand.peak}. Give --max the MaxSize of your group.`
  );
}

function historyWarning({ historyDays }: ReplayScenario): string | null {
  if (historyDays >= historyDaysMin) return null;
  const seconds = Math.round(historyDays * secondsPerDay);
  const learnt =
    seconds === 0 ? 'nothing was learnt' : `only ${duration(seconds)} were learnt from`;
  return `${learnt} before the replayed span: with two weeks or more forewarm chooses better.`;
}

function spanWarning({ from, to }: ReplayScenario): string | null {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds >= replayedDaysMin * secondsPerDay) return null;
  return `only ${duration(seconds)} are replayed: a week has days that these do not stand for.`;
}

function gapsWarning(unobserved: number): string | null {
  if (unobserved < gapsShareMin) return null;
  return `${percent(unobserved)} of the steps hold no value: there the last one is repeated.`;
}

function stepWarning({ stepSeconds, bootSeconds }: ReplayScenario): string | null {
  if (stepSeconds <= bootsPerStepMax * bootSeconds) return null;
  const step = duration(stepSeconds);
  return (
    `steps of ${step} are longer than a boot of ${duration(bootSeconds)}, which takes a whole step ` +
    'here, and climbs within a step are not seen: finer samples say more.'
  );
}

function priceWarning(scenario: ReplayScenario): string | null {
  const { state, stoppedPriceUsdPerHour: parked, priceUsdPerHour: running } = scenario;
  if (state === 'Running') return null;
  if (parked === 0) {
    return '--stopped-price is 0, so large pools look free: disks are billed in every state.';
  }
  if (parked < running) return null;
  return 'a parked member costs no less than a running one: are --price and --stopped-price swapped?';
}
