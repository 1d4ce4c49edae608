import type { LedgerEntry } from '../../src/app/ports/books.ts';
import type { LevelChoice } from '../../src/core/planning/budget/levels.ts';
import { fromUsd, microUsd } from '../../src/core/units.ts';
import { aLedgerEntry, aSetting } from './decisions.ts';

/** A decision of `web` at `at` that the fleet's monthly cap, which ends at `until`, lowered and cut. */
export function aCutDecision(at: number, until: number): LedgerEntry {
  const wanted = { ...aSetting, prepared: 20 };
  const level: LevelChoice = {
    level: 3,
    wanted: 8,
    cap: { per: 'month', scope: 'fleet' },
    from: at,
    until,
    cost: fromUsd(1.25),
    misses: 12.34,
    wantedCost: fromUsd(3.5),
    wantedMisses: 4.56,
    nextDollar: 3.5,
  };
  const entry = aLedgerEntry({ at });
  const candidates = [
    { setting: wanted, cost: microUsd(20_000), misses: 0.25, claims: 7.5 },
    { setting: aSetting, cost: microUsd(12_000), misses: 2.25, claims: 7.5 },
  ];
  return { ...entry, plan: { ...entry.plan, binding: 'cap', wanted, candidates, level } };
}
