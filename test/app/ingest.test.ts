import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/adapters/csv/read-csv.ts';
import { inMemory, openDatabase } from '../../src/adapters/sqlite/database.ts';
import { SqliteNotes } from '../../src/adapters/sqlite/notes.ts';
import { SqliteSeriesStore } from '../../src/adapters/sqlite/series.ts';
import { type IngestRequest, importSamples, ingestTraffic } from '../../src/app/ingest.ts';
import type { SampleBatch, TrafficSource } from '../../src/app/ports/series.ts';
import { ForewarmError } from '../../src/errors.ts';
import { startChild } from '../support/child.ts';
import { MemorySeriesStore } from '../support/series-store.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const now = 1_000_000;

/** A process that imports months of minutes as the command does. */
const importing = `
  import { openDatabase } from './src/adapters/sqlite/database.ts';
  import { SqliteSeriesStore } from './src/adapters/sqlite/series.ts';
  import { importSamples } from './src/app/ingest.ts';
  import { setTimeout } from 'node:timers/promises';
  const samples = Array.from({ length: 200_000 }, (_, n) => ({ at: n * 60, value: n }));
  const store = new SqliteSeriesStore(openDatabase(process.argv[2]!));
  console.log('begins');
  const pause = () => setTimeout(120);
  const { inserted } = await importSamples('web', { stepSeconds: 60, samples }, store, { pause });
  console.log(String(inserted));`;

/** A source of one sample a minute, the minute's number its load, that remembers what it was asked. */
class MinutelySource implements TrafficSource {
  readonly asked: [from: number, to: number][] = [];
  nextError: ForewarmError | null = null;
  loadAt = (at: number) => at / 60;

  async read(from: number, to: number): Promise<SampleBatch[]> {
    this.asked.push([from, to]);
    if (this.nextError !== null) throw this.nextError;
    const samples = [];
    for (let at = Math.ceil(from / 60) * 60; at + 60 <= to; at += 60) {
      samples.push({ at, value: this.loadAt(at) });
    }
    return samples.length === 0 ? [] : [{ stepSeconds: 60, samples }];
  }
}

const fixed = (batches: SampleBatch[]): TrafficSource => ({ read: async () => batches });

function requestOf(changes: Partial<IngestRequest> = {}): IngestRequest {
  const store = new MemorySeriesStore();
  return {
    series: 'web',
    source: new MinutelySource(),
    store,
    now,
    historySeconds: 7200,
    ...changes,
  };
}

describe('ingestTraffic', () => {
  test('reads the whole history first, and then from 15 minutes before its end', async () => {
    const source = new MinutelySource();
    const first = requestOf({ source });
    expect(await ingestTraffic(first)).toEqual({
      series: 'web',
      from: now - 7200,
      to: now,
      inserted: 119,
      replaced: 0,
      unchanged: 0,
      discarded: 0,
      dataAgeSeconds: 40,
    });
    const later = await ingestTraffic({ ...first, now: now + 300 });
    expect(source.asked[1]).toEqual([now - 40 - 900, now + 300]);
    expect(later).toMatchObject({ inserted: 5, unchanged: 15, dataAgeSeconds: 40 });
  });

  test('late points replace what was read before', async () => {
    const source = new MinutelySource();
    const request = requestOf({ source });
    await ingestTraffic(request);
    source.loadAt = (at) => at / 60 + 1;
    expect(await ingestTraffic(request)).toMatchObject({ replaced: 15 });
  });

  test('never reaches back beyond the history, nor past now', async () => {
    const source = new MinutelySource();
    const store = new MemorySeriesStore();
    store.append('web', { stepSeconds: 60, samples: [{ at: 0, value: 1 }] });
    await ingestTraffic(requestOf({ source, store }));
    store.append('web', { stepSeconds: 60, samples: [{ at: now + 9000, value: 1 }] });
    await ingestTraffic(requestOf({ source, store }));
    expect(source.asked).toEqual([
      [now - 7200, now],
      [now - 40 - 900, now],
    ]);
  });

  test('a sample from the future makes no old data new, and leaves no outage unread', async () => {
    const source = new MinutelySource();
    const store = new MemorySeriesStore();
    await ingestTraffic(requestOf({ source, store }));
    store.append('web', { stepSeconds: 60, samples: [{ at: now + 9 * 3600, value: 1 }] });
    const request = { ...requestOf({ source: fixed([]), store }), now: now + 3600 };
    expect(await ingestTraffic(request)).toMatchObject({
      from: now - 40 - 900,
      dataAgeSeconds: 3640,
    });
  });

  test('a source that has nothing leaves the age of the data unknown', async () => {
    const report = await ingestTraffic(requestOf({ source: fixed([]) }));
    expect(report).toMatchObject({ inserted: 0, dataAgeSeconds: null });
  });

  test('leaves out what is no load and counts it', async () => {
    const values = [1, -1, Number.NaN, 4];
    const samples = values.map((value, i) => ({ at: now - 600 + i * 60, value }));
    const late = { at: now - 6000, value: 1 };
    const source = fixed([{ stepSeconds: 60, samples: [...samples, late] }]);
    expect(await ingestTraffic(requestOf({ source }))).toMatchObject({ inserted: 2, discarded: 3 });
  });

  test('stores the oldest batch first, so that a failure leaves a beginning', async () => {
    const stored: number[] = [];
    const store = new MemorySeriesStore();
    const append = store.append.bind(store);
    store.append = (series, batch) => {
      stored.push(batch.stepSeconds);
      return append(series, batch);
    };
    const batch = (stepSeconds: number, at: number) => ({
      stepSeconds,
      samples: [{ at, value: 1 }],
    });
    await ingestTraffic(requestOf({ store, source: fixed([batch(60, 9000), batch(300, 600)]) }));
    expect(stored).toEqual([300, 60]);
  });

  test("a source's failure is passed on, and the next run catches up", async () => {
    const source = new MinutelySource();
    const request = requestOf({ source });
    source.nextError = new ForewarmError('FW_AWS_THROTTLED', 'slow down');
    await expect(ingestTraffic(request)).rejects.toBe(source.nextError);
    source.nextError = null;
    expect(await ingestTraffic(request)).toMatchObject({ inserted: 119 });
  });

  test('however the runs fall, the store ends as after one', async () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 });
    const law = fc.asyncProperty(pauses, async (seconds) => {
      const often = requestOf();
      let at = now;
      for (const pause of seconds) {
        at += pause;
        await ingestTraffic({ ...often, now: at, historySeconds: 40_000 });
      }
      const once = requestOf();
      await ingestTraffic({ ...once, now: at, historySeconds: at - now - seconds[0]! + 40_000 });
      expect(often.store.extent('web')).toEqual(once.store.extent('web'));
    });
    await fc.assert(law, { seed: 7, numRuns: 40 });
  });
});

