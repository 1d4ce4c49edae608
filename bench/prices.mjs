// What reading a price list takes: `node bench/prices.mjs [megabytes]`, after a build. Another process
// makes up a list of that size, lines as long as those of AWS, and serves it over HTTP; this one looks
// up three instance types in it, and says what that took of the processor, of memory, and of the
// patience of whatever else wants its turn.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process, { argv, cpuUsage, memoryUsage, resourceUsage, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { AwsPriceList } from '../dist/adapters/prices/aws-price-list.js';

const [, , megabytes = '300', role] = argv;
const types = ['m', 'c', 'r', 't', 'i'].flatMap((family) =>
  ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'].map((size) => `${family}7g.${size}`),
);

/** Lines of a list: every nineteenth instance is on demand, the others are reserved. */
function* linesOf(bytes) {
  const columns = ['SKU', 'TermType', 'Unit', 'PricePerUnit', 'Currency', 'Location Type'];
  columns.push('Product Family', 'Instance Type', 'Tenancy', 'Operating System', 'License Model');
  columns.push('CapacityStatus', 'Pre Installed S/W', 'MarketOption', 'Volume API Name', 'Rest');
  const line = (fields) => `${fields.map((field) => `"${field}"`).join(',')}\n`;
  yield line(['Publication Date', '2026-11-19T20:14:02Z']);
  yield line(columns);
  const disk = ['OnDemand', 'GB-Mo', '0.08', 'USD', 'AWS Region', 'Storage'];
  yield line(['V', ...disk, '', '', '', '', '', '', '', 'gp3', '']);
  const rest = 'x'.repeat(540);
  for (let sent = 0, n = 0; sent < bytes; n++) {
    const term = Math.floor(n / types.length) % 19 === 0 ? 'OnDemand' : 'Reserved';
    const price = [`S${n}`, term, 'Hrs', '0.0816', 'USD', 'AWS Region', 'Compute Instance'];
    const kind = [types[n % types.length], 'Shared', 'Linux', 'No License required', 'Used'];
    const text = line([...price, ...kind, 'NA', 'OnDemand', '', rest]);
    sent += text.length;
    yield text;
  }
}

async function serve() {
  const server = createServer(async (_request, response) => {
    let piece = '';
    for (const line of linesOf(Number(megabytes) * 1e6)) {
      piece += line;
      if (piece.length < 65_536) continue;
      if (!response.write(piece)) await once(response, 'drain');
      piece = '';
    }
    response.end(piece);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send(server.address().port);
  process.on('disconnect', () => process.exit());
}

async function measure() {
  const server = fork(fileURLToPath(import.meta.url), [megabytes, 'serve']);
  const [port] = await once(server, 'message');
  const list = new AwsPriceList(() => `http://127.0.0.1:${port}/index.csv`);
  const questions = types
    .slice(0, 3)
    .map((instanceType) => ({ instanceType, system: 'Linux', volumeType: 'gp3' }));
  const turns = monitorEventLoopDelay({ resolution: 5 });
  const before = memoryUsage.rss();
  turns.enable();
  const [used, began] = [cpuUsage(), performance.now()];
  await list.read('us-east-1', questions, new AbortController().signal);
  const { user, system } = cpuUsage(used);
  const wall = (performance.now() - began) / 1000;
  const grown = (resourceUsage().maxRSS * 1024 - before) / 1e6;
  stdout.write(
    `${megabytes} MB: ${((user + system) / 1e6).toFixed(1)} s of CPU in ${wall.toFixed(1)} s, ` +
      `${grown.toFixed(0)} MB more memory, longest turn ${(turns.max / 1e6).toFixed(0)} ms\n`,
  );
  server.kill();
}

await (role === 'serve' ? serve() : measure());
