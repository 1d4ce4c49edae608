/**
 * What `work` comes to, under a signal that aborts when `signal` does and after `millis`.
 *
 * It has a controller and a timer of its own: Node 20 may throw away what `AbortSignal.any` and
 * `AbortSignal.timeout` return while someone waits for them, and then tells neither the end of the
 * daemon nor that of the time.
 */
export async function withPatience<Result>(
  millis: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const control = new AbortController();
  const stop = () => control.abort(signal.reason);
  const giveUp = () => control.abort(new DOMException('it took too long', 'TimeoutError'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(giveUp, millis);
  try {
    return await work(control.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
