// How wide the bound on commitments is, after a build:
//
//   node bench/bound.mjs
//
// For a group of 10 to 100 instances, 40 of them in service, beside a pool of 20 that is full and of which
// all are claimed and booted again once an hour: the dollars that have to be free under a cap for the pool
// to be left as it is, in units of what that pool usually costs in an hour.
import { stdout } from 'node:process';
import { boundOf, commitmentOf } from '../dist/core/planning/budget/commitment.js';

const prices = {
  bootingHour: 90_000,
  parkedHour: { Running: 90_000, Stopped: 3_300, Hibernated: 3_300 },
};
const [inService, waiting, minSize, maxSize, boot] = [40, 20, 10, 100, 180];

const rows = [
  { name: 'Stopped with reuse, 5 min', state: 'Stopped', reuse: true, step: 300 },
  { name: '… whose drain nobody knows', state: 'Stopped', reuse: true, step: 300, isKnown: false },
  { name: 'Stopped, 5 min', state: 'Stopped', reuse: false, step: 300 },
  { name: 'Running with reuse, 5 min', state: 'Running', reuse: true, step: 300 },
  { name: 'Stopped with reuse, 1 min', state: 'Stopped', reuse: true, step: 60 },
];
for (const { name, state, reuse, step, isKnown = true } of rows) {
  const policy = {
    ...{ group: 'web', prices, bootSeconds: boot, failSeconds: 40, failHoldSeconds: 0 },
    ...(isKnown ? { releaseSeconds: 120 } : {}),
  };
  const pool = { minSize: 0, prepared: inService + waiting, state, reuse };
  const member = { phase: 'ready', parked: state };
  const observation = {
    ...{ group: 'web', at: 0, minSize, maxSize, desired: inService, inService, pool },
    members: Array.from({ length: waiting }, (_, n) => ({ ...member, instanceId: `i-${n}` })),
  };
  const fleet = { stepSeconds: step };
  const bound = boundOf(commitmentOf({ setting: pool, observation, policy, fleet }));
  const hour = waiting * (prices.parkedHour[state] + (prices.bootingHour * boot) / 3600);
  stdout.write(`${name.padEnd(28)} ${(bound / hour).toFixed(1)}\n`);
}
