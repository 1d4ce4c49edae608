import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../src/cli/program.ts';
import { errorCodes, ForewarmError } from '../src/errors.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/errors.md'), 'utf8');

describe('errors', () => {
  test.each(Object.entries(errorCodes))(
    '%s is in docs/errors.md with its exit code and its remedy',
    (code, { exit, summary, remedy }) => {
      expect(page).toContain(`| \`${code}\` | ${exit} | `);
      expect(page.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')).toContain(` | ${remedy} |`);
      if (summary.includes(';')) return;
      expect(page).toContain(summary);
    },
  );

  test('the page names no code that does not exist', () => {
    const named = [...page.matchAll(/`(FW_\w+)`/g)].map((match) => match[1]!);
    expect(named.filter((code) => !(code in errorCodes))).toEqual([]);
  });

  test('every exit code that is told has a cause, and every error one that is told', () => {
    const told = exitCodes.map(([code]) => code).filter((code) => code !== 0);
    const thrown = [...new Set(Object.values(errorCodes).map(({ exit }) => exit))];
    expect(thrown.sort()).toEqual([...told].sort());
    const rows = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, text]) => [
      code,
      text,
    ]);
    expect(rows).toEqual(exitCodes.map(([code, meaning]) => [`${code}`, meaning]));
  });

  test('an error carries its exit code, hint and cause', () => {
    const cause = new Error('socket closed');
    const error = new ForewarmError('FW_AWS_UNREACHABLE', 'no answer', {
      hint: 'check the network',
      cause,
    });
    expect(error).toMatchObject({
      exitCode: 4,
      hint: 'check the network',
      retryable: false,
      cause,
    });
  });
});
