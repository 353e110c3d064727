import * as v from 'valibot';

import { type GraphApiError, InsightInventoryError, invalidRequest } from '../base/errors.ts';
import { itemAt } from '../base/lists.ts';
import { DAY_MS } from '../base/time.ts';
import type { CommentRecord } from '../documents/media.ts';
import type { Unavailable } from '../documents/shapes.ts';
import { readCursorPage, readPage } from '../graph/answer.ts';
import { COMMENT_FIELDS, fieldNames, HASHTAG_MEDIA_FIELDS } from '../graph/fields.ts';
import { invalidAnswer } from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { normalizeTag } from '../metrics/captions.ts';
import type { Turns } from '../runtime/concurrency.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { createDraft, type DraftPost } from './media-record.ts';
import { isRepeatedPage, type ListPage, toListPage, type WalkedList, walkPages } from './walk-pages.ts';
import {
  type DiscoveryWireRow,
  idOf,
  type PublicMediaWireRow,
  readCommentRow,
  readDiscovery,
  readMediaRow,
  readPublicMediaRow,
} from './wire-rows.ts';

const WEEK_MS = 7 * DAY_MS;

/**
 * The ledger has three parts that take turns, a quarter each: what is older than the part before can then be emptied while
 * nobody writes to it. To rewrite a part that others append to would lose their lines.
 */
const PARTS = 3;
const PART_MS = 13 * WEEK_MS;

function partKey(userId: string, part: number): string {
  return part === 0 ? `hashtag_ledger_${userId}` : `hashtag_ledger_${userId}_${String(part)}`;
}

/** A line of the ledger: a tag's first search of a window of 7 days, and the id that Graph knows the tag by. */
const searchedTag = v.object({ tag: v.string(), id: v.string(), first_searched_at: v.number() });
type SearchedTag = v.InferOutput<typeof searchedTag>;

/**
 * Finds the id of a hashtag, from the ledger where it was searched for in this quarter or the one before. Cost: 1 call
 * otherwise.
 *
 * @throws InsightInventoryError `quota` when the tag would be the 31st in 7 days; `not_found` when Graph knows no such tag
 */
export async function hashtagId(run: GraphRun, userId: string, name: string): Promise<string> {
  const { clock, store } = run.client.config.dependencies;
  const now = clock.now();
  const parts = await Promise.all(
    Array.from({ length: PARTS }, async (_, part) => readPart(store, partKey(userId, part))),
  );
  const ledger = new Map<string, SearchedTag>();
  for (const entry of parts.flat())
    if (entry.first_searched_at >= (ledger.get(entry.tag)?.first_searched_at ?? 0)) ledger.set(entry.tag, entry);
  const known = ledger.get(name);
  const isInWindow = (entry: SearchedTag): boolean => now - entry.first_searched_at < WEEK_MS;
  const note = async (id: string): Promise<void> => {
    const part = Math.floor(now / PART_MS) % PARTS;
    const line = JSON.stringify({ tag: name, id, first_searched_at: now } satisfies SearchedTag);
    await addLine(store, partKey(userId, part), line);
    const next = (part + 1) % PARTS;
    const left = itemAt(parts, next);
    // An earlier version wrote to one part at all times.
    if (left.length > 0 && !left.some(isInWindow)) await store.set(partKey(userId, next), '');
  };
  const isOpen = known !== undefined && isInWindow(known);
  const used = [...ledger.values()].filter(isInWindow);
  if (!isOpen && used.length >= LIMITS.hashtagsPerWeek) throw ledgerFull(used, now);
  if (known !== undefined) {
    if (!isOpen) await note(known.id);
    return known.id;
  }
  const found = readPage(await run.get({ path: 'ig_hashtag_search', params: { user_id: userId, q: name } }));
  const id = found.rows.map(idOf).find((one) => one !== null);
  if (id == null) throw noSuchTag(name);
  await note(id);
  return id;
}

/** Reads the lines of a part. What cannot be read is left out: Graph keeps its own count and refuses by it. */
async function readPart(store: KeyValueStore, key: string): Promise<SearchedTag[]> {
  const lines = ((await store.get(key)) ?? '').split('\n');
  return lines.flatMap((line) => {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), searchedTag), line);
    return read.success ? [read.output] : [];
  });
}

async function addLine(store: KeyValueStore, key: string, line: string): Promise<void> {
  if (store.append !== undefined) await store.append(key, line);
  else await store.set(key, `${(await store.get(key)) ?? ''}${line}\n`);
}

function ledgerFull(used: readonly { first_searched_at: number }[], now: number): InsightInventoryError {
  const oldest = Math.min(...used.map((entry) => entry.first_searched_at));
  const days = Math.ceil((oldest + WEEK_MS - now) / DAY_MS);
  return new InsightInventoryError('The 30 hashtags an account may search in 7 days are used up.', {
    kind: 'quota',
    code: 'hashtags:30_in_7_days',
    remedy: `Search one of those again, which is free, or wait ${String(days)} days until the oldest leaves the window.`,
  });
}

function noSuchTag(name: string): InsightInventoryError {
  return new InsightInventoryError(`Graph knows no hashtag ${name}.`, {
    kind: 'not_found',
    code: 'graph:hashtag',
    remedy: 'Check the spelling; sensitive tags and emoji cannot be searched.',
  });
}

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

/** Reads a page of posts. A cursor is on the last page too: an empty page is the end. */
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
