// Time of planning a fleet from stored traffic, as a step of the daemon does: `node bench/plan.mjs
// [groups] [grid minutes] [dollars a month]`, after a build. Stopped pools, four weeks of minutes, one
// model and one fit of the sizing law, which every group reads for itself. The first step reads all of
// the past. Under a cap of so many dollars a month every group has levels of service to choose from.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { argv, cpuUsage, stdout } from 'node:process';
import { decide } from '../dist/app/decide.js';
import { Outlooks } from '../dist/app/outlook.js';
import { RecentLoads } from '../dist/app/recent.js';
import { Sizings } from '../dist/app/sizing.js';
import { fitGroup, fitRequested } from '../dist/app/sizing-fit.js';
import { standardMembers, trainPortfolio } from '../dist/core/forecasting/portfolio/portfolio.js';
import { planFleet } from '../dist/core/planning/planner.js';
import { seededRandom } from '../dist/core/random.js';
import { fromUsd } from '../dist/core/units.js';
import { openStores } from '../dist/daemon/stores.js';

const [, , groupCount = '500', gridMinutes = '5', usd] = argv;
const day = 86_400;
const start = Date.UTC(2026, 0, 5) / 1000;
const days = 29;
const stepSeconds = Number(gridMinutes) * 60;
const caps = usd === undefined ? [] : [{ per: 'month', limit: fromUsd(Number(usd)) }];
const fleet = { caps, budgetZone: 'UTC', stepSeconds: 300 };

const random = seededRandom(1, 'bench');
const loadAt = (at) => {
  const wave = 1 - 0.8 * Math.cos((2 * Math.PI * (at % day)) / day);
  return Math.max(0, 2000 * wave * (1 + 0.05 * random.normal()));
};

function policyOf(group) {
  return {
    group,
    mode: 'act',
    loadPerInstance: 100,
    bootSeconds: 240,
    startSeconds: 30,
    pool: { state: 'Stopped', reuse: true, minSize: 0, preparedMax: null },
    serviceLevel: { kind: 'hit-rate', target: 0.95 },
    prices: {
      bootingHour: fromUsd(0.1),
      parkedHour: { Stopped: fromUsd(0.004), Hibernated: fromUsd(0.006), Running: fromUsd(0.1) },
    },
    caps: [],
    priority: 1,
    lowerAfterSeconds: 1800,
    schedules: [],
    events: [],
    zone: 'UTC',
    trust: { dataAgeSecondsMax: 900, modelAgeSecondsMax: 30 * day, lossRatioMax: 10 },
  };
}

function observationOf(group, at) {
  const pool = { minSize: 0, prepared: 30, state: 'Stopped', reuse: true };
  const members = Array.from({ length: 10 }, (_, n) => {
    return { instanceId: `${group}-${n}`, phase: 'ready', parked: 'Stopped' };
  });
  const sizes = { minSize: 2, maxSize: 100, desired: 20, inService: 20 };
  return { group, at, ...sizes, optedIn: true, blocked: null, pool, members };
}

const directory = mkdtempSync(join(tmpdir(), 'forewarm-bench-'));
const stores = openStores(directory, { create: true });
try {
  const end = start + days * day;
  const measure = (from, to) => {
    const samples = [];
    for (let at = from; at < to; at += 60) samples.push({ at, value: loadAt(at) });
    stores.series.append('load', { stepSeconds: 60, samples });
  };
  measure(start, end);

  const history = stores.series.range('load', start, end, stepSeconds);
  const context = { seed: 1, horizon: day / stepSeconds, zone: 'UTC' };
  const trained = await trainPortfolio(history, context, standardMembers());
  const { model, lossRatio, coverage80, wape, contest } = trained;
  const manifest = {
    ...{ series: 'load', member: model.name, stepSeconds, trainedAt: end, trainedFrom: start },
    ...{ trainedTo: end, backend: 'none', seed: 1, zone: 'UTC', lossRatio, coverage80, wape },
    ...{ contest, trainSeconds: 0 },
  };

  const groups = Array.from({ length: Number(groupCount) }, (_, n) => {
    return { policy: policyOf(`group-${n}`), series: 'load', stepSeconds };
  });
  for (const { policy } of groups) stores.models.save(policy.group, { model, manifest });
  const sizer = { fit: async (request) => fitRequested(request) };
  const began = cpuUsage();
  const moment = { at: end, reviewSeconds: 300, fleetCaps: caps };
  await fitGroup(groups[0], moment, { ...stores, sizer });
  const fitted = stores.fits.latest('group-0');
  for (const { policy } of groups) stores.fits.save(policy.group, fitted);
  stdout.write(`one fit of ${days} days: ${(cpuUsage(began).user / 1e6).toFixed(1)} s CPU\n`);

  const megabytes = JSON.stringify(fitted).length / 1e6;
  stdout.write(`${megabytes.toFixed(2)} MB of JSON to store\n`);

  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const ports = {
    ...stores,
    outlooks: new Outlooks(stores.models, log),
    recents: new RecentLoads(stores.series),
    sizings: new Sizings(stores.fits, stores.series),
  };
  for (let step = 0; step < 4; step++) {
    const at = end + step * 300;
    if (step > 0) measure(at - 300, at);
    const observations = groups.map(({ policy }) => observationOf(policy.group, at));
    const [wall, cpu] = [performance.now(), cpuUsage()];
    const decisions = decide(groups, observations, fleet, ports);
    const seconds = (performance.now() - wall) / 1000;
    const spent = cpuUsage(cpu);
    const cpuSeconds = (spent.user + spent.system) / 1e6;
    const sized = decisions.filter(({ plan }) => plan.reason.startsWith('sizing')).length;
    const before = cpuUsage();
    planFleet(decisions, fleet);
    const planning = cpuUsage(before).user / 1e6;
    stdout.write(
      `step ${step + 1}: ${groups.length} groups, ${sized} by the sizing law, ${seconds.toFixed(2)} s, ` +
        `CPU ${cpuSeconds.toFixed(2)} s, ${((cpuSeconds / groups.length) * 1000).toFixed(1)} ms a group, ` +
        `planning alone ${planning.toFixed(2)} s\n`,
    );
  }
} finally {
  stores.close();
  rmSync(directory, { recursive: true, force: true });
}
