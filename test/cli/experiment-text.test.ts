import { describe, expect, test } from 'vitest';
import type { BlockOutcome, ExperimentReport } from '../../src/app/experiment.ts';
import { experimentText } from '../../src/cli/experiment-text.ts';
import type { Effect } from '../../src/core/experiment/effect.ts';
import { around } from '../../src/core/statistics/interval.ts';

const from = Date.UTC(2026, 8, 1) / 1000;
const block: BlockOutcome = {
  index: 0,
  arm: 'predictive',
  from,
  to: from + 86_400,
  countedFrom: from + 3600,
  spendUsd: 3,
  hits: 97,
  misses: 3,
  decided: 1,
  inCharge: 1,
  kept: true,
  counts: true,
};

function effect(predictive: number, constant: number, reach: number): Effect {
  const difference = predictive - constant;
  return {
    pairs: 8,
    predictive,
    constant,
    difference: around(difference, reach),
    relative: around(difference / constant, reach / constant),
  };
}

function reportOf(changes: Partial<ExperimentReport> = {}): ExperimentReport {
  return {
    group: 'web',
    mode: 'act',
    design: { from, to: null, blockSeconds: 86_400, washoutSeconds: 3600, seed: 1 },
    current: { ...block, index: 16, from: from + 16 * 86_400, to: from + 17 * 86_400 },
    ended: false,
    blocks: Array(16).fill(block),
    pairs: 8,
    spendUsdPerDay: effect(3.1, 5, 0.8),
    hitRate: effect(0.972, 0.968, 0.011),
    coldStartsPerDay: effect(4.2, 4.6, 2),
    usdPerConversion: null,
    ...changes,
  };
}

const textOf = (changes: Partial<ExperimentReport> = {}) =>
  experimentText(reportOf(changes), { columns: 80 });

describe('the experiment as a person reads it', () => {
  test('differences with their intervals, then what they say', () => {
    const text = textOf();
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      web: predictive against constant since 2026-09-01T00:00:00Z, blocks of 1 d of
      which the first 1 h do not count; 8 of 8 pairs are usable so far
      now block 17, predictive, to 2026-09-18T00:00:00Z

                           predictive  constant  difference  95 % interval
        spend a day             $3.10     $5.00      −$1.90  −$2.70 to −$1.10
        hit rate              97.20 %   96.80 %    +0.40 pt  −0.70 pt to +1.50 pt
        cold starts a day         4.2       4.6        −0.4  −2.4 to +1.6

      The forecast saves $1.90 a day, 38 % (22 to 54 %) of what the constant costs.
      "
    `);
  });

  test.each([
    { name: 'dearer', spend: effect(5, 3.1, 0.8), words: 'The forecast costs $1.90 a day more' },
    { name: 'unsure', spend: effect(4.9, 5, 0.8), words: 'cannot be told from chance yet' },
  ])('$name', ({ spend, words }) => {
    expect(textOf({ spendUsdPerDay: spend })).toContain(words);
  });

  test('before two pairs are over it says to wait', () => {
    const none = { spendUsdPerDay: null, hitRate: null, coldStartsPerDay: null };
    const text = textOf({ ...none, blocks: [], pairs: 0 });
    expect(text).toContain('no pair is over yet');
    expect(text).toContain('Too early');
  });

  test.each([
    { pairs: 0, words: 'Ended 2026-09-17 without a usable pair; set a new from and to.' },
    { pairs: 1, words: 'Ended 2026-09-17 with one usable pair, and two are needed' },
  ])('one that ended with $pairs usable pairs is not waited for', ({ pairs, words }) => {
    const none = { spendUsdPerDay: null, hitRate: null, coldStartsPerDay: null };
    const { design } = reportOf();
    const over = { current: null, ended: true, design: { ...design, to: from + 16 * 86_400 } };
    const text = textOf({ ...none, ...over, pairs });
    expect(text).toContain(`${pairs} of 8 pairs are usable\n`);
    expect(text).toContain(words);
    expect(text).not.toMatch(/Too early|so far|yet/);
  });

  test('what weakens the answer is said', () => {
    const blocks = [
      ...Array(14).fill({ ...block, inCharge: 0.5 }),
      block,
      { ...block, counts: false },
    ];
    const text = textOf({ mode: 'observe', blocks, pairs: 7 });
    expect(text).toContain('Mode observe: nothing was written');
    expect(text).toContain('Not usable: 1 of 8 pairs, forewarm was away.');
    expect(text).not.toContain('retention');
    expect(text).toMatch(/Only 5\d\.\d % of the steps/);
  });

  test('pairs whose claims are deleted are told from those that forewarm was away in', () => {
    const forgotten = { ...block, kept: false, counts: false };
    const blocks = [
      ...Array(3).fill(forgotten), // a pair, and half of the next
      block,
      ...Array(11).fill(block),
      { ...block, counts: false },
    ];
    const text = textOf({ blocks, pairs: 5 });
    expect(text).toContain('Not usable: 1 of 8 pairs, forewarm was away.');
    expect(text.replaceAll('\n', ' ')).toContain(
      'Not usable: 2 of 8 pairs, older than `retention` keeps what they did.',
    );
  });
});
