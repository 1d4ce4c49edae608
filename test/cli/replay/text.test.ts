import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyOutcome, ReplayDocument } from '../../../src/app/replay/document.ts';
import { frontierHtml } from '../../../src/cli/replay/frontier-html.ts';
import { costTicks, heightOf } from '../../../src/cli/replay/frontier-points.ts';
import { frontierText } from '../../../src/cli/replay/frontier-text.ts';
import { overlapOf, placeLabels } from '../../../src/cli/replay/labels.ts';
import { replayText, savingSentence, sceneOf } from '../../../src/cli/replay/text.ts';

function outcome(name: string, hitRate: number, spendUsd: number): PolicyOutcome {
  const perDay = {
    spendUsd: { mean: spendUsd / 10, low: spendUsd / 12, high: spendUsd / 8 },
    coldStarts: { mean: 1, low: 0, high: 2 },
    hitRate: { mean: hitRate, low: hitRate - 0.01, high: Math.min(1, hitRate + 0.01) },
  };
  const rest = { coldStarts: 10, boots: 5, warmInstanceHours: 1, settings: [] };
  return { name, hitRate, spendUsd, perDay, ...rest };
}

const document: ReplayDocument = {
  scenario: {
    from: '2026-03-02T00:00:00Z',
    to: '2026-03-12T00:00:00Z',
    stepSeconds: 60,
    historyDays: 20,
    loadPerInstance: 100,
    demand: { mean: 25.4, peak: 301 },
    bootSeconds: 300,
    startSeconds: 30,
    priceUsdPerHour: 0.1,
    stoppedPriceUsdPerHour: 0.004,
    state: 'Stopped',
    announced: 0,
    requested: { hitRate: 0.99 },
    max: 400,
    maxSource: 'given',
  },
  policies: [
    outcome('forewarm', 0.985, 29.1),
    outcome('none', 0, 0),
    outcome('best-constant', 0.991, 51.4),
    outcome('aws-default', 1, 275.1),
    outcome('reactive', 0.9501, 23.5),
    outcome('clairvoyant', 1, 14.2),
  ],
  saving: {
    against: { minSize: 34, prepared: 34, reuse: false, hitRate: 0.987, spendUsd: 46.5 },
    usdPerDay: { mean: 1.74, low: -0.73, high: 2.56 },
    share: { mean: 0.37, low: -0.14, high: 0.64 },
  },
  frontier: {
    forewarm: [
      { requested: 0.8, hitRate: 0.82, coldStarts: 700, spendUsd: 16 },
      { requested: 0.95, hitRate: 0.95, coldStarts: 200, spendUsd: 23.4 },
      { requested: 0.99, hitRate: 0.985, coldStarts: 65, spendUsd: 29.1 },
    ],
    constants: [0, 10, 25, 45, 60].map((prepared) => ({
      minSize: 0,
      prepared,
      reuse: true,
      hitRate: prepared / 61,
      coldStarts: 100 - prepared,
      spendUsd: prepared,
    })),
  },
  advice: 'Let forewarm size the pool.',
  warnings: [],
};

