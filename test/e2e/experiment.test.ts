import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEntry } from '../../src/app/ports/books.ts';
import { sameSetting } from '../../src/core/capacity/setting.ts';
import { type Block, blockAt } from '../../src/core/experiment/switchback.ts';
import { fromUsd, isoOf, secondsPerDay, secondsPerHour } from '../../src/core/units.ts';
import { emulatedDaemon, plainShop } from '../support/emulated-daemon.ts';
import { printed } from '../support/printed.ts';

const scenario = plainShop(6);
const { start } = scenario;
const pairs = 2;
const end = start + 4 * pairs * secondsPerHour;
/** So tight that the worst case of the morning does not fit into it. */
const hourUsd = 0.7;

type Daemon = Awaited<ReturnType<typeof emulatedDaemon>>;

describe('the daemon through an experiment', () => {
  let daemon: Daemon;
  let steps: StoredEntry[];
  const inForce = new Map<number, object>();
  const blockOf = (at: number): Block => blockAt(daemon.group.policy.experiment!, 'shop', at)!;
  const stepsIn = (arm: Block['arm']) => steps.filter(({ at }) => blockOf(at).arm === arm);

  beforeAll(async () => {
    daemon = await emulatedDaemon({
      scenario,
      pool: 'state: Stopped, reuse: true',
      budget: `hourUsd: ${hourUsd}`,
      more: `experiment: { from: ${isoOf(start)}, to: ${isoOf(end)}, block: 2h, washout: 0h }`,
    });
    await daemon.train();
    await daemon.runTo(end - 300, () => {
      const { minSize, prepared, state } = daemon.poolNow()!;
      inForce.set(daemon.world.now, { minSize, prepared, state });
    });
    steps = daemon.stores.ledger
      .between('shop', start, end)
      .filter(({ event }) => event !== 'intended');
  }, 120_000);
  afterAll(() => daemon.close());

  test('constant and forecast take turns, and the ledger says whose block it was', () => {
    expect(new Set(steps.map(({ at }) => blockOf(at).index)).size).toBe(2 * pairs);
    for (const { plan } of stepsIn('constant')) {
      expect(plan.producer).toBe('constant');
      expect(plan.reason).toMatch(/^control block [1-4] of the experiment, to 2026-03-02T/);
    }
    const others = stepsIn('predictive').map(({ plan }) => plan.producer);
    expect(others).not.toContain('constant');
    expect(others).toContain('predictive');
  });

  test('the constant is one setting in its block, in force once the wait before a cut is over', () => {
    const { lowerAfterSeconds } = daemon.group.policy;
    for (let index = 0; index < 2 * pairs; index++) {
      const own = stepsIn('constant').filter(({ at }) => blockOf(at).index === index);
      if (own.length === 0) continue;
      const { wanted } = own[0]!.plan;
      expect(wanted.prepared).toBeGreaterThan(0);
      expect(own.every(({ plan }) => sameSetting(plan.wanted, wanted))).toBe(true);
      const settled = own.filter(({ at }) => at > blockOf(at).from + lowerAfterSeconds + 300);
      expect(settled.length).toBeGreaterThan(10);
      const { minSize, prepared, state } = wanted;
      for (const { at } of settled) expect(inForce.get(at)).toEqual({ minSize, prepared, state });
    }
  });

  test('the cap binds, and is kept in either arm', () => {
    expect(steps.some(({ plan }) => plan.binding === 'cap')).toBe(true);
    const { meter } = daemon.world.group('shop')!.group;
    for (let from = start; from < end; from += secondsPerHour) {
      const spent = meter.poolSpend(from, from + secondsPerHour, daemon.world.now);
      expect(spent).toBeLessThanOrEqual(fromUsd(hourUsd));
    }
    expect(meter.poolSpend(start, end, daemon.world.now)).toBeGreaterThan(0);
  });

  test('forewarm experiment prints what came of it', async () => {
    const { code, out } = await printed('experiment', 'shop', '-c', daemon.configFile);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^shop: predictive against constant since .*\n.* 2 of 2 pairs are usable$/m,
    );
    const json = await printed('experiment', '--json', '-c', daemon.configFile);
    const report = JSON.parse(json.out);
    expect(report).toMatchObject({ group: 'shop', mode: 'act', pairs });
    expect(report.blocks).toHaveLength(2 * pairs);
    for (const { arm, inCharge, decided, counts } of report.blocks) {
      expect(counts).toBe(true);
      expect(decided).toBeGreaterThan(0.9);
      if (arm === 'constant') expect(inCharge).toBe(1);
    }
    const spent = report.blocks
      .filter(({ arm }: Block) => arm === 'constant')
      .reduce((sum: number, { spendUsd }: { spendUsd: number }) => sum + spendUsd, 0);
    expect(spent).toBeGreaterThan(0);
    const days = (pairs * daemon.group.policy.experiment!.blockSeconds) / secondsPerDay;
    expect(report.spendUsdPerDay.constant).toBeCloseTo(spent / days, 6);
    expect(out).toMatch(/^ {2}spend a day +\$\d+\.\d\d +\$\d+\.\d\d /m);
  });
});
