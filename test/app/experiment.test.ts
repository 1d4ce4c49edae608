import { describe, expect, test } from 'vitest';
import { experimentOf } from '../../src/app/experiment.ts';
import { type Block, pairsUntil, type Switchback } from '../../src/core/experiment/switchback.ts';
import type { Producer } from '../../src/core/planning/plan.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { aLedgerEntry, anActivity, anObservation } from '../support/decisions.ts';
import { MemoryLedger } from '../support/ledger.ts';
import { groupPolicy } from '../support/policies.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const hour = 3600;
const design: Switchback = {
  from: 480 * hour,
  to: null,
  blockSeconds: 6 * hour,
  washoutSeconds: hour,
  seed: 4,
};
const group = {
  policy: groupPolicy({ experiment: design }),
  series: 'web',
  stepSeconds: 300,
};
const reconcileSeconds = hour;

/** Stores in which `pairs` pairs were lived through, each block as `lived` has it. */
function storesAfter(
  pairs: number,
  lived: (block: Block) => {
    parkedHours: number;
    hits: number;
    misses: number;
    producer?: Producer | null;
  },
) {
  const stores = {
    ledger: new MemoryLedger(),
    spend: new MemorySpendStore(),
    claims: new MemoryClaimStore(),
    reconcileSeconds,
    keptSeconds: 90 * 24 * hour,
  };
  const at = design.from + 2 * pairs * design.blockSeconds;
  for (const block of pairsUntil(design, 'web', at).flat()) {
    const { parkedHours, hits, misses, producer = block.arm } = lived(block);
    for (let start = block.from; start < block.to; start += hour) {
      const instanceSeconds = parkedHours * hour;
      stores.spend.accrue('web', [{ hourStart: start, phase: 'Stopped', instanceSeconds }], {
        at: start,
        observation: anObservation({ at: start }),
        open: [],
      });
      if (producer === null) continue;
      const entry = aLedgerEntry({ group: 'web', at: start });
      stores.ledger.append({ ...entry, plan: { ...entry.plan, producer } });
    }
    const launches = [...Array(hits).fill('from-pool'), ...Array(misses).fill('cold')];
    launches.forEach((kind, i) => {
      const activityId = `${block.index}/${i}`;
      stores.claims.record('web', [
        anActivity({ activityId, kind, startedAt: block.countedFrom + i, endedAt: null }),
      ]);
    });
  }
  return { at, stores };
}

const halfAsMuch = (block: Block) =>
  block.arm === 'predictive'
    ? { parkedHours: 10 + (block.index % 3), hits: 97, misses: 3 }
    : { parkedHours: 20 + (block.index % 3), hits: 95, misses: 5 };

describe('experimentOf', () => {
  test('tells what the forecast saves, and that hit rates differ', () => {
    const { at, stores } = storesAfter(8, halfAsMuch);
    const report = experimentOf(group, at, stores)!;
    expect(report.pairs).toBe(8);
    const { predictive, constant, difference } = report.spendUsdPerDay!;
    // Ten to twelve members parked around the clock, at 0.4 cents an hour.
    expect(predictive).toBeCloseTo(11 * 24 * 0.004, 1);
    expect(constant).toBeCloseTo(21 * 24 * 0.004, 1);
    expect(difference.high).toBeLessThan(0);
    expect(report.hitRate!.predictive).toBeCloseTo(0.97);
    expect(report.hitRate!.difference.mean).toBeCloseTo(0.02);
    expect(report.usdPerConversion).toBeNull();
  });

  test('what is spent and claimed in the washout counts for neither arm', () => {
    const { at, stores } = storesAfter(3, halfAsMuch);
    const before = experimentOf(group, at, stores);
    for (const block of pairsUntil(design, 'web', at).flat()) {
      const meter = { at, observation: anObservation(), open: [] };
      const usage = { hourStart: block.from, phase: 'booting', instanceSeconds: 1e6 } as const;
      stores.spend.accrue('web', [usage], meter);
      const startedAt = block.from + 1;
      stores.claims.record('web', [anActivity({ activityId: `w${block.index}`, startedAt })]);
    }
    expect(experimentOf(group, at, stores)).toEqual(before);
  });

  test('a pair in which forewarm was away does not count', () => {
    const { at, stores } = storesAfter(4, (block) => ({
      ...halfAsMuch(block),
      producer: block.index === 3 ? null : block.arm,
    }));
    const report = experimentOf(group, at, stores)!;
    expect(report.pairs).toBe(3);
    expect(report.blocks.filter(({ counts }) => !counts).map(({ index }) => index)).toEqual([3]);
  });

  test('a pair whose claims are partly deleted by now does not count', () => {
    const { at, stores } = storesAfter(8, (block) => ({
      ...halfAsMuch(block),
      ...(block.index < 7 && { hits: 0, misses: 0 }),
    }));
    const { countedFrom } = experimentOf(group, at, stores)!.blocks[7]!;
    const report = experimentOf(group, at, { ...stores, keptSeconds: at - countedFrom })!;
    expect(report.blocks.map(({ kept }) => kept)).toEqual(report.blocks.map((_, i) => i >= 7));
    expect(report.pairs).toBe(4);
    const { constant, predictive } = report.coldStartsPerDay!;
    // Five and three misses in each counted block of five hours.
    expect(constant).toBeCloseTo((5 * 24) / 5);
    expect(predictive).toBeCloseTo((3 * 24) / 5);
  });

  test('steps that the reactive rule planned are told, and count', () => {
    const { at, stores } = storesAfter(4, (block) => ({
      ...halfAsMuch(block),
      producer: block.arm === 'predictive' ? 'reactive' : 'constant',
    }));
    const report = experimentOf(group, at, stores)!;
    expect(report.pairs).toBe(4);
    expect(
      report.blocks.map(({ arm, inCharge }) => inCharge === (arm === 'constant' ? 1 : 0)),
    ).toEqual(report.blocks.map(() => true));
  });

  test('cost per conversion is the ratio of the sums, over the counted steps alone', () => {
    const { at, stores } = storesAfter(4, halfAsMuch);
    const steps = (at - design.from) / 1800;
    const series = (value: number) => ({
      start: design.from,
      stepSeconds: 1800,
      values: new Float64Array(steps).fill(value),
    });
    const business = { conversions: series(3), costs: series(6) };
    const effect = experimentOf(group, at, stores, business)!.usdPerConversion!;
    expect(effect).toMatchObject({ predictive: 2, constant: 2 });
    const pool = experimentOf(group, at, stores, { ...business, costs: null })!.usdPerConversion!;
    // Ten conversions of three in each counted block of five hours.
    expect(pool.constant).toBeCloseTo((21 * 5 * 0.004) / 30, 2);
  });

  test('has ended when no further pair can be over, and not before it began', () => {
    const { at, stores } = storesAfter(2, halfAsMuch);
    const { design } = experimentOf(group, at, stores)!;
    const { from, blockSeconds } = design;
    const to = from + 5 * blockSeconds; // two pairs, and a block that begins none
    const policy = { ...group.policy, experiment: { ...design, to } };
    const endedAt = (time: number) => experimentOf({ ...group, policy }, time, stores)!.ended;
    expect(endedAt(from - 1)).toBe(false);
    expect(endedAt(from + 4 * blockSeconds - 1)).toBe(false);
    expect(endedAt(from + 4 * blockSeconds)).toBe(true);
  });

  test('a group without an experiment has no report', () => {
    const { stores } = storesAfter(0, halfAsMuch);
    expect(experimentOf({ ...group, policy: groupPolicy() }, 0, stores)).toBeNull();
  });
});
