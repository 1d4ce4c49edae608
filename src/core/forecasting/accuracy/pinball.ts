/** Pinball loss of saying `quantile` for `level` when `actual` came: ≥ 0, least at the true quantile. */
export function pinball(level: number, quantile: number, actual: number): number {
  const error = actual - quantile;
  return error >= 0 ? level * error : (level - 1) * error;
}
