import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Member } from '../../core/forecasting/members/member.ts';
import { restoreMember } from '../../core/forecasting/portfolio/restore.ts';
import { priorMember } from '../../core/forecasting/prior/prior.ts';
import { readArtefact } from './artefact.ts';

/** Where the prior lies that forewarm ships. */
export function shippedPrior(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '../../../models/prior');
}

/**
 * The prior saved in `directory`; null where there is none that can be read. It helps a young group
 * and nobody depends on it, so that its absence is no reason not to train.
 */
export function readPrior(directory = shippedPrior()): Member | null {
  const artefact = readArtefact(directory);
  if (artefact.kind !== 'whole') return null;
  try {
    return priorMember(restoreMember(artefact.state));
  } catch {
    return null; // of another version, or of another shape
  }
}
