import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { ForewarmError } from '../../src/errors.ts';
import { configText, problemsOf } from '../support/configs.ts';

describe('loadConfig', () => {
  test('the example loads and is what it says', () => {
    const config = loadConfig('config/example.yaml');
    expect(config.groups.map(({ name, mode }) => [name, mode])).toEqual([
      ['web', 'act'],
      ['reports', 'observe'],
    ]);
    const [first] = readFileSync('config/example.yaml', 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=./config/forewarm.schema.json');
  });

  test('the defaults that the example shows are the defaults', () => {
    const shown = loadConfig('config/example.yaml').groups[0]!;
    const plain = parseConfig('plain.yaml', configText()).groups[0]!;
    expect(shown.pool).toEqual(plain.pool);
    expect(shown.trust).toEqual(plain.trust);
    expect(shown.service).toEqual(plain.service);
    expect({ ...shown.capacity }).toEqual(plain.capacity);
    for (const section of ['log', 'steps', 'forecast'] as const) {
      const config = loadConfig('config/example.yaml');
      expect(config[section]).toEqual(parseConfig('plain.yaml', configText())[section]);
    }
  });

  test('a file that is not there', () => {
    const load = () => loadConfig('nowhere/forewarm.yaml');
    expect(load).toThrow(ForewarmError);
    expect(load).toThrow(`${resolve('nowhere/forewarm.yaml')}: there is no such file`);
  });
});

describe('parseConfig names every problem at once', () => {
  test('wrong keys and values, where they stand', () => {
    const text = `version: 1
aws: { regoin: eu-west-1, endpoint: ftp://x }
steps: { reconcile: 7m, zone: Mars/Olympus, train: '99 * * * *' }
forecast: { seed: 1.5, historyDays: "60" }
groups:
  - name: web
    mode: aktiv
    traffic: { source: cloudwatch, namespace: N, metrc: M }
    capacity: { loadPerInstance: 0, boot: 5 }
    prices: 7
    service: { hitRate: 0.9, coldStartUsd: 1 }
    schedules:
      - { name: idle, cron: '0 9 * * *', duration: 1h }
      - { name: odd, cron: '0 9 * * *', duration: 1h, floor: 4, ceiling: 2 }
    events:
      - { name: sale, start: 2026-11-27, end: 2026-02-30T00:00:00Z }
      - { name: fair, start: 2026-11-27T00:00:00Z, end: 2026-11-27T00:00:00+01:00 }
  - name: api
    pool: { minSize: 4, preparedMax: 3, state: stopped }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:2:8 aws.regoin: is not a known key; did you mean region?
      c.yaml:2:37 aws.endpoint: must be an http or https URL
      c.yaml:3:21 steps.reconcile: must be whole minutes that divide an hour: 1m, 2m, 5m, 10m, 15m, 30m, 1h …
      c.yaml:3:31 steps.zone: must be an IANA time zone such as Europe/Berlin
      c.yaml:3:52 steps.train: minute '99' is not within 0–59
      c.yaml:4:19 forecast.seed: must be a whole number, not 1.5
      c.yaml:4:37 forecast.historyDays: must be a number, not "60"
      c.yaml:7:11 groups.0.mode: must be one of observe, recommend, act
      c.yaml:8:5 groups.0.traffic.metric: is required
      c.yaml:8:5 groups.0.traffic.statistic: is required: one of Sum, Average
      c.yaml:8:50 groups.0.traffic.metrc: is not a known key; did you mean metric?
      c.yaml:9:34 groups.0.capacity.loadPerInstance: must be more than 0
      c.yaml:9:43 groups.0.capacity.boot: must be a duration such as 90s, 15m, 1h30m or 2d
      c.yaml:10:13 groups.0.prices: must be a map, not 7
      c.yaml:11:14 groups.0.service: needs either hitRate or coldStartUsd
      c.yaml:13:9 groups.0.schedules.0: needs a floor or a ceiling
      c.yaml:14:74 groups.0.schedules.1.ceiling: is below floor 4
      c.yaml:16:30 groups.0.events.0.start: must be a time with its offset, such as 2026-11-27T08:00:00Z
      c.yaml:16:47 groups.0.events.0.end: is not on the calendar or the clock
      c.yaml:17:57 groups.0.events.1.end: must be after start
      c.yaml:18:5 groups.1.traffic: is required
      c.yaml:18:5 groups.1.capacity: is required
      c.yaml:18:5 groups.1.prices: needs instanceHourUsd and storageHourUsd, or instanceType and diskGigabytes to take them from AWS's price list
      c.yaml:19:38 groups.1.pool.preparedMax: is below minSize 4
      c.yaml:19:48 groups.1.pool.state: must be one of Stopped, Hibernated, Running, auto
      "
    `);
  });

  test.each([
    { name: 'an empty file', text: '' },
    { name: 'no map', text: '- 1\n' },
    { name: 'no groups', text: 'version: 1\ngroups: []\n' },
    { name: 'another version', text: configText().replace('1', '2') },
  ])('$name', ({ text }) => {
    expect(problemsOf(text)).toMatchSnapshot();
  });

  test('what is no YAML', () => {
    const text = 'version: 1\ngroups: [1,\nlog: {level: info}}\n\t- x\n';
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:3:1: is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]
      c.yaml:3:19: is not YAML: Unexpected flow-map-end token in YAML stream: "}"
      c.yaml:4:2: is not YAML: Unexpected seq-item-ind token in YAML stream: "-"
      c.yaml:4:4: is not YAML: Unexpected scalar token in YAML stream: "x"
      "
    `);
  });

  test('a key given twice, beside other problems', () => {
    const text = configText('mode: act', 'log: { level: loud }\nlog: { level: info, file: x }');
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:3:1: this key is given twice
      c.yaml:3:21 log.file: is not a known key; known are level
      c.yaml:9:11 groups.0.mode: act needs a spending cap: set budget here or for the fleet
      "
    `);
  });

  test('a wrong default once, where it was written', () => {
    const text = `version: 1
defaults:
  capacity: { boot: soon, bot: 1m }
  prices: { instanceHourUsd: 1, storageHourUsd: 1 }
  traffic: { source: imported, series: all }
groups:
  - name: web
    capacity: { loadPerInstance: 1 }
  - name: api
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:3:21 defaults.capacity.boot: must be a duration such as 90s, 15m, 1h30m or 2d
      c.yaml:3:27 defaults.capacity.bot: is not a known key; did you mean boot?
      c.yaml:9:5 groups.1.capacity.loadPerInstance: is required
      "
    `);
  });

  test('an alias of nothing, and a bomb of aliases', () => {
    expect(problemsOf('version: *nothing\n')).toMatchInlineSnapshot(`
      "
      c.yaml:1:1: is not YAML: Unresolved alias (the anchor must be set before the alias): nothing
      "
    `);
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(9).fill(inner).join(', ')}]`;
    });
    expect(problemsOf(levels.join('\n'))).toMatchInlineSnapshot(`
      "
      c.yaml:1:1: is not YAML: Excessive alias count indicates a resource exhaustion attack
      "
    `);
  });

  test('a value behind an alias stands where its anchor does', () => {
    const text = configText('pool: *shared', 'defaults: { pool: &shared { minSize: x } }');
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:2:38 defaults.pool.minSize: must be a number, not "x"
      c.yaml:2:38 groups.0.pool.minSize: must be a number, not "x"
      "
    `);
  });

  test('names that are taken, groups without a cap, floors above a cap', () => {
    const text = `version: 1
budget: { hourUsd: 0.05 }
defaults:
  traffic: { source: imported, series: all }
  capacity: { loadPerInstance: 1, boot: 5m }
  prices: { instanceHourUsd: 0.2, storageHourUsd: 0.01 }
groups:
  - name: web
    pool: { minSize: 4 }
    budget: { dayUsd: 0.9, monthUsd: 29.76 }
  - name: api
    pool: { minSize: 2, state: Running }
    budget: { hourUsd: 0.42, dayUsd: 10 }
    schedules: [{ name: noon, cron: '0 12 * * *', duration: 4h, floor: 3 }]
  - name: web
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      "
      c.yaml:2:20 budget.hourUsd: allows $0.05 an hour, but the floors cost at least $0.67
      c.yaml:10:23 groups.0.budget.dayUsd: allows $0.90 a day, but the floors cost at least $0.96
      c.yaml:13:24 groups.1.budget.hourUsd: allows $0.42 an hour, but the floors cost at least $0.63
      c.yaml:13:38 groups.1.budget.dayUsd: allows $10.00 a day, but the floors cost at least $10.50
      c.yaml:15:11 groups.2.name: web is configured twice, first as groups.0
      "
    `);
    const uncapped = text.replace('budget: { hourUsd: 0.05 }', '').replace('2, state', '1, state');
    expect(problemsOf(`${uncapped}    mode: act\n`)).toMatchInlineSnapshot(`
      "
      c.yaml:10:23 groups.0.budget.dayUsd: allows $0.90 a day, but the floors cost at least $0.96
      c.yaml:13:24 groups.1.budget.hourUsd: allows $0.42 an hour, but the floors cost at least $0.63
      c.yaml:15:11 groups.2.name: web is configured twice, first as groups.0
      c.yaml:16:11 groups.2.mode: act needs a spending cap: set budget here or for the fleet
      "
    `);
  });
});

