// Traces for the benches: files of `timestamp,value` on a regular grid, and the origins to forecast from.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const daySeconds = 86_400;
const stepSecondsLeast = 300;
const originCount = 5;

/** Traces in `folder` whose name holds `only`, by name. */
export function readTraces(folder, only = '') {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.csv') && file.includes(only))
    .sort()
    .map((file) => ({ name: basename(file, '.csv'), ...readTrace(join(folder, file)) }));
}

/** One trace in steps of its own, or of five minutes when its own are shorter; gaps carry the last value. */
function readTrace(file) {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const rows = lines.map((line) => {
    const [at, value] = line.split(',');
    return {
      at: Date.parse(/Z|[+-]\d\d:\d\d$/.test(at) ? at : `${at}Z`) / 1000,
      value: Number(value),
    };
  });
  const gaps = rows.slice(1).map(({ at }, i) => at - rows[i].at);
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1];
  const stepSeconds = Math.max(stepSecondsLeast, usual);
  const start = rows[0].at;
  const steps = Math.floor((rows.at(-1).at - start) / stepSeconds) + 1;
  const [sums, counts] = [new Float64Array(steps), new Float64Array(steps)];
  for (const { at, value } of rows) {
    const step = Math.floor((at - start) / stepSeconds);
    sums[step] += value;
    counts[step]++;
  }
  let last = rows[0].value;
  const values = sums.map((sum, i) => (last = counts[i] > 0 ? sum / counts[i] : last));
  return { start, stepSeconds, values };
}

/** Numbers of steps known at each of five origins, spread over the last week at most. */
export function originsOf({ stepSeconds, values }) {
  const perDay = daySeconds / stepSeconds;
  const last = values.length - perDay;
  const first = Math.max(
    Math.floor(values.length * 0.7),
    Math.min(values.length - 8 * perDay, last - 1),
    2 * perDay,
  );
  const spread = (last - first) / (originCount - 1);
  return Array.from({ length: originCount }, (_, i) => Math.floor(first + i * spread));
}

const scores = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];

/** Last week's load with normal errors, at nine levels: what everything is measured against. */
export function weeklyNaive({ stepSeconds, values }, known) {
  const perDay = daySeconds / stepSeconds;
  const history = values.slice(Math.max(0, known - 28 * perDay), known);
  const season = (history.length >= 14 * perDay ? 7 : 1) * perDay;
  let squares = 0;
  for (let i = season; i < history.length; i++) squares += (history[i] - history[i - season]) ** 2;
  const deviation = Math.sqrt(squares / (history.length - season));
  return scores.map((score) =>
    Float64Array.from({ length: perDay }, (_, step) => {
      const spread = score * deviation * Math.sqrt(Math.floor(step / season) + 1);
      return Math.max(0, history[history.length - season + (step % season)] + spread);
    }),
  );
}
