import type { Sample } from '../core/series/series.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { AppendCount, SampleBatch, SeriesStore, TrafficSource } from './ports.ts';

/** Seconds before the newest sample that are read again, as metrics may arrive or change late. */
const overlapSecondsDefault = 900;

export interface IngestRequest {
  readonly series: string;
  readonly source: TrafficSource;
  readonly store: SeriesStore;
  readonly now: EpochSeconds;
  /** How far back the first run reads, and no later run reaches, seconds > 0. */
  readonly historySeconds: number;
  /** Default 900. */
  readonly overlapSeconds?: number;
  readonly signal?: AbortSignal;
}

export interface IngestReport extends AppendCount {
  readonly series: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
  /** Samples that are no load: negative, not finite, or out of order. They were left out. */
  readonly discarded: number;
  /** Seconds from the end of the newest sample stored to `now`; null = nothing is stored. */
  readonly dataAgeSeconds: number | null;
}

/**
 * Reads what `source` has measured since the newest stored sample, or its whole history the first
 * time, and stores it. Safe to repeat: what is stored already is left or replaced, never doubled.
 * @throws ForewarmError what the source or the store throws; the batches before it stay.
 */
export async function ingestTraffic(request: IngestRequest): Promise<IngestReport> {
  const { series, source, store, now } = request;
  const from = ingestFrom(request);
  const batches = await source.read(from, now, request.signal);
  let report = { inserted: 0, replaced: 0, unchanged: 0, discarded: 0 };
  // Oldest first, so that a crash leaves a beginning and the next run carries on from there.
  for (const batch of [...batches].sort(byStart)) {
    const samples = loadOf(batch.samples);
    const count = store.append(series, { stepSeconds: batch.stepSeconds, samples });
    report = {
      inserted: report.inserted + count.inserted,
      replaced: report.replaced + count.replaced,
      unchanged: report.unchanged + count.unchanged,
      discarded: report.discarded + batch.samples.length - samples.length,
    };
  }
  const extent = store.extent(series);
  const dataAgeSeconds = extent === null ? null : now - extent.end;
  return { series, from, to: now, ...report, dataAgeSeconds };
}

/** Where reading starts: even if a sample claims to be from the future, the overlap is read. */
function ingestFrom({ series, store, now, ...request }: IngestRequest): EpochSeconds {
  const overlapSeconds = request.overlapSeconds ?? overlapSecondsDefault;
  const oldest = now - request.historySeconds;
  const extent = store.extent(series);
  if (extent === null) return oldest;
  return Math.max(oldest, Math.min(extent.end, now) - overlapSeconds);
}

function byStart(a: SampleBatch, b: SampleBatch): number {
  return (a.samples[0]?.at ?? 0) - (b.samples[0]?.at ?? 0);
}

/** The samples a store may hold: finite, not negative, each later than the one before. */
function loadOf(samples: readonly Sample[]): Sample[] {
  let latest = Number.NEGATIVE_INFINITY;
  return samples.filter(({ at, value }) => {
    const isLoad = Number.isFinite(value) && value >= 0 && Number.isSafeInteger(at) && at > latest;
    if (isLoad) latest = at;
    return isLoad;
  });
}

export interface ImportReport extends AppendCount {
  readonly series: string;
  readonly from: EpochSeconds;
  /** End of the last sample. */
  readonly to: EpochSeconds;
}

/** Stores the samples of a whole file, ≥ 1, in one transaction. Importing twice changes nothing. */
export function importSamples(
  series: string,
  batch: SampleBatch,
  store: SeriesStore,
): ImportReport {
  const count = store.append(series, batch);
  const { samples, stepSeconds } = batch;
  return { series, from: samples[0]!.at, to: samples.at(-1)!.at + stepSeconds, ...count };
}
