import { createRandom, hash32 } from '../../shared/random.ts';

/** Draws for one part of one post, the same whatever else is made. */
export function drawsFor(seed: number, index: number, part: number): () => number {
  return createRandom(hash32(hash32(seed, part), index));
}

/** A draw from the standard normal distribution (Box–Muller). */
export function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** The items in a seeded order (Fisher–Yates). The list given stays as it is. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = order[last];
    const taken = order[other];
    if (moved === undefined || taken === undefined) continue;
    order[last] = taken;
    order[other] = moved;
  }
  return order;
}

/** An id of 17 digits, above 2^53. `space` keeps kinds of nodes apart. */
export function nodeId(space: number, seed: number, index: number): string {
  return String(BigInt(space) * 10_000_000_000_000n + BigInt(seed % 1_000) * 10_000_000_000n + BigInt(index));
}
