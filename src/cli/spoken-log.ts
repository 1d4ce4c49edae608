import type { Log } from '../app/ports/host.ts';
import type { Io } from './io.ts';
import { wrap } from './output.ts';

/**
 * A log for a command that a person started: warnings and failures as sentences on `io.err`, with
 * what they are about before them and what to do below; all else is silent.
 */
export function spokenLog(io: Pick<Io, 'err' | 'columns'>): Log {
  const speak = (fields: object, message: string): void => {
    const { group, series, detail, reason, hint } = fields as Readonly<Record<string, unknown>>;
    const about = typeof group === 'string' ? group : series;
    const said = [about, message, detail ?? reason].filter((part) => typeof part === 'string');
    io.err(wrap(`warning: ${said.join(': ')}`, io.columns));
    if (typeof hint === 'string') io.err(wrap(hint, io.columns, '  '));
  };
  const silent = (): void => {};
  return { debug: silent, info: silent, warn: speak, error: speak };
}
