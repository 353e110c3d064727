import { toEpochMs } from '../base/time.ts';
import type { CommentRecord } from '../documents/media.ts';
import type { MediaMetadata } from '../documents/file.ts';
import type { MediaInsightKey } from '../documents/media.ts';

/** What an engagement rate is made of. Every `MediaRecord` fits; what is left out counts as unknown. */
export interface EngagementInput {
  readonly insights: Readonly<Partial<Record<MediaInsightKey, number | null | undefined>>>;
  readonly like_count?: number | null | undefined;
  readonly comments_count?: number | null | undefined;
}

/** What the functions of this module read of a post. Every `MediaRecord` fits. */
export interface PostInput extends EngagementInput {
  readonly id: string;
  readonly timestamp: string;
  readonly media_type?: string | undefined;
  readonly media_product_type?: string | null | undefined;
  readonly is_video?: boolean | undefined;
  readonly permalink?: string | null | undefined;
  readonly caption?: string | null | undefined;
  /** Tags without `#`; taken from the caption when left out. */
  readonly hashtags?: readonly string[] | undefined;
  readonly maturing?: boolean | undefined;
  readonly metric_sources?: Readonly<Record<string, string>> | undefined;
  readonly children?: readonly unknown[] | undefined;
  readonly media_audio_type?: string | undefined;
  readonly is_ai_generated?: boolean | undefined;
  readonly media_details?: Pick<MediaMetadata, 'duration_seconds' | 'orientation'> | null | undefined;
  readonly comments?: readonly CommentRecord[] | null | undefined;
}

/** Sorts newest first, then by id: the one order of posts, whatever order they came in. Unreadable times come last. */
export function sortNewestFirst<P extends Pick<PostInput, 'id' | 'timestamp'>>(posts: readonly P[]): P[] {
  const keyed = posts.map((post) => ({ post, time: toEpochMs(post.timestamp) ?? Number.NEGATIVE_INFINITY }));
  keyed.sort((a, b) => (a.time === b.time ? compareIds(a.post.id, b.post.id) : b.time - a.time));
  return keyed.map(({ post }) => post);
}

/** Orders ids by code units. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Groups items under each of their keys, in the order they came; keys in order of first use. */
export function groupBy<T>(items: Iterable<T>, keysOf: (item: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}
