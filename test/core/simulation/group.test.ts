import { describe, expect, test } from 'vitest';
import type { SimulatedGroup } from '../../../src/core/simulation/group.ts';
import { noFailures } from '../../../src/core/simulation/group-options.ts';
import { buildGroup, plainOptions, start } from './group-builder.ts';

const advance = (group: SimulatedGroup, seconds: number) => group.advanceTo(group.now + seconds);
const poolStates = (group: SimulatedGroup) => group.instances('pool').map(({ state }) => state);
const { hooks } = plainOptions;

describe('a pool fills', () => {
  test('seconds after the request, and a booting member is not ready before its boot is over', () => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 2, prepared: 2 });
    advance(group, 4);
    expect(poolStates(group)).toEqual([]);
    advance(group, 8);
    expect(poolStates(group)).toEqual(['Warmed:Pending', 'Warmed:Pending']);
    advance(group, 200);
    expect(group.count('pool', 'ready')).toBe(0);
    advance(group, 40);
    expect(poolStates(group)).toEqual(['Warmed:Stopped', 'Warmed:Stopped']);
    expect(group.changes.map(({ row }) => row)).toEqual(['1', '1', '2', '2', '3', '3', '4', '4']);
  });

  test.each([
    ['Running', 'Warmed:Running', 208],
    ['Stopped', 'Warmed:Stopped', 237],
    ['Hibernated', 'Warmed:Hibernated', 257],
  ] as const)('into %s in its own time', (state, parked, seconds) => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 1, prepared: 1, state });
    advance(group, 600);
    const launched = group.changes.find(({ row }) => row === '1')!.at;
    expect(group.changes.at(-1)).toMatchObject({ to: parked, at: launched + seconds });
  });

  test('without a hook it stops before user data has run', () => {
    const group = buildGroup({ hooks: { launch: null, terminate: null } });
    group.putWarmPool({ minSize: 1, prepared: 1 });
    advance(group, 60);
    expect(group.changes.map(({ row }) => row)).toEqual(['1', '2b']);
  });

  test('a boot slower than the heartbeat is abandoned and replaced', () => {
    const launch = { name: 'ready', heartbeatSeconds: 100, defaultResult: 'ABANDON' } as const;
    const group = buildGroup({ hooks: { launch, terminate: null } });
    group.putWarmPool({ minSize: 1, prepared: 1 });
    advance(group, 300);
    expect(group.changes.map(({ row }) => row).slice(0, 3)).toEqual(['1', '2', '3b']);
    expect(group.poolLaunches).toBe(3);
    expect(group.activities.filter(({ status }) => status === 'Failed')).toHaveLength(2);
  });

  test('its wanted size follows desired capacity, MaxSize and what was stored', () => {
    const group = buildGroup({ desired: 4 });
    expect(group.poolWanted).toBe(0);
    group.putWarmPool({});
    expect(group.poolWanted).toBe(16);
    group.putWarmPool({ minSize: 1, prepared: 6 });
    expect(group.poolWanted).toBe(2);
    group.setDesired(9, 'user');
    expect(group.poolWanted).toBe(1);
    group.putWarmPool({ prepared: -1 });
    group.setBounds(0, 12);
    expect(group.poolWanted).toBe(3);
  });
});

describe('a scale-out', () => {
  const ready = (options = {}, request = {}) => {
    const group = buildGroup(options);
    group.putWarmPool({ minSize: 2, prepared: 2, ...request });
    advance(group, 300);
    return group;
  };

  test('takes ready members first, launches the rest cold, and refills the pool', () => {
    const group = ready();
    group.setDesired(3, 'user');
    advance(group, 60);
    expect(group.count('group', 'ready')).toBe(2);
    expect(group.count('group', 'starting')).toBe(1);
    expect(group.count('pool', 'starting')).toBe(2);
    advance(group, 200);
    expect(group.count('group', 'ready')).toBe(3);
    const kinds = group.activities.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'from-pool')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'cold')).toHaveLength(1);
    expect(group.claims).toMatchObject({ claims: 3, hits: 2, misses: 1, lateMisses: 0 });
    expect(group.claims.lateSeconds).toBe(6 + 200 + 1);
  });

  test('a prepared total is not refilled by the claims it serves', () => {
    const group = ready({}, { minSize: 0, prepared: 4 });
    group.setDesired(3, 'user');
    advance(group, 300);
    expect(group.claims).toMatchObject({ hits: 3, misses: 0 });
    expect(group.count('pool', 'ready')).toBe(1);
    expect(group.poolLaunches).toBe(4);
  });

  test('a member that still boots is a miss, and a late one', () => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 2, prepared: 2 });
    advance(group, 100);
    group.setDesired(3, 'user');
    advance(group, 600);
    expect(group.claims).toMatchObject({ hits: 0, misses: 3, lateMisses: 2 });
  });

  test('a member that EC2 cannot start is a miss that a later launch answers', () => {
    const failures = { ...noFailures, startShare: 1 };
    const group = ready({ failures }, { minSize: 1, prepared: 1 });
    group.setDesired(1, 'user');
    advance(group, 600);
    expect(group.changes.map(({ row }) => row)).toContain('13');
    expect(group.count('group', 'ready')).toBe(1);
    expect(group.claims).toMatchObject({ claims: 1, hits: 0, misses: 1 });
    expect(group.claims.lateSeconds).toBeGreaterThan(200);
  });

  test('waits for capacity when EC2 has none, and the wait counts', () => {
    const outage = { start, end: start + 600 };
    const group = buildGroup({ failures: { ...noFailures, capacityOutages: [outage] } });
    group.setDesired(1, 'user');
    advance(group, 1000);
    expect(group.count('group', 'ready')).toBe(1);
    expect(group.claims).toMatchObject({ claims: 1, misses: 1 });
    expect(group.claims.lateSeconds).toBeGreaterThan(600);
    expect(group.activities.at(-1)).toMatchObject({
      status: 'Failed',
      instanceId: null,
      statusMessage: expect.stringContaining('sufficient c5.large capacity'),
    });
  });

  test('a suspended Launch starts nothing and keeps the members that it could use', () => {
    const group = ready({}, { minSize: 0, prepared: 2 });
    group.suspend(['Launch']);
    group.setDesired(2, 'user');
    advance(group, 300);
    expect(group.count('group', 'ready')).toBe(0);
    expect(group.count('pool', 'ready')).toBe(2);
    group.resume(['Launch']);
    advance(group, 60);
    expect(group.count('group', 'ready')).toBe(2);
  });
});

