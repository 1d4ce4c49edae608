import { expect, onTestFinished, test, vi } from 'vitest';
import { secondsPerHour } from '../../src/core/units.ts';
import { emulatedDaemon, plainShop } from '../support/emulated-daemon.ts';
import { printed } from '../support/printed.ts';

const scenario = plainShop(4);
const { start } = scenario;

/** Closed for an hour, five hours after the start: the pool runs empty towards it. */
const closing = `schedules:
  - { name: closed, cron: "0 5 * * *", duration: 1h, ceiling: 0 }`;

test('state: auto recommends while there are members, and changes the pool once it is empty', async () => {
  const daemon = await emulatedDaemon({
    scenario,
    pool: 'state: auto, startWithin: 10s, minSize: 2',
    more: closing,
  });
  // Someone set a Stopped pool, in which members start too late.
  daemon.world.group('shop')!.group.putWarmPool({ minSize: 2, prepared: 14, state: 'Stopped' });
  daemon.world.advanceTo(start + 1200);
  await daemon.runTo(start + 2400);
  onTestFinished(() => void vi.useRealTimers());
  vi.useFakeTimers({ toFake: ['Date'], now: daemon.world.now * 1000 });
  for (const command of ['status', 'why shop', 'check-config']) {
    const { code, out } = await printed(...command.split(' '), '-c', daemon.configFile);
    expect(code).toBe(0);
    const words = out.replace(/\s+/g, ' ');
    expect(words).toMatch(
      /state Running recommended: Running costs least .* until it has no member/,
    );
  }

  vi.useRealTimers();

  const steps: { readonly state: string; readonly members: number }[] = [];
  await daemon.runTo(start + 7 * secondsPerHour, () => {
    steps.push({ state: daemon.poolNow()!.state, members: daemon.membersNow() });
  });
  const entries = daemon.stores.ledger.between('shop', 0, Number.MAX_SAFE_INTEGER);
  await daemon.close();

  const change = steps.findIndex(({ state }) => state === 'Running');
  expect(change).toBeGreaterThan(12);
  expect(steps[change]!.members).toBe(0);
  expect(steps.slice(0, change).every(({ members }) => members > 0)).toBe(true);
  expect(steps.slice(change).every(({ state }) => state === 'Running')).toBe(true);
  expect(steps.at(-1)!.members).toBeGreaterThanOrEqual(2);

  const stopped = entries.filter(({ plan }) => plan.setting.state === 'Stopped');
  expect(stopped.length).toBeGreaterThan(10);
  for (const { plan } of stopped) {
    expect(plan.stateChoice).toMatchObject({ chosen: 'Running', inForce: 'Stopped' });
    expect(plan.stateChoice!.reason).toContain('the pool stays Stopped until it has no member');
  }
}, 60_000);

test('a Hibernated pool is kept, used and accounted for as any other', async () => {
  const prices = 'instanceHourUsd: 0.085, storageHourUsd: 0.0033, hibernatedStorageHourUsd: 0.0048';
  const daemon = await emulatedDaemon({
    scenario,
    prices,
    pool: 'state: auto, hibernation: true, startWithin: 20s, minSize: 2',
    starts: 'start: 30s, startHibernated: 15s',
  });
  await daemon.runTo(start + 4 * secondsPerHour);
  const { world, poolNow, stores } = daemon;
  const booked = stores.spend.usage('shop', 0, Number.MAX_SAFE_INTEGER);
  const { meter, claims } = world.group('shop')!.group;
  const seconds = (phase: string) =>
    booked.filter((row) => row.phase === phase).reduce((sum, row) => sum + row.instanceSeconds, 0);
  const usage = meter.usage(0, world.now + 1, world.now);
  await daemon.close();

  expect(poolNow()!.state).toBe('Hibernated');
  expect(claims.hits).toBeGreaterThan(0);
  expect(seconds('Stopped') + seconds('Running')).toBe(0);
  expect(seconds('Hibernated')).toBeGreaterThan(0);
  const truth = usage.booting + usage.Hibernated + usage.Stopped;
  expect(seconds('booting') + seconds('Hibernated')).toBeGreaterThanOrEqual(truth - 300);
}, 60_000);
