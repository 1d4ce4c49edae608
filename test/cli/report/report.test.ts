import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReportDocument, Spike } from '../../../src/app/report/report.ts';
import { widthOf } from '../../../src/cli/output.ts';
import { reportCsv } from '../../../src/cli/report/csv.ts';
import { formatOfFile, reportFormats } from '../../../src/cli/report/formats.ts';
import { reportJson } from '../../../src/cli/report/json.ts';
import { reportMarkdown } from '../../../src/cli/report/markdown.ts';
import { reportText } from '../../../src/cli/report/text.ts';
import { headlineOf } from '../../../src/cli/report/words.ts';
import { isoOf } from '../../../src/core/units.ts';
import { aCutDecision } from '../../support/cut-decision.ts';
import { aFasterBoot } from '../../support/faster-boot-store.ts';
import {
  reportAt,
  reportStores,
  shopGroup,
  shopLoad,
  shopReport,
} from '../../support/report-scene.ts';

const document = shopReport();
const terminal = { columns: 80, unicode: true };

/** The shop's report with another name. */
function named(name: string): ReportDocument {
  return { ...document, groups: document.groups.map((group) => ({ ...group, name })) };
}

describe('the report as text', () => {
  test('reads as the golden text', async () => {
    await expect(reportText(document, terminal)).toMatchFileSnapshot(golden('txt'));
  });

  test('no line is longer than the terminal, in Unicode or in ASCII', () => {
    for (const columns of [40, 60, 80, 100, 200]) {
      for (const unicode of [true, false]) {
        const lines = reportText(document, { columns, unicode }).split('\n');
        for (const line of lines) {
          expect(widthOf(line), line).toBeLessThanOrEqual(columns);
        }
      }
    }
  });

  test('without Unicode its heading is ASCII', () => {
    const [heading] = reportText(document, { columns: 120, unicode: false }).split('\n');
    expect(heading).toMatch(/^\w+ - [ -~]+ - next [ -~]+$/);
  });

  test('a narrow terminal loses the load of a spike, not its chances or its event', () => {
    const spikesAt = (columns: number) => {
      const text = reportText(document, { columns, unicode: true });
      return text.slice(text.indexOf('Spikes ahead'), text.indexOf('Load and capacity'));
    };
    expect(spikesAt(100)).toMatch(/ load .*> now +> pool +event$/m);
    expect(spikesAt(70)).not.toContain('load');
    expect(spikesAt(70)).toMatch(/instances +> now +> pool +event$/m);
    expect(spikesAt(70)).toMatch(/ sale 11:15$/m);
  });
});

describe('the report as Markdown', () => {
  test('reads as the golden text', async () => {
    await expect(reportMarkdown(document)).toMatchFileSnapshot(golden('md'));
  });

  test('a name cannot leave its cell, its heading or the page', () => {
    const text = reportMarkdown(named('a|b <img src=x> `c` [d](e)'));
    expect(text).toContain('## Forecast report: a\\|b \\<img src=x\\> \\`c\\` \\[d\\](e)');
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    for (const row of rows) expect(row.endsWith(' |')).toBe(true);
  });
});

describe('the headline', () => {
  const young = shopReport({
    load: (at) => (at < reportAt - 20 * 3600 ? Number.NaN : shopLoad(at)),
  });

  test('of less than a day of history says that the planner does not act on it', () => {
    expect(headlineOf(young.groups[0]!, young)).toMatch(
      /\. Less than a day of history: only the reactive rule plans\.$/,
    );
    expect(headlineOf(document.groups[0]!, document)).not.toContain('history');
  });
});

