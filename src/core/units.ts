/** Whole seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number;

/** Whole millionths of a US dollar. */
export type MicroUsd = number & { readonly unit: 'µUSD' };

/** Takes a whole number of µUSD as money. @throws RangeError when `value` is not a whole number. */
export function microUsd(value: number): MicroUsd {
  if (!Number.isSafeInteger(value)) throw new RangeError(`µUSD must be whole, got ${value}`);
  return value as MicroUsd;
}

/** Dollars as µUSD, rounded to the nearest whole one. */
export function fromUsd(usd: number): MicroUsd {
  return microUsd(Math.round(usd * 1e6));
}

/** µUSD as dollars, for people and JSON only: arithmetic stays in µUSD. */
export function toUsd(money: MicroUsd): number {
  return money / 1e6;
}

export const secondsPerMinute = 60;
export const secondsPerHour = 3600;
export const secondsPerDay = 86_400;

/** `2026-11-21T08:00:00Z` for whole epoch seconds: the one form of time in JSON. */
export function isoOf(at: EpochSeconds): string {
  return new Date(at * 1000).toISOString().replace('.000Z', 'Z');
}

/** `3 d 4 h`, `25 min`, `40 s`: the two largest parts. */
export function duration(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [Math.round(seconds % 60), 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Where what is left of a whole is the error of adding shares up. */
const dust = 1e-9;

/** `97.3 %`; `100.0 %` is the whole alone, so what is nearly that has as many digits as tell it. */
export function percent(share: number, digits = 1): string {
  const text = `${(share * 100).toFixed(digits)} %`;
  const isRounded = Number.parseFloat(text) === 100 && Math.abs(share - 1) > dust;
  return isRounded ? percent(share, digits + 1) : text;
}
