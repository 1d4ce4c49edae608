import { describe, expect, test } from 'vitest';
import { adviceOf } from '../../../src/app/replay/advice.ts';
import type { PolicyOutcome, ReplayScenario } from '../../../src/app/replay/document.ts';
import { reaches } from '../../../src/app/replay/request.ts';
import { fairAim } from '../../../src/app/replay/saving.ts';
import { costsIn, type ReplayRequest } from '../../../src/app/replay/world.ts';
import type { Aim } from '../../../src/core/capacity/aim.ts';
import { cheapestFor, constantResults } from '../../../src/core/replay/rivals-constant.ts';
import { groupTrace } from '../../../src/core/replay/trace.ts';
import { replayScenario } from '../../support/replay-scenario.ts';

const stepSeconds = 300;
/** Thirty days of two instances that become six for an hour, twice a day. */
const demand = Int32Array.from({ length: 30 * 288 }, (_, t) => (t % 144 < 12 ? 6 : 2));
const trace = groupTrace(demand, stepSeconds);
const scenario: ReplayScenario = {
  ...replayScenario,
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-31T00:00:00Z',
  stepSeconds,
  historyDays: 30,
  demand: { mean: 2.3, peak: 6 },
  bootSeconds: 3600,
};
const request: ReplayRequest = {
  ...scenario,
  series: { start: 0, stepSeconds, values: Float64Array.from(demand) },
  service: { kind: 'hit-rate', target: 0.95 },
  from: 0,
  max: 9,
};
const climbs = 59 * 4;

function outcome(name: string, coldStarts: number, spendUsd: number): PolicyOutcome {
  const hitRate = 1 - coldStarts / climbs;
  const rest = { boots: 0, warmInstanceHours: 0, perDay: null, settings: [] };
  return { name, hitRate, coldStarts, spendUsd, ...rest };
}

const surely = { mean: 0.1, low: 0.05, high: 0.15 };
const hitRate: Aim = { kind: 'hit-rate', target: 0.95 };

/** Advice where forewarm spent `ownUsd`, for constants at the prices of `changes`. */
function adviceWhere(
  ownUsd: number,
  { aim = hitRate, changes = {}, sure = true, reuse = [true, false] } = {},
): string {
  const asked = { ...request, ...changes };
  const costs = costsIn('Stopped', asked);
  const priced = {
    trace,
    from: 0,
    load: Float64Array.from(demand),
    demand,
    bootSeconds: asked.bootSeconds,
    costs,
  };
  const own = outcome('forewarm', 3, ownUsd);
  const constants = constantResults(priced).filter(({ setting }) => reuse.includes(setting.reuse));
  const constant = cheapestFor(constants, fairAim(own, aim));
  const against = { ...constant.setting, hitRate: 1, spendUsd: constant.spendUsd };
  const usdPerDay = sure ? surely : { ...surely, low: -0.01 };
  return adviceOf([own, outcome('none', climbs, 0)], constant, {
    aim,
    scenario,
    priced,
    request: asked,
    saving: { against, usdPerDay, share: null },
  });
}

describe('advice', () => {
  test('follow the forecast where it costs less, and say what it saves', () => {
    expect(adviceWhere(1)).toMatch(
      /^Let forewarm size the pool: \$1\.00 a month .* forewarm saves \$\d+\.\d\d a month\. /,
    );
  });

  test('say so where the days disagree', () => {
    expect(adviceWhere(1, { sure: false })).toContain('a month, which may be chance.');
  });

  test('keep a constant where it costs less', () => {
    expect(adviceWhere(1000)).toMatch(
      /^Keep a constant pool, 6 instances prepared.*: chosen in hindsight it would have cost/,
    );
  });

  test('have no pool, where a cold start costs next to nothing', () => {
    const aim = { kind: 'miss-price', missUsd: 0.00001 } as const;
    expect(adviceWhere(1, { aim })).toMatch(/^Have no pool: all 236 cold starts/);
  });

  test('below what a pool costs for each, a cold start is better had', () => {
    const text = adviceWhere(0.02 * (climbs - 3));
    expect(text).toContain('Each cold start that forewarm avoids costs $0.02:');
  });

  test('a faster boot, where boots are what a constant pays for', () => {
    const words = /Instances that boot in half the time would save even that constant \$\d+\.\d\d/;
    expect(adviceWhere(1, { reuse: [false] })).toMatch(words);
    const dear = { changes: { stoppedPriceUsdPerHour: 0.004 }, reuse: [true] };
    expect(adviceWhere(1, dear)).not.toMatch(words);
  });
});

/** Policies by name, cold starts of `climbs` claims and dollars a month. */
type Row = readonly [name: string, coldStarts: number, spendUsd: number];

