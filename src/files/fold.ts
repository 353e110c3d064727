/**
 * Something computed from a stream of files one at a time. A fold keeps what its result needs and nothing else, so a
 * listing of any length runs through many of them in a small heap. The order of the files never changes a result.
 */
export interface Fold<in F, out R> {
  /** Takes one more file in. */
  add(file: F): void;
  /** May be asked for at any time and again later. */
  result(): R;
}

/**
 * Runs a list through one fold.
 *
 * @example
 * foldFiles([{ size_bytes: 5 }], createTotals()); //=> { files: 1, size_bytes: 5, size_mb: 0 }
 */
export function foldFiles<F, R>(files: Iterable<F>, fold: Fold<F, R>): R {
  for (const file of files) fold.add(file);
  return fold.result();
}
