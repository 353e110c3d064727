/** Posts asked first where a permission seems to be missing: if it is, the rest need not be asked. */
const SCOUTS = 5;

/**
 * Splits many items into a few, spread over the whole list, and the rest. Few items are not worth splitting: all of
 * them go first.
 */
export function pickScouts<T>(items: readonly T[]): { readonly first: T[]; readonly rest: T[] } {
  if (items.length <= 2 * SCOUTS) return { first: [...items], rest: [] };
  const step = (items.length - 1) / (SCOUTS - 1);
  const places = new Set(Array.from({ length: SCOUTS }, (_, scout) => Math.round(scout * step)));
  return {
    first: items.filter((_, place) => places.has(place)),
    rest: items.filter((_, place) => !places.has(place)),
  };
}
