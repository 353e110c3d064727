import { setMaxListeners } from 'node:events';

/**
 * Runs work that several signals may stop, and settles at once when one fires, even if the work looks at none. The work
 * is given one signal for all. No listener stays on the given signals, however long they live.
 *
 * @throws the reason of the signal that fired first, unchanged; whatever the work throws
 */
export async function untilAborted<T>(
  run: (signal: AbortSignal) => Promise<T>,
  signals: readonly (AbortSignal | undefined)[],
): Promise<T> {
  for (const signal of signals) signal?.throwIfAborted();
  const work = new AbortController();
  // Everything the work does in parallel listens here; Node would take more than ten for a leak.
  setMaxListeners(0, work.signal);
  let reject: (reason: unknown) => void = () => undefined;
  const stopped = new Promise<never>((_resolve, rejectStopped) => {
    reject = rejectStopped;
  });
  // Work that throws at once leaves nobody who listens.
  stopped.catch(() => undefined);
  const listening = signals.map((signal) => {
    const stop = (): void => {
      // Rejected first: the caller hears why it was stopped, not what the work makes of that.
      reject(signal?.reason);
      work.abort(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
    return () => signal?.removeEventListener('abort', stop);
  });
  try {
    return await Promise.race([stopped, run(work.signal)]);
  } finally {
    for (const stopListening of listening) stopListening();
    // A promise that stays open holds the race and its result, and a listener that was taken off a long-lived signal
    // holds the promise until old garbage is collected: a listing's pages outlived their use by it.
    reject(undefined);
  }
}