describe('what a cap leaves of the service', () => {
  const reportOn = (until: number) => {
    const stores = reportStores();
    stores.ledger.append(aCutDecision(reportAt - 60, until));
    return shopReport({}, stores);
  };
  const moneyOf = (text: string) => text.slice(text.indexOf('Money'), text.indexOf('Accuracy'));

  test('stands under money, with what it risks', () => {
    const report = reportOn(reportAt + 86_400);
    expect(moneyOf(reportText(report, terminal))).toMatchInlineSnapshot(`
      "Money
        pool cost      $0.38 in 24 h, $0.77 in 7 days
        group day      $0.29 of $0.50 (58 %); $0.39 by tomorrow 00:00 at this rate
        service level  3 of 8: the month's cap of the fleet has $1.25 for it until
                       tomorrow 17:45, of $3.50 wanted
        at risk        12.3 cold starts expected until then, 4.6 at the wanted level
        cut by a cap   wanted MinSize 2, prepared 20, Stopped, reuse; 2.0 more of 7.5
                       expected claims launch cold

      "
    `);
    const { groups } = JSON.parse(JSON.stringify(reportJson(report)));
    expect(groups[0].managed.planned).toMatchObject({
      cut: { risk: { misses: 2, claims: 7.5 } },
      level: { level: 3, wanted: 8, costUsd: 1.25, until: isoOf(reportAt + 86_400) },
    });
  });

  test('is not told of a window that is over, nor where nothing was cut', () => {
    expect(moneyOf(reportText(reportOn(reportAt), terminal))).not.toContain('service level');
    expect(reportText(document, terminal)).not.toMatch(/service level|at risk|cut by a cap/);
  });
});

test('what a faster boot would save stands under money', () => {
  const stores = reportStores();
  const { policy } = shopGroup();
  stores.boots.save('web', aFasterBoot(policy, reportAt - 86_400));
  const report = shopReport({}, stores);
  expect(reportText(report, { ...terminal, columns: 100 })).toContain(
    'faster boot  instances that boot in 2 min 30 s instead of 5 min would save $24.50 of $80.00 a',
  );
  const { groups } = JSON.parse(JSON.stringify(reportJson(report)));
  expect(groups[0].managed.fasterBoot).toMatchObject({ savedUsdPerMonth: 24.5, days: 14 });
});

describe('the report as CSV', () => {
  test('begins and turns from observed to forecast as the golden text', async () => {
    const lines = reportCsv(document).split('\n');
    const turn = lines.findIndex((line) => line.includes('forecast'));
    const shown = [...lines.slice(0, 3), '…', ...lines.slice(turn - 2, turn + 3), ''].join('\n');
    await expect(shown).toMatchFileSnapshot(golden('csv'));
  });

  test('every row has the columns of the head, whatever the group is called', () => {
    const [head, ...rows] = reportCsv(named('=1+1, "x"')).trimEnd().split('\n');
    expect(rows[0]!.startsWith(`"'=1+1, ""x""",`)).toBe(true);
    const columns = (row: string) => row.replace(/"(?:[^"]|"")*"/g, '').split(',').length;
    for (const row of rows) expect(columns(row)).toBe(columns(head!));
  });
});

describe('the report as JSON', () => {
  const json = JSON.parse(JSON.stringify(reportJson(document)));

  test('times are ISO 8601, money is in dollars and nothing is an epoch', () => {
    expect(json.at).toBe('2026-11-16T17:45:00Z');
    const [group] = json.groups;
    expect(group.outlook.points[0]).toMatchObject({ at: '2026-11-16T17:45:00Z' });
    expect(group.managed.caps[0]).toMatchObject({ per: 'day', limitUsd: 0.5 });
    const epochs = JSON.stringify(json).match(/(?<![\d.])1[78]\d{8}(?![\d.])/g);
    expect(epochs).toBeNull();
  });

  test('says which share of a cap was reached, as the text does', () => {
    const watched = shopReport({ fleet: { alertShares: [0.2, 0.5, 0.8] } });
    const [group] = JSON.parse(JSON.stringify(reportJson(watched))).groups;
    expect(group.managed.caps[0]).toMatchObject({ alertShare: 0.5, to: '2026-11-17T00:00:00Z' });
    expect(json.groups[0].managed.caps[0].alertShare).toBeNull();
    const text = reportText(watched, terminal).replace(/\s+/g, ' ');
    expect(text).toContain('of $0.50 (58 %), past the alert at 50 %; $0.39 by');
    expect(reportText(document, terminal)).not.toContain('past the alert');
  });

  test('an event has its name, its beginning and its own peak', () => {
    const [evening, noon] = json.groups[0].outlook.spikes;
    expect(evening).toMatchObject({ event: null, eventStart: null, eventPeakAt: null });
    const eventStart = '2026-11-17T11:15:00Z';
    expect(noon).toMatchObject({ event: 'sale', eventStart, eventPeakAt: '2026-11-17T12:00:00Z' });
  });

  test('carries the sentence that people read', () => {
    expect(json.groups[0].headline).toBe(headlineOf(document.groups[0]!, document));
    expect(reportFormats.json(document)).toContain('"schemaVersion":1,"command":"report"');
  });
});

