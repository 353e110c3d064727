/** What interactions are divided by for a rate, the one that is taken before the others first. */
export const ENGAGEMENT_BASES = ['reach', 'views', 'followers'] as const;

// Plain data without a schema, so that a program that only computes carries no schema library.

/** The figures of one video, in document order. */
export const VIDEO_METRIC_KEYS = [
  'likes',
  'comments',
  'impressions',
  'views',
  'reach',
  'plays',
  'saved',
  'shares',
  'avg_watch_time_ms',
  'total_watch_time_ms',
  'skip_rate',
] as const;

/** The name of a figure of a video. */
export type VideoMetricKey = (typeof VIDEO_METRIC_KEYS)[number];

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

/**
 * The categories of files with the group of an inventory each is listed under, in document order. Plain data without a
 * schema, so that a program that only categorises names carries no schema library.
 */
export const GROUP_BY_CATEGORY = {
  video: 'videos',
  audio: 'audio',
  image: 'images',
  '3d_model': '3d_models',
  document: 'documents',
  archive: 'archives',
  other: 'other',
} as const;

/** What a file is, by its extension, else by its content type. */
export type FileCategory = keyof typeof GROUP_BY_CATEGORY;

/** The plural of a category, as the keys of an inventory spell it. */
export type CategoryGroup = (typeof GROUP_BY_CATEGORY)[FileCategory];

/** Every category a file can have, in document order. */
export const FILE_CATEGORIES: readonly FileCategory[] = /* @__PURE__ */ Object.keys(
  GROUP_BY_CATEGORY,
) as FileCategory[];

/** The groups of an inventory, in document order: the plural of each category. */
export const CATEGORY_GROUPS: readonly CategoryGroup[] = /* @__PURE__ */ Object.values(GROUP_BY_CATEGORY);
