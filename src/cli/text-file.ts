import { writeFile } from 'node:fs/promises';
import { ForewarmError } from '../errors.ts';

/** Writes `text` to `file`, over what was there. @throws ForewarmError FW_USAGE where it cannot. */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new ForewarmError('FW_USAGE', `${file} cannot be written: ${detail}`, { cause });
  }
}
