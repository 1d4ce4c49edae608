// How often the interval of a control group holds the truth: `node bench/experiment.mjs [runs]`.
// A/A: one and the same pool in both arms, so the truth is zero. A/B: a larger pool in one arm; the
// truth is what each would have done alone, over the same counted hours. Both in the world of replay.
import { controlSetting } from '../dist/core/experiment/control.js';
import { effectOf } from '../dist/core/experiment/effect.js';
import { pairsUntil } from '../dist/core/experiment/switchback.js';
import { seededRandom } from '../dist/core/random.js';
import { ReplayedPool } from '../dist/core/replay/replay.js';
import { poolCosts, spendOf } from '../dist/core/replay/scorecard.js';
import { demandOf, groupTrace } from '../dist/core/replay/trace.js';

const runs = Number(process.argv[2] ?? 1000);
const [stepSeconds, bootSeconds, loadPerInstance, days] = [300, 600, 5, 28];
const [hour, day] = [3600, 86_400];
const prices = { runningUsdPerHour: 0.1, parkedUsdPerHour: 0.004 };
const costs = poolCosts('Stopped', prices, { stepSeconds, bootSeconds });

/** Load with days, weekends, a wandering level, noise and a sudden spike on every third day. */
function loadOf(random) {
  const perDay = day / stepSeconds;
  const spikes = Array.from({ length: days }, () => ({
    at: random.below(perDay),
    height: random.below(3) === 0 ? 1 + random.next() : 0,
  }));
  let level = 0;
  return Float64Array.from({ length: days * perDay }, (_, t) => {
    level = 0.995 * level + 0.02 * random.normal();
    const d = Math.floor(t / perDay);
    const since = (t % perDay) - spikes[d].at;
    const spike = since >= 0 && since < 12 ? spikes[d].height : 0;
    const wave = 1 - 0.7 * Math.cos((2 * Math.PI * (t % perDay)) / perDay) + spike;
    const quiet = d % 7 >= 5 ? 0.5 : 1;
    return Math.max(0, 100 * quiet * wave * Math.exp(level) * (1 + 0.05 * random.normal()));
  });
}

/** Counts of each block's counted part, under the setting that `sizeOf` gives each block. */
function countsOf(active, blocks, settingOf) {
  const pool = new ReplayedPool({ stepSeconds, bootSeconds, reuse: true });
  const lead = (from, to, { minSize, prepared }) => {
    const filled = (value) => new Int32Array(to - from).fill(value);
    const settings = { minSize: filled(minSize), prepared: filled(prepared) };
    const { hits, misses, boots, heldSteps } = pool;
    pool.advance(active, [from, to], settings);
    return {
      hits: pool.hits - hits,
      misses: pool.misses - misses,
      boots: pool.boots - boots,
      heldSteps: pool.heldSteps - heldSteps,
    };
  };
  return blocks.map((block) => {
    const [from, counted, to] = [block.from, block.countedFrom, block.to].map(
      (at) => at / stepSeconds,
    );
    lead(from, counted, settingOf(block));
    return { block, ...lead(counted, to, settingOf(block)) };
  });
}

const measures = {
  'spend a day': (count) => ({
    top: spendOf(count, costs),
    bottom: (count.block.to - count.block.countedFrom) / day,
  }),
  'hit rate': ({ hits, misses }) => ({ top: hits, bottom: hits + misses }),
  'cost per conversion': (count) => ({ top: spendOf(count, costs), bottom: count.conversions }),
};

function pairsOf(counts, amountOf) {
  const pairs = [];
  for (let i = 0; i < counts.length; i += 2) {
    const amounts = {};
    for (const count of counts.slice(i, i + 2)) amounts[count.block.arm] = amountOf(count);
    pairs.push(amounts);
  }
  return pairs;
}

/** Ratio of the sums of all counted hours, as one pool alone would have it. */
function aloneOf(counts, amountOf) {
  const amounts = counts.map(amountOf);
  const sum = (key) => amounts.reduce((total, amount) => total + amount[key], 0);
  return sum('top') / sum('bottom');
}

function trial(run, blockSeconds, extra) {
  const random = seededRandom(run, `experiment/${blockSeconds}`);
  const values = loadOf(random);
  const demand = demandOf(values, loadPerInstance);
  const { active } = groupTrace(demand, stepSeconds);
  const design = { from: 0, to: null, blockSeconds, washoutSeconds: hour, seed: run };
  const blocks = pairsUntil(design, 'web', days * day).flat();
  const constant = controlSetting({
    past: { start: 0, stepSeconds, values: values.subarray(0, values.length / 2) },
    loadPerInstance,
    bootSeconds,
    pool: { state: 'Stopped', reuse: true },
    costs,
    aim: { kind: 'hit-rate', target: 0.95 },
  });
  const larger = {
    minSize: constant.minSize === 0 ? 0 : constant.minSize + extra,
    prepared: constant.prepared + extra,
  };
  const conversions = blocks.map(
    ({ countedFrom, to }) =>
      values
        .subarray(countedFrom / stepSeconds, to / stepSeconds)
        .reduce((sum, value) => sum + value, 0) *
      (1 + 0.05 * random.normal()),
  );
  const lived = (settingOf) =>
    countsOf(active, blocks, settingOf).map((count, i) => ({
      ...count,
      conversions: conversions[i],
    }));
  const counts = lived(({ arm }) => (arm === 'predictive' ? larger : constant));
  const [one, other] = [lived(() => larger), lived(() => constant)];
  return Object.fromEntries(
    Object.entries(measures).map(([name, amountOf]) => {
      const truth = aloneOf(one, amountOf) - aloneOf(other, amountOf);
      const effect = effectOf(pairsOf(counts, amountOf));
      const { low, high } = effect.difference;
      return [name, { holds: low <= truth && truth <= high, finds: low > 0 || high < 0 }];
    }),
  );
}

const percent = (count) => `${((100 * count) / runs).toFixed(1)} %`;
for (const [blockSeconds, label] of [
  [day, '14 pairs of days'],
  [6 * hour, '56 pairs of 6 hours'],
]) {
  for (const [extra, kind] of [
    [0, 'A/A'],
    [5, 'A/B'],
  ]) {
    const results = Array.from({ length: runs }, (_, run) => trial(run, blockSeconds, extra));
    for (const name of Object.keys(measures)) {
      const holds = results.filter((result) => result[name].holds).length;
      const finds = results.filter((result) => result[name].finds).length;
      console.log(
        `${kind}, ${label}, ${runs} runs: ${name.padEnd(19)} interval holds the truth in ` +
          `${percent(holds)}, leaves out zero in ${percent(finds)}`,
      );
    }
  }
}
