import { describe, expect, test } from 'vitest';
import { configText, problemsOf } from '../support/configs.ts';

/** Paths of the problems of a configuration, in the order of its file. */
function placesOf(text: string, options: Parameters<typeof problemsOf>[1] = {}): string[] {
  const lines = problemsOf(text, options).trim().split('\n');
  return lines.map((line) => /^c\.yaml:\d+:\d+ (\S+): /.exec(line)?.[1] ?? line);
}

const contradiction = 'budget: { hourUsd: 5, dayUsd: 2 }';
const contradicted = 'groups.0.budget.dayUsd';

describe('what is wrong beside something else that is wrong is told in the same run', () => {
  test.each([
    { name: 'a zone', more: 'zone: Europe/Berlim', place: 'groups.0.zone' },
    { name: 'a key', more: 'holydays: {}', place: 'groups.0.holydays' },
    { name: 'a value of no type', more: 'pool: { minSize: many }', place: 'groups.0.pool.minSize' },
    { name: 'a section', more: 'trust: 5', place: 'groups.0.trust' },
    {
      name: 'an entry of a list',
      more: 'schedules: [{ name: a, cron: 0 9 * * *, duration: 1h }]',
      place: 'groups.0.schedules.0',
    },
    {
      name: 'an experiment, which cannot do without what is wrong',
      more: 'experiment: { from: tomorrow }',
      place: 'groups.0.experiment.from',
    },
    {
      name: 'a service that has no other level',
      more: 'service: { hitRate: 2 }',
      place: 'groups.0.service.hitRate',
    },
  ])('$name', ({ more, place }) => {
    expect(placesOf(configText(`${more}\n${contradiction}`))).toEqual([place, contradicted]);
  });

  test.each([
    { from: 'capacity: { loadPerInstance: 100, boot: 5m }', to: '' },
    { from: 'traffic: { source: imported, series: web }', to: 'traffic: { source: cloudwatch }' },
    { from: 'prices: { instanceHourUsd: 0.17, storageHourUsd: 0.01 }', to: '' },
    { from: 'version: 1', to: 'version: 3' },
  ])('even where nothing can stand in by default for $from', ({ from, to }) => {
    const text = configText(contradiction).replace(from, to);
    expect(placesOf(text)).toContain(contradicted);
    expect(placesOf(text).length).toBeGreaterThan(1);
  });

  test('zones, caps and missing prices, of the fleet and of each group', () => {
    const above = `steps: { zone: Mars/Olympus }
aws: { region: eu-central-1 }
budget: { zone: Nowhere, dayUsd: 9, monthUsd: 3 }`;
    const group = `mode: act
prices: { instanceType: m5.large, diskGigabytes: 20 }
${contradiction}`;
    const text = configText('', above)
      .replace('prices: { instanceHourUsd: 0.17, storageHourUsd: 0.01 }', '')
      .concat(group.replaceAll(/^/gm, '    '));
    expect(placesOf(text)).toEqual([
      ...['steps.zone', 'budget.zone', 'budget.monthUsd'],
      ...['groups.0.prices', 'groups.0.budget.dayUsd'],
    ]);
  });

  test('calendars, too, where somebody looks into them', () => {
    const path = ['groups', 0, 'holidays', 'country'];
    const elsewhere = () => [{ path, message: 'no such country' }];
    const text = configText(`zone: Nowhere\nholidays: { country: BR }\n${contradiction}`);
    expect(placesOf(text, { elsewhere })).toEqual([
      ...['groups.0.zone', 'groups.0.holidays.country', contradicted],
    ]);
  });

  test('floors against caps, though the price of another group is not known', () => {
    const floor = 'pool: { minSize: 100 }\nbudget: { dayUsd: 0.1 }';
    const one = configText(floor, 'aws: { region: eu-central-1 }');
    const other = one.slice(one.indexOf('  - name')).replaceAll('web', 'api');
    const listed = other.replace(/prices: {.*}/, 'prices: { instanceType: a, diskGigabytes: 1 }');
    expect(placesOf(one + listed)).toEqual(['groups.0.budget.dayUsd', 'groups.1.prices']);
  });
});