test('a longer window of a cap does not allow less than a shorter one', () => {
  const budget = 'budget: { hourUsd: 6, dayUsd: 50, monthUsd: 49.5 }';
  expect(
    problemsOf(configText('budget: { hourUsd: 2, monthUsd: 1 }', budget)),
  ).toMatchInlineSnapshot(`
    "
    c.yaml:2:45 budget.monthUsd: allows less than dayUsd: 49.5 against 50
    c.yaml:8:37 groups.0.budget.monthUsd: allows less than hourUsd: 1 against 2
    "
  `);
  expect(() => problemsOf(configText('', budget.replace('49.5', '50')))).toThrow('was accepted');
});

test('a name that is taken is told beside what else is wrong', () => {
  const twin = 'mode: aktiv\n';
  const text = `${configText(twin)}  - name: web\n  - mode: act\n  - mode: act\n`;
  const told = problemsOf(text)
    .split('\n')
    .filter((line) => /mode|\.name/.test(line));
  expect(told).toMatchInlineSnapshot(`
    [
      "c.yaml:8:11 groups.0.mode: must be one of observe, recommend, act",
      "c.yaml:10:11 groups.1.name: web is configured twice, first as groups.0",
      "c.yaml:11:5 groups.2.name: is required",
      "c.yaml:11:11 groups.2.mode: act needs a spending cap: set budget here or for the fleet",
      "c.yaml:12:5 groups.3.name: is required",
      "c.yaml:12:11 groups.3.mode: act needs a spending cap: set budget here or for the fleet",
    ]
  `);
});

