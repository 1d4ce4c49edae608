import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pricesFrom, pricesText, staleAdvice } from '../../src/cli/prices-text.ts';

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

test('tells where prices are from, and when a price of before still counts', () => {
  const listed = {
    ...{ of: '20 GB of gp3', region: 'eu-central-1', published: '2026-11-19T20:14:02Z' },
    ...{ readAt: Date.parse('2026-11-20T06:00:00Z') / 1000, isHeld: false },
  };
  const plain =
    'by the EC2 price list of eu-central-1 (20 GB of gp3), published 2026-11-19, read 2026-11-20';
  expect(pricesFrom(undefined)).toBe('as configured');
  expect(pricesFrom(null)).toBe('as configured');
  expect(pricesFrom(listed)).toBe(plain);
  expect(pricesFrom({ ...listed, isHeld: true })).toBe(
    `${plain}, at the higher price of earlier this month`,
  );
  expect(staleAdvice(null, listed.readAt)).toBeNull();
  expect(staleAdvice(listed, listed.readAt + 60 * 86_400)).toBeNull();
  expect(staleAdvice(listed, listed.readAt + 60 * 86_400 + 1)).toContain('prices --save');
});
