import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/adapters/csv/read-csv.ts';
import { isoOf } from '../../../src/core/units.ts';
import { ForewarmError } from '../../../src/errors.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const t0 = Date.UTC(2026, 10, 21, 8) / 1000;

/** The outcome of reading a file of `content`; an error as its code and its message without the path. */
async function read(
  content: string | Uint8Array,
  file = join(temporaryDirectory(), 'f.csv'),
  now?: number,
) {
  writeFileSync(file, content);
  try {
    return await readCsv(file, now);
  } catch (error) {
    if (!(error instanceof ForewarmError)) throw error;
    return `${error.code} ${error.message.replace(file, 'f.csv')}`;
  }
}

/** Minutes after t0 and loads of what was read. */
function minutesOf(outcome: Awaited<ReturnType<typeof read>>) {
  if (typeof outcome === 'string') throw new Error(outcome);
  return outcome.batch.samples.map(({ at, value }) => [(at - t0) / 60, value]);
}

const line = (minute: number, value: number | string, end = '\n') =>
  `${isoOf(t0 + minute * 60)},${value}${end}`;

describe('readCsv', () => {
  test('reads a plain file', async () => {
    const outcome = await read(`timestamp,value\n${line(0, 5)}${line(1, 6.5)}${line(2, 0)}`);
    expect(outcome).toEqual({
      batch: {
        stepSeconds: 60,
        samples: [5, 6.5, 0].map((value, i) => ({ at: t0 + i * 60, value })),
      },
      stepSeconds: 60,
      rows: 3,
      duplicates: 0,
      reordered: 0,
      gaps: 0,
      lacksZone: false,
    });
  });

  test.each([
    [
      'without a zone',
      '2026-11-21 17:00',
      'without a zone it is read as UTC; write one, such as +09:00',
    ],
    ['with one', '2026-11-21T17:00Z', 'check the clock and the zone of what wrote it'],
  ])('refuses a time %s that is still to come', async (_, time, remedy) => {
    const content = `timestamp,value\n${line(0, 5)}${time},6\n`;
    const want = `FW_INPUT_INVALID f.csv:3: time "${time}" is still to come: ${remedy}`;
    expect(await read(content, undefined, t0 + 3600)).toBe(want);
    const [read9h, readAny] = [await read(content, undefined, t0 + 9 * 3600), await read(content)];
    expect(minutesOf(read9h)).toEqual(minutesOf(readAny));
    const byClock = await read(`${line(0, 5)}${line(1, 6)}`, undefined, t0 - 200);
    expect(minutesOf(byClock)).toHaveLength(2);
  });

  test.each([
    ['no header', `${line(0, 1)}${line(1, 2)}`],
    ['a byte order mark', `\uFEFF"timestamp",value\n${line(0, 1)}${line(1, 2)}`],
    ['lines that end in CRLF', `timestamp,value\r\n${line(0, 1, '\r\n')}${line(1, 2, '\r\n')}`],
    ['no end of the last line', `timestamp,value\n${line(0, 1)}${line(1, 2, '')}`],
    ['semicolons', `timestamp;value\n${line(0, 1)}${line(1, 2)}`.replaceAll(',', ';')],
    ['tabs', `timestamp\tvalue\n${line(0, 1)}${line(1, 2)}`.replaceAll(',', '\t')],
    ['quotes', `"timestamp","value"\n"${isoOf(t0)}","1"\n"${isoOf(t0 + 60)}","2"\n`],
    ['other names, in capitals', `Time,RPS\n${line(0, 1)}${line(1, 2)}`],
    ['the value first', `requests,ts\n1,${t0}\n2,${t0 + 60}\n`],
    ['more columns', `host,date,count\na,${isoOf(t0)},1\nb,${isoOf(t0 + 60)},2\n`],
    ['a name of its own for the load', `timestamp,cpu\n${line(0, 1)}${line(1, 2)}`],
    ['a usual name among several', `time,count,value\n${t0},9,1\n${t0 + 60},9,2\n`],
    ['spaces and empty lines', `timestamp , value\n\n ${line(0, ' 1 ')}\n,\n${line(1, 2)}\n\n`],
    ['epoch milliseconds', `timestamp,value\n${t0}000,1\n${t0 + 60}000,2\n`],
  ])('reads a file with %s', async (_, content) => {
    expect(minutesOf(await read(content))).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  test('reads UTF-16 as a spreadsheet saves it', async () => {
    const text = `\uFEFFtimestamp\tvalue\r\n${isoOf(t0)}\t1\r\n${isoOf(t0 + 60)}\t2\r\n`;
    expect(minutesOf(await read(Buffer.from(text, 'utf16le')))).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  test('leaves gaps open and counts them', async () => {
    const content = [line(0, 1), line(1, ''), line(2, 'NaN'), line(3, 4), line(6, 7)].join('');
    const outcome = await read(content);
    expect(minutesOf(outcome)).toEqual([
      [0, 1],
      [3, 4],
      [6, 7],
    ]);
    expect(outcome).toMatchObject({ rows: 5, gaps: 4 });
  });

  test('sorts what is out of order, and of one time keeps the last', async () => {
    const content = [line(2, 1), line(0, 2), line(1, 3), line(0, 4)].join('');
    const outcome = await read(content);
    expect(minutesOf(outcome)).toEqual([
      [0, 4],
      [1, 3],
      [2, 1],
    ]);
    expect(outcome).toMatchObject({ rows: 4, duplicates: 1, reordered: 3 });
  });

  test('takes the commonest difference for the step, and averages within it', async () => {
    const seconds = [0, 60, 121, 125, 180, 240, 360];
    const content = seconds.map((s, i) => `${t0 + s},${i}\n`).join('');
    const outcome = await read(content);
    expect(minutesOf(outcome)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2.5],
      [3, 4],
      [4, 5],
      [6, 6],
    ]);
    expect(outcome).toMatchObject({ stepSeconds: 60, gaps: 1 });
  });

  test('keeps the times of a regular file that is off the hour', async () => {
    const content = [4, 9, 14, 19].map((minute) => line(minute, minute)).join('');
    expect(minutesOf(await read(content)).map(([minute]) => minute)).toEqual([4, 9, 14, 19]);
  });

  test('begins no step before 1970', async () => {
    const outcome = await read([0, 67, 127, 187].map((at) => `${at},1\n`).join(''));
    expect(outcome).toMatchObject({ batch: { samples: [0, 60, 120, 180].map((at) => ({ at })) } });
  });

  test('lets irregular times fall back to the step they lie in', async () => {
    const seconds = [7, 66, 126, 187, 245];
    const outcome = await read(seconds.map((s, i) => `${t0 + s},${i}\n`).join(''));
    expect(minutesOf(outcome).map(([minute]) => minute)).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([
    ['an empty file', '', 'FW_INPUT_INVALID f.csv: holds no samples'],
    ['a header alone', 'timestamp,value\n', 'FW_INPUT_INVALID f.csv: holds no samples'],
    ['one point', line(0, 1), 'FW_DATA_SHORT f.csv: holds a single time'],
    [
      'one time again and again',
      line(0, 1) + line(0, 2),
      'FW_DATA_SHORT f.csv: holds a single time',
    ],
    ['nothing but gaps', line(0, '') + line(1, ''), 'FW_INPUT_INVALID f.csv: every value is a gap'],
    [
      'a negative value',
      line(0, 1) + line(1, -2),
      'FW_INPUT_INVALID f.csv:2: value "-2" is negative: load is 0',
    ],
    [
      'a negative value on the first line',
      line(0, -2),
      'FW_INPUT_INVALID f.csv:1: value "-2" is negative',
    ],
    [
      'a word for a value',
      `\n${line(0, 1)}\n${line(1, 'many')}`,
      'FW_INPUT_INVALID f.csv:4: value "many" is not a number: write',
    ],
    [
      'a wrong time',
      `timestamp,value\r\n${line(0, 1, '\r\n')}soon,3\r\n`,
      'FW_INPUT_INVALID f.csv:3: time "soon" cannot be read: write ISO-8601',
    ],
    [
      'a decimal comma',
      `timestamp;value\n${isoOf(t0)};2,5\n`,
      'FW_INPUT_INVALID f.csv:2: 3 fields where the first line has 2',
    ],
    [
      'a short line',
      `timestamp,value\n${line(0, 1)}${isoOf(t0)}\n`,
      'FW_INPUT_INVALID f.csv:3: 1 fields where',
    ],
    [
      'unknown columns',
      'a,b,c\n1,2,3\n',
      'FW_INPUT_INVALID f.csv:1: no columns "timestamp" and "value" (found "a", "b", "c")',
    ],
    [
      'two candidates for the load',
      'time,count,rps\n',
      'FW_INPUT_INVALID f.csv:1: columns "count" and "rps" could each be the load: call the one',
    ],
    [
      'two candidates for the time',
      'time,date,rps\n',
      'FW_INPUT_INVALID f.csv:1: columns "time" and "date" could each be the time',
    ],
    [
      'an open quote',
      `timestamp,value\n"${line(0, 1)}`,
      'FW_INPUT_INVALID f.csv:2: a quote is opened and never closed',
    ],
    [
      'a line without end',
      'x'.repeat(200_000),
      'FW_INPUT_INVALID f.csv:1: a line of more than 64 KiB',
    ],
    [
      'a stray time',
      `${line(0, 1)}${line(1, 1)}0,1\n`,
      'FW_INPUT_INVALID f.csv: 3 samples 60 s apart span 57 years: look for',
    ],
  ])('names what is wrong with %s', async (_, content, want) => {
    const outcome = await read(content);
    expect(outcome).toBeTypeOf('string');
    expect((outcome as string).slice(0, want.length)).toBe(want);
  });

  test('names what is wrong with bytes that are no text', async () => {
    const gzip = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
    expect(await read(gzip)).toBe('FW_INPUT_INVALID f.csv:1: not UTF-8 text: save the file as CSV');
  });

  test('names what is wrong with a path that is no file', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'd.csv'));
    await expect(readCsv(join(directory, 'd.csv'))).rejects.toThrow('is a directory');
    await expect(readCsv(join(directory, 'none.csv'))).rejects.toThrow('none.csv: no such file');
  });

  test('a file of any bytes gives ascending finite loads or one ForewarmError', async () => {
    const file = join(temporaryDirectory(), 'f.csv');
    const cell = fc.oneof(
      fc.constantFrom('timestamp', 'value', '"', '\uFEFF', 'NaN', '1e308', '-0', '0', '\u0000'),
      fc.integer({ min: -5, max: 4_200_000_000 }).map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string(),
    );
    const row = fc.tuple(
      cell,
      fc.constantFrom(',', ';', '\t', ''),
      cell,
      fc.constantFrom('\n', '\r\n'),
    );
    const almostCsv = fc.array(row).map((rows) => new TextEncoder().encode(rows.flat().join('')));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), almostCsv);
    const law = fc.asyncProperty(bytes, async (content) => {
      const outcome = await read(content, file);
      if (typeof outcome === 'string') return;
      const { samples, stepSeconds } = outcome.batch;
      expect(stepSeconds).toBeGreaterThanOrEqual(1);
      expect(samples.length).toBeGreaterThan(0);
      samples.forEach(({ at, value }, i) => {
        expect(Number.isFinite(value) && value >= 0 && Number.isSafeInteger(at)).toBe(true);
        if (i > 0) expect(at - samples[i - 1]!.at).toBeGreaterThanOrEqual(stepSeconds);
      });
    });
    await fc.assert(law, { seed: 7, numRuns: 300 });
  });

  test('reading again what was read gives the same samples, in whatever order they are written', async () => {
    const file = join(temporaryDirectory(), 'f.csv');
    const loads = fc.dictionary(fc.nat(500).map(String), fc.nat(100), { minKeys: 2, maxKeys: 30 });
    const law = fc.asyncProperty(loads, fc.infiniteStream(fc.nat()), async (byMinute, ranks) => {
      const lines = Object.entries(byMinute).map(([minute, value]) => line(Number(minute), value));
      const shuffled = lines
        .map((text) => ({ text, rank: ranks.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ text }) => text);
      const [ordered, other] = [
        await read(lines.join(''), file),
        await read(shuffled.join(''), file),
      ];
      expect(minutesOf(other)).toEqual(minutesOf(ordered));
    });
    await fc.assert(law, { seed: 7, numRuns: 50 });
  });
});
