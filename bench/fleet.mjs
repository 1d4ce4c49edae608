// Lets a fleet live under a cap through the daemon's own steps (observe, settle, decide, check, write),
// and prints which share of the cold starts that it avoids without a cap it still avoids:
//
//   node bench/fleet.mjs [--days 4] [--share 0.5] [--per month] [--step 300] [--data FOLDER]
//
// after a build: with levels of service, and without, when a step shares its caps over its candidates
// alone. Without a folder of traces four groups are made up, always the same. All have a Stopped pool,
// ask for a hit rate of 0.99, and have twenty instances on average. The cap's window ends with the last
// day. Forecasts are the last days at the same time.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { RecentLoads } from '../dist/app/recent.js';
import { reconcile } from '../dist/app/reconcile.js';
import { Sizings } from '../dist/app/sizing.js';
import { fitGroup, fitRequested } from '../dist/app/sizing-fit.js';
import { windowAt } from '../dist/core/calendar/windows.js';
import { hourPriceOf } from '../dist/core/capacity/pricing.js';
import { seededRandom } from '../dist/core/random.js';
import { alarmLoad, demandOf, groupTrace } from '../dist/core/replay/trace.js';
import { zoneOf } from '../dist/core/series/zone.js';
import { about } from '../dist/core/simulation/duration.js';
import { SimulatedGroup } from '../dist/core/simulation/group.js';
import { noFailures } from '../dist/core/simulation/group-options.js';
import { traitsOf } from '../dist/core/simulation/lifecycle.js';
import { fromUsd } from '../dist/core/units.js';
import { openStores } from '../dist/daemon/stores.js';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    days: { type: 'string', default: '4' },
    share: { type: 'string', default: '0.5' },
    per: { type: 'string', default: 'month' },
    step: { type: 'string', default: '300' },
  },
});
const [minute, day] = [60, 86_400];
const grid = 300;
const days = Number(options.days);
const stepSeconds = Number(options.step);
const end = Date.UTC(2026, 1, 1) / 1000;
const start = end - days * day;
const utc = zoneOf('UTC');
const meanInstances = 20;
const hourUsd = { running: 1, parked: 0.04 };
const prices = {
  bootingHour: fromUsd(hourUsd.running),
  parkedHour: {
    Stopped: fromUsd(hourUsd.parked),
    Hibernated: fromUsd(hourUsd.parked),
    Running: fromUsd(hourUsd.running),
  },
};

/** Load per step of `timestamp,value` rows, moved in time so that its last whole day ends at `end`. */
function readTrace(file) {
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const samples = rows.map((line) => {
    const [at, value] = line.split(',');
    return { at: Date.parse(/Z|[+-]\d\d:\d\d$/.test(at) ? at : `${at}Z`) / 1000, value: +value };
  });
  const step = samples[1].at - samples[0].at <= 60 ? 60 : 300;
  const last = samples.at(-1).at;
  const shift = end - (last - (last % day));
  const kept = new Map();
  for (const { at, value } of samples) kept.set(at - (at % step) + shift, value);
  const inOrder = [...kept].sort(([a], [b]) => a - b).filter(([at]) => at < end);
  return { step, bootSeconds: step === 60 ? 300 : 600, samples: inOrder };
}

/** A daily wave with an afternoon, noise and bursts of its own. */
function madeUp(n) {
  const random = seededRandom(n, 'fleet');
  const [swing, phase, bursts] = [0.3 + 0.15 * n, n / 10, 0.004 * (n + 1)];
  const samples = [];
  let burst = 0;
  for (let at = start - 21 * day; at < end; at += grid) {
    burst = random.next() < bursts ? 1 : 0.85 * burst;
    const wave = 1 - swing * Math.cos(2 * Math.PI * (at / day - phase));
    const weekend = Math.floor(at / day + 3) % 7 >= 5 ? 0.6 : 1;
    const value = 20 * wave * weekend * (1 + 0.06 * random.normal() + burst);
    samples.push([at, Math.max(0.5, value)]);
  }
  return { step: grid, bootSeconds: 600, samples };
}

function tracesToLive() {
  if (options.data === undefined) return [0, 1, 2, 3].map((n) => ({ name: `g${n}`, ...madeUp(n) }));
  const files = readdirSync(options.data).filter((file) => file.endsWith('.csv'));
  return files
    .sort()
    .map((file) => ({ name: file.replace('.csv', ''), ...readTrace(join(options.data, file)) }));
}

