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

/** FNV-1a, 32 bits. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
