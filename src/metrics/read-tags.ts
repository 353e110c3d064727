import { extractHashtags, normalizeTag } from './extract-hashtags.ts';
import type { PostInput } from './post.ts';

/**
 * The tags of each post, once each, as they are kept: from the record, else from the caption. Captions repeat the same
 * few tags, so each spelling is normalised once and each tag is one string for all posts.
 */
export function readTags<P extends Pick<PostInput, 'hashtags' | 'caption'>>(media: readonly P[]): Map<P, string[]> {
  const known = new Map<string, string>();
  const keep = (tag: string): string => {
    const kept = known.get(tag) ?? normalizeTag(tag);
    known.set(tag, kept);
    return kept;
  };
  return new Map(
    media.map((post) => {
      const tags = (post.hashtags ?? extractHashtags(post.caption ?? null)).map(keep);
      return [post, [...new Set(tags)].filter((tag) => tag !== '')];
    }),
  );
}
