import { expect, test } from 'vitest';
import type { WhatIfDocument } from '../../src/app/whatif.ts';
import { whatIfText } from '../../src/cli/whatif-text.ts';

const base = {
  spendUsdPerMonth: 138.86,
  hitRate: 0.945,
  coldStarts: 503,
  meanWaitSeconds: 46.5,
  meanMembers: 44.9,
  meanPrepared: 83.1,
};
const document: WhatIfDocument = {
  state: 'Stopped',
  days: 7,
  base,
  changes: [
    { ...base, change: { kind: 'start', seconds: 60 }, meanWaitSeconds: 76.5 },
    { ...base, change: { kind: 'boot', seconds: 150 }, spendUsdPerMonth: 134.32, coldStarts: 514 },
    { ...base, change: { kind: 'cap', usdPerDay: 2.3144 }, coldStarts: 901, meanPrepared: null },
    { ...base, change: { kind: 'price', usd: 0.15 }, spendUsdPerMonth: 1143.69 },
  ],
};

test('each assumption is a row with what it moves, within eighty columns', () => {
  const text = whatIfText('web', document, { columns: 80 });
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(`\n${text}`).toMatchInlineSnapshot(`
    "
    web: 7.0 days replayed, Stopped pool, one assumption changed at a time; misses
    are cold starts, the wait is that of an average claim

      what if            a month              misses        hit rate  wait  prepared
      as it is           $138.86                 503          94.5 %  47 s      83.1
      start 1 min        $138.86                 503          94.5 %  77 s      83.1
      boot 2 min 30 s    $134.32      −$4.54     514   +11    94.5 %  47 s      83.1
      cap $2.31 a day    $138.86                 901  +398    94.5 %  47 s         –
      price $0.15      $1,143.69  +$1,004.83     503          94.5 %  47 s      83.1

    What moves most in dollars: price $0.15; in cold starts: cap $2.31 a day.
    "
  `);
});

test('a narrow terminal has an entry for each, and no long line', () => {
  const lines = whatIfText('web', document, { columns: 40 }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(lines).toContain('  boot 2 min 30 s');
});

test('where nothing moves, it says so', () => {
  const changes = [{ ...base, change: { kind: 'start', seconds: 60 } as const }];
  expect(whatIfText('web', { ...document, changes }, { columns: 80 })).toContain(
    'None of these moves anything.',
  );
});
