import leven from 'leven';

/** The word that was most likely meant; `null` when none is near: more than a third of its letters differ. */
export function nearest(given: string, words: readonly string[]): string | null {
  const start = given.length > 1 ? words.find((word) => word.startsWith(given)) : undefined;
  if (start !== undefined) return start;
  let word: string | null = null;
  let least = Infinity;
  for (const one of words) {
    const distance = leven(given.toLowerCase(), one.toLowerCase());
    if (distance < least) [word, least] = [one, distance];
  }
  return word !== null && least <= Math.ceil(word.length / 3) ? word : null;
}
