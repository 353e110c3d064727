/**
 * Long work in steps: between two of them whoever runs it may do something else. `return` of the generator is the result.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Maps a list in steps of `size` items. */
export function* mapInSteps<T, R>(items: readonly T[], size: number, map: (item: T, index: number) => R): Steps<R[]> {
  const mapped: R[] = [];
  for (const [index, item] of items.entries()) {
    mapped.push(map(item, index));
    if ((index + 1) % size === 0) yield;
  }
  return mapped;
}

/** Runs work in steps to its end at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
