import { describe, expect, test } from 'vitest';
import { alertSpending } from '../../src/app/alerts.ts';
import type { ManagedGroup } from '../../src/app/decide.ts';
import type { Log } from '../../src/app/ports/host.ts';
import type { FleetPolicy } from '../../src/core/planning/policy.ts';
import { fromUsd } from '../../src/core/units.ts';
import { MemoryAlertStore } from '../support/alert-store.ts';
import { fleetPolicy, groupObservation, groupPolicy } from '../support/policies.ts';
import { MemorySpendStore } from '../support/spend-store.ts';

const noon = Date.UTC(2026, 5, 30, 12) / 1000;
const daySeconds = 86_400;

/** A fleet whose one group spends ten cents for each booked hour of booting. */
class Fleet {
  readonly warnings: Record<string, unknown>[] = [];
  readonly #fleet: FleetPolicy;
  readonly #spend = new MemorySpendStore();
  readonly #alerts = new MemoryAlertStore();
  readonly #groups: ManagedGroup[];

  constructor(fleet: Partial<FleetPolicy>, ownDayUsd?: number) {
    this.#fleet = fleetPolicy({ alertShares: [0.5, 0.8, 0.95], ...fleet });
    const caps =
      ownDayUsd === undefined ? [] : [{ per: 'day', limit: fromUsd(ownDayUsd) } as const];
    this.#groups = [{ policy: groupPolicy({ caps }), series: 'web', stepSeconds: 300 }];
  }

  spend(usd: number, hourStart: number): void {
    const instanceSeconds = (usd / 0.1) * 3600;
    const observation = groupObservation();
    const meter = { at: hourStart, observation, open: [] };
    this.#spend.accrue('web', [{ hourStart, phase: 'booting', instanceSeconds }], meter);
  }

  look(at: number): void {
    const note = (fields: object) => void this.warnings.push({ ...fields });
    const log: Log = { debug() {}, info() {}, warn: note, error() {} };
    const ports = { clock: { now: () => at }, spend: this.#spend, alerts: this.#alerts, log };
    alertSpending(this.#groups, this.#fleet, ports);
  }
}

const dayCap = { per: 'day', limit: fromUsd(10) } as const;

describe('alertSpending', () => {
  test('warns once of each share in each window', () => {
    const fleet = new Fleet({ caps: [dayCap] });
    fleet.spend(4.9, noon);
    fleet.look(noon);
    expect(fleet.warnings).toEqual([]);
    fleet.spend(0.2, noon);
    fleet.look(noon + 300);
    fleet.look(noon + 600);
    expect(fleet.warnings).toEqual([
      {
        scope: 'fleet',
        per: 'day',
        share: 0.5,
        spentUsd: 5.1,
        limitUsd: 10,
        until: '2026-07-01T00:00:00Z',
      },
    ]);
    fleet.spend(3, noon + 3600);
    fleet.look(noon + 3900);
    expect(fleet.warnings.map(({ share }) => share)).toEqual([0.5, 0.8]);
  });

  test('of shares passed at once only the highest is told', () => {
    const fleet = new Fleet({ caps: [dayCap] });
    fleet.spend(9.6, noon);
    fleet.look(noon);
    fleet.look(noon + 300);
    expect(fleet.warnings.map(({ share }) => share)).toEqual([0.95]);
  });

  test('a new window begins anew', () => {
    const fleet = new Fleet({ caps: [dayCap] });
    fleet.spend(6, noon);
    fleet.look(noon);
    fleet.look(noon + daySeconds);
    expect(fleet.warnings).toHaveLength(1);
    fleet.spend(6, noon + daySeconds);
    fleet.look(noon + daySeconds);
    expect(fleet.warnings).toHaveLength(2);
  });

  test('windows follow the clock of the budget', () => {
    // 12:00 UTC of 30 June is 1 July in Auckland: what was spent the evening before is last month's
    const caps = [{ per: 'month', limit: fromUsd(10) } as const];
    const fleet = new Fleet({ caps, budgetZone: 'Pacific/Auckland' });
    fleet.spend(9, noon - 3600);
    fleet.look(noon);
    expect(fleet.warnings).toEqual([]);
    fleet.spend(5, noon);
    fleet.look(noon + 300);
    expect(fleet.warnings).toMatchObject([{ per: 'month', until: '2026-07-31T12:00:00Z' }]);
  });

  test('caps of groups warn by themselves', () => {
    const fleet = new Fleet({ caps: [dayCap] }, 4);
    fleet.spend(3.9, noon);
    fleet.look(noon);
    expect(fleet.warnings).toMatchObject([{ scope: 'web', share: 0.95, limitUsd: 4 }]);
  });

  test('without shares nobody is told', () => {
    const fleet = new Fleet({ caps: [dayCap], alertShares: [] });
    fleet.spend(10, noon);
    fleet.look(noon);
    expect(fleet.warnings).toEqual([]);
  });
});
