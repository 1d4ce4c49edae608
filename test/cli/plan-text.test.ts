import { describe, expect, test } from 'vitest';
import { decisionText, entryDocument } from '../../src/cli/plan-text.ts';
import type { Plan } from '../../src/core/planning/plan.ts';
import { fromUsd, microUsd } from '../../src/core/units.ts';
import { aLedgerEntry, aSetting } from '../support/decisions.ts';

const at = Date.UTC(2026, 10, 21, 8) / 1000;

function aDecision(changes: Partial<Plan> = {}) {
  const { plan } = aLedgerEntry();
  const candidates = [12, 14, 11, 16, 9, 18, 0].map((prepared, n) => ({
    setting: { ...aSetting, prepared: Math.max(aSetting.minSize, prepared) },
    cost: microUsd(412_000 + 31_000 * n),
    misses: 0.35 * n,
    claims: 7.5,
  }));
  const peaks = [
    { level: 0.5, demand: 9 },
    { level: 0.9, demand: 12 },
    { level: 0.99, demand: 14 },
  ];
  const wishes = {
    predictive: { minSize: 2, prepared: 12 },
    reactive: { minSize: 2, prepared: 19 },
  };
  const reason =
    'sizing by a record of 412 claims; portfolio: instances needed within 47 minutes: 9 (50 %), 12 (90 %), 14 (99 %)';
  const whole = { ...plan, at, candidates, peaks, wishes, reason, ...changes };
  const entry = aLedgerEntry({ at, plan: whole, before: { ...aSetting, prepared: 9 }, reason });
  return { ...entry, id: 4711 };
}

describe('decisionText', () => {
  test('tells one decision on one screen', () => {
    const text = decisionText(aDecision(), 80);
    expect(text).toMatchInlineSnapshot(`
      "web
        decision    #4711 at 2026-11-21T08:00:00Z, mode act: applied
        setting     MinSize 2, prepared 12, Stopped, reuse
        before      MinSize 2, prepared 9, Stopped, reuse
        wanted      MinSize 2, prepared 12, Stopped, reuse
        limited by  nothing: it is what was wanted
        otherwise   MinSize 2, prepared 19 by the reactive rule
        at most     $0.0543 before the next step can act
        predictive: sizing by a record of 412 claims; portfolio: instances needed
        within 47 minutes: 9 (50 %), 12 (90 %), 14 (99 %)

        peak of demand ahead, in instances
          level  50 %  90 %  99 %
          peak      9    12    14

        candidates over the time this decision covers, with 7.5 claims expected
                     setting                  cost  cold starts
          chosen     MinSize 2, prepared 12  $0.41         0.00
          runner-up  MinSize 2, prepared 14  $0.44         0.35
                     MinSize 2, prepared 11  $0.47         0.70
                     MinSize 2, prepared 16  $0.51         1.05
                     MinSize 2, prepared 9   $0.54         1.40
          and 2 more
      "
    `);
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('tells what was wanted from what the cap left of it', () => {
    const text = decisionText(
      aDecision({ binding: 'cap', setting: { ...aSetting, prepared: 11 } }),
      80,
    );
    expect(text).toContain('limited by  a cost cap');
    const roles = [...text.matchAll(/^ {4}(wanted|chosen|runner-up) +(MinSize.*?\d) /gm)];
    expect(roles.map(([, role, size]) => `${role}: ${size}`)).toEqual([
      'wanted: MinSize 2, prepared 12',
      'runner-up: MinSize 2, prepared 14',
      'chosen: MinSize 2, prepared 11',
    ]);
  });

  test('says which level of service a cap left, and what that risks', () => {
    const level = {
      level: 9,
      wanted: 20,
      cap: { per: 'month', scope: 'fleet' },
      from: Date.UTC(2026, 5, 10, 12) / 1000,
      until: Date.UTC(2026, 6, 1) / 1000,
      cost: fromUsd(120.5),
      misses: 81.26,
      wantedCost: fromUsd(310),
      wantedMisses: 12,
      nextDollar: 0.4,
    } as const;
    const text = decisionText(aDecision({ binding: 'cap', level }), 80);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      "level 9 of 20: the month's cap of the fleet has $120.50 for it to 2026-07-01T00:00:00Z, " +
        'where the wanted one would cost $310.00; expected cold starts are 81.3 instead of 12.0',
    );
    expect(entryDocument(aDecision({ level }))).toMatchObject({
      plan: { level: { level: 9, costUsd: 120.5, until: '2026-07-01T00:00:00Z' } },
    });
  });

  test('a reactive plan has neither peaks nor candidates', () => {
    const plan = { producer: 'reactive', candidates: [], peaks: [] } as const;
    const text = decisionText(aDecision(plan), 80);
    expect(text).not.toContain('candidates');
    expect(text).toContain('prepared 12 by the forecast');
  });

  test('an outcome that differs from the reason is told apart', () => {
    const failed = {
      ...aDecision(),
      event: 'failed',
      reason: 'FW_AWS_THROTTLED: slow down',
    } as const;
    expect(decisionText(failed, 80)).toContain('  outcome: FW_AWS_THROTTLED: slow down\n');
  });
});

test('the document is the ledger entry, money in dollars and times in ISO 8601', () => {
  expect(entryDocument(aDecision())).toMatchObject({
    id: 4711,
    at: '2026-11-21T08:00:00Z',
    plan: { at: '2026-11-21T08:00:00Z', commitmentUsd: 0.054321 },
  });
});

test('a pool that should wait in another state says so, and what each costs', () => {
  const stateChoice = {
    chosen: 'Running',
    inForce: 'Stopped',
    priced: [
      { state: 'Stopped', startSeconds: 30, isQuickEnough: false, monthCost: microUsd(18_777_600) },
      { state: 'Running', startSeconds: 5, isQuickEnough: true, monthCost: null },
    ],
    reason: 'Running costs least; the pool stays Stopped until it has no member',
  } as const;
  const text = decisionText(aDecision({ stateChoice }), 200);
  expect(text).toContain(
    '  state Running recommended: Running costs least; the pool stays Stopped',
  );
  const same = decisionText(aDecision({ stateChoice: { ...stateChoice, chosen: 'Stopped' } }), 200);
  expect(same).toContain('  state: Running costs least');
  expect(entryDocument(aDecision({ stateChoice }))).toMatchObject({
    plan: { stateChoice: { priced: [{ monthUsd: 18.7776 }, { monthUsd: null }] } },
  });
});
