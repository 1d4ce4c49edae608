import type {
  AppendCount,
  SampleBatch,
  SeriesExtent,
  SeriesStore,
} from '../../src/app/ports/series.ts';
import { assertSamples, resample, type SampleRun } from '../../src/core/series/resample.ts';
import type { TimeSeries } from '../../src/core/series/series.ts';

/** A SeriesStore in maps: series → seconds of a step → time → value. */
export class MemorySeriesStore implements SeriesStore {
  readonly #stored = new Map<string, Map<number, Map<number, number>>>();

  append(series: string, batch: SampleBatch): AppendCount {
    assertSamples(batch);
    if (batch.samples.length === 0) return { inserted: 0, replaced: 0, unchanged: 0 };
    const resolutions = this.#stored.get(series) ?? new Map<number, Map<number, number>>();
    const samples = resolutions.get(batch.stepSeconds) ?? new Map<number, number>();
    this.#stored.set(series, resolutions.set(batch.stepSeconds, samples));
    const count = { inserted: 0, replaced: 0, unchanged: 0 };
    for (const { at, value } of batch.samples) {
      const before = samples.get(at);
      if (before === undefined) count.inserted += 1;
      else if (before === value) count.unchanged += 1;
      else count.replaced += 1;
      samples.set(at, value);
    }
    return count;
  }

  range(series: string, from: number, to: number, stepSeconds: number): TimeSeries {
    return resample(this.#runs(series), { from, to, stepSeconds });
  }

  extent(series: string, at = Number.POSITIVE_INFINITY): SeriesExtent | null {
    const runs = this.#runs(series);
    const ends = runs.flatMap(({ samples, stepSeconds }) =>
      samples.filter((sample) => sample.at <= at).map((sample) => sample.at + stepSeconds),
    );
    if (ends.length === 0) return null;
    return {
      first: Math.min(...runs.map(({ samples }) => samples[0]!.at)),
      end: ends.reduce((latest, end) => Math.max(latest, end)),
      samples: runs.reduce((sum, { samples }) => sum + samples.length, 0),
      stepSeconds: Math.min(...runs.map((run) => run.stepSeconds)),
    };
  }

  list(): string[] {
    return [...this.#stored.keys()].sort();
  }

  #runs(series: string): SampleRun[] {
    return [...(this.#stored.get(series) ?? [])].map(([stepSeconds, samples]) => ({
      stepSeconds,
      samples: [...samples].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at),
    }));
  }
}
