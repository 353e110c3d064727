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

/** Counts the characters to put in, leave out or replace to make one text of another (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const above = row;
    row = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}
