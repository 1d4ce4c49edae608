import { type PoolState, poolStates } from '../capacity/setting.ts';

/** The stored configuration of a warm pool. */
export interface WarmPool {
  readonly minSize: number;
  /** MaxGroupPreparedCapacity; null = unset, AWS then uses the group's MaxSize. */
  readonly prepared: number | null;
  readonly state: PoolState;
  /** null = no InstanceReusePolicy was ever sent. */
  readonly reuse: boolean | null;
  readonly deleting: boolean;
}

/** What one PutWarmPool call sends; a field left out keeps its stored value. */
export interface WarmPoolRequest {
  readonly minSize?: number;
  /** −1 erases the stored value. */
  readonly prepared?: number;
  /** Checked here, because a client may send anything. */
  readonly state?: string;
  readonly reuse?: boolean;
}

/** Why AWS refuses a request: an ordinary outcome. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
}
export type RefusalCode = 'ValidationError' | 'ResourceInUse' | 'InstanceRefreshInProgress';

export function refused(code: RefusalCode, message: string): Refusal {
  return { kind: 'refused', code, message };
}

/** What a bare PutWarmPool creates. Source: Auto Scaling API Reference, PutWarmPool. */
const created: WarmPool = {
  minSize: 0,
  prepared: null,
  state: 'Stopped',
  reuse: null,
  deleting: false,
};

/** The pool after `request`: created with defaults or patched; or why AWS refuses it. */
export function putWarmPool(
  stored: WarmPool | null,
  request: WarmPoolRequest,
): { readonly kind: 'stored'; readonly pool: WarmPool } | Refusal {
  const invalid = constraintErrors(request);
  if (invalid.length > 0) return refused('ValidationError', constraintMessage(invalid));
  if (stored?.deleting === true) {
    return refused('ValidationError', 'You cannot update a warm pool while it is deleting.');
  }
  const pool = patch(stored ?? created, request);
  if (pool.prepared !== null && pool.minSize > pool.prepared) {
    return refused(
      'ValidationError',
      'A valid MinSize and MaxGroupPreparedCapacity combination must be specified. The warm ' +
        'pool’s MinSize cannot be greater than MaxGroupPreparedCapacity.',
    );
  }
  return { kind: 'stored', pool };
}

/** What DeleteWarmPool leaves until the last member is gone. */
export function markDeleted(pool: WarmPool): WarmPool {
  return { ...pool, minSize: 0, prepared: 0, deleting: true };
}

function patch(pool: WarmPool, request: WarmPoolRequest): WarmPool {
  return {
    minSize: request.minSize ?? pool.minSize,
    prepared: request.prepared === -1 ? null : (request.prepared ?? pool.prepared),
    state: poolStates.find((state) => state === request.state) ?? pool.state,
    reuse: request.reuse ?? pool.reuse,
    deleting: false,
  };
}

function constraintErrors({ minSize, prepared, state }: WarmPoolRequest): string[] {
  const errors: string[] = [];
  if (minSize !== undefined && !(minSize >= 0)) {
    errors.push(constraint(minSize, 'minSize', 'have value greater than or equal to 0'));
  }
  if (prepared !== undefined && !(prepared >= -1)) {
    const rule = 'have value greater than or equal to -1';
    errors.push(constraint(prepared, 'maxGroupPreparedCapacity', rule));
  }
  if (state !== undefined && !poolStates.some((known) => known === state)) {
    const rule = 'satisfy enum value set: [Stopped, Hibernated, Running]';
    errors.push(constraint(state, 'poolState', rule));
  }
  return errors;
}

function constraint(value: number | string, field: string, rule: string): string {
  return `Value '${value}' at '${field}' failed to satisfy constraint: Member must ${rule}`;
}

function constraintMessage(errors: readonly string[]): string {
  const noun = errors.length === 1 ? 'error' : 'errors';
  return `${errors.length} validation ${noun} detected: ${errors.join('; ')}`;
}
