/**
 * Public holidays by country, as the law stood in 2026: for each a source, and only countries whose
 * days follow from rules. Days that a government announces year by year are not here.
 * A holiday with `regions` is kept there alone; those without, in the whole country.
 */
import type { YearlyHoliday } from './holidays.ts';

export interface Country {
  readonly source: string;
  readonly regions: readonly string[];
  /** The region that is meant where none is named. */
  readonly region?: string;
  readonly bridged?: boolean;
  readonly holidays: readonly RegionalHoliday[];
}

interface RegionalHoliday extends YearlyHoliday {
  /** Codes as in ISO 3166-2 without the country, one space apart. */
  readonly regions?: string;
}

const christmas = { name: 'Christmas Day', on: '12-25' };
const secondChristmas = { name: 'Second Day of Christmas', on: '12-26' };
const newYear = { name: "New Year's Day", on: '01-01' };
const epiphany = { name: 'Epiphany', on: '01-06' };
const goodFriday = { name: 'Good Friday', on: 'easter - 2' };
const easterMonday = { name: 'Easter Monday', on: 'easter + 1' };
const labourDay = { name: 'Labour Day', on: '05-01' };
const ascension = { name: 'Ascension Day', on: 'easter + 39' };
const whitMonday = { name: 'Whit Monday', on: 'easter + 50' };
const corpusChristi = { name: 'Corpus Christi', on: 'easter + 60' };
const assumption = { name: 'Assumption Day', on: '08-15' };
const allSaints = { name: "All Saints' Day", on: '11-01' };
const immaculate = { name: 'Immaculate Conception', on: '12-08' };

