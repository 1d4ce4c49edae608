/** Milliseconds since 1970, 0 ≤ t ≤ 2100-01-01; the text of one timestamp. */
export type EpochMillis = number;

const latestMillis = Date.UTC(2100, 0, 1);
/** Fewer milliseconds than this would lie before March 1973, fewer seconds reach the year 5138. */
const leastMillis = 1e11;
/** More than any service serves, and far below where sums of doubles lose whole units. */
const valueMax = 1e15;

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;
const epoch = /^\d{1,13}(?:\.\d+)?$/;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const gapWords = new Set(['', 'nan', 'null', 'na', 'n/a']);

/**
 * Reads ISO-8601 with a zone or without (then UTC), `YYYY-MM-DD HH:MM:SS`, a bare date, and epoch
 * seconds or milliseconds. Null when `text` is none of them, no real date, or outside 1970–2100.
 */
export function parseTime(text: string): EpochMillis | null {
  const millis = epoch.test(text) ? fromEpoch(Number(text)) : fromIso(text);
  return millis !== null && millis >= 0 && millis <= latestMillis ? millis : null;
}

/** True for a time of day or a date that says no zone, and so is read as UTC. */
export function lacksZone(text: string): boolean {
  return !epoch.test(text) && iso.exec(text)?.[8] === undefined;
}

function fromEpoch(number: number): EpochMillis {
  return Math.floor(number < leastMillis ? number * 1000 : number);
}

function fromIso(text: string): EpochMillis | null {
  const match = iso.exec(text);
  if (match === null) return null;
  const part = (index: number) => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part);
  const isClock = hour! <= 23 && minute! <= 59 && second! <= 59;
  const isDate = month! >= 1 && month! <= 12 && day! >= 1 && day! <= daysIn(year!, month!);
  const zoneMinutes = offsetMinutes(match[8]);
  if (!isClock || !isDate || zoneMinutes === null) return null;
  const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000);
  return Date.UTC(year!, month! - 1, day!, hour!, minute! - zoneMinutes, second!, fraction);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Minutes east of UTC; null beyond the ±14 hours that exist. */
function offsetMinutes(zone: string | undefined): number | null {
  if (zone === undefined || /^(Z|UTC)$/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', ''))];
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > 14 * 60) return null;
  return zone.startsWith('-') ? -total : total;
}

export type ValueOutcome =
  | { readonly kind: 'load'; readonly value: number }
  | { readonly kind: 'gap' }
  | { readonly kind: 'wrong'; readonly what: string; readonly remedy: string };

const gap: ValueOutcome = { kind: 'gap' };

/** Reads one load, ≥ 0. Empty, NaN, null, NA and n/a are gaps: nothing was observed. */
export function parseValue(text: string): ValueOutcome {
  if (gapWords.has(text.toLowerCase())) return gap;
  if (/^\d+,\d+$/.test(text)) {
    return wrong(text, 'has a comma', 'write the decimal point as "." and no thousands separator');
  }
  if (/^[+-]?inf(inity)?$/i.test(text)) {
    return wrong(text, 'is not finite', 'leave it empty where nothing was observed');
  }
  if (!decimal.test(text)) {
    return wrong(text, 'is not a number', 'write a number such as 12.5, or nothing for a gap');
  }
  const value = Number(text);
  if (value < 0) return wrong(text, 'is negative', 'load is 0 or more; leave it empty for a gap');
  if (value > valueMax) return wrong(text, 'is beyond any load', `write at most ${valueMax}`);
  return { kind: 'load', value: Math.abs(value) };
}

function wrong(text: string, problem: string, remedy: string): ValueOutcome {
  return { kind: 'wrong', what: `value ${quoted(text)} ${problem}`, remedy };
}

/** `text` as a message may show it: one line, at most 40 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
