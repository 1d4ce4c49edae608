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
    columns: Math.min(stdout.columns ?? 80, 120),
    interactive: stderr.isTTY === true && env.CI === undefined,
    unicode: /utf-?8/i.test(locale),
    env,
    signal,
  };
}
