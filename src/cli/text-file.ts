import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ForewarmError } from '../errors.ts';

/**
 * Refuses a file that could not be written, before the work whose outcome it is to hold.
 * @throws ForewarmError FW_USAGE.
 */
export function requireWritable(file: string): void {
  const directory = dirname(file);
  if (!existsSync(directory)) throw refused(file, `there is no directory ${directory}`);
  if (!existsSync(file)) requireAccess(directory, file);
  else if (statSync(file).isDirectory()) throw refused(file, 'it is a directory');
  else requireAccess(file, file);
}

/** Writes `text` to `file`, over what was there. @throws ForewarmError FW_USAGE where it cannot. */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw refused(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function requireAccess(path: string, file: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw refused(file, `no permission to write ${path}`, cause);
  }
}

function refused(file: string, why: string, cause?: unknown): ForewarmError {
  const hint = 'name a file in a directory that exists and may be written to';
  return new ForewarmError('FW_USAGE', `${file} cannot be written: ${why}`, { cause, hint });
}