describe('nothing is claimed of what could not be read', () => {
  test.each([
    { name: 'no cap is missed where one is misspelt', more: 'mode: act\nbudget: { dailyUsd: 5 }' },
    { name: 'nor where it is no number', more: 'mode: act\nbudget: { dayUsd: five }' },
    { name: 'nor where the section is misspelt', more: 'mode: act\nbugdet: { dayUsd: 5 }' },
    {
      name: 'no price is missed where it is wrong',
      more: 'pool: { state: auto, hibernation: true }\nprices: { hibernatedStorageHourUsd: -1 }',
    },
    { name: 'no floor is too dear', more: 'pool: { minSize: 100, x: 1 }\nbudget: { dayUsd: -1 }' },
  ])('$name', ({ more }) => {
    const plain = 'prices: { instanceHourUsd: 0.17, storageHourUsd: 0.01 }';
    const text = more.includes('prices') ? configText(more).replace(plain, '') : configText(more);
    for (const line of problemsOf(text).trim().split('\n')) {
      expect(line).not.toMatch(/needs a spending cap|must be set where|the floors cost/);
    }
  });

  test('a file that is no configuration at all is told so, and no more', () => {
    expect(problemsOf('groups: 5\nversion: 1\n')).toBe(
      '\nc.yaml:1:9 groups: must be a list, not 5\n',
    );
    expect(problemsOf('[1, 2]')).toMatch(/must be a map, not a list/);
  });
});

describe('of a file in which one thing is wrong, that alone is told', () => {
  /** A configuration whose parts need each other: no check has nothing to look at. */
  const sound = {
    version: 1,
    aws: { region: 'eu-central-1' },
    steps: { reconcile: '5m', zone: 'UTC' },
    retention: { samples: '30d' },
    forecast: { historyDays: 30 },
    budget: { zone: 'UTC', hourUsd: 9, dayUsd: 90 },
    limits: { vcpus: 100 },
    groups: ['web', 'api'].map((name) => ({
      name,
      mode: 'act',
      zone: 'Europe/Berlin',
      traffic: { source: 'imported', series: 'web' },
      capacity: { loadPerInstance: 100, boot: '5m', vcpus: 2 },
      pool: { state: 'auto', hibernation: true, minSize: 2, preparedMax: 30 },
      service: { hitRate: 0.9 },
      prices: { instanceHourUsd: 0.1, storageHourUsd: 0.01, hibernatedStorageHourUsd: 0.02 },
      budget: { hourUsd: 1, dayUsd: 5, monthUsd: 50 },
      schedules: [{ name: 'day', cron: '0 9 * * *', duration: '1h', floor: 12 }],
      experiment: { from: '2026-11-27T08:00:00Z', block: '6h', washout: '1h' },
    })),
  };
  type Tree = Record<string, unknown> | unknown[];
  type Place = readonly (string | number)[];

  /** Every place in a tree, with whether a value stands there and no map or list. */
  function places(tree: Tree, above: Place = []): { path: Place; isLeaf: boolean }[] {
    return Object.entries(tree).flatMap(([key, value]) => {
      const path = [...above, Array.isArray(tree) ? Number(key) : key];
      const isLeaf = typeof value !== 'object';
      return [{ path, isLeaf }, ...(isLeaf ? [] : places(value as Tree, path))];
    });
  }

  /** The configuration as text, after `change` to the map or list that holds `path`. */
  function changed(path: Place, change: (held: Record<string, unknown>, key: string) => void) {
    const copy = structuredClone(sound) as Record<string, unknown>;
    const held = path.slice(0, -1).reduce<unknown>((at, key) => (at as never)[key], copy);
    change(held as Record<string, unknown>, String(path.at(-1)));
    return JSON.stringify(copy, null, 1);
  }

  test('nothing is wrong with it to begin with', () => {
    expect(() => problemsOf(JSON.stringify(sound))).toThrow('was accepted');
  });

  test('where a value is of no use, wherever', () => {
    for (const { path } of places(sound).filter(({ isLeaf }) => isLeaf)) {
      const text = changed(path, (held, key) => void (held[key] = [[]]));
      const name = path.join('.');
      for (const told of placesOf(text)) expect(`${name}.`).toContain(`${told}.`);
    }
  });

  test('where a key is misspelt, whichever', () => {
    const contradictions =
      /spending cap|must be set where|floors cost|never reached|allows less|learns from|has no price/;
    for (const { path } of places(sound).filter((one) => String(one.path.at(-1)).length > 4)) {
      const text = changed(path, (held, key) => {
        const { [key]: value, ...others } = held;
        for (const one of Object.keys(held)) delete held[one];
        Object.assign(held, others, { [key.slice(0, -1)]: value });
      });
      const found = problemsOf(text);
      expect(found).toMatch(/is not a known key|must be one of/);
      expect(found).not.toMatch(contradictions);
    }
  });
});
