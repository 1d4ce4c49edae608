import { secondsPerDay, secondsPerHour, secondsPerMinute } from './units.ts';

/** A duration as a person writes it, largest unit first: `90s`, `15m`, `1h30m`, `1.5h`, `2d`. */
export const durationForm = /^(?=\d)(\d+(\.\d+)?d)?(\d+(\.\d+)?h)?(\d+(\.\d+)?m)?(\d+(\.\d+)?s)?$/;

const unitSeconds = { d: secondsPerDay, h: secondsPerHour, m: secondsPerMinute, s: 1 } as const;

/** Whole seconds of a duration, the nearest to it; null = `text` is none. */
export function secondsOf(text: string): number | null {
  if (!durationForm.test(text)) return null;
  const seconds = [...text.matchAll(/([\d.]+)([dhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit as keyof typeof unitSeconds],
    0,
  );
  return Math.round(seconds);
}
