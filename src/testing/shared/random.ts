/**
 * A small seeded generator: mulberry32, 32 bits of state, period 2^32. The same seed gives the same numbers on every
 * platform and Node version. For test data and fault plans only, never for secrets.
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
 * The same mixing as one pure step: 32 well-spread bits for `(seed, index)`, so that row one million can be made
 * without making the rows before it. An unsigned 32-bit integer.
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
