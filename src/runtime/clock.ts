/** Time as the library sees it. Tests and simulations bring their own. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now: () => number;
  /** Resolves after `ms` milliseconds; rejects with the signal's own reason as soon as the signal aborts. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The longest wait a timer can hold, about 24.8 days; a longer one would fire at once. */
export const MAX_TIMER_MS: number = 2 ** 31 - 1;

/**
 * The computer's clock. Its timers keep the process alive while something waits on them, which those of
 * `AbortSignal.timeout()` do not: a program that waits on nothing else would end in the middle.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    await wait(ms, signal);
    signal?.throwIfAborted();
  },
};

/** Resolves when the time is up or the signal fires, whichever comes first, and leaves no listener behind. */
async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
    signal?.addEventListener('abort', finish, { once: true });
  });
}
