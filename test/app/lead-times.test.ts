import { describe, expect, test } from 'vitest';
import { LeadTimes } from '../../src/app/lead-times.ts';
import { bootSecondsOf } from '../../src/core/capacity/measured-times.ts';
import type { Activity } from '../../src/core/planning/situation.ts';
import { MemoryClaimStore } from '../support/claim-store.ts';
import { groupPolicy } from '../support/policies.ts';

const midnight = Date.UTC(2026, 0, 6) / 1000;
const group = { policy: groupPolicy({ bootSeconds: 300 }), series: 'web', stepSeconds: 300 };

function boots(count: number, seconds: number, more: Partial<Activity> = {}): Activity[] {
  return Array.from({ length: count }, (_, n) => {
    const startedAt = (more.startedAt ?? midnight - 7200) + n;
    const ids = { activityId: `${more.kind ?? 'boot'}-${startedAt}`, group: 'web' };
    const what = { kind: 'into-pool', instanceId: `i-${n}`, status: 'successful' } as const;
    return { ...ids, ...what, ...more, startedAt, endedAt: startedAt + seconds };
  });
}

function timesAfter(...activities: Activity[][]) {
  const store = new MemoryClaimStore();
  for (const batch of activities) store.record('web', batch);
  return { store, times: new LeadTimes(store) };
}

describe('LeadTimes', () => {
  test('what was measured takes the place of what the owner thought', () => {
    const { times } = timesAfter(boots(30, 120));
    const { policy } = times.applied(group, midnight + 60);
    expect(bootSecondsOf(policy)).toBeGreaterThan(110);
    expect(bootSecondsOf(policy)).toBeLessThan(130);
    expect(policy.boots).toMatchObject({ count: 30, late: 120 });
    expect(policy.bootSeconds).toBe(group.policy.bootSeconds);
  });

  test('of returns the longest is known, however few there were', () => {
    const slow = boots(1, 400, { kind: 'return', startedAt: midnight - 9000 });
    const returns = [boots(2, 60, { kind: 'return' }), slow];
    const late = boots(1, 900, { kind: 'return', startedAt: midnight - 600 });
    const { policy } = timesAfter(...returns, late).times.applied(group, midnight + 60);
    expect(policy.returns).toEqual({ count: 3, longest: 400 });
  });

  test('the owner is believed until enough was seen, and of boots alone', () => {
    const failed = boots(30, 120, { status: 'failed' });
    const returned = boots(30, 60, { kind: 'return' });
    const { policy } = timesAfter(boots(19, 120), failed, returned).times.applied(group, midnight);
    expect(policy.boots).toBeUndefined();
    expect(timesAfter(boots(19, 120), failed).times.applied(group, midnight)).toBe(group);
  });

  test('a day plans by one time: the boots of the day before, also after a restart', () => {
    const today = boots(30, 500, { startedAt: midnight + 100 });
    const { store, times } = timesAfter(boots(30, 120));
    const first = times.applied(group, midnight + 60);
    store.record('web', today);
    expect(times.applied(group, midnight + 80_000)).toBe(first);
    expect(new LeadTimes(store).applied(group, midnight + 80_000)).toEqual(first);
    const tomorrow = times.applied(group, midnight + 86_400);
    expect(tomorrow.policy.boots?.count).toBe(60);
  });
});
