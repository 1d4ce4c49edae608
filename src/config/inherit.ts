import type { Path } from './document.ts';
import { isMap } from './maps.ts';

type Keys = Readonly<Record<string, unknown>>;

/**
 * `raw` with `defaults` spread over its groups, key by key one level deep. `service` is inherited
 * whole, because its keys exclude each other, as is `holidays`, so that no region meets a foreign
 * country, and `traffic` only by a group of the same source. Of prices no number is inherited by a
 * group that names another thing, and no name by a group that writes the number.
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
      complete[key] = { ...(key === 'prices' ? ofTheSame(shared, own) : shared), ...own };
  }
  return complete;
}

/** What names the machine of a member, and what names its disks. */
const machine = ['instanceType', 'system'];
const disks = ['diskGigabytes', 'diskType'];

/** `shared` without the prices of other things than those of `own`, and without names of no use. */
function ofTheSame(shared: Keys, own: Keys): Keys {
  const says = (key: string) => own[key] !== undefined;
  const looksUpDisks =
    !says('storageHourUsd') && (disks.some(says) || !('storageHourUsd' in shared));
  const foreign = [
    ...(machine.some(says) ? ['instanceHourUsd'] : []),
    ...(disks.some(says) ? ['storageHourUsd', 'hibernatedStorageHourUsd'] : []),
    // The list is asked for a machine and its disks at once, so disks alone need a machine too.
    ...(says('instanceHourUsd') && !looksUpDisks ? machine : []),
    ...(says('storageHourUsd') ? disks : []),
  ];
  return Object.fromEntries(Object.entries(shared).filter(([key]) => !foreign.includes(key)));
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
