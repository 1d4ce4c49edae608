import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest, ModelStore, TrainedModel } from '../../app/ports/models.ts';
import type { FittedForecaster, ModelState } from '../../core/forecasting/forecaster.ts';
import type { Standing } from '../../core/forecasting/portfolio/promotion.ts';
import { ForewarmError } from '../../errors.ts';
import {
  artefactFormat,
  artefactName,
  draftPrefix,
  readArtefact,
  readManifest,
  writeArtefact,
} from './artefact.ts';

/** Versions of each group that stay, by role; older ones are removed when a newer one is saved. */
const kept = { champion: 5, challenger: 3 } as const;

/** Rebuilds a model from its state; throws when it cannot. */
export type Restore = (state: ModelState) => FittedForecaster;

export type StoredModel = TrainedModel & { readonly id: string };

/** Trained models as files: `<directory>/models/<group>/<time trained>-<checksum>/`. */
export class FileModelStore implements ModelStore {
  readonly #root: string;
  readonly #restore: Restore;

  /** @param directory The state directory; made when the first model is saved. */
  constructor(directory: string, restore: Restore) {
    this.#root = join(directory, 'models');
    this.#restore = restore;
  }

  /** @throws ForewarmError FW_DB_BROKEN when the directory cannot be written. */
  save(group: string, { model, manifest }: TrainedModel): string {
    const home = this.#homeOf(group);
    try {
      mkdirSync(home, { recursive: true });
      const id = writeArtefact(home, manifest, model.state);
      removeOld(home, id);
      return id;
    } catch (cause) {
      const message = `cannot write the model of ${group} to ${home}`;
      const hint = 'check the space and the permissions of the state directory';
      throw new ForewarmError('FW_DB_BROKEN', message, { cause, hint });
    }
  }

  latest(group: string): StoredModel | null {
    const home = this.#homeOf(group);
    const problems: unknown[] = [];
    for (const id of newestFirst(home)) {
      if (roleOf(home, id) === 'challenger') continue;
      const outcome = this.#read(home, id);
      if (outcome.kind === 'restored') return outcome.stored;
      problems.push(outcome.cause);
    }
    if (problems.length === 0) return null;
    const message = `none of the ${problems.length} models of ${group} in ${home} can be read`;
    const hint = 'train it again with `forewarm train`';
    throw new ForewarmError('FW_MODEL_INVALID', message, { cause: problems[0], hint });
  }

  list(group: string): (ModelManifest & { readonly id: string })[] {
    const home = this.#homeOf(group);
    return newestFirst(home).flatMap((id) => {
      const manifest = readManifest(join(home, id));
      return manifest === null ? [] : [{ ...manifest, id }];
    });
  }

  #read(home: string, id: string): ReadOutcome {
    const artefact = readArtefact(join(home, id));
    if (artefact.kind === 'other-format') throw otherFormat(join(home, id), artefact.format);
    if (artefact.kind === 'damaged') return artefact;
    const { manifest, state } = artefact;
    try {
      return { kind: 'restored', stored: { id, manifest, model: this.#restore(state) } };
    } catch (cause) {
      return { kind: 'damaged', cause };
    }
  }

  #homeOf(group: string): string {
    return join(this.#root, directoryNameOf(group));
  }
}

type ReadOutcome =
  | { readonly kind: 'restored'; readonly stored: StoredModel }
  | { readonly kind: 'damaged'; readonly cause: unknown };

/**
 * A directory for any group's name: the name itself where every file system can hold it, else what
 * is left of it with a hash. `~` keeps the two kinds apart, and small letters two names of one.
 */
function directoryNameOf(group: string): string {
  if (/^[a-z0-9][a-z0-9_-]{0,63}$/.test(group)) return group;
  const readable = group.toLowerCase().replace(/[^a-z0-9_-]+/g, '-');
  const hash = createHash('sha256').update(group).digest('hex');
  return `${readable.slice(0, 40)}~${hash.slice(0, 12)}`;
}

function newestFirst(home: string): string[] {
  if (!existsSync(home)) return [];
  const names = readdirSync(home).filter((name) => artefactName.test(name));
  return names.sort().reverse();
}

/** When a version was trained, as text that sorts by time. */
function timeOf(id: string): string {
  return id.slice(0, id.indexOf('-'));
}

/** The role of a version; one that cannot be read may have been a champion. */
function roleOf(home: string, id: string): Standing['role'] {
  return readManifest(join(home, id))?.standing?.role ?? 'champion';
}

/**
 * Removes what the newest versions have outlived, drafts that a crash left and, when a champion was
 * saved, what was trained later than it, by a clock that ran ahead; never `saved`.
 */
function removeOld(home: string, saved: string): void {
  const roles = new Map(newestFirst(home).map((id) => [id, roleOf(home, id)]));
  const ahead = [...roles.keys()].filter((id) => timeOf(id) > timeOf(saved));
  const superseded = roles.get(saved) === 'champion' ? ahead : [];
  const outlived = (['champion', 'challenger'] as const).flatMap((role) =>
    [...roles.keys()].filter((id) => roles.get(id) === role).slice(kept[role]),
  );
  const drafts = readdirSync(home).filter((name) => name.startsWith(draftPrefix));
  for (const name of [...superseded, ...outlived, ...drafts]) {
    if (name !== saved) rmSync(join(home, name), { recursive: true, force: true });
  }
}

function otherFormat(directory: string, format: number): ForewarmError {
  const message = `${directory} has format ${format}, this forewarm reads ${artefactFormat}`;
  const advice =
    format > artefactFormat
      ? 'upgrade forewarm, or remove that directory and train again'
      : 'remove that directory and train again with `forewarm train`';
  return new ForewarmError('FW_MODEL_INVALID', message, { hint: advice });
}
