import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configText } from '../support/configs.ts';
import { printed } from '../support/printed.ts';
import { temporaryDirectory } from '../support/temporary.ts';

/** What `forewarm check-config` says of a file, which it names `forewarm.yaml`. */
async function checked(text: string, ...more: string[]) {
  const file = join(temporaryDirectory(), 'forewarm.yaml');
  writeFileSync(file, text);
  const { code, out } = await printed('check-config', '-c', file, ...more);
  return { code, out: out.replaceAll(file, 'forewarm.yaml') };
}

describe('forewarm check-config', () => {
  test('names in one run all that is wrong, each at its place', async () => {
    const above = 'aws: { region: eu-central-1 }\nbudget: { zone: Nowhere }';
    const more = `zone: Europe/Berlim
budget: { hourUsd: 5, dayUsd: 2 }
holidays: { country: BR }`;
    const text = configText(more, above).replace(
      'instanceHourUsd: 0.17, storageHourUsd: 0.01',
      'instanceType: m5.large, diskGigabytes: 20',
    );
    const { code, out } = await checked(text);
    expect(code).toBe(3);
    expect(out).toMatchInlineSnapshot(`
      "forewarm: the configuration is wrong
      forewarm.yaml:3:17 budget.zone: must be an IANA time zone such as Europe/Berlin
      forewarm.yaml:8:13 groups.0.prices: group web has no price: AWS's list was not read yet for m5.large with Linux and gp3 in eu-central-1; run \`forewarm prices --save\`, or write instanceHourUsd and storageHourUsd here
      forewarm.yaml:9:11 groups.0.zone: must be an IANA time zone such as Europe/Berlin
      forewarm.yaml:10:35 groups.0.budget.dayUsd: allows less than hourUsd: 2 against 5
      forewarm.yaml:11:26 groups.0.holidays.country: the holidays of BR are not built in, and date-holidays is not installed: npm install date-holidays, or name the days under holidays: rules, dates or calendars
      "
    `);
  });

  const warned = configText('budget: { dayUsd: 9 }', 'budget: { dayUsd: 5 }');

  test('warns of what is seldom meant, and finds the file valid', async () => {
    const { code, out } = await checked(warned);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^forewarm.yaml is valid: 1 group\n[\s\S]*\nwarning: forewarm.yaml:8:23 groups.0.budget.dayUsd: is above/,
    );
    expect((await checked(configText())).out).not.toContain('warning');
  });

  test('warns programs too', async () => {
    const { code, out } = await checked(warned, '--json');
    expect([code, JSON.parse(out).warnings]).toEqual([
      ...[0, [expect.stringMatching(/^forewarm.yaml:8:23 groups.0.budget.dayUsd: /)]],
    ]);
  });

  test('says where it looked when there is no file', async () => {
    const place = join(temporaryDirectory(), 'none.yaml');
    const named = await printed('check-config', '-c', place);
    expect([named.code, named.out]).toEqual([
      ...[3, expect.stringMatching(`forewarm: ${place}: there is no such file\n`)],
    ]);
    const before = process.cwd();
    process.chdir(temporaryDirectory());
    try {
      const { code, out } = await printed('check-config');
      expect(code).toBe(3);
      expect(out).toMatch(
        /there is no configuration: looked for forewarm.yaml, \S+forewarm.config.yaml, \S+config.yaml\n.*--config/,
      );
    } finally {
      process.chdir(before);
    }
  });
});
