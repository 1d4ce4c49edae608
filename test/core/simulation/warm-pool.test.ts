import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  putWarmPool,
  type WarmPool,
  type WarmPoolRequest,
} from '../../../src/core/simulation/warm-pool.ts';

const stored: WarmPool = {
  minSize: 2,
  prepared: 10,
  state: 'Stopped',
  reuse: true,
  deleting: false,
};
const bare: WarmPool = {
  minSize: 0,
  prepared: null,
  state: 'Stopped',
  reuse: null,
  deleting: false,
};

describe('putWarmPool', () => {
  test.each<{ name: string; before: WarmPool | null; request: WarmPoolRequest; after: WarmPool }>([
    { name: 'a bare call creates the defaults', before: null, request: {}, after: bare },
    { name: 'a bare call changes nothing', before: stored, request: {}, after: stored },
    {
      name: 'one field is patched',
      before: stored,
      request: { minSize: 4 },
      after: { ...stored, minSize: 4 },
    },
    {
      name: '−1 erases',
      before: stored,
      request: { prepared: -1 },
      after: { ...stored, prepared: null },
    },
    {
      name: '0 is a size',
      before: bare,
      request: { prepared: 0 },
      after: { ...bare, prepared: 0 },
    },
    {
      name: 'reuse is turned off',
      before: stored,
      request: { reuse: false },
      after: { ...stored, reuse: false },
    },
    {
      name: 'state is changed',
      before: stored,
      request: { state: 'Running' },
      after: { ...stored, state: 'Running' },
    },
    {
      name: 'a minimum above MaxSize is stored',
      before: bare,
      request: { minSize: 500 },
      after: { ...bare, minSize: 500 },
    },
  ])('$name', ({ before, request, after }) => {
    expect(putWarmPool(before, request)).toEqual({ kind: 'stored', pool: after });
  });

  const constraint = 'failed to satisfy constraint: Member must';
  test.each<{ before: WarmPool | null; request: WarmPoolRequest; message: string }>([
    {
      before: null,
      request: { minSize: -1 },
      message: `1 validation error detected: Value '-1' at 'minSize' ${constraint} have value greater than or equal to 0`,
    },
    {
      before: stored,
      request: { prepared: -2 },
      message: `1 validation error detected: Value '-2' at 'maxGroupPreparedCapacity' ${constraint} have value greater than or equal to -1`,
    },
    {
      before: stored,
      request: { state: 'invalid' },
      message: `1 validation error detected: Value 'invalid' at 'poolState' ${constraint} satisfy enum value set: [Stopped, Hibernated, Running]`,
    },
    {
      before: stored,
      request: { minSize: 11 },
      message:
        'A valid MinSize and MaxGroupPreparedCapacity combination must be specified. The warm pool’s MinSize cannot be greater than MaxGroupPreparedCapacity.',
    },
    {
      before: { ...stored, deleting: true },
      request: { minSize: 1 },
      message: 'You cannot update a warm pool while it is deleting.',
    },
  ])('refuses $request', ({ before, request, message }) => {
    expect(putWarmPool(before, request)).toEqual({
      kind: 'refused',
      code: 'ValidationError',
      message,
    });
  });

  test('two mistakes are named together', () => {
    const outcome = putWarmPool(null, { minSize: -1, state: 'x' });
    expect(outcome).toMatchObject({
      message: expect.stringMatching(/^2 validation errors detected: .*; /),
    });
  });

  test('sending the whole setting twice is sending it once', () => {
    const whole = fc.record({
      minSize: fc.nat(20),
      prepared: fc.integer({ min: -1, max: 20 }),
      state: fc.constantFrom('Stopped', 'Hibernated', 'Running'),
      reuse: fc.boolean(),
    });
    fc.assert(
      fc.property(whole, (request) => {
        const once = putWarmPool(stored, request);
        if (once.kind === 'refused') expect(request.minSize).toBeGreaterThan(request.prepared);
        else expect(putWarmPool(once.pool, request)).toEqual(once);
      }),
    );
  });
});