function policyOf({ name, bootSeconds, samples }) {
  const mean = samples.reduce((sum, [, value]) => sum + value, 0) / samples.length;
  return {
    ...{ group: name, mode: 'act', loadPerInstance: mean / meanInstances, bootSeconds },
    ...{ startSeconds: 30, releaseSeconds: 120, prices, caps: [], priority: 1 },
    ...{ lowerAfterSeconds: 1800, zone: 'UTC' },
    pool: { state: 'Stopped', reuse: true, minSize: 0, preparedMax: null },
    serviceLevel: { kind: 'hit-rate', target: 0.99 },
    ...{ schedules: [], events: [] },
    trust: { dataAgeSecondsMax: 1e9, modelAgeSecondsMax: 1e9, lossRatioMax: 10 },
  };
}

/** The days before `at`, from the same time on, brought to the present level: paths with no model. */
function outlookOf({ recent, at }) {
  const { values, stepSeconds: step } = recent;
  const perDay = day / step;
  const now = values.length;
  const paths = [1, 2, 3, 4, 5, 6, 7].flatMap((ago) => {
    const from = now - ago * perDay;
    if (from < 12) return [];
    const level = meanOf(values, now - 6, now) / Math.max(1e-9, meanOf(values, from - 6, from));
    const course = Float64Array.from({ length: 48 }, (_, h) => values[Math.min(from + h, now - 1)]);
    return [0.9, 1, 1.1].map((factor) => course.map((value) => value * factor * level || 0));
  });
  const forecast = { origin: at - step, stepSeconds: step, levels: [], quantiles: [] };
  return { kind: 'forecast', forecast, paths, model: 'past days' };
}

function meanOf(values, from, to) {
  let sum = 0;
  for (let t = from; t < to; t++) sum += values[t];
  return sum / (to - from);
}

/** A simulated group as AWS reports it. */
function observationOf({ group }) {
  const { now, minSize, maxSize, desired, pool } = group;
  const members = group.instances('pool').map(({ id, state }) => {
    const { role, parked } = traitsOf[state];
    const phase = role === 'starting' ? 'booting' : role === 'ready' ? 'ready' : 'leaving';
    return { instanceId: id, phase, parked };
  });
  return {
    ...{ group: group.options.name, at: now, minSize, maxSize, desired, members },
    ...{ inService: group.count('group', 'ready'), optedIn: true, blocked: null },
    pool: pool === null ? null : { ...pool, reuse: pool.reuse ?? false },
  };
}

function activitiesOf({ group }, since) {
  return group.activities
    .filter(({ endTime }) => endTime === null || endTime >= since)
    .map(({ id, kind, instanceId, startTime, endTime, status }) => ({
      ...{ activityId: id, group: group.options.name, instanceId, startedAt: startTime },
      kind,
      endedAt: endTime,
      status: endTime === null ? 'running' : status === 'Successful' ? 'successful' : 'failed',
    }))
    .sort((a, b) => a.startedAt - b.startedAt);
}

function simulated(trace, policy) {
  const { samples, step } = trace;
  const values = Float64Array.from(samples, ([, value]) => value);
  const load = alarmLoad(values, step).map((value) => value / policy.loadPerInstance);
  const { active } = groupTrace(demandOf(load, 1), step);
  const desired = new Map(samples.map(([at], n) => [at, active[n]]));
  const maxSize = 2 * Math.max(...active);
  const hook = { name: 'init', heartbeatSeconds: 3600, defaultResult: 'ABANDON' };
  const group = new SimulatedGroup(
    {
      ...{ name: trace.name, instanceType: 'm7g.large', zones: ['a'], minSize: 1, maxSize },
      ...{
        desired: desired.get(start),
        hooks: { launch: hook, terminate: null },
        prices,
        tags: {},
      },
      ...{ initSeconds: about(trace.bootSeconds - 60, 0.1), resumeSeconds: about(15, 0.2) },
      ...{ drainSeconds: about(20, 0.3), terminateSeconds: about(20, 0.2), failures: noFailures },
    },
    start,
    seededRandom(1, trace.name),
  );
  return { trace, policy, group, desired };
}

/** What the pools of `lives` really cost in [from, to), dollars. */
function realUsd(lives, from, to) {
  return lives.reduce((total, { group }) => {
    const { service: _, ...usage } = group.meter.usage(from, to, group.now);
    const cost = Object.entries(usage).reduce(
      (sum, [phase, seconds]) => sum + (seconds * hourPriceOf(prices, phase)) / 3600,
      0,
    );
    return total + cost / 1e6;
  }, 0);
}

const fitted = new Map();

