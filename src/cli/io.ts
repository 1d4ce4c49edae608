/** The terminal as a command sees it: data on `out`, everything else on `err`. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Columns a table or chart may use. */
  readonly columns: number;
  /** True when a person watches `err`: live lines are drawn only then. */
  readonly interactive: boolean;
  /** False where only ASCII can be shown. */
  readonly unicode: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Aborted by SIGINT or SIGTERM, with its name. Only a command that ends itself asks for it: until
   * then either ends the process at once, also in the midst of work that looks at nothing else.
   */
  readonly signal: AbortSignal;
}

/** Exit codes of a command that a signal ended. Source: POSIX shells, 128 + its number. */
export const stopCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Columns of output that goes to no terminal, or to one that does not know its own width. */
const usualColumns = 80;
/** A chart needs as many, and long lines are read badly. */
const columnsWithin = { least: 40, most: 120 } as const;

/** The columns to print in, of a terminal that reports so many; undefined = there is no terminal. */
export function columnsOf(reported: number | undefined): number {
  const columns = reported === undefined || reported === 0 ? usualColumns : reported;
  return Math.min(Math.max(columns, columnsWithin.least), columnsWithin.most);
}

/**
 * The real terminal. Where nobody reads the data (`forewarm … | head`) the process ends quietly; where
 * nobody reads the rest, the work goes on.
 */
export function terminal(): Io {
  const { stdout, stderr, env } = process;
  let signal: AbortSignal | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: columnsOf(stdout.columns),
    interactive: stderr.isTTY === true && env.CI === undefined,
    unicode: isUnicode(env),
    env,
    get signal() {
      signal ??= stopSignal();
      return signal;
    },
  };
}

/** Whether the locale has more than ASCII. Source: POSIX; an empty variable counts as none. */
export function isUnicode({ LC_ALL, LC_CTYPE, LANG }: Io['env']): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || 'C.UTF-8');
}

/** Aborted by the first SIGINT or SIGTERM from now on; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(stopCodes[name]);
      stop.abort(name);
    });
  }
  return stop.signal;
}
