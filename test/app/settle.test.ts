import { describe, expect, test } from 'vitest';
import { settle } from '../../src/app/settle.ts';
import { zoneOf } from '../../src/core/series/zone.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { aGroup, FakePools, fixedClock } from '../support/fake-pools.ts';
import { observed } from '../support/observed.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const hour = 3600;
const start = 1_795_248_000;
const utc = zoneOf('UTC');
const members = [{ instanceId: 'i-1', phase: 'ready', parked: 'Stopped' }] as const;

/** The accounts of one group whose pool holds one stopped member, settled whenever `at` is called. */
function accounts() {
  const clock = fixedClock(start);
  const pool = { minSize: 1, prepared: 1, state: 'Stopped', reuse: false } as const;
  const observer = new FakePools(clock, [aGroup({ pool, members })]);
  const spend = new MemorySpendStore();
  const ports = { observer, spend, claims: new MemoryClaimStore() };
  const signal = new AbortController().signal;
  const settledAt = async (at: number) => {
    clock.at = at;
    const [observation] = await observed(observer, ['web']);
    await settle(observation!, utc, ports, signal);
  };
  const secondsOf = (from: number, to: number) =>
    spend.usage('web', from, to).reduce((sum, row) => sum + row.instanceSeconds, 0);
  return { settledAt, secondsOf, spend, observer, claims: ports.claims };
}

describe('settle', () => {
  test('bills the time since the last settlement, by the hour', async () => {
    const { settledAt, secondsOf } = accounts();
    await settledAt(start + 1800);
    await settledAt(start + hour + 600);
    expect(secondsOf(start, start + hour)).toBe(1800);
    expect(secondsOf(start + hour, start + 2 * hour)).toBe(600);
  });

  test('a clock that was a year ahead leaves no bill in hours to come', async () => {
    const { settledAt, secondsOf, spend } = accounts();
    const year = 365 * 24 * hour;
    await settledAt(start);
    await settledAt(start + year);
    await settledAt(start + 600);
    expect(secondsOf(start + hour, start + 2 * year)).toBe(0);
    expect(spend.meter('web')!.at).toBe(start + hour);
    await settledAt(start + hour + 300);
    expect(secondsOf(start, start + hour)).toBe(hour);
    expect(secondsOf(start + hour, start + 2 * hour)).toBe(300);
  });

  test('after hours away, a claim that could not be booked is booked by the next step', async () => {
    const { settledAt, secondsOf, observer, claims } = accounts();
    await settledAt(start);
    const launch = { group: 'web', kind: 'cold', instanceId: 'i-9', status: 'successful' } as const;
    observer.record({ ...launch, activityId: 'a', startedAt: start + 600, endedAt: start + 700 });
    const record = claims.record.bind(claims);
    claims.record = () => {
      throw new ForewarmError('FW_DB_BROKEN', 'the disk is full');
    };
    await expect(settledAt(start + 2 * hour)).rejects.toThrow('full');
    claims.record = record;
    await settledAt(start + 2 * hour + 300);
    expect(claims.count('web', start, start + hour).misses).toBe(1);
    expect(secondsOf(start, start + 3 * hour)).toBe(2 * hour + 300);
  });

  test('a clock set back by seconds moves nothing', async () => {
    const { settledAt, secondsOf, spend } = accounts();
    await settledAt(start);
    await settledAt(start + 300);
    await settledAt(start + 290);
    expect(spend.meter('web')!.at).toBe(start + 300);
    await settledAt(start + 600);
    expect(secondsOf(start, start + hour)).toBe(600);
  });
});
