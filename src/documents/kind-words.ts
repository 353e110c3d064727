/** What the platform calls kinds of posts: one of them, and several. */
export const KINDS: ReadonlyMap<string, readonly [one: string, several: string]> = new Map(
  Object.entries({
    REELS: ['reel', 'reels'],
    FEED: ['feed post', 'feed posts'],
    STORY: ['story', 'stories'],
    AD: ['ad', 'ads'],
  } as const),
);

/** What the platform calls what a post is made of, for posts without a kind. */
export const MEDIA_WORDS: Readonly<Record<string, string>> = {
  IMAGE: 'picture',
  VIDEO: 'video',
  CAROUSEL_ALBUM: 'carousel',
};

/**
 * Writes what kind of post one post is.
 *
 * @example
 * kindOf({ media_type: 'VIDEO', media_product_type: 'REELS' }); //=> 'reel'
 */
export function kindOf(post: {
  readonly media_type: string | null;
  readonly media_product_type: string | null;
}): string {
  const key = post.media_product_type ?? post.media_type ?? '';
  return KINDS.get(key)?.[0] ?? MEDIA_WORDS[key] ?? 'post';
}
