import type { Sample } from '../core/series/series.ts';
import type { EpochSeconds } from '../core/units.ts';
import type { AppendCount, SampleBatch, SeriesStore, TrafficSource } from './ports/series.ts';

/** Seconds before the newest sample that are read again, as metrics may arrive or change late. */
const overlapSeconds = 900;

export interface IngestRequest {
  readonly series: string;
  readonly source: TrafficSource;
  readonly store: SeriesStore;
  readonly now: EpochSeconds;
  /** How far back the first run reads, and no later run reaches, seconds > 0. */
  readonly historySeconds: number;
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
  let count: AppendCount = { inserted: 0, replaced: 0, unchanged: 0 };
  let discarded = 0;
  // Oldest first, so that a crash leaves a beginning and the next run carries on from there.
  for (const batch of [...batches].sort(byStart)) {
    const samples = loadOf(batch.samples);
    count = sumOf(count, store.append(series, { stepSeconds: batch.stepSeconds, samples }));
    discarded += batch.samples.length - samples.length;
  }
  const extent = store.extent(series, now);
  const dataAgeSeconds = extent === null ? null : now - extent.end;
  return { series, from, to: now, ...count, discarded, dataAgeSeconds };
}

/** Where reading starts: a sample that claims to be from the future is no reason to skip what came before. */
function ingestFrom({ series, store, now, historySeconds }: IngestRequest): EpochSeconds {
  const oldest = now - historySeconds;
  const extent = store.extent(series, now);
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

/** Samples stored in one transaction: some tens of milliseconds of the write lock. */
const samplesAtOnce = 10_000;

/**
 * Stores the samples of a whole file, ≥ 1, a piece at a time with a `pause` between two, so that a
 * daemon on the same database has its turn. An import that was broken off is completed by another:
 * what is stored already stays, and importing twice changes nothing.
 * @throws ForewarmError FW_DB_BROKEN; what was stored until then stays.
 */
export async function importSamples(
  series: string,
  { stepSeconds, samples }: SampleBatch,
  store: SeriesStore,
  { pause, signal }: { readonly pause: () => Promise<void>; readonly signal?: AbortSignal },
): Promise<ImportReport> {
  let report = { inserted: 0, replaced: 0, unchanged: 0 };
  for (let from = 0; from < samples.length; from += samplesAtOnce) {
    if (from > 0) await pause();
    signal?.throwIfAborted();
    const piece = samples.slice(from, from + samplesAtOnce);
    report = sumOf(report, store.append(series, { stepSeconds, samples: piece }));
  }
  return { series, from: samples[0]!.at, to: samples.at(-1)!.at + stepSeconds, ...report };
}

function sumOf(a: AppendCount, b: AppendCount): AppendCount {
  return {
    inserted: a.inserted + b.inserted,
    replaced: a.replaced + b.replaced,
    unchanged: a.unchanged + b.unchanged,
  };
}