test('what the forecast learns from is not deleted first', () => {
  const above = 'retention: { samples: 30d }\nforecast: { historyDays: 60 }';
  expect(problemsOf(configText('', above))).toMatchInlineSnapshot(`
    "
    c.yaml:2:23 retention.samples: keeps 30 days, and forecast.historyDays learns from 60
    "
  `);
});

describe('precedence', () => {
  const text = configText('', 'aws: { region: file, profile: file }\nlog: { level: warn }');

  test('flag over environment over file over default', () => {
    const config = parseConfig('c.yaml', text, {
      environment: { FOREWARM_AWS__REGION: 'environment', FOREWARM_LOG__LEVEL: 'debug' },
      overrides: [{ path: 'log.level', value: 'error', source: '--log-level' }],
    });
    expect(config.aws).toEqual({ region: 'environment', profile: 'file', endpoint: null });
    expect(config.log.level).toBe('error');
    expect(config.steps.reconcile).toBe(300);
  });

  test('values of the environment are YAML; case does not matter', () => {
    const environment = {
      FOREWARM_FORECAST__HISTORYDAYS: '30',
      FOREWARM_STEPS__RECONCILE: '1m',
      FOREWARM_AWS__PROFILE: 'null',
      FOREWARM_STEPS__TRAIN: '*/5 * * * *',
    };
    const config = parseConfig('c.yaml', text, { environment });
    expect(config.forecast.historyDays).toBe(30);
    expect(config.steps).toMatchObject({ reconcile: 60, train: '*/5 * * * *' });
    expect(config.aws.profile).toBeNull();
  });

  test('text of the environment stands as it is', () => {
    const environment = {
      FOREWARM_AWS__PROFILE: '123456789012',
      FOREWARM_STATE__DIRECTORY: '/data/st #1: [a',
      FOREWARM_STEPS__TRAIN: '*/5 * * * *',
    };
    const config = parseConfig('c.yaml', text, { environment });
    expect(config.aws.profile).toBe('123456789012');
    expect(config.state.directory).toBe('/data/st #1: [a');
    expect(config.steps.train).toBe('*/5 * * * *');
  });

  test('what is wrong within a value of the environment is not told of the file', () => {
    const environment = { FOREWARM_BUDGET__ALERTS: '[0.5, 2]' };
    expect(problemsOf(text, { environment })).toMatchInlineSnapshot(`
      "
      environment FOREWARM_BUDGET__ALERTS.1: is a share: write 0.8 for 80 %
      "
    `);
  });

  test('wrong ones are named as what they are; others of the prefix are left alone', () => {
    const environment = {
      FOREWARM_AWS__REGOIN: 'x',
      FOREWARM_LOG__LEVEL: 'loud',
      FOREWARM_CONFIG: 'forewarm.yaml',
      PATH: '/bin',
    };
    const overrides = [{ path: 'state.directory', value: 7, source: '--state-directory' }];
    expect(problemsOf(text, { environment, overrides })).toMatchInlineSnapshot(`
      "
      environment FOREWARM_AWS__REGOIN: is not a known key; did you mean aws.region?
      --state-directory: must be text, not 7
      environment FOREWARM_LOG__LEVEL: must be one of debug, info, warn, error
      "
    `);
  });

  test.each([
    { name: 'nothing set, beside the file', above: '', environment: {}, want: '/etc/fw/state' },
    {
      name: 'a relative one counts from the file',
      above: 'state: { directory: ../lib }',
      environment: {},
      want: '/etc/lib',
    },
    {
      name: 'and so does a relative one of the environment',
      above: '',
      environment: { FOREWARM_STATE__DIRECTORY: 'data' },
      want: '/etc/fw/data',
    },
    {
      name: 'systemd gives a directory',
      above: '',
      environment: { STATE_DIRECTORY: '/var/lib/forewarm:/var/lib/other' },
      want: '/var/lib/forewarm',
    },
    {
      name: 'the file has its own',
      above: 'state: { directory: /data }',
      environment: { STATE_DIRECTORY: '/var/lib/forewarm' },
      want: '/data',
    },
    {
      name: 'a variable of our own beats both',
      above: 'state: { directory: /data }',
      environment: { STATE_DIRECTORY: '/x', FOREWARM_STATE__DIRECTORY: '/mine' },
      want: '/mine',
    },
  ])('state directory: $name', ({ above, environment, want }) => {
    const config = parseConfig('/etc/fw/c.yaml', configText('', above), { environment });
    expect(config.state.directory).toBe(want);
  });
});

