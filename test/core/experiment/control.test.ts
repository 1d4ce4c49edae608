import { describe, expect, test } from 'vitest';
import { type ControlTask, controlSetting } from '../../../src/core/experiment/control.ts';
import { replay } from '../../../src/core/replay/replay.ts';
import { constantSettings } from '../../../src/core/replay/rivals.ts';
import { hitRateOf, poolCosts } from '../../../src/core/replay/scorecard.ts';
import { demandOf, groupTrace } from '../../../src/core/replay/trace.ts';
import { dailyLoad } from '../../support/daily-load.ts';

const stepSeconds = 300;
const bootSeconds = 600;
const prices = { runningUsdPerHour: 0.1, parkedUsdPerHour: 0.004 };
const task: ControlTask = {
  past: dailyLoad({ days: 7, stepSeconds }),
  loadPerInstance: 5,
  bootSeconds,
  pool: { state: 'Stopped', reuse: true },
  costs: poolCosts('Stopped', prices, { stepSeconds, bootSeconds }),
  aim: { kind: 'hit-rate', target: 0.95 },
};

describe('controlSetting', () => {
  test('reaches the hit rate on the weeks it was chosen from', () => {
    const setting = controlSetting(task)!;
    const trace = groupTrace(demandOf(task.past.values, task.loadPerInstance), stepSeconds);
    const settings = constantSettings(trace.active.length, setting);
    const count = replay(trace, settings, { bootSeconds, reuse: setting.reuse });
    expect(hitRateOf(count)).toBeGreaterThanOrEqual(0.95);
  });

  test.each([true, false])('keeps state and reuse of the policy: reuse %s', (reuse) => {
    const pool = { state: 'Hibernated', reuse } as const;
    expect(controlSetting({ ...task, pool })).toMatchObject(pool);
  });

  test('is no pool where a cold start costs nothing', () => {
    const aim = { kind: 'miss-price', missUsd: 0 } as const;
    expect(controlSetting({ ...task, aim })).toMatchObject({ minSize: 0, prepared: 0 });
  });

  test.each([
    { name: 'nothing was observed', value: Number.NaN },
    { name: 'demand never rose', value: 50 },
  ])('is none where $name', ({ value }) => {
    const values = new Float64Array(100).fill(value);
    expect(controlSetting({ ...task, past: { ...task.past, values } })).toBeNull();
  });
});
