import { type PoolSetting, sameSetting } from '../capacity/setting.ts';
import { isoOf } from '../units.ts';
import { foundSetting, nothing } from './budget/commitment.ts';
import { bounded, mayWrite } from './limits.ts';
import {
  inPlaceOf,
  lastResortsOf,
  optionsOf,
  type PricedOption,
  type Pricer,
  pricerOf,
  type Seen,
} from './options.ts';
import type { Binding, Candidate, Plan, Producer } from './plan.ts';
import type { FleetPolicy, GroupPolicy } from './policy.ts';
import { reactiveTarget } from './reactive.ts';
import {
  type ControlWish,
  type Situation,
  type SizedLevel,
  type SizedTotal,
  untrustedReasons,
} from './situation.ts';
import { lowers, stabilized } from './stabilize.ts';
import { distinctSettings, fewestMisses, ranked, type Sizing, sizeGroup } from './targets.ts';
import { wishesOf } from './wishes.ts';

/** What one group should have as far as it alone is concerned, before any cap is asked. */
export interface GroupProposal extends Seen {
  readonly producer: Producer;
  readonly reason: string;
  readonly wanted: PoolSetting;
  readonly candidates: readonly Candidate[];
  readonly peaks: Plan['peaks'];
  /** True while data are missing or look broken. */
  readonly blind: boolean;
  readonly wishes: NonNullable<Plan['wishes']>;
  /** `wanted` after dwell, floor, ceiling, group bounds, blocks and pauses. */
  readonly setting: PoolSetting;
  readonly binding: Binding;
  /** What the caps may choose from: `setting` first, then cheaper ones in any order. */
  readonly options: readonly [PricedOption, ...PricedOption[]];
  /** What AWS has now. */
  readonly kept: PricedOption;
  /** What is left where no option can be paid for: the bare floor, if there is one, then nothing. */
  readonly lastResorts: readonly PricedOption[];
  /** What less money would have, from no pool to `wanted`; null = no record of it serves now. */
  readonly levels: readonly LevelOption[] | null;
  /** False when forewarm must not even cut: then the caps are not in its hands. */
  readonly mayCut: boolean;
}

/** A level of service, as what the group would have now. */
export interface LevelOption extends PricedOption {
  readonly record: SizedLevel['record'];
}

/** What a producer made of the situation. */
interface Choice {
  readonly producer: Producer;
  readonly reason: string;
  readonly wanted: PoolSetting;
  readonly sizing: Sizing | null;
  /** True when the sizing law chose: then what bounds leave of `wanted` is not weighed anew. */
  readonly isSized: boolean;
  /** True while data are missing or look broken: then nothing is cut on their word. */
  readonly blind: boolean;
}

/** Proposes a setting for one group; caps come later, for a fleet shares them. */
export function planGroup(
  situation: Situation,
  policy: GroupPolicy,
  fleet: FleetPolicy,
): GroupProposal {
  const choice = choiceOf(situation, policy, fleet);
  const found = foundSetting(situation.observation);
  const { setting, binding } = permitted(choice, found, { situation, policy }, fleet);
  const { producer, reason, wanted, sizing, blind } = choice;
  const seen = { situation, policy };
  const mayCut = mayWrite(nothing(found ?? wanted), situation, policy);
  const isFree = binding !== 'paused' && binding !== 'blocked';
  const believed = isFree ? sizing : null;
  const priced = pricerOf(setting, believed, seen);
  const isLevelled = mayCut && isFree && producer !== 'constant';
  return {
    ...seen,
    producer,
    reason,
    wanted,
    candidates: sizing?.candidates ?? [],
    peaks: sizing?.peaks ?? [],
    blind,
    wishes: wishesOf(choice, { situation, policy }, fleet),
    setting,
    binding,
    options: optionsOf(setting, believed, priced, seen),
    kept: priced(found ?? nothing(wanted)),
    lastResorts: lastResortsOf(setting, priced, seen),
    levels: isLevelled ? levelsOf(setting, priced, situation.sized?.levels ?? null) : null,
    mayCut,
  };
}

/**
 * `levels` within `setting`. What a record says of the money stays true while data are late or no
 * forecast is believed: without it a pool would shrink for that.
 */
function levelsOf(
  setting: PoolSetting,
  priced: Pricer,
  levels: readonly SizedLevel[] | null,
): readonly LevelOption[] | null {
  if (levels === null) return null;
  return levels.map(({ prepared, record }) => {
    const least = Math.max(setting.minSize, prepared);
    const size = { ...setting, prepared: Math.min(setting.prepared, least) };
    return { ...inPlaceOf(setting, priced(size)), record };
  });
}

