import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SqliteClaimStore } from '../../../src/adapters/sqlite/claims.ts';
import { inMemory, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { SqliteLedger } from '../../../src/adapters/sqlite/ledger.ts';
import { SqliteRetention } from '../../../src/adapters/sqlite/retention.ts';
import { SqliteSeriesStore } from '../../../src/adapters/sqlite/series.ts';
import { SqliteSlotStore } from '../../../src/adapters/sqlite/slots.ts';
import { SqliteSpendStore } from '../../../src/adapters/sqlite/spend.ts';
import { purgeOld, type Retention } from '../../../src/app/purge.ts';
import { aLedgerEntry, anActivity, anObservation } from '../../support/decisions.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

const day = 86_400;
const now = 1000 * day;
const retention: Retention = {
  samples: 400 * day,
  ledger: 400 * day,
  usage: 400 * day,
  slots: 90 * day,
  activities: 90 * day,
  wishes: 10 * day,
};
const signal = new AbortController().signal;
const noPause = async () => {};

describe('purgeOld', () => {
  test('takes what is older than it need be, and nothing else', async () => {
    const db = openDatabase(inMemory);
    const series = new SqliteSeriesStore(db);
    const minutely = (from: number, count: number) => ({
      stepSeconds: 60,
      samples: Array.from({ length: count }, (_, n) => ({ at: from + n * 60, value: 1 })),
    });
    series.append('web', minutely(now - 401 * day, 3 * 1440));
    series.append('gone', minutely(now - 500 * day, 10));
    const ledger = new SqliteLedger(db);
    const slots = new SqliteSlotStore(db);
    const claims = new SqliteClaimStore(db);
    const spend = new SqliteSpendStore(db);
    for (const age of [500, 399, 91, 89, 1]) {
      const at = now - age * day;
      ledger.append(aLedgerEntry({ at }));
      slots.begin('step', at, at);
      claims.record('web', [anActivity({ activityId: `a-${age}`, startedAt: at, endedAt: at })]);
      const usage = { hourStart: at, phase: 'Stopped', instanceSeconds: 9 } as const;
      spend.accrue('web', [usage], { at, observation: anObservation({ at }), open: [] });
    }

    const purged = await purgeOld(retention, now, new SqliteRetention(db), {
      pause: noPause,
      signal,
    });
    expect(purged).toEqual({
      samples: 1440 + 10,
      ledger: 1,
      usage: 1,
      slots: 3,
      activities: 3,
      wishes: 0,
    });
    expect(series.extent('web')).toMatchObject({ first: now - 400 * day, samples: 2 * 1440 });
    expect(series.list()).toEqual(['web']);
    expect(ledger.between(null, 0, now)).toHaveLength(4);
    expect(claims.count('web', 0, now).hits).toBe(2);
    expect(spend.usage(null, 0, now)).toHaveLength(4);
    expect(slots.latest('step')?.slot).toBe(now - day);
  });

  test('gives space back for a while, and goes on the next time', async () => {
    let pieces = 0;
    const store = { purge: () => 0, compact: () => ++pieces > 0 };
    await purgeOld(retention, now, store, { pause: noPause, signal });
    const once = pieces;
    await purgeOld(retention, now, store, { pause: noPause, signal });
    expect(pieces).toBe(2 * once);
  });

  test('leaves the newest decision on each group: a change by others is told from it', async () => {
    const db = openDatabase(inMemory);
    const ledger = new SqliteLedger(db);
    for (const age of [500, 450]) ledger.append(aLedgerEntry({ at: now - age * day }));
    ledger.append(aLedgerEntry({ at: now - 600 * day, group: 'api' }));
    const options = { pause: noPause, signal };
    const purged = await purgeOld(retention, now, new SqliteRetention(db), options);
    expect(purged.ledger).toBe(1);
    expect(ledger.latest('web')?.at).toBe(now - 450 * day);
    expect(ledger.latest('api')?.at).toBe(now - 600 * day);
  });

  test('leaves the newest slot of each job: it may still run, and says what is due', async () => {
    const db = openDatabase(inMemory);
    const slots = new SqliteSlotStore(db);
    for (const age of [300, 200]) slots.begin('train', now - age * day, now - age * day);
    slots.begin('step', now - 100 * day, now - 100 * day);
    const options = { pause: noPause, signal };
    const purged = await purgeOld(retention, now, new SqliteRetention(db), options);
    expect(purged.slots).toBe(1);
    expect(slots.latest('train')?.slot).toBe(now - 200 * day);
    slots.finish('step', now - 100 * day, now, 'ok');
    expect(slots.latest('step')?.outcome).toBe('ok');
  });

  test('works in small pieces with a pause after each, and stops when it is told to', async () => {
    const db = openDatabase(inMemory);
    const samples = Array.from({ length: 9000 }, (_, n) => ({ at: n * 60, value: 1 }));
    new SqliteSeriesStore(db).append('web', { stepSeconds: 60, samples });
    const left = () => Number(db.prepare('select count(*) from samples').pluck().get());
    const stop = new AbortController();
    const counts: number[] = [];
    const pause = async () => {
      counts.push(left());
      if (left() < 6000) stop.abort();
    };
    await purgeOld(retention, now, new SqliteRetention(db), { pause, signal: stop.signal });
    expect(Math.min(...counts)).toBeGreaterThan(4000);
    expect(counts[0]! - counts[1]!).toBeLessThanOrEqual(2000);
    await purgeOld(retention, now, new SqliteRetention(db), { pause: noPause, signal });
    expect(left()).toBe(0);
  });

  test('gives the space back to the disk', async () => {
    const file = join(temporaryDirectory(), 'forewarm.db');
    const db = openDatabase(file);
    const samples = Array.from({ length: 60_000 }, (_, n) => ({ at: n * 60, value: n }));
    new SqliteSeriesStore(db).append('web', { stepSeconds: 60, samples });
    db.pragma('wal_checkpoint(TRUNCATE)');
    const before = statSync(file).size;
    await purgeOld(retention, now, new SqliteRetention(db), { pause: noPause, signal });
    db.pragma('wal_checkpoint(TRUNCATE)');
    expect(statSync(file).size).toBeLessThan(before / 3);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test('every purge finds its rows by an index', () => {
    const db = openDatabase(inMemory);
    const planOf = (sql: string) =>
      db
        .prepare(`explain query plan ${sql}`)
        .all(1)
        .map((row) => (row as { detail: string }).detail)
        .join('; ');
    expect(planOf("select id from ledger where group_name = 'a' order by id desc limit ?")).toBe(
      'SEARCH ledger USING COVERING INDEX ledger_by_append (group_name=?)',
    );
    expect(planOf('select id from ledger where at < ?')).toContain('ledger_by_time');
    expect(
      planOf("select activity_id from activities where kind in ('cold', 'a') and started_at < ?"),
    ).toContain('claims_by_start');
  });
});
