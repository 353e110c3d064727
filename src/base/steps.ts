/**
 * Long work in steps: between two of them whoever runs it may do something else. `return` of the generator is the result.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs work in steps to its end at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
