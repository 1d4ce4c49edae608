import { microUsd, secondsPerDay, secondsPerHour, secondsPerMinute } from '../units.ts';
import { about } from './duration.ts';
import { noFailures } from './group-options.ts';
import { uniformAt } from './noise.ts';
import type { Scenario } from './scenario.ts';
import { announce, type Surge } from './traffic.ts';

/** Monday, 2 March 2026, 00:00 UTC. */
const start = Date.UTC(2026, 2, 2) / 1000;

/**
 * Two days of a shop on about 8 to 45 instances that take four to five minutes to boot and half a
 * minute to start: an ordinary Monday with a spike nobody foresaw, then a Tuesday with an announced
 * sale. The metric is missing for 40 minutes, three weeks are measured before.
 */
export function demoScenario(seed: number): Scenario {
  const loadPerInstance = 100;
  const sale = saleOf();
  return {
    seed,
    start,
    days: 2,
    historyDays: 21,
    rule: { loadPerInstance, scaleInSeconds: 15 * secondsPerMinute },
    announced: [announce('sale', sale)],
    loadBalancer: 'app/shop/50dc6c495c0c9188',
    load: {
      kind: 'generated',
      options: {
        seed,
        start,
        trough: 8 * loadPerInstance,
        peak: 42 * loadPerInstance,
        weeklyGrowth: 0.02,
        days: [0.72, 1, 1.02, 1, 0.98, 1.06, 0.84],
        noise: [
          { scaleSeconds: secondsPerMinute, deviation: 0.02 },
          { scaleSeconds: 15 * secondsPerMinute, deviation: 0.03 },
          { scaleSeconds: 3 * secondsPerHour, deviation: 0.04 },
          { scaleSeconds: secondsPerDay, deviation: 0.03 },
        ],
        surges: [sale, spikeOf(seed)],
        outages: [outageOf(seed)],
      },
    },
    group: {
      name: 'shop',
      instanceType: 'c5.large',
      zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      minSize: 2,
      maxSize: 120,
      desired: 2,
      hooks: {
        launch: { name: 'ready', heartbeatSeconds: 900, defaultResult: 'ABANDON' },
        terminate: null,
      },
      initSeconds: { seconds: 228, spread: 0.05, tailShare: 0.01, tailFactor: 2 },
      resumeSeconds: about(20, 0.15),
      drainSeconds: about(60, 0),
      terminateSeconds: about(0, 0),
      failures: noFailures,
      prices: {
        bootingHour: microUsd(85_000),
        parkedHour: {
          Stopped: microUsd(3_300),
          Hibernated: microUsd(4_800),
          Running: microUsd(85_000),
        },
      },
      tags: { 'forewarm:managed': 'true' },
    },
  };
}

/** On Tuesday at 18:00, three hours. */
function saleOf(): Surge {
  const from = start + secondsPerDay + 18 * secondsPerHour;
  const rampSeconds = 5 * secondsPerMinute;
  return { start: from, end: from + 3 * secondsPerHour, multiple: 2.2, rampSeconds };
}

/** On Monday at some minute between 09:00 and 17:00, 25 minutes. */
function spikeOf(seed: number): Surge {
  const minute = 9 * 60 + Math.floor(uniformAt(seed, 101, 0) * 8 * 60);
  const from = start + minute * secondsPerMinute;
  const rampSeconds = 2 * secondsPerMinute;
  return { start: from, end: from + 25 * secondsPerMinute, multiple: 1.6, rampSeconds };
}

/** On Tuesday at some minute between 06:00 and 14:00, 40 minutes. */
function outageOf(seed: number): { readonly start: number; readonly end: number } {
  const minute = 6 * 60 + Math.floor(uniformAt(seed, 102, 0) * 8 * 60);
  const from = start + secondsPerDay + minute * secondsPerMinute;
  return { start: from, end: from + 40 * secondsPerMinute };
}
