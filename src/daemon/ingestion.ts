import { ingestTraffic } from '../app/ingest.ts';
import type { Clock, Log } from '../app/ports/host.ts';
import type { SeriesStore } from '../app/ports/series.ts';
import { secondsPerDay } from '../core/units.ts';
import { orWarn } from './or-warn.ts';
import type { Setup } from './setup.ts';

export interface IngestPorts {
  readonly series: SeriesStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reads new traffic of every group until `signal` aborts. One that fails is logged and left to go
 * stale: others go on.
 * @param first The group to begin with; null, or one that there is no more = the first of the file.
 * @returns The group to begin with when the rest is read; null = none is left. It is the one after
 *   that which was cut short, so that no group, however slow, keeps others from their turn.
 */
export async function ingestAll(
  { groups, sources, config }: Pick<Setup, 'groups' | 'sources' | 'config'>,
  { series: store, clock, log }: IngestPorts,
  signal: AbortSignal,
  first: string | null = null,
): Promise<string | null> {
  const historySeconds = config.forecast.historyDays * secondsPerDay;
  const start = Math.max(
    groups.findIndex(({ policy }) => policy.group === first),
    0,
  );
  const inTurn = [...groups.slice(start), ...groups.slice(0, start)];
  for (const [i, { policy, series }] of inTurn.entries()) {
    const source = sources.get(series);
    if (source === undefined) continue;
    const fields = { group: policy.group };
    await orWarn({ log, fields, signal, message: 'traffic could not be read' }, async () => {
      const now = clock.now();
      const report = await ingestTraffic({ series, source, store, now, historySeconds, signal });
      log.debug({ ...fields, ...report }, 'traffic ingested');
    });
    if (signal.aborted) return inTurn[(i + 1) % inTurn.length]!.policy.group;
  }
  return null;
}
