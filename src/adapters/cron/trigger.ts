import { schedule } from 'node-cron';

/** Calls `onTick` at each minute until stopped. A late minute still runs; the slot ledger decides what is due. */
export function everyMinute(onTick: () => void): { stop(): Promise<void> } {
  const task = schedule('* * * * *', onTick, {
    name: 'forewarm',
    noOverlap: false,
    missedExecutionTolerance: 50_000,
    suppressMissedWarning: true,
  });
  return { stop: async () => void (await task.destroy()) };
}