describe('the replay in eighty columns', () => {
  const text = replayText('web', document, { columns: 80, unicode: true });

  test('reads so', () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      web: 2026-03-02T00:00 to 2026-03-12T00:00 UTC in steps of 1 min, Stopped pool,
      demand 25.4 instances on average and 301 at the peak, group maximum 400 (--max);
      requested hit rate 99.0 %

        policy         hit rate                cold starts   a day
        forewarm         98.5 %  (97.5–99.5)            10   $2.91  (2.43–3.64)
        none              0.0 %  (-1.0–1.0)             10   $0.00
        best-constant    99.1 %  (98.1–100.0)           10   $5.14  (4.28–6.42)
        aws-default     100.0 %  (99.0–100.0)           10  $27.51  (22.93–34.39)
        reactive         95.0 %  (94.0–96.0)            10   $2.35  (1.96–2.94)
        clairvoyant     100.0 %  (99.0–100.0)           10   $1.42  (1.18–1.77)

      In parentheses: 95 % intervals by days. Against the constant 34 members at all
      times, 98.7 % warm, forewarm saves $1.74 (−$0.73 to $2.56) a day, 37 % (−14 to
      64 %) of what that constant costs.

       ≥99.9 % ┤              x                                                     d
               │
               │
               │
               │
          99 % ┤                                                    c
               │                              F                              ·
          98 % ┤
          95 % ┤                        Fr
               │
          90 % ┤
               │                F
          80 % ┤                                              ·
          50 % ┤
               │                         ·
           0 % ┤n         ·
               └─────────────────────────────────────────────────────────────────────
                $0       $1        $2         $3        $4        $5        $6
        F forewarm asked for 80 %, 95 %, 99 %; · constants that no constant beats; n
        none, c best-constant, d aws-default ($27.5 a day), r reactive, x clairvoyant.
        Up: hit rate, each nine as tall. Right: dollars a day.

      Let forewarm size the pool.
      "
    `);
  });

  test.each([40, 60, 72])('fits into %d columns too', (columns) => {
    for (const unicode of [true, false]) {
      const lines = replayText('web', document, { columns, unicode }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });

  test('two that share a place stand side by side', () => {
    expect(text).toMatch(/Fr/);
  });

  test('without Unicode the chart is plain ASCII', () => {
    const chart = frontierText(document, { columns: 80, unicode: false });
    expect([...chart].filter((letter) => letter > '~')).toEqual([]);
  });
});

describe('the saving in words', () => {
  const { against } = document.saving!;
  const usdPerDay = { mean: -0.0695, low: -0.59, high: 0.27 };
  const share = { mean: -0.5, low: -2.11, high: 1.05 };

  test.each([
    {
      saving: { against, usdPerDay, share },
      want: 'forewarm costs $0.07 (−$0.27 to $0.59) a day more, 50 % (−105 to 211 %) of what that constant costs.',
    },
    {
      saving: { against, usdPerDay: { mean: 0.0695, low: 0.004, high: 0.1 }, share: null },
      want: 'forewarm saves $0.07 ($0.0040 to $0.10) a day.',
    },
  ])('$want', ({ saving, want }) => {
    const start = 'Against the constant 34 members at all times, 98.7 % warm, ';
    expect(savingSentence({ ...document, saving })).toBe(start + want);
  });

  test('with a price of cold starts they are said to be counted', () => {
    const scenario = { requested: { coldStartUsd: 0.5 } };
    expect(savingSentence({ ...document, scenario })).toMatch(/costs, cold starts counted\.$/);
    expect(savingSentence(document)).not.toContain('counted');
  });
});

describe('the scene', () => {
  const { scenario } = document;

  test('says where the maximum comes from', () => {
    expect(sceneOf(scenario)).toContain('group maximum 400 (--max);');
    const guessed = { ...scenario, maxSource: 'earlier-peak' } as const;
    expect(sceneOf(guessed)).toContain('group maximum 400 (by default 1.5 × the earlier peak);');
  });

  test('is followed by how the state was chosen, where it was', () => {
    const stateChoice = { reason: 'Running, the quickest', startWithinSeconds: 9, priced: [] };
    const chosen = { ...document, scenario: { ...scenario, stateChoice } };
    const words = 'State auto: Running, the quickest.';
    expect(replayText('web', chosen, { columns: 80, unicode: true })).toContain(`\n${words}\n`);
    expect(frontierHtml('web', chosen)).toContain(`<p class="scene">${words}</p>`);
    expect(frontierHtml('web', document)).not.toContain('State auto');
  });

  test('says how many events were announced, where any were', () => {
    expect(sceneOf(scenario)).toMatch(/requested hit rate 99.0 %$/);
    expect(sceneOf({ ...scenario, announced: 2 })).toMatch(/; announced events: 2$/);
  });

  test('is followed by every warning, in text and on the page', () => {
    const warnings = ['first of two.', 'second <of> two.'];
    const text = replayText('web', { ...document, warnings }, { columns: 80, unicode: true });
    expect(text).toContain('\nWarning: first of two.\nWarning: second <of> two.\n');
    const page = frontierHtml('web', { ...document, warnings });
    expect(page).toContain('>Warning: second &#60;of&#62; two.</p>');
  });
});

describe('labels of the chart', () => {
  const canvas = { left: 60, top: 0, right: 880, bottom: 410 };
  const place = fc.tuple(fc.integer({ min: 64, max: 856 }), fc.integer({ min: 20, max: 400 }));
  const text = fc.constantFrom('forewarm 99 %', 'reactive', 'constants in hindsight');

  test('lie within the canvas, and on no mark and no other label', () => {
    const law = fc.property(
      fc.array(fc.record({ at: place, text }), { maxLength: 12 }),
      (wanted) => {
        const marks = wanted.map(({ at: [x, y] }) => {
          return { left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 };
        });
        const placed = placeLabels(wanted, marks, canvas);
        for (const [i, box] of placed.entries()) {
          expect(box.left).toBeGreaterThanOrEqual(canvas.left);
          expect(box.right).toBeLessThanOrEqual(canvas.right);
          expect(box.top).toBeGreaterThanOrEqual(canvas.top);
          for (const other of [...marks, ...placed.slice(0, i)])
            expect(overlapOf(box, other)).toBe(0);
        }
      },
    );
    fc.assert(law, { numRuns: 200 });
  });

  test('one alone stands to the right of its mark', () => {
    const [label] = placeLabels([{ text: 'none', at: [100, 200] }], [], canvas);
    expect(label).toMatchObject({ left: 110, top: 192, isFar: false });
  });

  test('many at one place are all readable', () => {
    const at = [300, 300] as const;
    const texts = ['forewarm 90 %', 'forewarm 95 %', 'forewarm 99 %', 'last-week', 'reactive'];
    const placed = placeLabels(
      texts.map((each) => ({ text: each, at })),
      [],
      canvas,
    );
    for (const [i, box] of placed.entries()) {
      for (const other of placed.slice(0, i)) expect(overlapOf(box, other)).toBe(0);
    }
  });
});

describe('the page', () => {
  const page = frontierHtml('<script>"web"', document);

  test('stands alone: no script, no address, nothing to load', () => {
    expect(page).not.toMatch(/<script|https?:|url\(|@import|<link|<img/);
  });

  test('shows every policy, and what is dearer than the chart at its edge', () => {
    for (const { name } of document.policies) expect(page).toContain(`>${name}</th>`);
    expect(page).toContain('aws-default, $27.5');
    expect(page).toContain('prefers-color-scheme: dark');
  });

  test('an option is not broken in two lines', () => {
    expect(page).toContain('group maximum 400 (<code>--max</code>);');
  });

  test('a number keeps its sign of percent beside it', () => {
    expect(page).toContain('requested hit rate 99.0&nbsp;%');
    expect(page).not.toMatch(/<p[^>]*>[^<]*\d %/);
  });

  test('what comes from outside is text, not markup', () => {
    expect(page).toContain('&#60;script&#62;&#34;web&#34;');
  });

  test('each mark lies on the canvas', () => {
    const places = [...page.matchAll(/c[xy]="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(places.length).toBeGreaterThan(10);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThanOrEqual(880);
  });
});

describe('the scales', () => {
  test('each nine is as tall', () => {
    expect([0, 0.9, 0.99, 0.999, 1].map((rate) => Number(heightOf(rate).toFixed(3)))).toEqual([
      0, 0.333, 0.667, 1, 1,
    ]);
  });

  test.each([
    { usdMax: 6.7, want: [0, 1, 2, 3, 4, 5, 6] },
    { usdMax: 10.1, want: [0, 2, 4, 6, 8, 10] },
    { usdMax: 0.034, want: [0, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03] },
    { usdMax: 1000, want: [0, 200, 400, 600, 800, 1000] },
  ])('ticks up to $usdMax are round', ({ usdMax, want }) => {
    expect(costTicks(usdMax)).toEqual(want);
  });
});
