import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadChecked } from '../../src/config/load.ts';
import { configText, problemsOf } from '../support/configs.ts';
import { priceReading } from '../support/price-readings.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const prices = 'instanceHourUsd: 0.17, storageHourUsd: 0.01';

/** Warnings of a file with one group, without the name of the file. */
function warningsOf(text: string): string[] {
  const file = join(temporaryDirectory(), 'c.yaml');
  writeFileSync(file, text);
  const readings = () => [priceReading()];
  const at = priceReading().readAt;
  return loadChecked(file, { readings, at }).warnings.map((one) => one.slice(file.length + 1));
}

describe('what is seldom meant is warned of, where it is said', () => {
  test.each([
    {
      name: 'a cap of nothing',
      more: 'budget: { dayUsd: 0 }',
      words: /^8:23 groups.0.budget.dayUsd: is 0: no pool/,
    },
    {
      name: 'one of the fleet',
      above: 'budget: { monthUsd: 0 }',
      words: /^2:21 budget.monthUsd: is 0: no pool/,
    },
    {
      name: 'a cap above that of the fleet',
      more: 'budget: { dayUsd: 9 }',
      above: 'budget: { dayUsd: 5 }',
      words: /^8:23 groups.0.budget.dayUsd: is above the fleet's: budget.dayUsd of 5 rules$/,
    },
    {
      name: 'a start that takes longer than a launch',
      from: 'boot: 5m',
      to: 'boot: 1m, start: 2m',
      words: /^6:56 groups.0.capacity.start: is longer than boot \(120 s against 60 s\)/,
    },
    {
      name: 'disks dearer than the machine',
      from: 'storageHourUsd: 0.01',
      to: 'storageHourUsd: 7.3',
      words: /^7:54 groups.0.prices.storageHourUsd: makes the disks dearer .*\$7.3 against \$0.17/,
    },
    {
      name: 'disks dearer than the machine, by the list',
      above: 'aws: { region: eu-central-1 }',
      from: prices,
      to: 'instanceType: m5.large, diskGigabytes: 9000',
      words: /groups.0.prices.diskGigabytes: makes the disks dearer/,
    },
    {
      name: 'a type that is not looked up',
      from: prices,
      to: `${prices}, instanceType: m5.large`,
      words: /groups.0.prices.instanceType: is not looked up: instanceHourUsd and storageHourUsd/,
    },
    {
      name: 'an experiment that outlasts the claims it compares',
      more: 'experiment: { from: 2026-01-01T00:00:00Z, to: 2026-04-30T00:00:00Z }',
      words:
        /experiment.to: ends 119 d after from: pairs .* older than retention.activities, 90 d,/,
    },
    {
      name: 'one that outlasts the decisions',
      more: 'experiment: { from: 2026-01-01T00:00:00Z, to: 2026-03-31T00:00:00Z }',
      above: 'retention: { ledger: 60d }',
      words:
        /experiment.to: ends 89 d after from: .* older than retention.ledger, 60 d, do not count/,
    },
  ])('$name', ({ more = '', above = '', from = '', to = '', words }) => {
    expect(warningsOf(configText(more, above).replace(from, to))).toEqual([
      expect.stringMatching(words),
    ]);
  });

  test.each([
    { name: 'a plain group' },
    {
      name: 'a cap as high as that of the fleet',
      more: 'budget: { dayUsd: 5 }',
      above: 'budget: { dayUsd: 5 }',
    },
    {
      name: 'a cap of another window',
      more: 'budget: { dayUsd: 5 }',
      above: 'budget: { monthUsd: 9 }',
    },
    {
      name: 'an experiment of which all is kept',
      more: 'experiment: { from: 2026-01-01T00:00:00Z, to: 2026-04-01T00:00:00Z }',
    },
    {
      name: 'an experiment without end',
      more: 'experiment: { from: 2026-01-01T00:00:00Z, to: null }',
    },
    { name: 'a start as long as a launch', from: 'boot: 5m', to: 'boot: 2m, start: 2m' },
    {
      name: 'a type for whose disks the list is asked',
      above: 'aws: { region: eu-central-1 }',
      from: prices,
      to: 'instanceHourUsd: 1, instanceType: m5.large, diskGigabytes: 20',
    },
  ])('but not $name', ({ more = '', above = '', from = '', to = '' }) => {
    expect(warningsOf(configText(more, above).replace(from, to))).toEqual([]);
  });

  test('nothing in the example', () => {
    expect(loadChecked('config/example.yaml').warnings).toEqual([]);
  });
});

describe('what can never be is refused', () => {
  const opens = (cron: string) => `schedules: [{ name: a, cron: ${cron}, duration: 1h, floor: 1 }]`;

  test('a floor above what the pool may hold', () => {
    const schedule = "{ name: a, cron: '0 9 * * *', duration: 1h, floor: 12 }";
    const more = (max: number) => `pool: { preparedMax: ${max} }\nschedules: [${schedule}]`;
    expect(problemsOf(configText(more(11)))).toMatch(
      /groups.0.schedules.0.floor: is never reached: pool.preparedMax allows 11 in group and pool/,
    );
    expect(() => problemsOf(configText(more(12)))).toThrow('was accepted');
  });

  test.each([
    { cron: "'0 0 30 2 *'", refused: true },
    { cron: "'0 0 31 feb,apr,jun,sep,nov *'", refused: true },
    { cron: "'0 0 29 2 *'", refused: false },
    { cron: "'0 0 30,28 2 *'", refused: false },
    { cron: "'0 0 30 2,3 *'", refused: false },
    { cron: "'0 0 30 2 1'", refused: false },
  ])('a window that never opens: $cron', ({ cron, refused }) => {
    const read = () => problemsOf(configText(opens(cron)));
    if (refused) expect(read()).toMatch(/schedules.0.cron: never comes: none of its months has a/);
    else expect(read).toThrow('was accepted');
  });
});
