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
  /** Aborted on SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Columns of output that goes to no terminal, or to one that does not know its own width. */
const usualColumns = 80;
/** A chart needs as many, and long lines are read badly. */
const columnsWithin = { least: 40, most: 120 } as const;

/** The columns to print in, of a terminal that reports so many; undefined = there is no terminal. */
export function columnsOf(reported: number | undefined): number {
  const columns = reported === undefined || reported === 0 ? usualColumns : reported;
  return Math.min(Math.max(columns, columnsWithin.least), columnsWithin.most);
}

/** The real terminal. A closed pipe (`forewarm … | head`) ends the process quietly. */
export function terminal(signal: AbortSignal): Io {
  const { stdout, stderr, env } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const locale = env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? 'C.UTF-8';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: columnsOf(stdout.columns),
    interactive: stderr.isTTY === true && env.CI === undefined,
    unicode: /utf-?8/i.test(locale),
    env,
    signal,
  };
}
