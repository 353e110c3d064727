import { itemAt } from '../base/lists.ts';
import { fileNameOf, stemOf } from '../files/path.ts';
import { parseSeriesName, type SeriesName } from '../files/series.ts';

/** A clip with its name taken apart once. */
export interface NamedClip {
  readonly name: string;
  /** File name without extension, lower case. */
  readonly stem: string;
  readonly parsed: SeriesName;
}

/** Takes the name of a clip apart. */
export function readName(name: string): NamedClip {
  const file = fileNameOf(name);
  return { name, stem: stemOf(file).toLowerCase(), parsed: parseSeriesName(file) };
}

/** Reads names as {@link readName} does. */
export type NameReader = typeof readName;

/** Makes a {@link NameReader} that takes each name apart once, for all who ask. */
export function createNameReader(): NameReader {
  const known = new Map<string, NamedClip>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const read = readName(name);
    known.set(name, read);
    return read;
  };
}

/** Words that tell one cut of a piece from another, at the end of a name. */
const CUT_WORD =
  /^(?:final|edit(?:ed)?|cut|v|ver|version|short|long|full|raw|clean|reel|story|teaser|export|draft|preview|copy|master|alt|vertical|square|wide|captioned|subtitled|muted)(\d{0,2})$/;

/**
 * Names the piece a clip is a cut of: its stem without folder, case and the words that tell cuts apart.
 *
 * @example
 * pieceOf('video/Vase_v2_final.mp4'); //=> 'vase'
 */
export function pieceOf(name: string): string {
  const stem = stemOf(fileNameOf(name)).toLowerCase();
  const end = stem.slice(lastSeparator(stem) + 1);
  // Most names end with a word, or with digits, that tells no cut.
  if (end !== '' && !SHORT_NUMBER.test(end) && !CUT_WORD.test(end)) return stem;
  // Words and, between them, what separates them; word by word, since one pattern for all would look at places twice.
  const parts = stem.split(/([ _.-]+)/);
  let left = parts.length;
  while (left > 2) {
    // A number may be a word of its own behind the word, and a separator may end the name.
    const last = itemAt(parts, left - 1);
    const isNumber = SHORT_NUMBER.test(last);
    const at = isNumber || last === '' ? left - 3 : left - 1;
    const word = at < 2 ? null : CUT_WORD.exec(itemAt(parts, at));
    if (word === null || (isNumber && word[1] !== '')) break;
    left = at - 1;
  }
  return parts.slice(0, left).join('') || stem;
}

const SHORT_NUMBER = /^\d{1,2}$/;

/** Finds the place of the last sign that separates words; -1 without one. */
function lastSeparator(stem: string): number {
  let at = stem.length - 1;
  while (at >= 0 && !' _.-'.includes(stem.charAt(at))) at -= 1;
  return at;
}
