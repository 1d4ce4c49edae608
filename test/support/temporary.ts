import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fresh directory, removed when the test that asked for it is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'forewarm-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