/** Predictive where the forecast is believed and usable, else reactive, else what AWS has. */
function choiceOf(situation: Situation, policy: GroupPolicy, fleet: FleetPolicy): Choice {
  const { outlook, observation, recent, sized = null } = situation;
  const found = foundSetting(observation);
  const reactive = reactiveTarget(recent, observation, policy, fleet);
  const blind = reactive.kind === 'no-data';
  if (situation.control) return constantChoice(situation.control, blind);

  const { state, reuse } = policy.pool;
  const also = found === null ? [] : [{ ...found, state, reuse }];
  const sizing =
    outlook.kind === 'forecast' ? sizeGroup({ outlook, observation, policy, fleet, also }) : null;
  if (sizing !== null && outlook.kind === 'forecast') {
    const forecast = `${outlook.model}: ${describePeaks(sizing)}`;
    const rest = { producer: 'predictive', isSized: sized !== null, blind } as const;
    if (sized !== null) {
      const { law, ...choice } = sizedChoice(sized, sizing, policy);
      return { ...rest, ...choice, reason: `${law}; ${forecast}` };
    }
    return { ...rest, reason: forecast, wanted: sizing.candidates[0]!.setting, sizing };
  }
  const why =
    outlook.kind === 'untrusted'
      ? `${untrustedReasons[outlook.reason]} (${outlook.detail})`
      : `${untrustedReasons['forecast-broken']} (no path reaches past now)`;
  if (reactive.kind === 'target') {
    const reason = `${why}; ${reactive.reason}`;
    const wanted = reactive.setting;
    return { producer: 'reactive', reason, wanted, sizing: null, isSized: false, blind };
  }
  const { minSize } = policy.pool;
  const wanted = found ?? { minSize, prepared: minSize, state, reuse };
  const reason = `${why}; ${reactive.reason}`;
  return { producer: 'held', reason, wanted, sizing: null, isSized: false, blind };
}

/** The constant of a control block, whatever the forecast says. */
function constantChoice({ setting, block, until }: ControlWish, blind: boolean): Choice {
  const reason = `control block ${block + 1} of the experiment, to ${isoOf(until)}: a constant`;
  return { producer: 'constant', reason, wanted: setting, sizing: null, isSized: false, blind };
}

/** What the record of the sizing law asks for, first among what the paths were priced for. */
function sizedChoice(
  { prepared, multiple, claims }: SizedTotal,
  sizing: Sizing,
  { pool }: GroupPolicy,
): Pick<Choice, 'wanted' | 'sizing'> & { readonly law: string } {
  const { minSize, state, reuse } = pool;
  const wanted = { minSize, prepared: Math.max(minSize, prepared), state, reuse };
  const others = sizing.candidates.filter(({ setting }) => !sameSetting(setting, wanted));
  const event = multiple === 1 ? '' : `, ${multiple.toFixed(1)} times for an event`;
  return {
    wanted,
    sizing: { ...sizing, candidates: [sizing.price(wanted), ...others] },
    law: `sizing by a record of ${claims} claims${event}`,
  };
}

/** The setting after every rule but the caps, with the highest that moved it. */
function permitted(
  { wanted, sizing, isSized, blind }: Choice,
  found: PoolSetting | null,
  { situation, policy }: Seen,
  fleet: FleetPolicy,
): { readonly setting: PoolSetting; readonly binding: Binding } {
  const { observation, paused } = situation;
  const kept = found ?? nothing(wanted);
  if (paused !== null) return { setting: kept, binding: 'paused' };
  const isForeign = policy.mode === 'act' && !observation.optedIn;
  if (observation.blocked !== null || isForeign) return { setting: kept, binding: 'blocked' };

  const bound = (setting: PoolSetting) => bounded(setting, situation, policy);
  const legal =
    sizing === null || isSized ? bound(wanted).setting : bestLegal(sizing, { situation, policy });
  const own = bound(kept);
  const { minSize, prepared } = own.setting;
  const base = found === null ? null : { ...legal, minSize, prepared };
  const steady =
    blind && base !== null && lowers(base, legal, observation.desired)
      ? base
      : stabilized(legal, base, situation, {
          lowerAfterSeconds: policy.lowerAfterSeconds,
          stepSeconds: fleet.stepSeconds,
        });
  const last = bound(steady);
  if (last.binding !== 'none') return last;
  if (!sameSetting(steady, legal)) {
    return { setting: steady, binding: own.binding === 'none' ? 'dwell' : own.binding };
  }
  return { setting: steady, binding: sameSetting(legal, wanted) ? 'none' : bound(wanted).binding };
}

/** The best of the candidates as bounds let them be: not always the best one, bounded. */
function bestLegal(sizing: Sizing, { situation, policy }: Seen): PoolSetting {
  const legal = (settings: readonly PoolSetting[]) =>
    distinctSettings(settings.map((setting) => bounded(setting, situation, policy).setting)).map(
      sizing.price,
    );
  const candidates = legal(sizing.candidates.map(({ setting }) => setting));
  const unavoidable = fewestMisses(legal(sizing.tried));
  return ranked(candidates, policy.serviceLevel, unavoidable)[0]!.setting;
}

function describePeaks({ peaks, windowSeconds }: Sizing): string {
  const likely = peaks.map(({ level, demand }) => `${demand} (${Math.round(level * 100)} %)`);
  const minutes = Math.round(windowSeconds / 60);
  return `instances needed within ${minutes} minutes: ${likely.join(', ')}`;
}
