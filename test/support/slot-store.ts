import type { SlotRun, SlotStore } from '../../src/app/ports/host.ts';
import { assert } from '../../src/core/assert.ts';

/** A SlotStore in maps: job → slot → run. */
export class MemorySlotStore implements SlotStore {
  readonly #jobs = new Map<string, Map<number, SlotRun>>();

  latest(job: string): SlotRun | null {
    const runs = [...this.#runsOf(job).values()];
    return runs.sort((a, b) => a.slot - b.slot).at(-1) ?? null;
  }

  begin(job: string, slot: number, at: number): boolean {
    const runs = this.#runsOf(job);
    if (runs.has(slot)) return false;
    runs.set(slot, { slot, startedAt: at, finishedAt: null, outcome: null });
    this.#jobs.set(job, runs);
    return true;
  }

  finish(job: string, slot: number, at: number, outcome: string): void {
    const run = this.#runsOf(job).get(slot);
    assert(run !== undefined, `slot ${slot} of ${job} was never begun`);
    this.#runsOf(job).set(slot, { ...run, finishedAt: at, outcome });
  }

  forgetAfter(job: string, at: number): void {
    const runs = this.#runsOf(job);
    for (const slot of [...runs.keys()]) if (slot > at) runs.delete(slot);
  }

  #runsOf(job: string): Map<number, SlotRun> {
    return this.#jobs.get(job) ?? new Map();
  }
}
