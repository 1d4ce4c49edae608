import type { AwsFault } from './aws-fault.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; undefined on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * The page of `items` that `token` points to. A token names its listing, so that one taken from
 * another listing is refused; `invalid` makes the error of the service.
 */
export function pageOf<T>(
  items: readonly T[],
  size: number,
  token: {
    readonly listing: string;
    readonly value: string | undefined;
    readonly invalid: () => AwsFault;
  },
): Page<T> {
  const from = token.value === undefined ? 0 : offsetIn(token.listing, token.value);
  if (from === null || from > items.length) throw token.invalid();
  const to = from + size;
  return {
    items: items.slice(from, to),
    nextToken: to < items.length ? tokenFor(token.listing, to) : undefined,
  };
}

/** A token for `offset` in `listing`. */
export function tokenFor(listing: string, offset: number): string {
  return Buffer.from(JSON.stringify([listing, offset])).toString('base64url');
}

/** The offset that a token of `listing` holds; null when it is no such token. */
export function offsetIn(listing: string, token: string): number | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (!Array.isArray(parsed) || parsed[0] !== listing) return null;
    return Number.isSafeInteger(parsed[1]) && parsed[1] >= 0 ? Number(parsed[1]) : null;
  } catch {
    return null;
  }
}