export const countries: Readonly<Record<string, Country>> = {
  AT: {
    source: 'Arbeitsruhegesetz § 7',
    regions: [],
    holidays: [
      newYear,
      epiphany,
      easterMonday,
      { name: 'National Holiday', on: '05-01' },
      ascension,
      whitMonday,
      corpusChristi,
      assumption,
      { name: 'National Day', on: '10-26' },
      allSaints,
      immaculate,
      christmas,
      { name: "St. Stephen's Day", on: '12-26' },
    ],
  },
  AU: {
    source: 'Fair Work Act 2009 s. 115 and the public holidays acts of the states',
    regions: ['ACT', 'NSW', 'QLD', 'SA', 'VIC'],
    holidays: [
      { name: "New Year's Day", on: '01-01 or next weekday' },
      { name: 'Australia Day', on: '01-26 or next weekday' },
      goodFriday,
      easterMonday,
      { name: 'Anzac Day', on: '04-25' },
      { name: 'Anzac Day', on: '04-25 or next weekday', regions: 'ACT NSW' },
      { name: 'Anzac Day', on: '04-25 or next day if sunday', regions: 'QLD' },
      { name: 'Christmas Day', on: '12-25 or next weekday' },
      { name: 'Boxing Day', on: '12-26 or next weekday' },
      { name: 'Adelaide Cup', on: 'second monday in march', regions: 'SA' },
      { name: 'Canberra Day', on: 'second monday in march', regions: 'ACT' },
      { name: 'Labour Day', on: 'second monday in march', regions: 'VIC' },
      { name: 'Labour Day', on: 'first monday in may', regions: 'QLD' },
      { name: 'Reconciliation Day', on: 'monday on or after 05-27', regions: 'ACT' },
      { name: "King's Birthday", on: 'second monday in june', regions: 'ACT NSW SA VIC' },
      { name: "King's Birthday", on: 'first monday in october', regions: 'QLD' },
      { name: 'Labour Day', on: 'first monday in october', regions: 'ACT NSW SA' },
      { name: 'Melbourne Cup', on: 'first tuesday in november', regions: 'VIC' },
    ],
  },
  BE: {
    source: 'Wet van 4 januari 1974 betreffende de feestdagen',
    regions: [],
    holidays: [
      newYear,
      easterMonday,
      labourDay,
      ascension,
      whitMonday,
      { name: 'National Day', on: '07-21' },
      assumption,
      allSaints,
      { name: 'Armistice Day', on: '11-11' },
      christmas,
    ],
  },
  CA: {
    source: 'Canada Labour Code s. 166; days off as in the schedule of the Bank of Canada',
    regions: [],
    holidays: [
      { name: "New Year's Day", on: '01-01 or next weekday' },
      goodFriday,
      { name: 'Victoria Day', on: 'monday on or after 05-18' },
      { name: 'Canada Day', on: '07-01 or next weekday' },
      { name: 'Labour Day', on: 'first monday in september' },
      { name: 'National Day for Truth and Reconciliation', on: '09-30 or next weekday' },
      { name: 'Thanksgiving', on: 'second monday in october' },
      { name: 'Remembrance Day', on: '11-11 or next weekday' },
      { name: 'Christmas Day', on: '12-25 or next weekday' },
      { name: 'Boxing Day', on: '12-26 or next weekday' },
    ],
  },
  DE: {
    source: 'Einigungsvertrag Art. 2 and the Feiertagsgesetze of the Länder',
    regions: 'BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH'.split(' '),
    holidays: [
      newYear,
      { ...epiphany, regions: 'BW BY ST' },
      { name: "Women's Day", on: '03-08', regions: 'BE MV' },
      goodFriday,
      easterMonday,
      labourDay,
      { name: 'Liberation Day', on: '2025-05-08', regions: 'BE' },
      ascension,
      whitMonday,
      { ...corpusChristi, regions: 'BW BY HE NW RP SL' },
      { ...assumption, regions: 'BY SL' },
      { name: "World Children's Day", on: '09-20', regions: 'TH' },
      { name: 'German Unity Day', on: '10-03' },
      { name: 'Reformation Day', on: '10-31', regions: 'BB HB HH MV NI SH SN ST TH' },
      { ...allSaints, regions: 'BW BY NW RP SL' },
      { name: 'Repentance Day', on: 'wednesday on or after 11-16', regions: 'SN' },
      christmas,
      secondChristmas,
    ],
  },
  ES: {
    source: 'Real Decreto 2001/1983 art. 45: the days that every region keeps',
    regions: [],
    holidays: [
      newYear,
      epiphany,
      goodFriday,
      labourDay,
      assumption,
      { name: 'National Day', on: '10-12' },
      allSaints,
      { name: 'Constitution Day', on: '12-06' },
      immaculate,
      christmas,
    ],
  },
  FR: {
    source: 'Code du travail L3133-1; L3134-13 for Alsace and Moselle',
    regions: ['57', '67', '68'],
    holidays: [
      newYear,
      { ...goodFriday, regions: '57 67 68' },
      easterMonday,
      labourDay,
      { name: 'Victory Day', on: '05-08' },
      ascension,
      whitMonday,
      { name: 'Bastille Day', on: '07-14' },
      assumption,
      allSaints,
      { name: 'Armistice Day', on: '11-11' },
      christmas,
      { name: "St. Stephen's Day", on: '12-26', regions: '57 67 68' },
    ],
  },
  GB: {
    source: 'Banking and Financial Dealings Act 1971 and gov.uk/bank-holidays',
    regions: ['ENG', 'NIR', 'SCT', 'WLS'],
    region: 'ENG',
    holidays: [
      { name: "New Year's Day", on: '01-01 or next weekday' },
      { name: '2nd January', on: '01-02 or next weekday', regions: 'SCT' },
      { name: "St. Patrick's Day", on: '03-17 or next weekday', regions: 'NIR' },
      goodFriday,
      { ...easterMonday, regions: 'ENG NIR WLS' },
      { name: 'Early May bank holiday', on: 'first monday in may' },
      { name: 'Spring bank holiday', on: 'last monday in may' },
      { name: 'Battle of the Boyne', on: '07-12 or next weekday', regions: 'NIR' },
      { name: 'Summer bank holiday', on: 'first monday in august', regions: 'SCT' },
      { name: 'Summer bank holiday', on: 'last monday in august', regions: 'ENG NIR WLS' },
      { name: "St. Andrew's Day", on: '11-30 or next weekday', regions: 'SCT' },
      { name: 'Christmas Day', on: '12-25 or next weekday' },
      { name: 'Boxing Day', on: '12-26 or next weekday' },
    ],
  },
  GR: {
    source: 'Act 1157/1981 and the labour code: the public holidays of the whole country',
    regions: [],
    holidays: [
      newYear,
      epiphany,
      { name: 'Clean Monday', on: 'orthodox easter - 48' },
      { name: 'Independence Day', on: '03-25' },
      { name: 'Good Friday', on: 'orthodox easter - 2' },
      { name: 'Easter Monday', on: 'orthodox easter + 1' },
      labourDay,
      { name: 'Whit Monday', on: 'orthodox easter + 50' },
      assumption,
      { name: 'Ochi Day', on: '10-28' },
      christmas,
      secondChristmas,
    ],
  },
  IT: {
    source: 'Legge 260/1949 with Legge 151/2025',
    regions: [],
    holidays: [
      newYear,
      epiphany,
      easterMonday,
      { name: 'Liberation Day', on: '04-25' },
      labourDay,
      { name: 'Republic Day', on: '06-02' },
      assumption,
      { name: 'St. Francis of Assisi', on: '10-04' },
      allSaints,
      immaculate,
      christmas,
      { name: "St. Stephen's Day", on: '12-26' },
    ],
  },
  JP: {
    source: 'Act on National Holidays (1948, Act 178), art. 2 and 3',
    regions: [],
    bridged: true,
    holidays: [
      { name: "New Year's Day", on: '01-01 or next day if sunday' },
      { name: 'Coming of Age Day', on: 'second monday in january' },
      { name: 'National Foundation Day', on: '02-11 or next day if sunday' },
      { name: "The Emperor's Birthday", on: '02-23 or next day if sunday' },
      { name: 'Vernal Equinox Day', on: 'march equinox in japan or next day if sunday' },
      { name: 'Showa Day', on: '04-29 or next day if sunday' },
      { name: 'Constitution Day', on: '05-03 or next day if sunday' },
      { name: 'Greenery Day', on: '05-04 or next day if sunday' },
      { name: "Children's Day", on: '05-05 or next day if sunday' },
      { name: 'Marine Day', on: 'third monday in july' },
      { name: 'Mountain Day', on: '08-11 or next day if sunday' },
      { name: 'Respect for the Aged Day', on: 'third monday in september' },
      { name: 'Autumnal Equinox Day', on: 'september equinox in japan or next day if sunday' },
      { name: 'Sports Day', on: 'second monday in october' },
      { name: 'Culture Day', on: '11-03 or next day if sunday' },
      { name: 'Labour Thanksgiving Day', on: '11-23 or next day if sunday' },
    ],
  },
  NL: {
    source: 'Algemene termijnenwet art. 3 and the usual collective agreements',
    regions: [],
    holidays: [
      newYear,
      easterMonday,
      { name: "King's Day", on: '04-27 or day before if sunday' },
      ascension,
      whitMonday,
      christmas,
      secondChristmas,
    ],
  },
  PL: {
    source: 'Ustawa z dnia 18 stycznia 1951 r. o dniach wolnych od pracy',
    regions: [],
    holidays: [
      newYear,
      epiphany,
      easterMonday,
      labourDay,
      { name: 'Constitution Day', on: '05-03' },
      corpusChristi,
      assumption,
      allSaints,
      { name: 'Independence Day', on: '11-11' },
      { name: 'Christmas Eve', on: '12-24' },
      christmas,
      secondChristmas,
    ],
  },
  SE: {
    source: 'Lag (1989:253) om allmänna helgdagar, and the eves of Semesterlagen 3 a §',
    regions: [],
    holidays: [
      newYear,
      epiphany,
      goodFriday,
      easterMonday,
      labourDay,
      ascension,
      { name: 'National Day', on: '06-06' },
      { name: 'Midsummer Eve', on: 'friday on or after 06-19' },
      { name: 'Midsummer Day', on: 'saturday on or after 06-20' },
      { name: "All Saints' Day", on: 'saturday on or after 10-31' },
      { name: 'Christmas Eve', on: '12-24' },
      christmas,
      secondChristmas,
      { name: "New Year's Eve", on: '12-31' },
    ],
  },
  US: {
    source: '5 U.S.C. § 6103; days off by Executive Order 11582',
    regions: [],
    holidays: [
      { name: "New Year's Day", on: '01-01 or nearest weekday' },
      { name: 'Martin Luther King Jr. Day', on: 'third monday in january' },
      { name: "Washington's Birthday", on: 'third monday in february' },
      { name: 'Memorial Day', on: 'last monday in may' },
      { name: 'Juneteenth', on: '06-19 or nearest weekday' },
      { name: 'Independence Day', on: '07-04 or nearest weekday' },
      { name: 'Labor Day', on: 'first monday in september' },
      { name: 'Columbus Day', on: 'second monday in october' },
      { name: 'Veterans Day', on: '11-11 or nearest weekday' },
      { name: 'Thanksgiving Day', on: 'fourth thursday in november' },
      { name: 'Christmas Day', on: '12-25 or nearest weekday' },
    ],
  },
};

/** Whether forewarm itself knows the holidays of `country`. */
export function isBuiltIn(country: string): boolean {
  return Object.hasOwn(countries, country);
}

/** Holidays of `country`, which is built in, and of its `region`, or of the one that is usual. */
export function holidaysOf(country: string, region: string | null): readonly YearlyHoliday[] {
  const { holidays, region: usual = null } = countries[country]!;
  const here = region ?? usual;
  return holidays.filter(
    ({ regions }) => regions === undefined || (here !== null && regions.split(' ').includes(here)),
  );
}