describe('a scale-in', () => {
  const serving = (reuse: boolean) => {
    const group = buildGroup({ desired: 4 });
    group.putWarmPool({ minSize: 0, prepared: 4, reuse });
    advance(group, 60);
    return group;
  };

  test('without reuse ends the instance and boots a new one into the pool', () => {
    const group = serving(false);
    const before = group.instances('group').map(({ id }) => id);
    group.setDesired(3, 'user');
    advance(group, 400);
    const [member] = group.instances('pool');
    expect(member!.state).toBe('Warmed:Stopped');
    expect(before).not.toContain(member!.id);
    expect(group.poolLaunches).toBe(1);
  });

  test('with reuse parks the same instance', () => {
    const group = serving(true);
    const before = group.instances('group').map(({ id }) => id);
    group.setDesired(3, 'user');
    advance(group, 105);
    const [member] = group.instances('pool');
    expect(member!.state).toBe('Warmed:Stopped');
    expect(before).toContain(member!.id);
    expect(group.poolLaunches).toBe(0);
  });

  test('with reuse a pool that is full ends a surplus member', () => {
    const group = buildGroup({ desired: 4 });
    group.putWarmPool({ minSize: 1, prepared: 1, reuse: true });
    advance(group, 300);
    group.setDesired(3, 'user');
    advance(group, 300);
    expect(group.count('pool', 'ready')).toBe(1);
    expect(group.activities.filter(({ kind }) => kind === 'terminate-from-pool')).toHaveLength(1);
  });

  test('the terminate hook holds an instance on either way out', () => {
    const terminate = { name: 'bye', heartbeatSeconds: 60, defaultResult: 'CONTINUE' } as const;
    for (const reuse of [true, false]) {
      const group = buildGroup({ desired: 2, hooks: { ...hooks, terminate } });
      group.putWarmPool({ minSize: 0, prepared: 2, reuse });
      group.setDesired(1, 'user');
      advance(group, 400);
      const states = group.changes.map(({ to }) => to);
      expect(states).toContain(reuse ? 'Warmed:Pending:Wait' : 'Terminating:Wait');
    }
  });
});

describe('a pool shrinks and goes', () => {
  test('surplus members are ended, and a smaller pool keeps the rest', () => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 5, prepared: 5 });
    advance(group, 300);
    group.putWarmPool({ minSize: 2, prepared: 2 });
    advance(group, 20);
    expect(group.count('pool', 'leaving')).toBe(3);
    advance(group, 100);
    expect(poolStates(group)).toEqual(['Warmed:Stopped', 'Warmed:Stopped']);
  });

  test('a forced deletion takes the members first and the configuration last', () => {
    const group = buildGroup();
    expect(group.deleteWarmPool(true)).toMatchObject({ code: 'ValidationError' });
    group.putWarmPool({ minSize: 2, prepared: 2 });
    advance(group, 300);
    expect(group.deleteWarmPool(false)).toMatchObject({ code: 'ResourceInUse' });
    expect(group.deleteWarmPool(true)).toBeNull();
    expect(group.pool).toMatchObject({ deleting: true, minSize: 0, prepared: 0 });
    advance(group, 20);
    expect(group.count('pool', 'leaving')).toBe(2);
    expect(group.pool).not.toBeNull();
    advance(group, 100);
    expect(group.pool).toBeNull();
    expect(group.putWarmPool({ minSize: 1 })).toBeNull();
  });

  test('an empty pool is gone in seconds', () => {
    const group = buildGroup();
    group.putWarmPool({ prepared: 0 });
    group.deleteWarmPool(false);
    advance(group, 6);
    expect(group.pool).toBeNull();
  });
});

describe('the activity of a launch into the pool', () => {
  test('says what, why and how long', () => {
    const group = buildGroup();
    group.putWarmPool({ minSize: 0, prepared: 1 });
    advance(group, 300);
    const [activity] = group.activities;
    expect(activity!.description).toBe(
      `Launching a new EC2 instance into warm pool: ${activity!.instanceId}`,
    );
    expect(activity!.cause).toBe(
      'At 2026-01-05T00:00:00Z a user request put a new WarmPool with MinSize: 0 and ' +
        'MaxGroupPreparedCapacity: 1 changing the capacity of WarmPool from 0 to 1.  At ' +
        '2026-01-05T00:00:06Z an instance was started in response to a difference between desired ' +
        'and actual capacity, increasing the capacity from 0 to 1.',
    );
    expect(activity!.endTime! - activity!.startTime).toBe(7 + 200 + 30);
    expect(activity!.status).toBe('Successful');
  });
});
