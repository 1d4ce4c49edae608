/** What a pool is sized for: a share of claims that find a ready member, or dollars per cold start. */
export type Aim =
  | { readonly kind: 'hit-rate'; readonly target: number }
  | { readonly kind: 'miss-price'; readonly missUsd: number };
