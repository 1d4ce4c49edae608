// Plays the demo on several seeds and lists those where forewarm loses: `node bench/demo.mjs [first] [last]`.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const command = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/cli/main.js');
const [first = 1, last = 20] = process.argv.slice(2).map(Number);
const percent = (share) => `${(share * 100).toFixed(1)} %`;
const dollars = (usd) => `$${usd.toFixed(2)}`;

const rows = [];
for (let seed = first; seed <= last; seed++) {
  const began = performance.now();
  const text = execFileSync(process.execPath, [command, 'demo', '--seed', `${seed}`, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { policies, budget, requestedHitRate } = JSON.parse(text);
  const [own] = policies;
  const equal = policies.at(-1);
  const ratio = own.spendUsd / equal.spendUsd;
  const breaches = budget.filter(({ spentUsd, capUsd }) => spentUsd > capUsd).length;
  const lost = [];
  if (own.hitRate < requestedHitRate) lost.push('hit rate');
  if (ratio >= 1) lost.push('money');
  if (breaches > 0) lost.push('cap');
  rows.push({ seed, ratio, breaches, lost });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `seed ${String(seed).padStart(2)}  hit rate ${percent(own.hitRate)} of ${percent(requestedHitRate)}  ` +
      `spend ${dollars(own.spendUsd)}, constant of that hit rate ${dollars(equal.spendUsd)}, ` +
      `ratio ${ratio.toFixed(2)}  ${seconds} s${lost.length > 0 ? `  lost: ${lost.join(', ')}` : ''}`,
  );
}
const mean = Math.exp(rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / rows.length);
const losers = rows.filter(({ lost }) => lost.length > 0);
console.log(
  `\nmean ratio ${mean.toFixed(2)}, cap breaches ${rows.reduce((sum, { breaches }) => sum + breaches, 0)}, ` +
    `lost ${losers.length} of ${rows.length}${losers.length > 0 ? `: seeds ${losers.map(({ seed }) => seed).join(', ')}` : ''}`,
);