describe('importSamples', () => {
  const batch = { stepSeconds: 60, samples: [5, 6].map((value, i) => ({ at: i * 60, value })) };

  const pause = async () => {};

  test('importing twice changes nothing', async () => {
    const store = new MemorySeriesStore();
    const report = { series: 'web', from: 0, to: 120, replaced: 0 };
    const first = await importSamples('web', batch, store, { pause });
    expect(first).toEqual({ ...report, inserted: 2, unchanged: 0 });
    const second = await importSamples('web', batch, store, { pause });
    expect(second).toEqual({ ...report, inserted: 0, unchanged: 2 });
  });

  test('what was broken off leaves a beginning, and is completed by another', async () => {
    const samples = Array.from({ length: 35_000 }, (_, n) => ({ at: n * 60, value: n }));
    const store = new SqliteSeriesStore(openDatabase(inMemory));
    const stop = new AbortController();
    let pieces = 1;
    const stopAfterTwo = async () => {
      pieces += 1;
      if (pieces > 2) stop.abort();
    };
    const large = { stepSeconds: 60, samples };
    const broken = importSamples('web', large, store, {
      pause: stopAfterTwo,
      signal: stop.signal,
    });
    await expect(broken).rejects.toThrow();
    const stored = store.extent('web')!.samples;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(35_000);
    const report = await importSamples('web', large, store, { pause });
    expect(report).toMatchObject({ inserted: 35_000 - stored, unchanged: stored });
  });

  test('a process that writes to the same database has its turn again and again', async () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const db = openDatabase(file);
    const child = await startChild(importing, [file]);
    expect(await child.line()).toBe('begins');
    const notes = new SqliteNotes(db);
    let writes = 0;
    const ended = child.line();
    let running = true;
    void ended.then(() => (running = false));
    while (running) {
      notes.set('step', String(writes++));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await ended).toBe('200000');
    expect(writes).toBeGreaterThan(20);
  }, 60_000);

  test('a file of any bytes is stored whole or not at all, and the database stays sound', async () => {
    const file = join(temporaryDirectory(), 'f.csv');
    const db = openDatabase(inMemory);
    const store = new SqliteSeriesStore(db);
    const cell = fc.oneof(fc.constantFrom('60', '120', '1', 'NaN', '"'), fc.nat().map(String));
    const lines = fc.array(
      fc.tuple(cell, cell).map((cells) => cells.join(',')),
      { minLength: 2 },
    );
    const bytes = fc.oneof(
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
      { weight: 4, arbitrary: lines.map((text) => new TextEncoder().encode(text.join('\n'))) },
    );
    let imported = 0;
    const law = fc.asyncProperty(bytes, async (content) => {
      writeFileSync(file, content);
      const before = store.extent('web');
      try {
        const { batch } = await readCsv(file);
        await importSamples('web', batch, store, { pause });
        imported += 1;
        const { first, end } = store.extent('web')!;
        expect(first).toBeLessThanOrEqual(batch.samples[0]!.at);
        expect(end).toBeGreaterThan(batch.samples.at(-1)!.at);
      } catch (error) {
        expect(error).toBeInstanceOf(ForewarmError);
        expect(store.extent('web')).toEqual(before);
      }
    });
    await fc.assert(law, { seed: 7, numRuns: 200 });
    expect(imported).toBeGreaterThan(10);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});
