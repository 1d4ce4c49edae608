import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { runCommand } from '../../src/cli/program.ts';

/** What `forewarm …argv` prints on a terminal of eighty columns. */
async function printed(argv: readonly string[]): Promise<string> {
  let text = '';
  const out = (more: string) => {
    text += more;
  };
  const signal = new AbortController().signal;
  const io = { out, err: out, columns: 80, interactive: false, unicode: true, env: {}, signal };
  expect(await runCommand(argv, io)).toBe(0);
  return text;
}

const names = commands.map((make) => {
  const none = () => undefined;
  const signal = new AbortController().signal;
  const io = { out: none, err: none, columns: 80, interactive: false, unicode: true };
  return make({ ...io, env: {}, signal }).name();
});

describe('help', () => {
  test('names every command', async () => {
    const text = await printed(['--help']);
    for (const name of names) expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  test.each(names)('of %s fills eighty columns and no more', async (name) => {
    const lines = (await printed([name, '--help'])).split('\n');
    const prose = lines.slice(2, lines.indexOf('', 2));
    for (const line of lines) {
      if (!line.startsWith('Configuration:')) expect(line.length).toBeLessThanOrEqual(80);
    }
    // A line is broken only where the next word would not have fitted.
    prose.slice(0, -1).forEach((line, at) => {
      const [next] = prose[at + 1]!.split(' ');
      expect(line.length + 1 + next!.length).toBeGreaterThan(80);
    });
  });

  test('shows a duration as it is typed', async () => {
    expect(await printed(['replay', '--help'])).toContain('(default: 5m)');
  });
});
