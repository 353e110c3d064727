import type { ActivityRecord } from '../documents/activity.ts';
import { commentsOf, computeEngagement, likesOf, ratePosts, type RateOptions } from './engagement.ts';
import type { PostInput } from './post.ts';

/** What a line of activity reads of a post. */
export type ActivityInput = PostInput & { readonly media_type: string };

/**
 * One post as a line of recent activity. `total_engagement` is the post's `interactions` (see `computeEngagement`), the
 * rate is on the first of reach, views and followers the post has a rate for (percent, unrounded).
 *
 * @example
 * const post = { id: '1', media_type: 'VIDEO', timestamp: '2026-01-01T00:00:00Z', insights: { likes: 2, comments: 1 } };
 * describeActivity(post).engagement_metrics; //=> { likes: 2, comments: 1, total_engagement: 3 }
 */
export function describeActivity(media: ActivityInput, options: RateOptions = {}): ActivityRecord {
  const { basis, rated } = ratePosts([media], options);
  return {
    media_id: media.id,
    media_type: media.media_type,
    timestamp: media.timestamp,
    engagement_metrics: {
      likes: likesOf(media),
      comments: commentsOf(media),
      total_engagement: computeEngagement(media).interactions,
    },
    engagement_rate: rated[0]?.rate ?? null,
    engagement_basis: basis,
  };
}
