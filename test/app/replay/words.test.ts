import { expect, test } from 'vitest';
import { dollars } from '../../../src/app/replay/words.ts';

test.each([
  [0, '$0.00'],
  [1234.5, '$1,234.50'],
  [0.00123, '$0.0012'],
  [-1234.5, '−$1,234.50'],
  [-0.00123, '−$0.0012'],
])('%d dollars are %s', (amount, text) => expect(dollars(amount)).toBe(text));