describe('the headline', () => {
  const said = (changes: Parameters<typeof shopReport>[0]) => {
    const report = shopReport(changes);
    return headlineOf(report.groups[0]!, report);
  };

  test('names the time from which more is needed, the peak, the demand and what is above', () => {
    expect(said({})).toMatchInlineSnapshot(
      `"Today more than what serves now from 18:20, peak 20:00: load reaches 21 instances (18–23), 12 more than now; < 1 % chance that the pool suffices."`,
    );
  });

  test('says in the zone of the group when it is', () => {
    expect(said({ policy: { zone: 'Asia/Tokyo' } })).toMatch(
      /^Today more .* from 03:20, peak 0[45]:/,
    );
  });

  /** The headline where only the spike of `changes` stands out, at a capacity or without one. */
  const saidOf = (changes: Partial<Spike>, { withCapacity = true } = {}) => {
    const [group] = document.groups;
    const { outlook, capacity } = group!;
    if (outlook.kind === 'none') throw new Error(outlook.reason);
    const spikes = [{ ...outlook.spikes[0]!, ...changes }];
    const one = { ...outlook, spikes };
    return headlineOf(
      { ...group!, capacity: withCapacity ? capacity : null, outlook: one },
      document,
    );
  };

  test('says that more is needed already, where it is', () => {
    expect(saidOf({ leadSeconds: 0 })).toMatch(
      /^More than what serves now already, peak today 20:00: load reaches/,
    );
  });

  test('names the day of the peak where it is another', () => {
    const passesAt = reportAt + 6 * 3600;
    const changes = { passesAt, leadSeconds: 6 * 3600, peakAt: reportAt + 8 * 3600 };
    expect(saidOf(changes)).toMatch(
      /^Today more than what serves now from 23:45, peak tomorrow 01:45:/,
    );
  });

  test('tells no time at which more is needed, where that is unlikely', () => {
    expect(saidOf({ passesAt: null })).toMatch(/^Peak today 20:00: load reaches/);
  });

  test('without a capacity tells when half of the rise is reached', () => {
    const spike = saidOf({ from: reportAt + 3600, leadSeconds: 3600 }, { withCapacity: false });
    expect(spike).toMatch(/^Today half risen from 18:45, peak 20:00: load peaks at/);
  });

  test('tells the beginning and the peak of an announced event', () => {
    const event = { name: 'sale', start: reportAt + 900, peakAt: reportAt + 8 * 3600 };
    expect(saidOf({ event })).toContain('peak 20:00 (sale today 18:00, peak tomorrow 01:45): load');
  });

  test('says that nothing stands out, and what the load stays within', () => {
    expect(said({ policy: { loadPerInstance: 100_000 } })).toMatchInlineSnapshot(
      `"No spike stands out until tomorrow 17:45: the load asks for 1 instance, and 9 instances serve now."`,
    );
  });

  test('says why there is none', () => {
    expect(said({ load: () => Number.NaN })).toBe('No forecast: no load has been observed.');
  });
});

test.each([
  ['a.html', 'html'],
  ['b.MD', 'markdown'],
  ['c.csv', 'csv'],
  ['d.json', 'json'],
  ['e', 'text'],
])('%s is written as %s', (file, want) => expect(formatOfFile(file)).toBe(want));

test('an ending that is no format is refused, with those that are', () => {
  expect(() => formatOfFile('report.pdf')).toThrow(
    expect.objectContaining({ code: 'FW_USAGE', hint: expect.stringContaining('.md, .json') }),
  );
});

test('every format takes every load, whole or broken', () => {
  const loads = fc.array(fc.oneof(fc.double({ min: 0, max: 1e9 }), fc.constant(Number.NaN)), {
    minLength: 1,
    maxLength: 30,
  });
  const law = fc.property(loads, (values) => {
    const first = reportAt - values.length * 300;
    const load = (at: number) => values[(at - first) / 300] ?? Number.NaN;
    const report = shopReport({ load, days: 1 });
    for (const format of Object.values(reportFormats)) {
      expect(format(report, terminal).length).toBeGreaterThan(40);
    }
  });
  fc.assert(law, { numRuns: 15 });
  expect(shopLoad(reportAt)).toBeGreaterThan(0);
});

function golden(kind: string): string {
  return `./__golden__/report.golden.${kind}`;
}
