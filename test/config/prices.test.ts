import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import { toPolicies } from '../../src/config/policies.ts';
import { memberPrices, questionsOf, repricedConfig } from '../../src/config/prices.ts';
import type { Config } from '../../src/config/schema.ts';
import { type PriceReading, storageHour } from '../../src/core/capacity/listed-prices.ts';
import { type BillingPhase, hourPriceOf } from '../../src/core/capacity/pricing.ts';
import { spendOf } from '../../src/core/planning/budget/spend.ts';
import { fromUsd } from '../../src/core/units.ts';
import { problemsOf } from '../support/configs.ts';
import { priceReading } from '../support/price-readings.ts';

const at = Date.parse('2026-11-21T12:00:00Z') / 1000;
const monthStart = Date.parse('2026-11-01T00:00:00Z') / 1000;

/** A file with a group of these `prices`, over these `defaults`. */
function textWith(prices: string, defaults = '', aws = 'region: eu-central-1'): string {
  return `version: 1
aws: { ${aws} }
${defaults === '' ? '' : `defaults: { prices: { ${defaults} } }`}
groups:
  - name: web
    traffic: { source: imported, series: web }
    capacity: { loadPerInstance: 100, boot: 5m }
    prices: { ${prices} }
`;
}

function configWith(text: string, readings: readonly PriceReading[] = [priceReading()]): Config {
  return parseConfig('c.yaml', text, { readings: () => readings, at });
}

const pricesOf = (config: Config) => memberPrices(config.groups[0]!.prices);

describe('where a price comes from', () => {
  const listedDisk = storageHour(20, 0.0952);

  test('the file, else the list, else nowhere: each price by itself', () => {
    const maybe = fc.option(fc.integer({ min: 1, max: 9 }), { nil: null });
    const law = fc.property(maybe, maybe, fc.boolean(), (instance, disks, wasRead) => {
      const keys = [
        ...(instance === null ? [] : [`instanceHourUsd: ${instance}`]),
        ...(disks === null ? [] : [`storageHourUsd: ${disks}`]),
        'instanceType: m5.large, diskGigabytes: 20',
      ];
      const read = () => configWith(textWith(keys.join(', ')), wasRead ? [priceReading()] : []);
      if (!wasRead && (instance === null || disks === null)) {
        expect(read).toThrow(/group web has no price/);
        return;
      }
      expect(pricesOf(read())).toEqual({
        instanceHourUsd: instance ?? 0.115,
        storageHourUsd: disks ?? listedDisk,
      });
    });
    fc.assert(law);
  });

  test.each([
    { name: 'another region', other: { region: 'us-east-1' } },
    { name: 'another type', other: { instanceType: 'm5.xlarge' } },
    { name: 'another system', other: { system: 'Windows' } as const },
    { name: 'another disk', other: { volumeType: 'io2', gigabyteMonthUsd: 9 } },
  ])('never the price of $name', ({ other }) => {
    const text = textWith('instanceType: m5.large, diskGigabytes: 20');
    expect(() => configWith(text, [priceReading(other)])).toThrow(/group web has no price/);
    const isDisk = 'volumeType' in other;
    const later = { readAt: at, ...(isDisk ? {} : { instanceHourUsd: 9 }) };
    const both = [priceReading(), priceReading({ ...other, ...later })];
    expect(pricesOf(configWith(text, both))).toEqual({
      ...{ instanceHourUsd: 0.115, storageHourUsd: listedDisk },
    });
  });

  test('the list is not even opened for a file that says everything', () => {
    const readings = () => {
      throw new Error('opened');
    };
    const text = textWith('instanceHourUsd: 1, storageHourUsd: 1, instanceType: m5.large');
    expect(parseConfig('c.yaml', text, { readings }).groups[0]!.prices.listed).toBeNull();
    expect(() =>
      parseConfig('c.yaml', textWith('instanceType: x, diskGigabytes: 1'), { readings }),
    ).toThrow('opened');
  });

  test('a group that names what to look up inherits no price of another thing', () => {
    const own = 'instanceType: m5.large, diskGigabytes: 20';
    const config = configWith(textWith(own, 'instanceHourUsd: 7, storageHourUsd: 7'));
    expect(pricesOf(config)).toEqual({ instanceHourUsd: 0.115, storageHourUsd: listedDisk });
    const shared = configWith(textWith('instanceHourUsd: 7, storageHourUsd: 7', own));
    expect(pricesOf(shared)).toEqual({ instanceHourUsd: 7, storageHourUsd: 7 });
  });

  const shared =
    'instanceHourUsd: 7, storageHourUsd: 7, hibernatedStorageHourUsd: 7, addressHourUsd: 7';
  test.each([
    { name: 'disks by their size', own: 'diskGigabytes: 20', kept: ['instanceHourUsd'] },
    {
      name: 'disks by their type',
      own: 'diskType: gp3',
      kept: ['instanceHourUsd'],
      problem: 'needs instanceHourUsd and storageHourUsd',
    },
    {
      name: 'a machine by its type',
      own: 'instanceType: m5.large',
      kept: ['storageHourUsd', 'hibernatedStorageHourUsd'],
    },
    {
      name: 'a machine by its system',
      own: 'system: Windows',
      kept: ['storageHourUsd', 'hibernatedStorageHourUsd'],
      problem: 'needs instanceHourUsd and storageHourUsd',
    },
  ])('a group that names $name sets the number of another aside', ({ own, kept, problem }) => {
    if (problem !== undefined) {
      expect(() => configWith(textWith(own, shared))).toThrow(problem);
      return;
    }
    const defaults = own.includes('disk') ? `${shared}, instanceType: m5.large` : shared;
    const { prices } = configWith(textWith(own, defaults)).groups[0]!;
    const numbers = ['instanceHourUsd', 'storageHourUsd', 'hibernatedStorageHourUsd'] as const;
    expect(numbers.filter((key) => prices[key] !== undefined)).toEqual(kept);
    expect(prices.addressHourUsd).toBe(7);
  });

  test('a group that writes a number sets the name of another thing aside', () => {
    const names = 'instanceType: m5.xlarge, system: Windows, diskGigabytes: 500, diskType: io2';
    const both = configWith(textWith('instanceHourUsd: 1, storageHourUsd: 1', names));
    expect(both.groups[0]!.prices).toMatchObject({ system: 'Linux', diskType: 'gp3' });
    expect(both.groups[0]!.prices).not.toHaveProperty('instanceType');
    expect(both.groups[0]!.prices).not.toHaveProperty('diskGigabytes');
  });

  test('a group that writes what its disks cost keeps what hibernated ones cost', () => {
    const { prices } = configWith(textWith('storageHourUsd: 1', shared)).groups[0]!;
    const kept = { instanceHourUsd: 7, storageHourUsd: 1, hibernatedStorageHourUsd: 7 };
    expect(prices).toMatchObject(kept);
  });

  test('save where the disks cannot be asked for without it', () => {
    const names = 'instanceType: m5.large, diskGigabytes: 20';
    const config = configWith(textWith('instanceHourUsd: 7', names));
    expect(pricesOf(config)).toEqual({ instanceHourUsd: 7, storageHourUsd: listedDisk });
  });

  test('the region of the environment serves where the file has none', () => {
    const text = textWith('instanceType: m5.large, diskGigabytes: 20', '', '');
    const environment = { AWS_REGION: 'eu-central-1' };
    const config = parseConfig('c.yaml', text, { readings: () => [priceReading()], environment });
    expect(config.groups[0]!.prices.listed?.region).toBe('eu-central-1');
  });

  test('the policy says which prices are listed, and since when', () => {
    const policyOf = (prices: string) => toPolicies(configWith(textWith(prices))).groups[0]!;
    const both = policyOf('instanceType: m5.large, diskGigabytes: 20, addressHourUsd: 0.005');
    expect(both.prices.bootingHour).toBe(fromUsd(0.115 + listedDisk + 0.005));
    expect(both.listed).toEqual({
      ...{ of: 'm5.large with Linux, 20 GB of gp3', region: 'eu-central-1' },
      ...{ published: '2026-11-19T20:14:02Z', readAt: priceReading().readAt, isHeld: false },
    });
    expect(policyOf('instanceType: m5.large, storageHourUsd: 1').listed?.of).toBe(
      'm5.large with Linux',
    );
    expect(policyOf('instanceHourUsd: 1, storageHourUsd: 1').listed).toBeUndefined();
  });
});