describe('defaults', () => {
  const inherited = (defaults: string, group: string) =>
    parseConfig(
      'c.yaml',
      `version: 1\ndefaults:\n${defaults.replaceAll(/^/gm, '  ')}\n${configText(group).slice(11)}`,
    ).groups[0]!;

  test('maps are inherited key by key, the group wins', () => {
    const group = inherited('pool: { minSize: 2, state: Running }', 'pool: { minSize: 5 }');
    expect(group.pool).toMatchObject({ minSize: 5, state: 'Running', reuse: true });
  });

  test('service is inherited whole: its keys exclude each other', () => {
    const group = inherited('service: { hitRate: 0.9 }', 'service: { coldStartUsd: 1 }');
    expect(group.service).toEqual({ coldStartUsd: 1 });
    expect(inherited('service: { hitRate: 0.9 }', '').service).toEqual({ hitRate: 0.9 });
  });

  test('traffic of another source is not mixed', () => {
    const cloudWatch = 'traffic: { source: cloudwatch, namespace: N, metric: M, statistic: Sum }';
    const own = { source: 'imported', series: 'web', historyFrom: null };
    expect(inherited(cloudWatch, '').traffic).toEqual(own);
  });

  test('lists are replaced', () => {
    const schedules = (name: string) =>
      `schedules: [{ name: ${name}, cron: '0 9 * * *', duration: 1h, floor: 1 }]`;
    const group = inherited(schedules('shared'), schedules('own'));
    expect(group.schedules.map(({ name }) => name)).toEqual(['own']);
  });
});
