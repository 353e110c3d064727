/**
 * Creates a small seeded generator: mulberry32, 32 bits of state, period 2^32. The same seed gives the same numbers on
 * every platform and Node version. For test data and fault plans only, never for secrets.
 *
 * @returns a function that gives the next number in [0, 1)
 * @example
 * const random = createRandom(1);
 * random(); //=> 0.6270739405881613
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Hashes by the same mixing as one pure step: 32 well-spread bits for `(seed, index)`, so that row one million can be
 * made without making the rows before it. An unsigned 32-bit integer.
 *
 * @example
 * hash32(1, 0); //=> 126360280
 */
export function hash32(seed: number, index: number): number {
  let mixed = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(index, 0x6d2b79f5) + 0x6d2b79f5) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/**
 * Puts insight rows in an order of their own, always the same for the same node: Graph promises none, and a client
 * that reads rows by position must not pass.
 */
export function shuffledRows<T extends { readonly id: string }>(rows: readonly T[]): T[] {
  return rows
    .map((row) => ({ row, rank: textHash(row.id) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row);
}

/** Computes FNV-1a, 32 bits. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
