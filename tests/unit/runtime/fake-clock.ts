import type { Clock } from '../../../src/runtime/clock.ts';

/** A clock that moves only when something sleeps on it; sleeps pass at once and are written down. */
export interface FakeClock extends Clock {
  readonly slept: number[];
  advance(ms: number): void;
}

export function createFakeClock(start = 0): FakeClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
      await Promise.resolve();
      signal?.throwIfAborted();
    },
  };
}
