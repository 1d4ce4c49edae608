import type { ConstantSetting } from '../../core/replay/rivals-constant.ts';

/** How a constant is set, in words: `12 members at all times`, `30 instances prepared`. */
export function constantWords({ minSize, prepared, reuse }: ConstantSetting): string {
  const [count, noun, how] =
    minSize > 0 ? [minSize, 'member', 'at all times'] : [prepared, 'instance', 'prepared'];
  const size = `${count} ${noun}${count === 1 ? '' : 's'} ${how}`;
  return reuse ? `${size}, reused on scale-in` : size;
}

/** Dollars and cents, `−$1.20` below zero; fractions of a cent are not rounded away to nothing. */
export function dollars(amount: number): string {
  if (amount < 0) return `−${dollars(-amount)}`;
  if (amount !== 0 && amount < 0.01) return `$${amount.toPrecision(2)}`;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
