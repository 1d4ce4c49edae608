import { describe, expect, test } from 'vitest';
import { adviceOf } from '../../../src/app/replay/advice.ts';
import type { PolicyOutcome, ReplayScenario } from '../../../src/app/replay/document.ts';
import { fairConstant } from '../../../src/app/replay/saving.ts';
import { costsIn, type ReplayRequest } from '../../../src/app/replay/world.ts';
import { constantResults } from '../../../src/core/replay/rivals-constant.ts';
import { groupTrace } from '../../../src/core/replay/trace.ts';
import type { Aim } from '../../../src/core/sizing/service.ts';

const stepSeconds = 300;
/** Thirty days of two instances that become six for an hour, twice a day. */
const demand = Int32Array.from({ length: 30 * 288 }, (_, t) => (t % 144 < 12 ? 6 : 2));
const trace = groupTrace(demand, stepSeconds);
const scenario: ReplayScenario = {
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-31T00:00:00Z',
  stepSeconds,
  historyDays: 30,
  loadPerInstance: 1,
  demand: { mean: 2.3, peak: 6 },
  bootSeconds: 3600,
  startSeconds: 30,
  priceUsdPerHour: 0.1,
  stoppedPriceUsdPerHour: 0.004,
  state: 'Stopped',
  requested: { hitRate: 0.95 },
  max: 9,
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
  const constant = fairConstant(constants, own, aim);
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
    expect(adviceWhere(1000)).toMatch(/^Keep a constant pool, 6 instances prepared/);
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
