/** Characters that may stand at one place of a name made by a counter, a clock or a hash, in order. */
const ALPHABETS: readonly string[] = [
  '0123456789',
  '0123456789abcdef',
  '0123456789ABCDEF',
  '0123456789abcdefghijklmnopqrstuvwxyz',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
];

/** Characters looked at from the place of the cut on; enough to tell a hash from a counter in all but freak cases. */
const SAMPLE = 8;

/**
 * The narrowest usual alphabet of the runs of letters and digits that begin at `position`; `null` when the runs hold no
 * digit (they are words, whose next letter cannot be guessed) or nothing usual.
 *
 * @example
 * alphabetAt(['clip_07', 'clip_12'], 5); //=> '0123456789'
 */
export function alphabetAt(names: readonly string[], position: number): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    for (const character of name.slice(position, position + SAMPLE)) {
      if (!/[0-9A-Za-z]/.test(character)) break;
      seen.add(character);
    }
  }
  const characters = [...seen];
  if (!characters.some((character) => /[0-9]/.test(character))) return null;
  return ALPHABETS.find((alphabet) => characters.every((character) => alphabet.includes(character))) ?? null;
}

const DECIMAL = ALPHABETS[0];

/**
 * Texts of one more character, after `after`. Names of a hash fill their alphabet evenly, so two characters more are
 * given when one gives fewer than `count`; a counter or a clock may end at any digit, and two would mostly hit nothing.
 */
export function extensionsOf(prefix: string, after: string, alphabet: string, count: number): string[] {
  const firsts = [...alphabet].filter((character) => character > after);
  const ones = firsts.map((first) => prefix + first);
  if (ones.length >= count || alphabet === DECIMAL) return ones;
  return firsts.flatMap((first) => [...alphabet].map((second) => prefix + first + second));
}

/**
 * Up to `count` of some texts, spread so that the parts between them and at both ends hold about as many.
 *
 * @example
 * pickEvenly(['1', '2', '3'], 1); //=> ['2']
 */
export function pickEvenly(texts: readonly string[], count: number): string[] {
  if (count >= texts.length) return [...texts];
  const picked: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const text = texts[Math.floor((index * texts.length) / (count + 1))];
    if (text !== undefined && text !== picked.at(-1)) picked.push(text);
  }
  return picked;
}
