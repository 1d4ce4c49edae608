import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { choiceWithoutLoad } from '../../src/app/pool-states.ts';
import {
  assumptionsDocument,
  assumptionsFor,
  assumptionsText,
} from '../../src/cli/assumptions-text.ts';
import { parseConfig } from '../../src/config/load.ts';
import { managedGroups } from '../../src/daemon/setup.ts';
import { configText } from '../support/configs.ts';
import { printed } from '../support/printed.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const config = parseConfig(
  'c.yaml',
  `version: 1
groups:
  - name: web
    traffic: { source: imported, series: web }
    capacity: { loadPerInstance: 100, boot: 5m, start: 40s, startRunning: 2s }
    pool: { state: auto, hibernation: true, startWithin: 30s }
    prices: { instanceHourUsd: 0.17, storageHourUsd: 0.01, addressHourUsd: 0.005, hibernatedStorageHourUsd: 0.02 }
`,
);
const choice = choiceWithoutLoad(managedGroups(config, 0)[0]!);
const assumptions = assumptionsFor(config.groups[0]!, choice);

describe('the assumptions of a group', () => {
  test('say what each state costs and of what, what a boot comes to, what is left out, and the state', () => {
    expect(assumptionsText(assumptions, 100, 0)).toMatchInlineSnapshot(`
      "
      web: what a member costs an hour, as configured
                     in all  instance    disks     IPv4
        booting     $0.1850   $0.1700  $0.0100  $0.0050
        Stopped     $0.0150   $0.0000  $0.0100  $0.0050
        Hibernated  $0.0250   $0.0000  $0.0200  $0.0050
        Running     $0.1850   $0.1700  $0.0100  $0.0050
        Booting, draining, hibernating and leaving cost what booting does; every start is billed for 60 s
        at least. One boot comes to $0.0170 into a Stopped pool (5 min and 30 s to park), $0.0185 into a
        Hibernated pool (5 min and 60 s to park), $0.0154 into a Running pool (5 min).
        Not counted, and under no cap: hours in service, data transfer, load balancers, CloudWatch, taxes.
        state: Running until there is load to tell by (Stopped, but 40 s is too late; Hibernated, but 40 s
        is too late; Running)
      "
    `);
  });

  test('add up', () => {
    for (const { hour, instance, disks, address } of assumptions.phases) {
      expect(instance + disks + address).toBe(hour);
    }
  });

  test('are JSON too', () => {
    expect(assumptionsDocument(assumptions)).toMatchObject({
      group: 'web',
      hourUsd: {
        Running: { total: 0.185, instance: 0.17, disks: 0.01, address: 0.005 },
        Stopped: { total: 0.015, instance: 0 },
      },
      bootUsd: { Stopped: 0.016959, Running: 0.015417 },
      billedSecondsMin: 60,
      state: { chosen: 'Running', inForce: 'Running' },
    });
  });

  test('of a fixed state name one boot, and no choice', () => {
    const fixed = {
      ...config.groups[0]!,
      pool: { ...config.groups[0]!.pool, state: 'Stopped' },
    } as const;
    const text = assumptionsText(assumptionsFor(fixed, null), 100, 0);
    expect(text.match(/into a/g)).toHaveLength(1);
    expect(text).not.toContain('state:');
  });
});

describe('forewarm check-config', () => {
  const file = () => {
    const path = join(temporaryDirectory(), 'forewarm.yaml');
    const state = join(path, '..', 'state');
    writeFileSync(path, configText('pool: { state: auto }', `state: { directory: ${state} }`));
    return path;
  };

  test('prints the prices of every group and, without a database, the state to begin with', async () => {
    const { code, out } = await printed('check-config', '-c', file());
    expect(code).toBe(0);
    expect(out).toContain('web: what a member costs an hour, as configured');
    expect(out).toMatch(/^ {2}Stopped +\$0\.0100 +\$0\.0000 +\$0\.0100 +\$0\.0000$/m);
    expect(out).toContain('state: Stopped until there is load to tell by (Stopped; Running)');
    expect(out).toContain('Not counted, and under no cap');
  });

  test('and as JSON', async () => {
    const { out } = await printed('check-config', '--json', '-c', file());
    expect(JSON.parse(out)).toMatchObject({
      config: { groups: [{ pool: { state: 'auto' } }] },
      prices: [
        { group: 'web', hourUsd: { booting: { total: 0.18 } }, state: { chosen: 'Stopped' } },
      ],
    });
  });
});