/** Advice where a 99 % hit rate was asked for, on forewarm's row and those of `rivals`. */
function adviceOn(
  own: Row,
  rivals: readonly Row[],
  constantUsd = 20,
  aim: Aim = { kind: 'hit-rate', target: 0.99 },
  span = scenario,
): string {
  const costs = costsIn('Stopped', request);
  const load = Float64Array.from(demand);
  const priced = { trace, from: 0, load, demand, bootSeconds: request.bootSeconds, costs };
  const setting = { minSize: 2, prepared: 2, reuse: false };
  const count = { hits: climbs - own[1], misses: own[1], boots: 0, heldSteps: 0 };
  const constant = { setting, count: { ...constantResults(priced)[0]!.count, ...count } };
  const usdPerDay = { mean: 1, low: 0.5, high: 2 };
  const policies = [own, ['none', climbs, 0] as const, ...rivals].map((row) => {
    const settings = row[0] === 'best-constant' ? [best] : [];
    return { ...outcome(...row), settings };
  });
  return adviceOf(
    policies,
    { ...constant, spendUsd: constantUsd },
    {
      aim,
      scenario: span,
      priced,
      request,
      saving: {
        against: { ...setting, hitRate: 1, spendUsd: constantUsd },
        usdPerDay,
        share: null,
      },
    },
  );
}

const best = {
  at: scenario.from,
  minSize: 5,
  prepared: 5,
  state: 'Stopped',
  reuse: false,
} as const;

describe('advice where forewarm fell short of the request', () => {
  const short = ['forewarm', 28, 15] as const;
  const missed =
    'forewarm missed the request: 88.1 % warm claims, 10.9 points below the 99.0 % asked for, ' +
    'at $15.00 a month.';

  test('says by how much, what reached it, and what is cheaper and hits more often', () => {
    const rivals = [
      ['best-constant', 2, 68.7],
      ['aws-default', 0, 90],
      ['reactive', 14, 14.7],
      ['clairvoyant', 0, 4],
    ] as const;
    expect(adviceOn(short, rivals)).toBe(
      `${missed} best-constant and aws-default came within 0.5 points of it; the cheapest, ` +
        'best-constant (5 members at all times, known only in hindsight), costs $68.70 a month ' +
        'for 99.2 %. Cheaper than forewarm and warm more often: reactive ($14.70 a month, ' +
        '94.1 %). Each cold start that forewarm avoids costs $0.07: if one costs you less, ' +
        'have no pool.',
    );
  });

  test.each([
    { rival: 'cheaper but colder', row: ['reactive', 29, 10] },
    { rival: 'warmer but dearer', row: ['reactive', 14, 15.5] },
    { rival: 'warmer by knowing the future', row: ['clairvoyant', 0, 1] },
  ] as const)('a rival that is $rival is not better', ({ row }) => {
    const text = adviceOn(short, [['best-constant', 0, 68], row]);
    expect(text).not.toContain('Cheaper than forewarm');
    expect(text).toContain('Only best-constant (5 members at all times, known only in hindsight)');
    expect(text).toContain('Against a constant that hits as often, 2 members at all times');
  });

  test.each([
    { coldStarts: 3, reached: true },
    { coldStarts: 4, reached: false },
  ])('with $coldStarts of 236 cold the request is reached: $reached', ({ coldStarts, reached }) => {
    expect(adviceOn(['forewarm', coldStarts, 5], []).startsWith('Let forewarm')).toBe(reached);
    const text = adviceOn(short, [['last-week', coldStarts, 30]]);
    expect(text.includes('Only last-week came within 0.5 points of it: $30.00')).toBe(reached);
    expect(text.includes('No policy came within 0.5 points')).toBe(!reached);
  });

  test('never advises a constant that missed the request as well', () => {
    expect(adviceOn(short, [], 5)).toMatch(/^forewarm missed the request/);
  });
});

test.each([
  { target: 0.9, least: 0.895 },
  { target: 0.99, least: 0.985 },
  { target: 0.999, least: 0.9985 },
  { target: 1, least: 1 },
])('$target is reached from $least on', ({ target, least }) => {
  expect(reaches({ hitRate: least }, target)).toBe(true);
  expect(reaches({ hitRate: least - 1e-6 }, target)).toBe(false);
});

describe('advice where forewarm reached the request', () => {
  const reached = ['forewarm', 2, 15] as const;

  test('names what else did, where forewarm is the cheapest of them', () => {
    expect(adviceOn(reached, [['best-constant', 2, 68.7]])).toMatch(
      /^Let forewarm size the pool: \$15\.00 a month for 99\.2 % warm claims, the cheapest that reached the 99\.0 % asked for, before best-constant\./,
    );
  });

  test('names the cheapest that did, where that is another', () => {
    const text = adviceOn(reached, [['last-week', 3, 9]]);
    expect(text).toContain('which reached the 99.0 % asked for, as did last-week.');
    expect(text).toContain('within 0.5 points was last-week: $9.00 a month for 98.7 %.');
  });

  test('does not advise forewarm where reactive is cheaper and warm more often', () => {
    const text = adviceOn(reached, [['reactive', 1, 9]]);
    expect(text).toMatch(/^forewarm would have cost \$15\.00 a month/);
    expect(text).toContain('warm more often: reactive ($9.00 a month, 99.6 %).');
  });
});

