import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pricesText } from '../../src/cli/prices-text.ts';

const prices = {
  ...{ region: 'eu-central-1', instanceType: 'm7g.large', system: 'Linux' },
  ...{ published: '2026-11-19T20:14:02Z', source: 'index.csv' },
  ...{ diskGigabytes: 20, diskType: 'gp3', gigabyteMonthUsd: 0.0952 },
  ...{ instanceHourUsd: 0.0971, storageHourUsd: (20 * 0.0952) / 730 },
};

test('reads as a part of the configuration that says where it is from', () => {
  expect(pricesText(prices)).toMatchInlineSnapshot(`
    "# EC2 price list of eu-central-1, published 2026-11-19T20:14:02Z: m7g.large on demand with
    # Linux, shared tenancy; 20 GB of gp3 at $0.0952 a GB and month of 730 hours.
    # Provisioned throughput and public addresses come on top (addressHourUsd).
    prices:
      instanceHourUsd: 0.0971
      storageHourUsd: 0.002608
    "
  `);
});

test('is YAML, however small a price is', () => {
  const tiny = parse(pricesText({ ...prices, instanceHourUsd: 1, storageHourUsd: 0.0000012 }));
  expect(tiny).toEqual({ prices: { instanceHourUsd: 1, storageHourUsd: 0.000001 } });
});
