import { untilAborted } from '../runtime/until-aborted.ts';

interface Current<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  callers: number;
}

/**
 * Work that several callers wait for together: done once, on a signal of its own. A caller that leaves takes nobody
 * else along; when the last one leaves the work is stopped.
 */
export class SharedWork<T> {
  #current: Current<T> | null = null;

  /**
   * Joins the work under way, or starts it.
   *
   * @throws the caller's own abort reason; whatever the work throws
   */
  async join(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const current = (this.#current ??= this.#start(work));
    current.callers += 1;
    try {
      return await untilAborted(() => current.result, [signal]);
    } finally {
      current.callers -= 1;
      if (current.callers === 0) this.#leave(current);
    }
  }

  #start(work: (signal: AbortSignal) => Promise<T>): Current<T> {
    const stop = new AbortController();
    const result = work(stop.signal);
    const current: Current<T> = { result, stop, callers: 0 };
    const finish = (): void => {
      this.#forget(current);
    };
    // Told to the callers; when all have left, to nobody.
    result.then(finish, finish);
    return current;
  }

  #leave(current: Current<T>): void {
    this.#forget(current);
    current.stop.abort();
  }

  #forget(current: Current<T>): void {
    if (this.#current === current) this.#current = null;
  }
}