/** Lives through all days under `caps`; `hasLevels` = every fit knows what less money would have. */
async function live(traces, caps, hasLevels) {
  const directory = mkdtempSync(join(tmpdir(), 'forewarm-bench-'));
  const stores = openStores(directory, { create: true });
  try {
    const fleet = { caps, budgetZone: 'UTC', stepSeconds };
    const lives = traces.map((trace) => simulated(trace, policyOf(trace)));
    const groups = lives.map(({ policy }) => ({ policy, series: policy.group, stepSeconds: grid }));
    const known = new Map();
    const measure = (to) => {
      for (const { name, step, samples } of traces) {
        const from = known.get(name) ?? 0;
        let next = from;
        while (next < samples.length && samples[next][0] + step <= to) next++;
        const batch = samples.slice(from, next).map(([at, value]) => ({ at, value }));
        stores.series.append(name, { stepSeconds: step, samples: batch });
        known.set(name, next);
      }
    };
    const sizings = new Sizings(stores.fits, stores.series);
    const clock = { at: start, now: () => clock.at };
    const byName = (name) => lives.find(({ policy }) => policy.group === name);
    const ports = {
      ...stores,
      ...{ sizings, clock, recents: new RecentLoads(stores.series), outlooks: { of: outlookOf } },
      observer: {
        sight: async (names) =>
          names.map((name) => ({ kind: 'seen', observation: observationOf(byName(name)) })),
        activities: async (name, since) => activitiesOf(byName(name), since),
      },
      actuator: { put: async (name, setting) => void byName(name).group.putWarmPool(setting) },
    };
    const fitAll = async (at) => {
      for (const group of groups) {
        const key = `${group.policy.group}/${at}`;
        const sizer = {
          fit: async (request) => {
            const fit = fitted.get(key) ?? fitRequested({ ...request, realised: [] });
            fitted.set(key, fit);
            const { levels, ...wanted } = fit;
            return hasLevels ? fit : wanted;
          },
        };
        const fleetCaps = [{ per: 'month', limit: 0 }];
        const moment = { at, reviewSeconds: stepSeconds, fleetCaps };
        await fitGroup(group, moment, { ...stores, sizer });
        sizings.forget(group.policy.group);
      }
    };
    for (let at = start; at < end; at += minute) {
      for (const { group, desired } of lives) {
        group.advanceTo(at);
        if (desired.has(at)) group.setDesired(desired.get(at), 'policy');
      }
      const now = at + minute;
      if ((now - start) % stepSeconds !== 0) continue;
      for (const { group } of lives) group.advanceTo(now);
      clock.at = now;
      measure(now);
      if ((now - start) % day === stepSeconds) await fitAll(now);
      await reconcile(groups, fleet, ports, AbortSignal.timeout(60_000));
    }
    const windows = [];
    for (const cap of caps) {
      for (let at = start; at < end; at = windowAt(cap.per, at, utc).end) {
        const window = windowAt(cap.per, at, utc);
        windows.push({ limit: cap.limit / 1e6, spent: realUsd(lives, window.start, window.end) });
      }
    }
    const counts = lives.map(({ group }) => ({ name: group.options.name, ...group.claims }));
    const sum = (of) => counts.reduce((total, count) => total + of(count), 0);
    return {
      ...{ counts, windows, spent: realUsd(lives, start, end) },
      ...{ hits: sum(({ hits }) => hits), claims: sum(({ claims }) => claims) },
    };
  } finally {
    stores.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const traces = tracesToLive();
const percent = (part) => `${(100 * part).toFixed(1)} %`;
const dollars = (usd) => `$${usd.toFixed(2)}`;
const began = cpuUsage();
const free = await live(traces, [], false);
stdout.write(
  `without a cap: ${dollars(free.spent)}, ${free.hits} of ${free.claims} cold starts avoided ` +
    `(${percent(free.hits / free.claims)})\n`,
);
const windows = { month: 1, day: days, hour: 24 * days };
const limit = fromUsd((Number(options.share) * free.spent) / windows[options.per]);
for (const hasLevels of [false, true]) {
  const capped = await live(traces, [{ per: options.per, limit }], hasLevels);
  const breaches = capped.windows.filter((window) => window.spent > window.limit).length;
  stdout.write(
    `\n${hasLevels ? 'with' : 'without'} levels, under ${dollars(limit / 1e6)} a ${options.per}: ` +
      `${percent(capped.hits / free.hits)} of them still avoided, ${dollars(capped.spent)} spent, ` +
      `${breaches} breaches\n`,
  );
  for (const { name, hits } of capped.counts) {
    const most = free.counts.find((count) => count.name === name).hits;
    stdout.write(`  ${name.padEnd(30)} ${String(hits).padStart(6)} of ${most}\n`);
  }
}
const { user, system } = cpuUsage(began);
stdout.write(`\n${((user + system) / 1e6).toFixed(0)} s CPU\n`);
