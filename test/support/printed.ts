import type { Io } from '../../src/cli/io.ts';
import { runCommand } from '../../src/cli/program.ts';

/** What `forewarm` prints in this process, as on a terminal of eighty columns. */
export async function printed(
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (out += text),
    columns: 80,
    interactive: false,
    unicode: true,
    env: {},
    signal: new AbortController().signal,
  };
  return { code: await runCommand(argv, io), out };
}
