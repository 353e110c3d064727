import { type GraphApiError, invalidRequest } from '../base/errors.ts';
import type { CommentRecord } from '../documents/media.ts';
import type { Unavailable } from '../documents/shapes.ts';
import { readCursorPage, readPage } from '../graph/answer.ts';
import { COMMENT_FIELDS, fieldNames, HASHTAG_MEDIA_FIELDS } from '../graph/fields.ts';
import { invalidAnswer } from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { normalizeTag } from '../metrics/extract-hashtags.ts';
import type { Turns } from '../runtime/concurrency.ts';
import { hashtagId } from './hashtag-ledger.ts';
import { createDraft, type DraftPost } from './media-record.ts';
import { isRepeatedPage, type ListPage, toListPage, type WalkedList, walkPages } from './walk-pages.ts';
import {
  type DiscoveryWireRow,
  type PublicMediaWireRow,
  readCommentRow,
  readDiscovery,
  readMediaRow,
  readPublicMediaRow,
} from './wire-rows.ts';

/** A post of another business, with its public counts. Nobody can read another account's insights. */
export interface DiscoveredMedia {
  id: string;
  media_type: string | null;
  media_product_type: string | null;
  caption: string | null;
  permalink: string | null;
  timestamp: string | null;
  /** `null` when the owner hides likes. */
  like_count: number | null;
  comments_count: number | null;
}

/** Another business or creator account, as far as it is public. */
export interface DiscoveredAccount {
  username: string;
  followers_count: number | null;
  media_count: number | null;
  /** `null` when posts are counted and none was given. */
  media: DiscoveredMedia[] | null;
  /** Why each value that is `null` is so. */
  unavailable: Unavailable;
}

const DISCOVERED_FIELDS = 'id,media_type,media_product_type,caption,permalink,timestamp,like_count,comments_count';

/**
 * Reads another business account's public counts and newest posts into `list`. Cost: 1 call per 100 posts; counted
 * against the app's limit, not the account's.
 *
 * @throws GraphApiError `not_found` for a personal, unknown or age-gated account; whatever breaks the list of posts
 */
export async function discoverAccount(
  run: GraphRun,
  userId: string,
  username: string,
  limit: number,
  list: WalkedList<DiscoveredMedia>,
): Promise<DiscoveredAccount> {
  // The name goes into a field expression: anything but Instagram's own alphabet could change its meaning.
  if (!/^[\w.]{1,30}$/.test(username)) {
    const remedy = 'Letters, digits, dots and underscores only, without @.';
    throw invalidRequest('username', 'is not an Instagram user name', remedy);
  }
  const accounts: DiscoveryWireRow[] = [];
  const walk = walkPages(list, {
    limit,
    read: async (after, left) => {
      const fields = discoveryFields(username, Math.min(left, LIMITS.mediaPage), after);
      const row = readDiscovery(await run.get({ path: userId, params: { fields } }));
      if (row === null) throw unreadable('business_discovery', 'Check that it is a business or creator account.');
      accounts.push(row);
      return readMedia(row.media);
    },
  });
  try {
    await walk;
  } catch (error) {
    // The cursor on the last page may lead back: what matters is whether the posts that are counted were given.
    const counted = accounts[0]?.media_count ?? Infinity;
    if (!isRepeatedPage(error) || list.items.length < Math.min(limit, counted)) throw error;
  }
  const [account] = accounts;
  const { followers_count, media_count } = { followers_count: null, media_count: null, ...account };
  const isWithheld = limit > 0 && list.items.length === 0 && media_count !== null && media_count > 0;
  const unavailable: Unavailable = {};
  if (followers_count === null) unavailable['followers_count'] = 'hidden';
  if (media_count === null) unavailable['media_count'] = 'hidden';
  if (isWithheld) unavailable['media'] = list.unreadable > 0 ? 'failed' : 'not_enough_data';
  const media = isWithheld ? null : list.items.slice(0, limit);
  return { username, followers_count, media_count, media, unavailable };
}

function discoveryFields(username: string, size: number, after: string | null): string {
  const cursor = after === null ? '' : `.after(${after})`;
  const posts = size > 0 ? `,media.limit(${String(size)})${cursor}{${DISCOVERED_FIELDS}}` : '';
  return `business_discovery.username(${username}){followers_count,media_count${posts}}`;
}

/** A cursor is on the last page too: an empty page is the end. */
function readMedia(edge: unknown): ListPage<DiscoveredMedia> {
  if (edge === undefined || edge === null) return { rows: [], after: null };
  const page = readCursorPage(edge);
  return toListPage(page.rows.length === 0 ? { rows: [], after: null } : page, (value) => {
    const row = readPublicMediaRow(value);
    return row === null ? null : toDiscovered(row);
  });
}

