// Replays ten traces as one fleet under a cap of half of what it would spend freely:
// `node bench/budget.mjs --data FOLDER [--share 0.5]`. Prints which share of the cold starts that the
// fleet avoids without a cap it still avoids. Settings are those of the sizing law, chosen on the past.
//
// Each trace is scaled to twenty instances on average; its first half is history, its last half is
// lived through. Traces keep their time of day, and their last halves all begin on 1 January: a fleet
// whose groups come and go. Stopped pools at $1 a running hour and $0.04 a parked one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replayFleet } from '../dist/core/replay/fleet.js';
import { hitRateOf, poolCosts } from '../dist/core/replay/scorecard.js';
import { alarmLoad, demandOf, groupTrace, stepsOf } from '../dist/core/replay/trace.js';
import { localClock } from '../dist/core/series/calendar.js';
import { zoneOf } from '../dist/core/series/zone.js';
import { ruleBook } from '../dist/core/sizing/rules.js';
import { preparedTotals } from '../dist/core/sizing/sizing.js';

const traces = [
  'azure-vm-arrivals-5m',
  'crane-cpu-cores-01-1m',
  'crane-cpu-cores-09-1m',
  'crane-cpu-cores-11-1m',
  'ms-mongodb-app-rps-1m',
  'ms-mongodb-machine-rps-1m',
  'ms-service-ingress-rate-1m',
  'nab-aws-elb-request-count-5m',
  'nab-tweets-AMZN-5m',
  'nab-tweets-GOOG-5m',
];
const hitRate = 0.99;
const meanInstances = 20;
const prices = { runningUsdPerHour: 1, parkedUsdPerHour: 0.04 };
/** Dollars that a cold start counts at each level below the wanted one. */
const missUsd = [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28];
const daySeconds = 86_400;
const january = Date.UTC(2026, 0, 1) / 1000;
const utc = zoneOf('UTC');

const { values: options } = parseArgs({
  options: { data: { type: 'string' }, share: { type: 'string', default: '0.5' } },
});
if (options.data === undefined) throw new Error('needs --data FOLDER with the traces as CSV');
const share = Number(options.share);

/** Mean load per step of `timestamp,value` rows; a step without any repeats the one before. */
function readTrace(name) {
  const rows = readFileSync(join(options.data, `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([at, value]) => [Date.parse(/Z|[+-]\d\d:\d\d$/.test(at) ? at : `${at}Z`) / 1000, +value]);
  const stepSeconds = rows[1][0] - rows[0][0] <= 60 ? 60 : 300;
  const start = rows[0][0];
  const steps = Math.floor((rows.at(-1)[0] - start) / stepSeconds) + 1;
  const [sums, counts] = [new Float64Array(steps), new Float64Array(steps)];
  for (const [at, value] of rows) {
    const step = Math.floor((at - start) / stepSeconds);
    sums[step] += value;
    counts[step]++;
  }
  let last = 0;
  const values = sums.map((sum, n) => (counts[n] > 0 ? (last = sum / counts[n]) : last));
  return { start, stepSeconds, values };
}

/** A trace as a member of the fleet, with its totals at every level of service. */
function memberOf(name) {
  const { start, stepSeconds, values } = readTrace(name);
  const bootSeconds = stepSeconds === 60 ? 300 : 600;
  const perInstance = values.reduce((a, b) => a + b, 0) / values.length / meanInstances;
  const load = alarmLoad(values, stepSeconds).map((value) => value / perInstance);
  const demand = demandOf(load, 1);
  const from = values.length >> 1;
  const active = groupTrace(demand, stepSeconds).active;
  active.set(groupTrace(demand.subarray(from), stepSeconds).active, from);
  const clock = localClock('UTC', start, start + values.length * stepSeconds);
  const history = { grid: { start, stepSeconds, steps: load.length, clock }, load, active };
  const book = ruleBook(history, from, stepsOf(bootSeconds, stepSeconds));
  const costs = poolCosts('Stopped', prices, { stepSeconds, bootSeconds });
  const lowerAfterSteps = 1800 / stepSeconds;
  const totals = (aim) =>
    preparedTotals({ history, book, costs, bootSeconds, lowerAfterSteps, from, aim });
  const wanted = totals({ kind: 'hit-rate', target: hitRate });
  const lesser = missUsd.map((each) =>
    totals({ kind: 'miss-price', missUsd: each }).map((total, t) => Math.min(total, wanted[t])),
  );
  const levels = [new Int32Array(load.length), ...lesser, wanted];
  const halfway = start + from * stepSeconds;
  const fleetStart = january + (halfway % daySeconds) - from * stepSeconds;
  return { name, start: fleetStart, stepSeconds, active, levels, costs, bootSeconds, from };
}

const percent = (part) => `${(100 * part).toFixed(1)} %`;
const dollars = (usd) => `$${usd.toFixed(2)}`;

const members = traces.map((name) => {
  const began = performance.now();
  const member = memberOf(name);
  console.error(`${name} sized in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return member;
});
const freely = (per) => replayFleet(members, { per, zone: utc, limitUsd: () => 1e9 });
const free = freely('month');
const day = new Map(freely('day').windows.map(({ start, spentUsd }) => [start, spentUsd]));
console.log(
  `without a cap: ${dollars(free.spentUsd)}, ${free.count.hits} cold starts avoided, ` +
    `hit rate ${percent(hitRateOf(free.count))}\n`,
);
const caps = [
  ['one cap a month', 'month', () => share * free.spentUsd],
  ['a cap for each day', 'day', ({ start }) => share * day.get(start)],
];
for (const [title, per, limitUsd] of caps) {
  const { count, spentUsd, windows, groups } = replayFleet(members, { per, zone: utc, limitUsd });
  const breaches = windows.filter((window) => window.spentUsd > window.limitUsd);
  console.log(
    `${title} of ${percent(share)} of that: ${percent(count.hits / free.count.hits)} of them still avoided, ` +
      `${dollars(spentUsd)} spent of ${dollars(windows.reduce((sum, each) => sum + each.limitUsd, 0))}, ` +
      `${windows.length} window${windows.length === 1 ? '' : 's'}, ${breaches.length} breaches`,
  );
  for (const [name, { hits }] of groups) {
    const most = free.groups.get(name).hits;
    console.log(`  ${name.padEnd(30)} ${String(hits).padStart(6)} of ${most}`);
  }
}
