import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PriceFile } from '../../src/adapters/prices/price-file.ts';
import type { PriceReading } from '../../src/core/capacity/listed-prices.ts';
import { secondsPerDay } from '../../src/core/units.ts';
import { openStores } from '../../src/daemon/stores.ts';
import { configText } from '../support/configs.ts';
import { aLedgerEntry } from '../support/decisions.ts';
import { instanceRow, offerFile, volumeRow } from '../support/offer-file.ts';
import { prices as plainPrices } from '../support/policies.ts';
import { priceReading } from '../support/price-readings.ts';
import { printed } from '../support/printed.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const written = 'instanceHourUsd: 0.17, storageHourUsd: 0.01';
/** Text without the line breaks of its terminal. */
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');
const now = Math.floor(Date.now() / 1000);

/** A configuration whose group leaves its prices to the list, with the list of its region. */
function installed(prices = 'instanceType: m5.large, diskGigabytes: 73') {
  const directory = temporaryDirectory();
  const state = join(directory, 'state');
  const [config, list] = [join(directory, 'forewarm.yaml'), join(directory, 'index.csv')];
  const above = `state: { directory: ${state} }\naws: { region: eu-central-1 }`;
  writeFileSync(config, configText('', above).replace(written, prices));
  writeFileSync(list, offerFile([volumeRow, instanceRow]));
  const keep = (...readings: PriceReading[]) => new PriceFile(state).replace(readings);
  const run = (...argv: string[]) => printed(...argv, '-c', config);
  return { config, list, state, keep, run };
}

describe('forewarm prices --save', () => {
  test('is what a configuration without prices is refused for, and then all is well', async () => {
    const { config, list, state, run } = installed();
    const refused = await run('check-config');
    expect(refused.code).toBe(3);
    expect(refused.out.replace(config, 'forewarm.yaml')).toMatchInlineSnapshot(`
      "forewarm: the configuration is wrong
      forewarm.yaml:8:13 groups.0.prices: group web has no price: AWS's list was not read yet for m5.large with Linux and gp3 in eu-central-1; run \`forewarm prices --save\`, or write instanceHourUsd and storageHourUsd here
      "
    `);

    const saved = await run('prices', '--save', '--list', list);
    expect(saved.code).toBe(0);
    expect(unwrapped(saved.out).replace(state, './state')).toBe(
      'EC2 price list of eu-central-1, published 2026-11-19T20:14:02Z ' +
        'm5.large with Linux: $0.096 an hour; a GB of gp3: $0.08 a month ' +
        'kept in ./state/prices.json; a daemon takes them up within a day, or at once on SIGHUP ',
    );

    const checked = await run('check-config');
    expect(checked.code).toBe(0);
    expect(checked.out).toMatch(
      /web: what a member costs an hour, by the EC2 price list of eu-central-1\s+\(m5.large with Linux, 73 GB of gp3\), published 2026-11-19, read \d{4}-/,
    );
    expect(checked.out).toMatch(/^ {2}Stopped +\$0\.0080 /m);
    expect(checked.out).not.toContain('warning');
  });

  test('keeps region, type, system, disk, source and both dates', async () => {
    const { list, state, run } = installed();
    const { out } = await run('prices', '--save', '--json', '--list', list);
    const [kept] = new PriceFile(state).readings();
    expect(kept).toMatchObject({
      ...{ region: 'eu-central-1', instanceType: 'm5.large', system: 'Linux', volumeType: 'gp3' },
      ...{ published: '2026-11-19T20:14:02Z', source: list },
      ...{ instanceHourUsd: 0.096, gigabyteMonthUsd: 0.08 },
    });
    expect(JSON.parse(out)).toMatchObject({ command: 'prices', saved: [kept] });
  });

  test('reads nothing for a configuration that says every price', async () => {
    const { state, run } = installed(written);
    const { code, out } = await run('prices', '--save', '--list', 'nowhere.csv');
    expect([code, out]).toEqual([
      0,
      'nothing was read: every group has its prices in the configuration\n',
    ]);
    expect(new PriceFile(state).readings()).toEqual([]);
  });

  test('that fails keeps what there was', async () => {
    const { state, keep, run } = installed();
    keep(priceReading());
    const { code, out } = await run('prices', '--save', '--list', 'nowhere.csv');
    expect(code).toBe(2);
    expect(out).toContain('nowhere.csv cannot be read');
    expect(new PriceFile(state).readings()).toEqual([priceReading()]);
  });

  test('keeps what the list has, and names each group that it has nothing for, at its line', async () => {
    const { config, list, state, run } = installed();
    const text = readFileSync(config, 'utf8');
    const group = text.slice(text.indexOf('  - name')).replaceAll('web', 'api');
    writeFileSync(config, text + group.replace('m5.large', 'm5.huge'));
    const saved = await run('prices', '--save', '--list', list);
    expect(saved.code).toBe(3);
    expect(saved.out).toContain('m5.large with Linux: $0.096 an hour');
    expect(saved.out.replaceAll(config, 'forewarm.yaml').split('\n').at(-2)).toBe(
      'forewarm.yaml:13:13 groups.1.prices: group api has no price: the list has no price in dollars ' +
        'of m5.huge with Linux on demand; check the spelling and the region, or write the price down here',
    );
    expect(new PriceFile(state).readings()).toMatchObject([{ instanceType: 'm5.large' }]);
  });

  test('reads no list that it could not keep', async () => {
    const { state, list, keep, run } = installed();
    keep();
    writeFileSync(join(state, 'prices.json'), '{"format":1,"readings":[null]}');
    const { code, out } = await run('prices', '--save', '--list', `${list}.missing`);
    expect([code, out]).toEqual([1, expect.stringContaining('readings.0 is no reading')]);
  });

  test.each([
    ['--system', 'Windows'],
    ['--disk-type', 'io2'],
  ])('does not take %s, which the configuration says', async (flag, value) => {
    const { list, run } = installed();
    const { code, out } = await run('prices', '--save', flag, value, '--list', list);
    expect(code).toBe(2);
    expect(out).toContain(flag);
  });

  test('and the question for one member exclude each other; one of them is needed', async () => {
    const both = await printed('prices', '--save', '--type', 'm5.large');
    expect(both.code).toBe(2);
    const neither = await printed('prices', '--type', 'm5.large');
    expect([neither.code, neither.out]).toEqual([
      2,
      'forewarm: prices needs --region, --type and --disk, or --save\n',
    ]);
  });
});

