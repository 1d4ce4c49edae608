/**
 * One saved model is a directory that appears whole or not at all: written under another name,
 * flushed, then renamed. Nothing in it ever changes, so a reader needs no lock.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../app/ports/models.ts';
import type { ModelState } from '../../core/forecasting/forecaster.ts';
import { isoOf } from '../../core/units.ts';

/** Layout of manifest.json and state.json; another one is not read. */
export const artefactFormat = 1;

/** Names of artefacts sort by the time of training. */
export const artefactName = /^\d{8}T\d{6}Z-[0-9a-f]{12}$/;

/** Names of what a crash left half written. */
export const draftPrefix = '.draft-';

interface ManifestFile {
  readonly format: number;
  /** SHA-256 of the manifest as JSON, a newline, and the text of state.json. */
  readonly sha256: string;
  readonly manifest: ModelManifest;
}

export type ArtefactOutcome =
  | { readonly kind: 'whole'; readonly manifest: ModelManifest; readonly state: ModelState }
  | { readonly kind: 'other-format'; readonly format: number }
  | { readonly kind: 'damaged'; readonly cause: unknown };

/** Writes an artefact into `home` and returns its name; the same one twice is written once. */
export function writeArtefact(home: string, manifest: ModelManifest, state: ModelState): string {
  const stateText = JSON.stringify(state);
  const sha256 = checksumOf(manifest, stateText);
  const name = `${isoOf(manifest.trainedAt).replace(/[-:]/g, '')}-${sha256.slice(0, 12)}`;
  if (existsSync(join(home, name))) return name;

  const file: ManifestFile = { format: artefactFormat, sha256, manifest };
  const draft = mkdtempSync(join(home, draftPrefix));
  writeFileSync(join(draft, 'state.json'), stateText, { flush: true });
  writeFileSync(join(draft, 'manifest.json'), JSON.stringify(file, null, 2), { flush: true });
  flushDirectory(draft);
  renameSync(draft, join(home, name));
  flushDirectory(home);
  return name;
}

export function readArtefact(directory: string): ArtefactOutcome {
  try {
    const file = readManifestFile(directory);
    if (file.format !== artefactFormat) return { kind: 'other-format', format: file.format };
    const stateText = readFileSync(join(directory, 'state.json'), 'utf8');
    if (checksumOf(file.manifest, stateText) !== file.sha256) {
      return { kind: 'damaged', cause: new Error(`${directory} does not match its checksum`) };
    }
    return { kind: 'whole', manifest: file.manifest, state: JSON.parse(stateText) };
  } catch (cause) {
    return { kind: 'damaged', cause };
  }
}

/** What the manifest in `directory` says, without a look at the model itself; null = unreadable. */
export function readManifest(directory: string): ModelManifest | null {
  try {
    const { format, manifest } = readManifestFile(directory);
    return format === artefactFormat ? manifest : null;
  } catch {
    return null;
  }
}

function readManifestFile(directory: string): ManifestFile {
  const file: ManifestFile = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  if (!Number.isInteger(file.format)) throw new TypeError('manifest.json tells no format');
  return file;
}

function checksumOf(manifest: ModelManifest, stateText: string): string {
  return createHash('sha256')
    .update(`${JSON.stringify(manifest)}\n${stateText}`)
    .digest('hex');
}

/** Makes the names in `directory` outlast a loss of power. */
function flushDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
