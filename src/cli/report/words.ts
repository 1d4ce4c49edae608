/** The sentences and figures of a report, said once for every format. */
import type {
  GroupReport,
  Quantiles,
  ReportDocument,
  Spike,
  SpikeEvent,
} from '../../app/report/report.ts';
import { instancesFor } from '../../core/capacity/demand.ts';
import { type LocalParts, zoneOf } from '../../core/series/zone.ts';
import { highestOf, lowestOf } from '../../core/statistics/extremes.ts';
import type { EpochSeconds } from '../../core/units.ts';
import { months, weekdays } from '../day-names.ts';
import { quantity } from '../output.ts';

/** `08:10` on the clock of `zone`. */
export function clockText(at: EpochSeconds, zone: string): string {
  const { hour, minute } = zoneOf(zone).localParts(at);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** `Sat 21 Nov`. */
export function dateText(at: EpochSeconds, zone: string): string {
  const { weekday, day, month } = zoneOf(zone).localParts(at);
  return `${weekdays[weekday]} ${day} ${months[month - 1]}`;
}

/** `Sat 21 Nov 2026 18:00`. */
export function stampText(at: EpochSeconds, zone: string): string {
  return `${dateText(at, zone)} ${zoneOf(zone).localParts(at).year} ${clockText(at, zone)}`;
}

/** `today 18:20`, `tomorrow 08:10`, `Tue 24 Nov 08:10`, as told at `now`. */
export function momentText(at: EpochSeconds, now: EpochSeconds, zone: string): string {
  const calendar = zoneOf(zone);
  const date = (parts: LocalParts) => `${parts.year}-${parts.month}-${parts.day}`;
  const day = date(calendar.localParts(at));
  const time = clockText(at, zone);
  if (day === date(calendar.localParts(now))) return `today ${time}`;
  if (day === date(calendar.localParts(calendar.nextStartOfDay(now)))) return `tomorrow ${time}`;
  return `${dateText(at, zone)} ${time}`;
}

/** `today 18:20–21:05`; the second day is named where it is another. */
export function spanText(
  from: EpochSeconds,
  to: EpochSeconds,
  now: EpochSeconds,
  zone: string,
): string {
  const sameDay = dateText(from, zone) === dateText(to, zone);
  return `${momentText(from, now, zone)}–${sameDay ? clockText(to, zone) : momentText(to, now, zone)}`;
}

/** `12.4k (9.1k–15k)`, or `12` where the range is none. */
export function rangeText({ p10, p50, p90 }: Quantiles): string {
  const [low, middle, high] = [p10, p50, p90].map(quantity);
  return low === high ? middle! : `${middle} (${low}–${high})`;
}

/** A chance as people say it: whole percents, and never a certainty. */
export function chanceText(share: number): string {
  const whole = Math.round(share * 100);
  if (whole >= 100) return '> 99 %';
  return whole <= 0 ? '< 1 %' : `${whole} %`;
}

/** A whole number, `15,435`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 instance`, `12 instances`. */
export function instancesText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'instance' : 'instances'}`;
}

/** `12 (9–15)`, or `12` where the range is none. */
export function countRangeText({ p10, p50, p90 }: Quantiles): string {
  return p10 === p90 ? countText(p50) : `${countText(p50)} (${countText(p10)}–${countText(p90)})`;
}

/** What is coming, in one sentence; in two where the planner would not act on it. */
export function headlineOf(group: GroupReport, document: ReportDocument): string {
  const { outlook, data } = group;
  if (outlook.kind === 'none') return `No forecast: ${outlook.reason}.`;
  const coming = comingSentence(group, outlook, document);
  return data.tier.name === 'reactive' ? `${coming} ${capitalized(data.tier.sentence)}.` : coming;
}

function comingSentence(
  group: GroupReport,
  outlook: Extract<GroupReport['outlook'], { kind: 'forecast' }>,
  { at, horizonSeconds }: ReportDocument,
): string {
  const { capacity, zone } = group;
  const spike = mainSpike(outlook.spikes);
  if (spike === null) {
    const until = momentText(at + horizonSeconds, at, zone);
    return `No spike stands out until ${until}: ${steadyText(group)}.`;
  }
  const when = whenText(spike, group, at);
  const event = spike.event === null ? '' : ` (${eventText(spike.event, at, zone)})`;
  const what = capacity === null ? loadText(spike, group) : demandText(spike, capacity.serving);
  const pool = capacity === null || capacity.ready === 0 ? '' : poolText(spike);
  return `${capitalized(when)}${event}: ${what}${pool}.`;
}

/** `today more than what serves now from 18:20, peak 20:00`. */
function whenText(spike: Spike, { capacity, zone }: GroupReport, now: EpochSeconds): string {
  const { passesAt, peakAt, leadSeconds, from } = spike;
  const peak = `peak ${momentText(peakAt, now, zone)}`;
  const rise = capacity === null ? 'half risen' : 'more than what serves now';
  const since = capacity === null ? from : passesAt;
  if (since === null) return peak;
  if (leadSeconds === 0) return `${rise} already, ${peak}`;
  const clock = clockText(since, zone);
  const day = momentText(since, now, zone).slice(0, -clock.length);
  return `${day}${rise} from ${clock}, ${peakText(peakAt, since, now, zone)}`;
}

/** `sale tomorrow 11:15, peak 12:00`. */
function eventText({ name, start, peakAt }: SpikeEvent, now: EpochSeconds, zone: string): string {
  return `${name} ${momentText(start, now, zone)}, ${peakText(peakAt, start, now, zone)}`;
}

/** `peak 12:00`; the day is named where it is not that of `from`. */
export function peakText(
  peakAt: EpochSeconds,
  from: EpochSeconds,
  now: EpochSeconds,
  zone: string,
): string {
  const sameDay = dateText(from, zone) === dateText(peakAt, zone);
  return `peak ${sameDay ? clockText(peakAt, zone) : momentText(peakAt, now, zone)}`;
}

/** A spike this near to the highest one counts as high: the first of them is what comes next. */
const asHigh = 0.8;

/**
 * The first high one of the spikes that are more likely than not to ask for more than what serves;
 * else the likeliest.
 */
function mainSpike(spikes: readonly Spike[]): Spike | null {
  const likely = spikes.filter(({ probability }) => probability.aboveServing >= 0.5);
  const highest = Math.max(...likely.map(({ load }) => load.p50));
  const first = likely.find(({ load }) => load.p50 >= asHigh * highest);
  if (first !== undefined) return first;
  const chance = ({ probability }: Spike) => probability.aboveServing;
  return spikes.toSorted((a, b) => chance(b) - chance(a))[0] ?? null;
}

function demandText({ instances, probability }: Spike, serving: number): string {
  const { p50, p90 } = instances!; // there is a capacity, so there are instances
  if (p50 <= serving) {
    const chance = chanceText(probability.aboveServing);
    return `${chance} chance that load passes the ${instancesText(serving)} that serve now, up to ${countText(p90)}`;
  }
  const reached = countRangeText(instances!).replace(countText(p50), instancesText(p50));
  return `load reaches ${reached}, ${countText(p50 - serving)} more than now`;
}

function loadText({ load, probability }: Spike, { loadNow }: GroupReport): string {
  if (probability.aboveServing < 0.5) {
    const chance = chanceText(probability.aboveServing);
    return `${chance} chance that load passes the ${quantity(loadNow!)} of the last hour, up to ${quantity(load.p90)}`;
  }
  const multiple = load.p50 / loadNow!;
  const against = Number.isFinite(multiple)
    ? `, ${multiple.toFixed(multiple < 10 ? 1 : 0)} × the highest of the last hour`
    : '';
  return `load peaks at ${rangeText(load)}${against}`;
}

function poolText({ probability }: Spike): string {
  return `; ${chanceText(1 - probability.abovePool!)} chance that the pool suffices`;
}

function steadyText({ outlook, capacity }: GroupReport): string {
  if (outlook.kind === 'none') return '';
  const low = lowestOf(outlook.points.map(({ p10 }) => p10));
  const high = highestOf(outlook.points.map(({ p90 }) => p90));
  if (capacity === null) return `the load stays within ${quantity(low)}–${quantity(high)}`;
  const [fewest, most] = [low, high].map((load) => instancesFor(load, capacity.loadPerInstance));
  const range =
    fewest === most ? instancesText(most!) : `${countText(fewest!)}–${instancesText(most!)}`;
  return `the load asks for ${range}, and ${instancesText(capacity.serving)} serve${capacity.serving === 1 ? 's' : ''} now`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
