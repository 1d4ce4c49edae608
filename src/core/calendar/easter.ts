import { dayOf, type LocalDay } from './local-day.ts';

/**
 * Easter Sunday of the Gregorian calendar in `year` ≥ 1583.
 * Source: the anonymous Gregorian algorithm, J. Meeus, Astronomical Algorithms (1991), chapter 8.
 */
export function easter(year: number): LocalDay {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const lunarCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const leapCenturies = Math.floor(century / 4);
  const epact = (19 * golden + century - leapCenturies - lunarCorrection + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const days = epact + toSunday - 7 * late + 114;
  return dayOf(year, Math.floor(days / 31), (days % 31) + 1);
}

/**
 * Easter Sunday of the Orthodox churches in `year` 1900–2099, as a Gregorian date.
 * Source: Meeus's Julian algorithm, the same chapter, and the 13 days between the calendars.
 */
export function orthodoxEaster(year: number): LocalDay {
  const moon = (19 * (year % 19) + 15) % 30;
  const toSunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
  const days = moon + toSunday + 114;
  return dayOf(year, Math.floor(days / 31), (days % 31) + 1 + 13);
}

/**
 * The equinox of March or September in `year` 1980–2099, as a date in Japan.
 * Source: the approximation of the National Astronomical Observatory of Japan's almanac that
 * predicts the official days of spring and autumn.
 */
export function japaneseEquinox(year: number, month: 3 | 9): LocalDay {
  const base = month === 3 ? 20.8431 : 23.2488;
  const since = year - 1980;
  return dayOf(year, month, Math.floor(base + 0.242194 * since - Math.floor(since / 4)));
}
