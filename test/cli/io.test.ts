import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Io, isUnicode } from '../../src/cli/io.ts';
import { runCommand } from '../../src/cli/program.ts';
import { ForewarmError } from '../../src/errors.ts';
import { startChild } from '../support/child.ts';
import { temporaryDirectory } from '../support/temporary.ts';

const withTerminal = (body: string) =>
  startChild(`import { terminal } from './src/cli/io.ts';\nconst io = terminal();\n${body}`);

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends at once what never asked for the signal, though it looks at nothing', async () => {
    const child = await withTerminal(`io.out('busy\\n'); for (;;);`);
    expect(await child.line()).toBe('busy');
    child.signal(signal);
    expect(await child.ended()).toBe(signal);
  });

  test('is left to what did, and a second one ends that too', async () => {
    const child = await withTerminal(`
      io.signal.addEventListener('abort', () => io.out('told ' + io.signal.reason + '\\n'));
      setInterval(() => {}, 1000);
      io.out('waiting\\n');`);
    expect(await child.line()).toBe('waiting');
    child.signal(signal);
    expect(await child.line()).toBe(`told ${signal}`);
    child.signal(signal);
    expect(await child.ended()).toBe(signal === 'SIGINT' ? 130 : 143);
  });
});

test('nobody reading stderr keeps no work from its end', async () => {
  const child = await withTerminal(`
    const closed = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    process.stderr.emit('error', closed);
    io.out('done\\n');`);
  expect(await child.line()).toBe('done');
  expect(await child.ended()).toBe(0);
});

/** A terminal whose command was told `reason`; `asked` counts how often the signal was asked for. */
function stopped(reason?: string): { readonly io: Io; out: string; asked: number } {
  const control = new AbortController();
  if (reason !== undefined) control.abort(reason);
  const seen = { out: '', asked: 0 };
  const say = (text: string) => void (seen.out += text);
  const io: Io = {
    ...{ out: say, err: say, columns: 80, interactive: false, unicode: true, env: {} },
    get signal() {
      seen.asked += 1;
      return control.signal;
    },
  };
  return Object.assign(seen, { io });
}

/** Two days of load, in steps of an hour. */
function twoDays(): string {
  const file = join(temporaryDirectory(), 'load.csv');
  const rows = Array.from(
    { length: 48 },
    (_, i) => `${1_780_002_000 + 3600 * i},${100 + (i % 24)}`,
  );
  writeFileSync(file, `timestamp,value\n${rows.join('\n')}\n`);
  return file;
}

test.each(['replay', 'whatif'])('%s never asks for the signal, so one ends it', async (verb) => {
  const seen = stopped();
  const prices = ['--price', '1', '--stopped-price', '0.1'];
  const argv = [verb, '--input', twoDays(), '--per-instance', '10', ...prices];
  expect(await runCommand(argv, seen.io)).toBe(0);
  expect(seen.asked).toBe(0);
});

describe('a command that was told to stop', () => {
  test.each([
    { reason: 'SIGINT', code: 130 },
    { reason: 'SIGTERM', code: 143 },
  ])('by $reason ends with $code and says nothing', async ({ reason, code }) => {
    const seen = stopped(reason);
    expect(await runCommand(['forecast', '--input', twoDays()], seen.io)).toBe(code);
    expect(seen.out).toBe('');
  });

  test('still tells an error that has another cause', async () => {
    const seen = stopped('SIGTERM');
    expect(await runCommand(['forecast', '--input', 'no-such-file.csv'], seen.io)).toBe(2);
    expect(seen.out).toContain('no-such-file.csv');
  });

  test('is not told of what AWS did not answer any more', async () => {
    const seen = stopped('SIGTERM');
    const cause = new DOMException('The operation was aborted', 'AbortError');
    const out = () => {
      throw new ForewarmError('FW_AWS_UNREACHABLE', 'observe web', { cause });
    };
    const failing: Io = Object.create(seen.io, { out: { value: out } });
    expect(await runCommand(['--version'], failing)).toBe(143);
    expect(seen.out).toBe('');
  });
});

describe('isUnicode', () => {
  test.each([
    { env: {}, want: true },
    { env: { LANG: 'C' }, want: false },
    { env: { LC_ALL: '', LANG: 'C' }, want: false },
    { env: { LC_ALL: '', LC_CTYPE: '', LANG: 'en_US.utf8' }, want: true },
    { env: { LC_CTYPE: 'C.UTF-8', LANG: 'C' }, want: true },
    { env: { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, want: false },
  ])('with $env: $want', ({ env, want }) => {
    expect(isUnicode(env)).toBe(want);
  });
});
