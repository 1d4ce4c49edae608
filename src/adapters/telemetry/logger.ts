import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log } from '../../app/ports/host.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A pino log of one JSON object a line on stderr, written at once so that a crash loses nothing. */
export function openLog(level: LogLevel, stream: DestinationStream = destination(2)): Log & Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}
