import type { Path } from './document.ts';
import { isMap } from './maps.ts';

type Keys = Readonly<Record<string, unknown>>;

/**
 * `raw` with `defaults` spread over its groups, key by key one level deep. `service` is inherited
 * whole, because its keys exclude each other, as is `holidays`, so that no region meets a foreign
 * country, and `traffic` only by a group of the same source. A price is not inherited where the
 * group names what to look up instead.
 */
export function inherit(raw: unknown): unknown {
  if (!isMap(raw) || !isMap(raw.defaults) || !Array.isArray(raw.groups)) return raw;
  const { defaults } = raw;
  const groups = raw.groups.map((group) => (isMap(group) ? completed(group, defaults) : group));
  return { ...raw, groups };
}

function completed(group: Keys, defaults: Keys): Keys {
  const complete: Record<string, unknown> = { ...defaults, ...group };
  for (const [key, own] of Object.entries(group)) {
    const shared = defaults[key];
    if (isMap(own) && isMap(shared) && mayMix(key, own, shared))
      complete[key] = { ...(key === 'prices' ? notLookedUp(shared, own) : shared), ...own };
  }
  return complete;
}

/** `shared` without the prices of other things than those that `own` names. */
function notLookedUp(shared: Keys, own: Keys): Keys {
  const { instanceHourUsd, storageHourUsd, ...rest } = shared;
  return {
    ...rest,
    ...(own.instanceType === undefined && instanceHourUsd !== undefined && { instanceHourUsd }),
    ...(own.diskGigabytes === undefined && storageHourUsd !== undefined && { storageHourUsd }),
  };
}

function mayMix(key: string, own: Keys, shared: Keys): boolean {
  if (key === 'service' || key === 'holidays') return false;
  return key !== 'traffic' || own.source === undefined || own.source === shared.source;
}

/** Where in `defaults` the value at `path` of a group would have come from; null = not in a group. */
export function inheritedPath(path: Path): Path | null {
  const [section, index, ...rest] = path;
  const inGroup = section === 'groups' && typeof index === 'number' && rest.length > 0;
  return inGroup ? ['defaults', ...rest] : null;
}