describe('a configuration without a price is refused', () => {
  test.each([
    { name: 'nothing is said', prices: '' },
    { name: 'a disk without its size', prices: 'instanceType: m5.large' },
    { name: 'a size without a type', prices: 'instanceHourUsd: 1, diskGigabytes: 20' },
    { name: 'no name', prices: 'instanceType: m5 large, diskGigabytes: 20' },
    { name: 'never read', prices: 'instanceType: m5.large, diskGigabytes: 20' },
  ])('$name', ({ prices }) => {
    expect(problemsOf(textWith(prices))).toMatchSnapshot();
  });

  test('with its line, the remedies, and beside what else is wrong', () => {
    const text = textWith('instanceType: m5.large, diskGigabytes: 20').replace(
      'name: web',
      'name: web\n    mode: act',
    );
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:6:11 groups.0.mode: act needs a spending cap: set budget here or for the fleet
      c.yaml:9:13 groups.0.prices: group web has no price: AWS's list was not read yet for m5.large with Linux and gp3 in eu-central-1; run \`forewarm prices --save\`, or write instanceHourUsd and storageHourUsd here
      "
    `);
  });

  test('without a region there is no list to ask', () => {
    const text = textWith('instanceType: m5.large, diskGigabytes: 20', '', '');
    expect(problemsOf(text)).toContain('which is by region: set aws.region');
  });

  test('where the defaults leave it to the list, there', () => {
    const text = textWith('', 'instanceType: m5.large, diskGigabytes: 20');
    const plain = text.replace('    prices: {  }\n', '');
    expect(problemsOf(plain)).toContain('c.yaml:3:21 defaults.prices: group web has no price');
  });
});

test('caps that the floors pass at the listed price are refused as at a written one', () => {
  const floor = '    pool: { minSize: 100 }\n    budget: { dayUsd: 0.1 }\n';
  const text = textWith('instanceType: m5.large, diskGigabytes: 20') + floor;
  expect(() => configWith(text)).toThrow(/the floors cost at least \$6.26/);
});

test('what the list is asked for comes once, whoever wants it', () => {
  const group = (name: string, prices: string) => `  - name: ${name}
    traffic: { source: imported, series: web }
    capacity: { loadPerInstance: 100, boot: 5m }
    prices: { ${prices} }
`;
  const text = [
    'version: 1\naws: { region: eu-central-1 }\ngroups:\n',
    group('a', 'instanceType: m5.large, diskGigabytes: 20'),
    group('b', 'instanceType: m5.large, diskGigabytes: 40'),
    group('c', 'instanceType: m5.large, diskGigabytes: 20, system: Windows'),
    group('d', 'instanceHourUsd: 1, storageHourUsd: 1, instanceType: c5.large'),
  ].join('');
  const readings = [priceReading(), priceReading({ system: 'Windows', instanceHourUsd: 0.2 })];
  const questions = questionsOf(configWith(text, readings));
  expect(questions.map(({ instanceType, system }) => `${instanceType} ${system}`)).toEqual([
    'm5.large Linux',
    'm5.large Windows',
  ]);
});

describe('a list that changes', () => {
  const text = textWith('instanceType: m5.large, diskGigabytes: 20');
  const before = priceReading({ instanceHourUsd: 0.2, readAt: monthStart - 86_400 });
  const cheaper = priceReading({ instanceHourUsd: 0.1, readAt: at - 86_400 });

  test('counts at its dearest until the month of the budget ends', () => {
    const config = configWith(text, [before]);
    const during = repricedConfig(config, { readings: [before, cheaper], at });
    expect(pricesOf(during).instanceHourUsd).toBe(0.2);
    expect(during.groups[0]!.prices.listed?.isHeld).toBe(true);
    const next = repricedConfig(during, { readings: [before, cheaper], at: at + 10 * 86_400 });
    expect(pricesOf(next).instanceHourUsd).toBe(0.1);
    expect(next.groups[0]!.prices.listed?.isHeld).toBe(false);
    const isHeld = [during, next].map((one) => toPolicies(one).groups[0]!.listed?.isHeld);
    expect(isHeld).toEqual([true, false]);
  });

  test('books no window of a month below what it cost, whatever the list does', () => {
    const hours = 24 * 29;
    const change = fc.record({
      hour: fc.integer({ min: -500, max: hours }),
      instanceHourUsd: fc.integer({ min: 1, max: 50 }).map((cents) => cents / 100),
      gigabyteMonthUsd: fc.integer({ min: 1, max: 20 }).map((cents) => cents / 100),
    });
    const used = fc.record({
      hour: fc.integer({ min: 0, max: hours - 1 }),
      phase: fc.constantFrom<BillingPhase>('booting', 'Stopped', 'Running'),
      instanceSeconds: fc.integer({ min: 1, max: 36_000 }),
    });
    const changes = fc.array(change, { maxLength: 5 });
    const law = fc.property(changes, fc.array(used, { maxLength: 9 }), (later, usage) => {
      const readings = later.map(({ hour, ...prices }) =>
        priceReading({ ...prices, readAt: monthStart + 3600 * hour }),
      );
      const all = [before, ...readings];
      const end = monthStart + 3600 * hours;
      const inForce = toPolicies(
        repricedConfig(configWith(text, [before]), { readings: all, at: end }),
      );
      const booked = spendOf(usage, inForce.groups[0]!.prices);
      const paid = usage.reduce((sum, row) => {
        const known = all.filter(({ readAt }) => readAt <= monthStart + 3600 * row.hour);
        const newest = known.reduce((a, b) => (b.readAt >= a.readAt ? b : a));
        const then = toPolicies(configWith(text, [newest])).groups[0]!.prices;
        return sum + (row.instanceSeconds * hourPriceOf(then, row.phase)) / 3600;
      }, 0);
      expect(booked).toBeGreaterThanOrEqual(paid - 1e-6);
    });
    fc.assert(law);
  });

  test('reads the same by a reload and by a running daemon', () => {
    const readings = [before, cheaper];
    const running = repricedConfig(configWith(text, [before]), { readings, at });
    expect(running).toEqual(configWith(text, readings));
  });

  test('leaves a group as the same object while it says the same', () => {
    const config = configWith(text, [before]);
    const same = repricedConfig(config, { readings: [before], at });
    expect(same.groups[0]).toBe(config.groups[0]);
    const other = repricedConfig(config, { readings: [before, cheaper], at });
    expect(other.groups[0]).not.toBe(config.groups[0]);
  });

  test('keeps what it had where the list no longer answers', () => {
    const config = configWith(text, [before]);
    expect(repricedConfig(config, { readings: [], at })).toEqual(config);
  });

  test('moves no price that is written down', () => {
    const written = configWith(textWith('instanceHourUsd: 1, storageHourUsd: 1'));
    expect(repricedConfig(written, { readings: [cheaper], at })).toEqual(written);
  });
});
