import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PriceStore } from '../../app/ports/prices.ts';
import type { PriceReading } from '../../core/capacity/listed-prices.ts';
import { ForewarmError } from '../../errors.ts';
import { assertReadings } from './assert-readings.ts';

/** Layout of the file; another one is not read. */
const format = 1;

/**
 * What the price list said, in one file of the state directory and not in its database: commands
 * need prices before they know that there is a database, and where there is none.
 */
export class PriceFile implements PriceStore {
  readonly path: string;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.path = join(directory, 'prices.json');
  }

  readings(): PriceReading[] {
    try {
      const file = JSON.parse(readFileSync(this.path, 'utf8'));
      const isKnown = file?.format === format && Array.isArray(file.readings);
      if (!isKnown) throw new TypeError('it is in another format');
      const readings: unknown[] = file.readings;
      assertReadings(readings);
      return readings;
    } catch (cause) {
      if (isMissing(cause)) return [];
      throw broken(`${this.path} cannot be read`, cause);
    }
  }

  /**
   * Written under another name, flushed, then renamed: a reader sees the old file or the new one.
   * The name is nobody else's: containers that share a directory have the same process ids.
   */
  replace(readings: readonly PriceReading[]): void {
    const draft = `${this.path}.${randomUUID()}`;
    try {
      mkdirSync(this.#directory, { recursive: true });
      writeFileSync(draft, `${JSON.stringify({ format, readings }, null, 2)}\n`, { flush: true });
      renameSync(draft, this.path);
      flushDirectory(this.#directory);
    } catch (cause) {
      rmSync(draft, { force: true });
      throw broken(`${this.path} cannot be written`, cause);
    }
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function broken(what: string, cause: unknown): ForewarmError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ForewarmError('FW_DB_BROKEN', `${what}: ${why}`, {
    cause,
    hint: 'check its directory and the disk; a damaged file may be moved away, then run `forewarm prices --save`',
  });
}

/** Makes the name in `directory` outlast a loss of power. */
function flushDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
