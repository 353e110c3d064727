import { KINDS, MEDIA_WORDS } from '../documents/kind-words.ts';

/** What the platforms' other words mean. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...MEDIA_WORDS,
    UNKNOWN: 'unknown',
    MUSIC: 'licensed music',
    ORIGINAL_SOUND: 'original sound',
    ai: 'made with AI',
    not_ai: 'not made with AI',
    STANDARD: 'standard',
    NEARLINE: 'nearline, read about monthly',
    COLDLINE: 'coldline, read about quarterly',
    ARCHIVE: 'archive, read about yearly',
    RAPID: 'rapid, in one zone',
  }),
);

/**
 * Writes a word of a platform or a document as a reader would: the one table of them.
 *
 * @example
 * plain('15_to_30s'); //=> '15 to 30 s'
 */
export function plain(key: string): string {
  return KINDS.get(key)?.[1] ?? WORDS.get(key) ?? key.replaceAll('_', ' ').replace(/(\d)s\b/g, '$1 s');
}
