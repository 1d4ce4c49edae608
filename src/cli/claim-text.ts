import type { ClaimCount } from '../app/ports/books.ts';
import { percent } from '../core/units.ts';

/** `97.3 % of 120 claims`: how often the pool had a ready member. */
export function claimText({ hits, misses }: ClaimCount): string {
  const all = hits + misses;
  return all === 0 ? 'no claims' : `${percent(hits / all)} of ${all} claims`;
}
