/**
 * What several iterators give, as it comes, until the first error or until the loop is left. Whoever made them has to end
 * those that wait for something just then: a generator that waits cannot be left.
 */
export async function* mergeIterators<T>(
  sources: readonly AsyncGenerator<T, void, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const pending = new Map<AsyncGenerator<T, void, undefined>, Promise<Arrival<T>>>();
  const ask = (source: AsyncGenerator<T, void, undefined>): void => {
    pending.set(
      source,
      source.next().then((result) => ({ source, result })),
    );
  };
  for (const source of sources) ask(source);
  try {
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values());
      pending.delete(source);
      if (result.done === true) continue;
      ask(source);
      yield result.value;
    }
  } finally {
    // Those still waiting end with their own listing; nobody is left to hear of it.
    for (const [source, waiting] of pending) {
      waiting.catch(() => undefined);
      void source.return().catch(() => undefined);
    }
  }
}

interface Arrival<T> {
  readonly source: AsyncGenerator<T, void, undefined>;
  readonly result: IteratorResult<T, void>;
}
