/** The word that was most likely meant; `null` when none is near: more than a third of its letters differ. */
export function nearest(given: string, words: readonly string[]): string | null {
  const start = given.length > 1 ? words.find((word) => word.startsWith(given)) : undefined;
  if (start !== undefined) return start;
  let [near, least]: [string | null, number] = [null, Infinity];
  for (const word of words) {
    const distance = editDistance(given.toLowerCase(), word.toLowerCase());
    if (distance < least) [near, least] = [word, distance];
  }
  return near !== null && least <= Math.ceil(near.length / 3) ? near : null;
}

/**
 * Counts the characters that have to be put in, left out or replaced to make one text of another (Levenshtein).
 *
 * @param most a distance above it is not worked out: some number above it is given
 * @example
 * editDistance('vidoe', 'video'); //=> 2
 */
export function editDistance(from: string, to: string, most = Infinity): number {
  const row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    let diagonal = line - 1;
    let left = line;
    let least = line;
    row[0] = line;
    for (let column = 1; column <= to.length; column += 1) {
      const above = row[column] ?? 0;
      left = Math.min(above + 1, left + 1, diagonal + (from[line - 1] === to[column - 1] ? 0 : 1));
      row[column] = left;
      least = Math.min(least, left);
      diagonal = above;
    }
    if (least > most) return least;
  }
  return row.at(-1) ?? 0;
}
