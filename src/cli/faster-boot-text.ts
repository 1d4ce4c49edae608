import type { FasterBootAdvice } from '../app/faster-boot.ts';
import { duration, fromUsd, isoOf } from '../core/units.ts';
import { usd } from './output.ts';

/** What a faster boot would save, in one sentence without its end. */
export function fasterBootText({ asIs, faster, days, ...advice }: FasterBootAdvice): string {
  const [saved, all] = [advice.savedUsdPerMonth, advice.usdPerMonth].map(fromUsd).map(usd);
  const times = `${duration(faster.bootSeconds)} instead of ${duration(asIs.bootSeconds)}`;
  return (
    `instances that boot in ${times} would save ${saved} of ${all} a month, with ${faster.coldStarts} cold starts ` +
    `instead of ${asIs.coldStarts} over ${Math.round(days)} days`
  );
}

/** The same for programs. */
export function fasterBootDocument(advice: FasterBootAdvice | null): object | null {
  if (advice === null) return null;
  const { at, conditions: _, ...rest } = advice;
  return { at: isoOf(at), ...rest, text: fasterBootText(advice) };
}
