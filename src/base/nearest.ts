import leven from 'leven';

/** The word that was most likely meant; `null` when none is near: more than a third of its letters differ. */
export function nearest(given: string, words: readonly string[]): string | null {
  const start = given.length > 1 ? words.find((word) => word.startsWith(given)) : undefined;
  if (start !== undefined) return start;
  let [near, least]: [string | null, number] = [null, Infinity];
  for (const word of words) {
    const distance = leven(given.toLowerCase(), word.toLowerCase());
    if (distance < least) [near, least] = [word, distance];
  }
  return near !== null && least <= Math.ceil(near.length / 3) ? near : null;
}
