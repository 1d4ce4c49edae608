import { describe, expect, test } from 'vitest';
import { BillingMeter } from '../../../src/core/simulation/billing.ts';
import { buildGroup, plainOptions, start } from './group-builder.ts';

const forever = Number.POSITIVE_INFINITY;

describe('BillingMeter', () => {
  test('splits a stay at the hours it touches, closed or open', () => {
    const meter = new BillingMeter(plainOptions.prices);
    meter.change('i-1', start + 3000, 'Stopped');
    const open = meter.usage(start, start + 3600, start + 9000);
    expect(open.Stopped).toBe(600);
    meter.change('i-1', start + 9000, null);
    const hours = [0, 1, 2, 3].map((n) => {
      const hour = start + n * 3600;
      return meter.usage(hour, hour + 3600, start + 20_000).Stopped;
    });
    expect(hours).toEqual([600, 3600, 1800, 0]);
  });

  test('rounds each phase up once for the whole window', () => {
    const meter = new BillingMeter(plainOptions.prices); // 1 µUSD per stopped second
    meter.change('i-1', start, 'booting'); // 25 µUSD per second
    meter.change('i-1', start + 3, 'Stopped');
    expect(meter.poolSpend(start, start + 3600, start + 10)).toBe(3 * 25 + 7);
    expect(meter.poolSpend(start + 3600, start + 7200, start + 10)).toBe(0);
  });
});

describe('a member is billed', () => {
  test('for its boot while the machine runs and for its disk before and after', () => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 1, prepared: 1 });
    group.advanceTo(start + 1000);
    const launched = group.changes[0]!.at;
    const usage = group.meter.usage(0, forever, group.now);
    expect(usage).toEqual({
      booting: 200 + 6,
      Stopped: 1000 - (launched - start) - 206,
      Hibernated: 0,
      Running: 0,
      service: 0,
    });
  });

  test('at the full price throughout when the pool keeps it running, and while it hibernates', () => {
    const running = buildGroup();
    running.putWarmPool({ minSize: 1, prepared: 1, state: 'Running' });
    running.advanceTo(start + 1000);
    expect(running.meter.usage(0, forever, running.now)).toMatchObject({
      Stopped: 7,
      booting: 201,
    });
    const hibernated = buildGroup();
    hibernated.putWarmPool({ minSize: 1, prepared: 1, state: 'Hibernated' });
    hibernated.advanceTo(start + 1000);
    expect(hibernated.meter.usage(0, forever, hibernated.now)).toMatchObject({ booting: 250 });
  });

  test('for at least a minute of each run', () => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 1, prepared: 1 });
    group.advanceTo(start + 25); // a few seconds of running
    group.putWarmPool({ minSize: 0, prepared: 0 });
    group.advanceTo(start + 200);
    expect(group.instances('pool')).toEqual([]);
    expect(group.meter.usage(0, forever, group.now).booting).toBe(60);
  });

  test('until it is claimed; from then on its hours are the service’s', () => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 0, prepared: 1 });
    group.advanceTo(start + 600);
    group.setDesired(1, 'user');
    group.advanceTo(start + 700);
    const before = group.meter.usage(0, forever, group.now);
    group.advanceTo(start + 1700);
    const after = group.meter.usage(0, forever, group.now);
    expect(after.service - before.service).toBe(1000);
    expect({ ...after, service: 0 }).toEqual({ ...before, service: 0 });
  });
});
