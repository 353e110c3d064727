/** What the platform calls kinds of posts: one of them, and several. */
const KINDS: ReadonlyMap<string, readonly [one: string, several: string]> = new Map(
  Object.entries({
    REELS: ['reel', 'reels'],
    FEED: ['feed post', 'feed posts'],
    STORY: ['story', 'stories'],
    AD: ['ad', 'ads'],
  } as const),
);

/** What the platforms' other words mean. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    IMAGE: 'picture',
    VIDEO: 'video',
    CAROUSEL_ALBUM: 'carousel',
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

/**
 * Writes what kind of post one post is.
 *
 * @example
 * kindOf({ media_type: 'VIDEO', media_product_type: 'REELS' }); //=> 'reel'
 */
export function kindOf(post: { readonly media_type: string; readonly media_product_type: string | null }): string {
  const key = post.media_product_type ?? post.media_type;
  return KINDS.get(key)?.[0] ?? plain(key);
}
