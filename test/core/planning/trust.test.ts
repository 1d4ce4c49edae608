import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ShadowCosts } from '../../../src/core/planning/shadow/shadow.ts';
import { untrustedReasons } from '../../../src/core/planning/situation.ts';
import {
  judgeTrust,
  noTrustYet,
  type Trust,
  type TrustEvidence,
  trustTable,
} from '../../../src/core/planning/trust.ts';
import { microUsd } from '../../../src/core/units.ts';

const limits = { dataAgeSecondsMax: 900, modelAgeSecondsMax: 86_400, lossRatioMax: 1 };
const good: TrustEvidence = {
  historySeconds: 10 * 86_400,
  dataAgeSeconds: 60,
  modelAgeSeconds: 3600,
  lossRatio: 0.6,
  coverage80: 0.8,
  broken: null,
};
const trusted: Trust = { verdict: { kind: 'trusted' }, against: trustTable.map(() => 0) };

const worse: Record<string, Partial<TrustEvidence>> = {
  'no-model': { modelAgeSeconds: null, lossRatio: null },
  'data-stale': { dataAgeSeconds: 1000 },
  'data-short': { historySeconds: 3600 },
  'forecast-broken': { broken: 'a load of NaN' },
  'model-old': { modelAgeSeconds: 100_000 },
  'skill-low': { lossRatio: 1.2 },
  'coverage-off': { coverage80: 0.3 },
  'shadow-cost': { shadows: shadows([9e6, 9e6, 9e6, 9e6], [8e6, 8e6, 8e6, 8.1e6]) },
};

/** Shadows of which only the costs of each day matter, µUSD. */
function shadows(predictive: readonly number[], reactive: readonly number[]): ShadowCosts {
  const shadow = (days: readonly number[]) => ({ cost: microUsd(0), misses: 0, days });
  const constant = { ...shadow(reactive), size: { minSize: 0, prepared: 0 } };
  return {
    from: 0,
    to: 0,
    claims: 0,
    missPrice: microUsd(0),
    predictive: shadow(predictive),
    reactive: shadow(reactive),
    constant,
    none: constant,
  };
}

function later(steps: number, evidence: TrustEvidence, from: Trust): Trust {
  let trust = from;
  for (let step = 0; step < steps; step++) trust = judgeTrust(evidence, limits, trust);
  return trust;
}

describe('judgeTrust', () => {
  test('the table has a row for every reason', () => {
    expect(trustTable.map(({ reason }) => reason).sort()).toEqual(
      Object.keys(untrustedReasons).sort(),
    );
  });

  test.each([
    { file: 'docs/decisions.md', row: /^\| `([a-z-]+)` +\|.*\| (\d+)(?: steps?)? +\| (\d+)/gm },
    { file: 'src/core/planning/trust.ts', row: /^ \* {3}([a-z-]+) +(\d+)(?: step)? +(\d+)/gm },
  ])('$file names the rows in their order, with their figures', ({ file, row }) => {
    const written = [...readFileSync(file, 'utf8').matchAll(row)].map((match) => match.slice(1));
    const rows = trustTable.map(({ reason, patience, recovery }) => {
      return [reason, `${patience}`, `${recovery}`];
    });
    expect(written).toEqual(rows);
  });

  test('good evidence is believed from the first step on', () => {
    expect(judgeTrust(good, limits, noTrustYet)).toEqual(trusted);
  });

  test.each(trustTable)('$reason: lost after $patience, back after $recovery', (row) => {
    const bad = { ...good, ...worse[row.reason] };
    expect(later(row.patience - 1, bad, trusted).verdict.kind).toBe('trusted');
    const lost = later(row.patience, bad, trusted);
    expect(lost.verdict).toMatchObject({ kind: 'untrusted', reason: row.reason });
    expect(later(row.recovery - 1, good, lost).verdict.kind).toBe('untrusted');
    expect(later(row.recovery, good, lost).verdict.kind).toBe('trusted');
  });

  test('one good step between bad ones starts the count again', () => {
    const bad = { ...good, lossRatio: 1.2 };
    const twice = later(2, bad, trusted);
    const again = later(2, bad, later(1, good, twice));
    expect(again.verdict.kind).toBe('trusted');
  });

  test('a relapse on the way back starts the count again', () => {
    const bad = { ...good, coverage80: 0.2 };
    const lost = later(6, bad, trusted);
    const relapsed = later(1, bad, later(5, good, lost));
    expect(later(5, good, relapsed).verdict.kind).toBe('untrusted');
  });

  test('a reason that comes and goes does not hide another that stays', () => {
    let trust = trusted;
    for (let step = 0; step < 6; step++) {
      const lossRatio = step % 3 === 0 ? 1.2 : 0.9;
      trust = judgeTrust({ ...good, coverage80: 0.1, lossRatio }, limits, trust);
      expect(trust.verdict.kind).toBe(step < 5 ? 'trusted' : 'untrusted');
    }
    expect(trust.verdict).toMatchObject({ reason: 'coverage-off' });
  });

  test('a reason that is soon over does not shorten the way back from another', () => {
    const lost = later(6, { ...good, coverage80: 0.1 }, trusted);
    const passing = later(1, { ...good, modelAgeSeconds: 100_000 }, lost);
    expect(later(4, good, passing).verdict.kind).toBe('untrusted');
    expect(later(5, good, passing).verdict.kind).toBe('trusted');
  });

  test('the first step without a past decides alone, against belief too', () => {
    const verdict = judgeTrust({ ...good, lossRatio: 1.2 }, limits, noTrustYet).verdict;
    expect(verdict).toMatchObject({ kind: 'untrusted', reason: 'skill-low' });
  });

  test('figures stand in the detail', () => {
    const { verdict } = judgeTrust({ ...good, dataAgeSeconds: 1000 }, limits, trusted);
    expect(verdict).toMatchObject({ detail: 'the newest sample is 16 min 40 s old, limit 15 min' });
  });

  test.each([
    { name: 'cheaper', predictive: [7e6, 7e6, 7e6, 7e6] },
    { name: 'dearer by a little', predictive: [8.2e6, 8.2e6, 8.2e6, 8.2e6] },
    { name: 'dearer on one day of four', predictive: [8e6, 8e6, 8e6, 16e6] },
    { name: 'dearer, but of two days alone', predictive: [9e6, 9e6] },
  ])('a forecast whose shadow is $name is believed', ({ predictive }) => {
    const reactive = [8e6, 8e6, 8e6, 8.1e6].slice(0, predictive.length);
    const evidence = { ...good, shadows: shadows(predictive, reactive) };
    expect(later(20, evidence, trusted)).toEqual(trusted);
  });

  test('evidence that is not known speaks neither way', () => {
    const unknown = { ...good, lossRatio: null, coverage80: null };
    expect(judgeTrust(unknown, limits, trusted)).toEqual(trusted);
  });

  test('a loss that is not a number is not skill', () => {
    const broken = { ...good, lossRatio: Number.NaN };
    expect(later(3, broken, trusted).verdict.kind).toBe('untrusted');
  });
});
