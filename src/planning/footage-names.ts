import { fileNameOf, stemOf } from '../files/path.ts';
import { parseSeriesName, type SeriesName } from '../files/series.ts';

/** A clip with its name taken apart once. */
export interface NamedClip {
  readonly name: string;
  /** File name without extension, lower case. */
  readonly stem: string;
  readonly parsed: SeriesName;
}

/** Likelihood ratios of a caption: how much more probable it is if the post was made of such a clip. */
export interface CaptionEvidence {
  /** Of single clips, by their index. */
  readonly quoted: ReadonlyMap<number, number>;
  /** Of all clips of a series. */
  readonly named: ReadonlyMap<string, number>;
}

/** Shorter subjects, and those without a number, are ordinary words. */
const LEAST_LETTERS = 4;
/**
 * Likelihood ratios. A caption quotes the name of its clip in a few posts of a hundred, and a name like `a1_final` by
 * accident next to never; a subject (`vase24`) also where other footage of the same piece was posted. Chosen by us.
 */
const STEM_RATIO = 600;
const SUBJECT_RATIO = 40;
/** Captions that name what they show, among those whose clips have a name that says it. */
const NAMING_SHARE = 0.5;
const MOST_NAMING_RATIO = 20;
/** A word in more than this share of the names tells no clips apart. */
const COMMON_SHARE = 0.5;
/** A name that more clips than this share is none of a single clip. */
const MOST_NAMESAKES = 60;

/** Takes the name of a clip apart. */
export function readName(name: string): NamedClip {
  const file = fileNameOf(name);
  return { name, stem: stemOf(file).toLowerCase(), parsed: parseSeriesName(file) };
}

/**
 * What captions say of clips, per caption: whole stems (ratio 600, or as rare as the word is where it is one without a
 * digit or `_`), subjects with a number (40), and words of a series (0.5 against the share of captions with that word,
 * at most 20). Cost: the words of all captions and the names of all clips, once each.
 */
export function readCaptions(clips: readonly NamedClip[], captions: readonly (string | null)[]): CaptionEvidence[] {
  const words = captions.map((caption) => wordsOf(caption ?? ''));
  const frequency = new Map<string, number>();
  for (const word of words.flatMap((set) => [...set])) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  if (frequency.size === 0) return captions.map(() => ({ quoted: new Map(), named: new Map() }));
  const stems = indexNames(clips, ({ stem }) => [stem], frequency);
  const subjects = indexNames(clips, subjectsOf, frequency);
  const series = indexSeries(clips, frequency);
  const rarity = (word: string): number => (NAMING_SHARE * (captions.length + 2)) / ((frequency.get(word) ?? 0) + 1);
  return words.map((set) => {
    const quoted = new Map<number, number>();
    const named = new Map<string, number>();
    for (const word of set) {
      for (const clip of subjects.get(word) ?? []) raise(quoted, clip, SUBJECT_RATIO);
      const ofStem = isTelling(word) ? STEM_RATIO : Math.min(MOST_NAMING_RATIO, rarity(word));
      for (const clip of stems.get(word) ?? []) raise(quoted, clip, ofStem);
      for (const name of series.get(word) ?? []) raise(named, name, Math.min(MOST_NAMING_RATIO, rarity(word)));
    }
    return { quoted, named };
  });
}

function raise<K>(ratios: Map<K, number>, key: K, ratio: number): void {
  if (ratio > (ratios.get(key) ?? 1)) ratios.set(key, ratio);
}

/** Clips by the names that captions use; names of too many clips are left out. */
function indexNames(
  clips: readonly NamedClip[],
  namesOf: (clip: NamedClip) => readonly string[],
  frequency: ReadonlyMap<string, number>,
): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [at, clip] of clips.entries()) {
    for (const name of new Set(namesOf(clip))) {
      if (!frequency.has(name)) continue;
      const places = index.get(name);
      if (places === undefined) index.set(name, [at]);
      else places.push(at);
    }
  }
  for (const [name, places] of index) if (places.length > MOST_NAMESAKES) index.delete(name);
  return index;
}

function subjectsOf({ parsed: { subject, number } }: NamedClip): string[] {
  const short = subject.split('_').at(-1) ?? '';
  return short.length >= LEAST_LETTERS && number !== null ? [short, subject] : [];
}

/** Series by the words of their names that captions use and that tell them from the other clips. */
function indexSeries(clips: readonly NamedClip[], frequency: ReadonlyMap<string, number>): Map<string, string[]> {
  const sizes = new Map<string, number>();
  for (const { parsed } of clips) sizes.set(parsed.series, (sizes.get(parsed.series) ?? 0) + 1);
  const index = new Map<string, string[]>();
  const shares = new Map<string, number>();
  for (const [series, size] of sizes) {
    for (const word of new Set(series.match(/\p{L}+/gu) ?? [])) {
      if (word.length < LEAST_LETTERS || !frequency.has(word)) continue;
      index.set(word, [...(index.get(word) ?? []), series]);
      shares.set(word, (shares.get(word) ?? 0) + size / clips.length);
    }
  }
  for (const [word, share] of shares) if (share > COMMON_SHARE) index.delete(word);
  return index;
}

/** Whether no ordinary word has this form: a digit or an underscore among its letters. */
function isTelling(word: string): boolean {
  return /[\d_]/u.test(word);
}

function wordsOf(caption: string): Set<string> {
  return new Set(caption.toLowerCase().match(/[\p{L}\p{N}_.-]*[\p{L}\p{N}_]/gu) ?? []);
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
  // Words and, between them, what separates them; word by word, since one pattern for all would look at places twice.
  const parts = stem.split(/([ _.-]+)/);
  let end = parts.length;
  while (end > 2) {
    // A number may be a word of its own behind the word, and a separator may end the name.
    const last = parts[end - 1] ?? '';
    const isNumber = /^\d{1,2}$/.test(last);
    const at = isNumber || last === '' ? end - 3 : end - 1;
    const word = at < 2 ? null : CUT_WORD.exec(parts[at] ?? '');
    if (word === null || (isNumber && word[1] !== '')) break;
    end = at - 1;
  }
  return parts.slice(0, end).join('') || stem;
}
