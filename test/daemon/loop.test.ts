import { describe, expect, test } from 'vitest';
import { everyStep, type Job, Loop } from '../../src/daemon/loop.ts';
import { ForewarmError } from '../../src/errors.ts';
import { MemorySlotStore } from '../support/slot-store.ts';

function harness(jobs: (ran: string[]) => Job[]) {
  const ran: string[] = [];
  const logged: string[] = [];
  const time = { now: 1000 };
  const slots = new MemorySlotStore();
  const note = (_fields: object, message: string) => void logged.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  const loop = new Loop(jobs(ran), { clock: { now: () => time.now }, slots, log });
  return { ran, logged, time, slots, loop };
}

const job = (over: Partial<Job> & Pick<Job, 'run'>): Job => ({
  name: 'step',
  lane: 'step',
  latestSlot: everyStep(300),
  ...over,
});

describe('Loop', () => {
  test('a slot runs once, however often the trigger fires', async () => {
    const { ran, time, loop } = harness((log) => [
      job({ run: async (slot) => `${log.push(`${slot}`)}` }),
    ]);
    await loop.tick();
    time.now = 1100;
    await loop.tick();
    time.now = 1200;
    await loop.tick();
    await loop.tick();
    expect(ran).toEqual(['900', '1200']);
  });

  test('after a silence only the latest missed slot runs', async () => {
    const { ran, time, loop } = harness((log) => [
      job({ run: async (slot) => `${log.push(`${slot}`)}` }),
    ]);
    await loop.tick();
    time.now = 5000;
    await loop.tick();
    expect(ran).toEqual(['900', '4800']);
  });

  test('a failed slot is recorded by its code and the next one runs', async () => {
    const { time, slots, loop, logged } = harness(() => [
      job({ run: () => Promise.reject(new ForewarmError('FW_AWS_THROTTLED', 'slow down')) }),
    ]);
    await loop.tick();
    expect(slots.latest('step')).toMatchObject({ slot: 900, outcome: 'FW_AWS_THROTTLED' });
    expect(logged).toEqual(['a job failed']);
    time.now = 1200;
    await loop.tick();
    expect(slots.latest('step')?.slot).toBe(1200);
  });

  test('a broken invariant is not swallowed', async () => {
    const { loop } = harness(() => [job({ run: () => Promise.reject(new TypeError('bug')) })]);
    await expect(loop.tick()).rejects.toThrow('bug');
  });

  test('a slow lane is not entered twice and does not hold up another', async () => {
    let release = () => {};
    const { ran, time, loop } = harness((log) => [
      job({
        name: 'train',
        lane: 'train',
        run: () => new Promise<string>((done) => (release = () => done('ok'))),
      }),
      job({ run: async (slot) => `${log.push(`step ${slot}`)}` }),
    ]);
    const first = loop.tick();
    await new Promise(setImmediate);
    time.now = 1200;
    const second = loop.tick();
    await second;
    expect(ran).toEqual(['step 900', 'step 1200']);
    release();
    await first;
  });

  test('stop aborts the running job, waits for it, and starts nothing more', async () => {
    const { ran, time, loop } = harness((log) => [
      job({
        run: (slot, signal) =>
          new Promise<string>((done) =>
            signal.addEventListener('abort', () => {
              log.push(`aborted ${slot}`);
              done('aborted');
            }),
          ),
      }),
    ]);
    const running = loop.tick();
    await loop.stop();
    await running;
    time.now = 1200;
    await loop.tick();
    expect(ran).toEqual(['aborted 900']);
  });

  test('a clock that was a day ahead does not silence the daemon for a day', async () => {
    const { ran, time, logged, loop } = harness((log) => [
      job({ run: async (slot) => `${log.push(`${slot}`)}` }),
    ]);
    await loop.tick();
    time.now += 86_400;
    await loop.tick();
    time.now = 1210;
    await loop.tick();
    await loop.tick();
    time.now = 1510;
    await loop.tick();
    expect(ran).toEqual(['900', '87300', '1200', '1500']);
    expect(logged).toEqual(['a slot lies in the future: the clock was ahead']);
  });

  test('a clock set back by seconds runs no slot twice', async () => {
    const { ran, time, logged, loop } = harness((log) => [
      job({ run: async (slot) => `${log.push(`${slot}`)}` }),
    ]);
    for (const now of [1201, 1199, 1202, 1501]) {
      time.now = now;
      await loop.tick();
    }
    expect(ran).toEqual(['1200', '1500']);
    expect(logged).toEqual([]);
  });

  test('a slot that was begun and never finished is reported', async () => {
    const { time, slots, loop, logged } = harness(() => [job({ run: async () => 'ok' })]);
    slots.begin('step', 600, 600);
    time.now = 950;
    await loop.tick();
    expect(logged).toEqual(['a slot was begun and never finished']);
  });
});
