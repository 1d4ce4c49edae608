import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AwsPriceList } from '../../src/adapters/prices/aws-price-list.ts';
import { PriceFile } from '../../src/adapters/prices/price-file.ts';
import type { Log } from '../../src/app/ports/host.ts';
import { parseConfig } from '../../src/config/load.ts';
import { memberPrices } from '../../src/config/prices.ts';
import type { PriceReading } from '../../src/core/capacity/listed-prices.ts';
import { priceJob } from '../../src/daemon/price-job.ts';
import { repriced, setupOf } from '../../src/daemon/setup.ts';
import { configText } from '../support/configs.ts';
import { fixedClock } from '../support/fake-pools.ts';
import { instanceRow, offerFile, volumeRow } from '../support/offer-file.ts';
import { priceReading } from '../support/price-readings.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const day = 86_400;
const readAt = Date.parse('2026-10-05T09:00:00Z') / 1000;

/** What AWS would serve: the list of a region, an outage, or a beginning without an end. */
let served: string | null | { readonly begins: string } = null;
let asked: string[] = [];
let onAsked = () => {};
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  if (served !== null && typeof served !== 'string') {
    response.write(served.begins, onAsked);
    return;
  }
  if (served === null) response.writeHead(503);
  response.end(served ?? 'down');
});
beforeEach(async () => {
  asked = [];
  onAsked = () => {};
  served = offerFile([volumeRow, { ...instanceRow, PricePerUnit: '0.2' }]);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const listedPrices = 'instanceType: m5.large, diskGigabytes: 73';
const writtenPrices = 'instanceHourUsd: 0.17, storageHourUsd: 0.01';

/** A daemon's setup with its job of prices, the list served here, and what it logged. */
function scene(prices = listedPrices, readings: PriceReading[] = [priceReading({ readAt })]) {
  const clock = fixedClock(readAt);
  const file = new PriceFile(temporaryDirectory());
  file.replace(readings);
  const text = configText('', 'aws: { region: eu-central-1 }').replace(writtenPrices, prices);
  const at = clock.now();
  const config = parseConfig('c.yaml', text, { readings: () => file.readings(), at });
  let setup = setupOf(config, clock, {});
  const logged: string[] = [];
  const write = (level: string) => (fields: object, message: string) =>
    void logged.push(`${level}: ${message} ${JSON.stringify(fields)}`);
  const log: Log = {
    ...{ debug: write('debug'), info: write('info') },
    ...{ warn: write('warn'), error: write('error') },
  };
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const job = priceJob(() => setup, {
    patienceMillis: 500,
    ...{ prices: file, clock, log, list: new AwsPriceList((region) => `${address}/${region}`) },
    reprice: () => {
      setup = repriced(setup, file.readings(), clock.now());
    },
  });
  return {
    ...{ clock, file, logged },
    addGroup: (type = 'm5.large') => {
      const group = text.slice(text.indexOf('  - name')).replace('web', 'api');
      const two = text + group.replace('m5.large', type);
      setup = setupOf(
        parseConfig('c.yaml', two, { readings: () => file.readings(), at }),
        clock,
        {},
      );
    },
    instancePrice: (group = 0) => memberPrices(setup.config.groups[group]!.prices).instanceHourUsd,
    policy: () => setup.groups[0]!.policy,
    group: () => setup.groups[0]!,
    run: (signal = new AbortController().signal) => job.run(0, signal),
  };
}

describe('the daily job of prices', () => {
  test('asks nobody when the configuration says every price', async () => {
    const daemon = scene(writtenPrices);
    daemon.clock.at += 400 * day;
    expect(await daemon.run()).toBe('none is from the list');
    expect(asked).toEqual([]);
  });

  test('asks nobody while what was read is recent', async () => {
    const daemon = scene();
    daemon.clock.at += 30 * day;
    const before = daemon.group();
    expect(await daemon.run()).toBe('recent enough');
    expect(asked).toEqual([]);
    expect(daemon.group(), 'caches know a group by its identity').toBe(before);
  });

  test('reads the list of the region once a month, keeps it, and plans by it', async () => {
    const volume = { ...volumeRow, PricePerUnit: '0.1' };
    served = offerFile([volume, { ...instanceRow, PricePerUnit: '0.2' }]);
    const daemon = scene();
    daemon.clock.at += 31 * day;
    expect(await daemon.run()).toBe('1 read');
    expect(asked).toEqual(['/eu-central-1']);
    expect(daemon.file.readings()).toHaveLength(2);
    expect(daemon.instancePrice()).toBe(0.2);
    expect(daemon.policy().prices.bootingHour).toBe(200_000 + 10_000);
    expect(daemon.policy().listed?.readAt).toBe(daemon.clock.at);
    expect(daemon.logged.join('\n')).toMatch(/^info: the prices of a group changed .*0\.2/m);
    expect(await daemon.run()).toBe('recent enough');
    expect(asked).toHaveLength(1);
  });

  test('takes up what the command kept meanwhile', async () => {
    const daemon = scene();
    const kept = priceReading({ readAt: readAt + day, instanceHourUsd: 0.3 });
    daemon.file.replace([...daemon.file.readings(), kept]);
    daemon.clock.at += 2 * day;
    expect(await daemon.run()).toBe('recent enough');
    expect(daemon.instancePrice()).toBe(0.3);
  });

  test('lets a lower price wait for the next month, and then takes it', async () => {
    served = offerFile([volumeRow, { ...instanceRow, PricePerUnit: '0.05' }]);
    const daemon = scene();
    daemon.clock.at += 36 * day;
    await daemon.run();
    expect(daemon.instancePrice()).toBe(0.115);
    daemon.clock.at = Date.parse('2026-12-01T00:00:00Z') / 1000;
    await daemon.run();
    expect(daemon.instancePrice()).toBe(0.05);
  });

  test.each([
    { name: 'an outage', list: null, code: 'FW_AWS_UNREACHABLE' },
    { name: 'no list at all', list: '<html></html>', code: 'FW_INPUT_INVALID' },
  ])('keeps the old prices on $name, warns, and tries again', async ({ list, code }) => {
    served = list;
    const daemon = scene();
    daemon.clock.at += 31 * day;
    expect(await daemon.run()).toBe(code);
    expect(daemon.instancePrice()).toBe(0.115);
    expect(daemon.file.readings()).toEqual([priceReading({ readAt })]);
    expect(daemon.logged).toEqual([expect.stringMatching(`warn: the price list .*${code}`)]);
    served = offerFile([volumeRow, instanceRow]);
    daemon.clock.at += day;
    expect(await daemon.run()).toBe('1 read');
  });

  test('keeps the price that the list no longer has, and warns, but takes the others', async () => {
    const big = { ...instanceRow, 'Instance Type': 'm5.xlarge', PricePerUnit: '0.4' };
    served = offerFile([volumeRow, big]);
    const prices = [priceReading({ readAt }), priceReading({ readAt, instanceType: 'm5.xlarge' })];
    const daemon = scene(listedPrices, prices);
    daemon.addGroup('m5.xlarge');
    daemon.clock.at += 31 * day;
    expect(await daemon.run()).toBe('1 read, 1 not listed');
    expect([daemon.instancePrice(0), daemon.instancePrice(1)]).toEqual([0.115, 0.4]);
    expect(daemon.logged).toContainEqual(
      expect.stringMatching(
        /^warn: the price list lacks a price .*no price in dollars of m5.large/,
      ),
    );
  });

  test('warns of prices that are older than two months', async () => {
    served = null;
    const daemon = scene();
    daemon.clock.at += 61 * day;
    await daemon.run();
    expect(daemon.logged.at(-1)).toMatch(/^warn: the prices of a group are old .*"web".*61 d/);
  });

  test('outlives a reload that comes while the list is read', async () => {
    const daemon = scene();
    daemon.clock.at += 31 * day;
    served = { begins: offerFile([volumeRow, instanceRow]) };
    onAsked = () => daemon.addGroup();
    expect(await daemon.run()).toBe('FW_AWS_UNREACHABLE');
    expect(daemon.logged).toHaveLength(1);
  });

  test('gives up on a list without end, and keeps what there was', async () => {
    served = { begins: offerFile([volumeRow, instanceRow]) };
    const daemon = scene();
    daemon.clock.at += 31 * day;
    expect(await daemon.run()).toBe('FW_AWS_UNREACHABLE');
    expect(daemon.file.readings()).toEqual([priceReading({ readAt })]);
  });

  test('ends in the middle of a list when the daemon stops', async () => {
    served = { begins: offerFile([volumeRow, instanceRow]) };
    const stop = new AbortController();
    onAsked = () => stop.abort();
    const daemon = scene();
    daemon.clock.at += 31 * day;
    expect(await daemon.run(stop.signal)).toBe('stopped');
    expect(daemon.logged).toEqual([]);
    expect(daemon.file.readings()).toEqual([priceReading({ readAt })]);
  });

  test('ends at once and says nothing when the daemon stops', async () => {
    const daemon = scene();
    daemon.clock.at += 31 * day;
    expect(await daemon.run(AbortSignal.abort())).toBe('stopped');
    expect(daemon.logged).toEqual([]);
    expect(daemon.instancePrice()).toBe(0.115);
  });
});