describe('what a cold start may cost', () => {
  const own = ['forewarm', 0, 23.6] as const;

  test('before the reactive rule is cheaper, and before no pool is', () => {
    // 118 cold starts avoided for $1.18, the other 118 for $22.42.
    expect(adviceOn(own, [['reactive', 118, 1.18]], 40)).toContain(
      'If a cold start costs you less than $0.01, have no pool; between that and $0.19 the ' +
        'reactive rule is cheaper than forewarm.',
    );
  });

  test.each([
    { rule: 'avoids each for more', row: ['reactive', 118, 20] },
    { rule: 'is dearer', row: ['reactive', 118, 30] },
    { rule: 'avoids none', row: ['reactive', climbs, 1] },
  ] as const)('a reactive rule that $rule is no choice at any price', ({ row }) => {
    expect(adviceOn(own, [row], 40)).toContain('Each cold start that forewarm avoids costs $0.10:');
  });

  /** forewarm: $23.60 without a cold start; reactive: 118 cold starts and $1.18; a constant of $40. */
  const adviceAt = (missUsd: number) =>
    adviceOn(own, [['reactive', 118, 1.18]], 40, { kind: 'miss-price', missUsd });

  test.each([
    { missUsd: 0.009, starts: 'Have no pool: all 236 cold starts together come to $2.12 a month' },
    { missUsd: 0.02, starts: 'forewarm would have cost $23.60 a month' },
    { missUsd: 0.18, starts: 'forewarm would have cost $23.60 a month' },
    { missUsd: 0.2, starts: 'Let forewarm size the pool: $23.60 a month' },
  ])('at $missUsd dollars: $starts', ({ missUsd, starts }) => {
    const text = adviceAt(missUsd);
    expect(text.startsWith(starts), text).toBe(true);
    const reactive = `With cold starts at $${missUsd.toFixed(2)} each the reactive rule comes to`;
    expect(text.includes(reactive)).toBe(starts.startsWith('forewarm would'));
  });
});

describe('with a price of cold starts', () => {
  test('those of a span are counted by the month, as their dollars are', () => {
    const aim = { kind: 'miss-price', missUsd: 0.01 } as const;
    const span = { ...scenario, to: '2026-03-11T00:00:00Z' };
    expect(adviceOn(['forewarm', 0, 23.6], [], 40, aim, span)).toContain(
      'all 708 cold starts together come to $7.08 a month',
    );
  });

  test('the saving is told in its two parts, which add up', () => {
    // The constant misses as often as forewarm's row says; it costs $40 against $23.60.
    const text = adviceOn(['forewarm', 10, 23.6], [], 40, { kind: 'miss-price', missUsd: 0.5 });
    expect(text).toContain('$23.60 a month for 95.8 % warm claims and $5.00 of cold starts.');
    expect(text).toContain(
      'would have cost $40.00 for 95.8 %: forewarm saves $16.40 a month (pool $16.40 less, ' +
        'cold starts at $0.50 each $0.00 less).',
    );
  });

  test.each([
    { missUsd: 0.009, named: false },
    { missUsd: 0.02, named: false },
    { missUsd: 10, named: true },
  ])('at $missUsd dollars half a boot is told of a constant that was named: $named', (row) => {
    const aim = { kind: 'miss-price', missUsd: row.missUsd } as const;
    const text = adviceOn(['forewarm', 0, 23.6], [['reactive', 118, 1.18]], 23.5, aim);
    expect(text.includes('2 members at all times'), text).toBe(row.named);
    expect(text.includes('even that constant'), text).toBe(row.named);
  });

  test.each([1, 20, 400])('as dear as $%d, parts add up to the whole', (ownUsd) => {
    const missUsd = 2;
    const text = adviceWhere(ownUsd, { aim: { kind: 'miss-price', missUsd } });
    const amount = String.raw`\$([\d,]+\.\d\d)`;
    const said = new RegExp(
      `saves ${amount} a month \\(pool ${amount} (less|more), cold starts at \\$2.00 each ${amount} (less|more)\\)`,
    ).exec(text);
    if (said === null) {
      expect(text).toMatch(/^Keep a constant pool.*, with their cold starts \$[\d.,]+ against \$/);
      return;
    }
    const [whole, pool, cold] = [said[1]!, said[2]!, said[4]!].map((each) =>
      Number(each.replace(',', '')),
    );
    const sign = (word: string) => (word === 'less' ? 1 : -1);
    expect(sign(said[3]!) * pool! + sign(said[5]!) * cold!).toBeCloseTo(whole!, 1);
  });
});

test('advice has at most four sentences', () => {
  const spends = [1, 14, 40];
  for (const ownMisses of [0, 2, 30]) {
    for (const spend of spends) {
      for (const misses of [0, 2, 20]) {
        const rivals = ['best-constant', 'reactive', 'last-week'].map((name) => {
          return [name, misses, spend] as const;
        });
        const text = adviceOn(['forewarm', ownMisses, 15], rivals, 40);
        expect(text.match(/[.](?= |$)/g)!.length, text).toBeLessThanOrEqual(4);
      }
    }
  }
});
