/** The word that was most likely meant; `null` when none is near. */
export function nearest(given: string, words: Iterable<string>): string | null {
  let best: { readonly word: string; readonly distance: number } | null = null;
  for (const word of words) {
    const distance = word.startsWith(given) && given.length > 1 ? 1 : editDistance(given, word);
    if (best === null || distance < best.distance) best = { word, distance };
  }
  if (best === null) return null;
  return best.distance <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : null;
}

/** Letters to insert, leave out, replace or exchange with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const costs = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1)];
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) costs.push((before[j - 2] ?? Infinity) + 1);
      row.push(Math.min(...costs));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
