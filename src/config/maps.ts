import type { Path } from './document.ts';

/** `raw` with `value` at `path`; maps are made where there are none. */
export function withValue(raw: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const map = isMap(raw) ? raw : {};
  return { ...map, [key]: withValue(map[key], rest, value) };
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
