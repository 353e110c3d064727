/** What the platforms' own words mean, and what documents write short. */
const WORDS: Readonly<Record<string, string>> = {
  REELS: 'reels',
  FEED: 'feed posts',
  STORY: 'stories',
  AD: 'ads',
  IMAGE: 'picture',
  VIDEO: 'video',
  CAROUSEL_ALBUM: 'carousel',
  UNKNOWN: 'unknown',
  MUSIC: 'licensed music',
  ORIGINAL_SOUND: 'original sound',
  STANDARD: 'standard',
  NEARLINE: 'nearline, read about monthly',
  COLDLINE: 'coldline, read about quarterly',
  ARCHIVE: 'archive, read about yearly',
};

/**
 * Writes a word of a platform or a document as a reader would: the one table of them.
 *
 * @example
 * plain('15_to_30s'); //=> '15 to 30 s'
 */
export function plain(key: string): string {
  return WORDS[key] ?? key.replaceAll('_', ' ').replace(/(\d)s\b/g, '$1 s');
}
