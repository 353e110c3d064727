/** Page sizes of one edge. */
export interface PageLimit {
  readonly usual: number;
  readonly most: number;
}

type PagedEdge =
  | 'media'
  | 'stories'
  | 'tags'
  | 'comments'
  | 'replies'
  | 'children'
  | 'hashtag_media'
  | 'recently_searched_hashtags'
  | 'accounts';

/** Source: the edge's own reference where it names a number; 25 and 100 otherwise. Checked 2026-11-22. */
export const PAGE_LIMITS: Readonly<Record<PagedEdge, PageLimit>> = {
  media: { usual: 25, most: 100 },
  stories: { usual: 25, most: 100 },
  tags: { usual: 25, most: 100 },
  comments: { usual: 25, most: 50 },
  replies: { usual: 25, most: 50 },
  children: { usual: 25, most: 100 },
  hashtag_media: { usual: 25, most: 50 },
  recently_searched_hashtags: { usual: 25, most: 30 },
  accounts: { usual: 25, most: 100 },
};

/** The media edge shows this many of the newest posts. */
export const MEDIA_EDGE_CAP = 10_000;
/** Requests in one batch. */
export const BATCH_MOST = 50;
/** Different hashtags an account may search in {@link HASHTAG_WINDOW_MS}. */
export const HASHTAGS_MOST = 30;
export const HASHTAG_WINDOW_MS: number = 7 * 86_400_000;
/** Stories, and recent media of a hashtag, are this young. */
export const RECENT_MS = 86_400_000;
