import type { Clock, Log, SlotRun, SlotStore } from '../app/ports/host.ts';
import type { EpochSeconds } from '../core/units.ts';
import { ForewarmError } from '../errors.ts';

/** Work that falls due at slots of time. */
export interface Job {
  readonly name: string;
  /** Jobs of one lane never run at the same time. */
  readonly lane: string;
  /** The newest slot at or before `at`; null = there was none. */
  latestSlot(at: EpochSeconds): EpochSeconds | null;
  /** Returns a word on the outcome, for the slot ledger. */
  run(slot: EpochSeconds, signal: AbortSignal): Promise<string>;
}

/** A clock may be set back by this much without anything that has run being run again. */
const clockSlackSeconds = 300;

/**
 * Runs each job once for its newest slot, whoever ticks and however late.
 *
 * The trigger (node-cron in production, the virtual clock of the demo) only says "look now". What
 * is due is read from the slot ledger, so a slot missed while the process was down, or while a
 * lane was busy, is noticed at the next tick and the latest one is run; older ones are skipped,
 * for a warm pool has no use for yesterday's decision.
 */
export class Loop {
  readonly #jobs: readonly Job[];
  readonly #ports: { readonly clock: Clock; readonly slots: SlotStore; readonly log: Log };
  readonly #stop = new AbortController();
  readonly #lanes = new Map<string, Promise<void>>();

  constructor(
    jobs: readonly Job[],
    ports: { readonly clock: Clock; readonly slots: SlotStore; readonly log: Log },
  ) {
    this.#jobs = jobs;
    this.#ports = ports;
  }

  /** Starts what is due; resolves when it has ended. A lane that is busy is left alone. */
  async tick(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const now = this.#ports.clock.now();
    const lanes = new Set(this.#jobs.map((job) => job.lane));
    await Promise.all([...lanes].map((lane) => this.#runLane(lane, now)));
  }

  /** Aborts what can be aborted and waits for the rest; no tick starts anything afterwards. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#lanes.values());
  }

  async #runLane(lane: string, now: EpochSeconds): Promise<void> {
    if (this.#lanes.has(lane)) return;
    const work = (async () => {
      for (const job of this.#jobs) if (job.lane === lane) await this.#runIfDue(job, now);
    })();
    this.#lanes.set(lane, work);
    try {
      await work;
    } finally {
      this.#lanes.delete(lane);
    }
  }

  /** A slot ledger that is busy or full costs this slot, not the daemon. */
  async #runIfDue(job: Job, now: EpochSeconds): Promise<void> {
    try {
      await this.#runSlot(job, now);
    } catch (error) {
      if (!(error instanceof ForewarmError)) throw error;
      const { code, message } = error;
      this.#ports.log.error({ job: job.name, code, detail: message }, 'a slot could not be booked');
    }
  }

  async #runSlot(job: Job, now: EpochSeconds): Promise<void> {
    const { slots, clock, log } = this.#ports;
    const slot = job.latestSlot(now);
    const last = this.#latestRun(job, now);
    if (this.#stop.signal.aborted || slot === null || (last !== null && last.slot >= slot)) return;
    if (!slots.begin(job.name, slot, now)) return;
    if (last !== null && last.finishedAt === null) {
      log.warn({ job: job.name, slot: last.slot }, 'a slot was begun and never finished');
    }
    const outcome = await this.#attempt(job, slot);
    slots.finish(job.name, slot, clock.now(), outcome);
  }

  /** The last run. One that lies ahead of the clock is no reason to sleep until the clock gets there. */
  #latestRun({ name: job }: Job, now: EpochSeconds): SlotRun | null {
    const { slots, log } = this.#ports;
    const last = slots.latest(job);
    if (last === null || last.slot <= now + clockSlackSeconds) return last;
    log.warn({ job, slot: last.slot, now }, 'a slot lies in the future: the clock was ahead');
    slots.forgetAfter(job, now);
    return slots.latest(job);
  }

  /** A job's failure ends its slot, never the loop; a broken invariant ends the process. */
  async #attempt(job: Job, slot: EpochSeconds): Promise<string> {
    try {
      return await job.run(slot, this.#stop.signal);
    } catch (error) {
      if (!(error instanceof ForewarmError)) throw error;
      const { code, message, hint } = error;
      this.#ports.log.error({ job: job.name, slot, code, hint, detail: message }, 'a job failed');
      return code;
    }
  }
}

/** Slots at every whole multiple of `stepSeconds`. */
export function everyStep(stepSeconds: number): (at: EpochSeconds) => EpochSeconds {
  return (at) => at - (at % stepSeconds);
}