function toDiscovered(row: PublicMediaWireRow): DiscoveredMedia {
  const { id, media_type, media_product_type, caption, permalink, timestamp, like_count, comments_count } = row;
  return { id, media_type, media_product_type, caption, permalink, timestamp, like_count, comments_count };
}

const MENTIONED_MEDIA_FIELDS = 'id,caption,media_type,media_url,permalink,timestamp,like_count,comments_count';

/** Reads a post of another account that mentions this one, by its id. Its insights belong to its owner. Cost: 1 call. */
export async function readMentionedMedia(run: GraphRun, userId: string, mediaId: string): Promise<DraftPost> {
  const fields = `mentioned_media.media_id(${mediaId}){${MENTIONED_MEDIA_FIELDS}}`;
  const row = readMediaRow(member(await run.get({ path: userId, params: { fields } }), 'mentioned_media'));
  if (row === null) throw unreadable('mentioned_media', MENTION_REMEDY);
  return createDraft(row, false);
}

/** Reads a comment that mentions this account, by its id. Cost: 1 call. */
export async function readMentionedComment(run: GraphRun, userId: string, commentId: string): Promise<CommentRecord> {
  const names = fieldNames(COMMENT_FIELDS, run.client.login).filter((name) => name !== 'username' && name !== 'from');
  const fields = `mentioned_comment.comment_id(${commentId}){${names.join(',')}}`;
  const comment = readCommentRow(member(await run.get({ path: userId, params: { fields } }), 'mentioned_comment'));
  if (comment === null) throw unreadable('mentioned_comment', MENTION_REMEDY);
  return comment;
}

const MENTION_REMEDY = 'Check the id: it comes with the mention webhook.';

function member(body: unknown, key: string): unknown {
  return typeof body === 'object' && body !== null
    ? (Object.entries(body).find(([name]) => name === key)?.[1] as unknown)
    : undefined;
}

function unreadable(what: string, remedy: string): GraphApiError {
  return invalidAnswer(`Graph answered a request for ${what} with something that is none.`, what, remedy);
}

/** A post of anybody under a hashtag: public counts only. */
export interface HashtagMedia {
  id: string;
  media_type: string | null;
  caption: string | null;
  permalink: string | null;
  timestamp: string | null;
  /** Signed and short-lived; absent on albums. */
  media_url: string | null;
  /** `null` when the owner hides likes. */
  like_count: number | null;
  comments_count: number | null;
}

/** `top`: the most popular. `recent`: of the last 24 hours, not surely in order of time. */
export type HashtagOrder = 'top' | 'recent';

/**
 * Reads posts under a hashtag into `list`. An account may ask for 30 different tags in 7 days, counted from each tag's first search; the
 * ledger of them is kept in the store and checked before anything is sent, and a tag's id, which never changes, is kept
 * with it. Cost: 1 call per 50 posts, and 1 for a tag not searched before.
 *
 * @throws InsightInventoryError `quota` when the tag would be the 31st in 7 days
 */
export async function searchHashtag(
  run: GraphRun,
  userId: string,
  tag: string,
  options: { readonly order: HashtagOrder; readonly limit: number; readonly turns: Turns },
  list: WalkedList<HashtagMedia>,
): Promise<HashtagMedia[]> {
  const name = normalizeTag(tag);
  if (name === '') throw invalidRequest('tag', 'is empty', 'Give a hashtag, with or without #.');
  // Searches side by side would each write back a ledger without the others' tags.
  const id = await options.turns.take(() => hashtagId(run, userId, name));
  // Every page carries the same cursor: that is how this list pages, and no sign of a circle.
  await walkPages(list, {
    limit: options.limit,
    read: async (after, left) => {
      const body = await run.get({
        path: `${id}/${options.order}_media`,
        params: {
          user_id: userId,
          fields: fieldNames(HASHTAG_MEDIA_FIELDS, run.client.login).join(','),
          limit: Math.min(left, LIMITS.hashtagPage),
          after: after ?? undefined,
        },
      });
      return toListPage(readPage(body), readHashtagMedia);
    },
  });
  return list.items.slice(0, options.limit);
}

function readHashtagMedia(value: unknown): HashtagMedia | null {
  const row = readPublicMediaRow(value);
  if (row === null) return null;
  const { id, media_type, caption, permalink, timestamp, media_url, like_count, comments_count } = row;
  return { id, media_type, caption, permalink, timestamp, media_url, like_count, comments_count };
}