test('forewarm prices prints what it finds, to be pasted', async () => {
  const { list } = installed();
  const member = ['--region', 'eu-central-1', '--type', 'm5.large', '--disk', '73'];
  const { code, out } = await printed('prices', ...member, '--list', list);
  expect(code).toBe(0);
  expect(out).toMatch(/\nprices:\n {2}instanceHourUsd: 0\.096\n {2}storageHourUsd: 0\.008\n$/);
});

describe('prices from the list are named with their date', () => {
  const dated =
    'by the EC2 price list of eu-central-1 (m5.large with Linux, 73 GB of gp3), published 2026-11-19, read ';

  test.each(['status', 'budget'])('by %s', async (command) => {
    const { state, keep, run } = installed();
    keep(priceReading({ readAt: now }));
    openStores(state, { create: true }).close();
    const { code, out } = await run(command);
    expect(code).toBe(0);
    expect(unwrapped(out)).toContain(dated);
    const documents = await run(command, '--json');
    expect(documents.out).toContain('m5.large with Linux');
  });

  test.each(['status', 'check-config'])(
    'by %s, with a warning when they are old',
    async (command) => {
      const { state, keep, run } = installed();
      openStores(state, { create: true }).close();
      keep(priceReading({ readAt: now - 59 * secondsPerDay }));
      expect((await run(command)).out).not.toContain('warning');
      keep(priceReading({ readAt: now - 61 * secondsPerDay }));
      const { out } = await run(command);
      expect(out).toMatch(
        /warning: the price list was last read 61 d ago: run\s+`forewarm prices --save`/,
      );
    },
  );

  test('by why, and by it whatever the list has said since', async () => {
    const { state, keep, run } = installed();
    keep(priceReading({ readAt: now }));
    const stores = openStores(state, { create: true });
    const listed = {
      ...{ of: 'm5.large with Linux, 73 GB of gp3', region: 'eu-central-1' },
      ...{ published: '2026-11-19T20:14:02Z', readAt: now, isHeld: false },
    };
    const entry = aLedgerEntry({ at: now });
    stores.ledger.append({
      ...entry,
      plan: { ...entry.plan, at: now, prices: { ...plainPrices, listed } },
    });
    stores.close();
    const before = await run('why', 'web');
    expect(unwrapped(before.out)).toContain(dated);
    expect(unwrapped(before.out)).toContain('$0.10 an hour running and $0.0040 parked Stopped');
    keep(priceReading({ readAt: now, instanceHourUsd: 9 }));
    expect(await run('why', 'web')).toEqual(before);
  });
});
