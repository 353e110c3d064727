import * as v from 'valibot';

import { isGraphApiError } from '../base/errors.ts';
import { normalizeTimestamp } from '../base/time.ts';
import type { CommentRecord } from '../documents/media.ts';
import { readNestedPage, type GraphPage } from '../graph/answer.ts';

// One lenient reading for every row Graph sends: a field of another form reads as absent and costs nothing beside it.

const lenient = <T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T | null> =>
  v.fallback(v.nullish(schema, null), null);

/** A text; `null` for anything else. */
const text = lenient(v.string());
const flag = lenient(v.boolean());

/** An id as text. Short ids may come as bare numbers; long ones were made texts when the answer was parsed. */
const id = lenient(v.pipe(v.union([v.pipe(v.string(), v.nonEmpty()), v.pipe(v.number(), v.transform(String))])));

/**
 * Reads a number that is zero or more, sent as a number or as its text; `null` for anything else. Nothing Graph counts
 * can be negative.
 *
 * @example
 * readNumber('87'); //=> 87
 * readNumber(-1); //=> null
 */
export function readNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}

/** Reads a whole number from 0 that JavaScript can hold; see {@link readNumber}. */
function readCount(value: unknown): number | null {
  const number = readNumber(value);
  return Number.isSafeInteger(number) ? number : null;
}

const count: v.GenericSchema<unknown, number | null> = v.pipe(
  v.nullish(v.unknown(), null),
  v.transform((value) => readCount(value)),
);

/** A moment in the documents' form; `null` for what is none. */
const time: v.GenericSchema<unknown, string | null> = v.pipe(
  text,
  v.transform((value) => (value === null ? null : normalizeTimestamp(value))),
);

/** Gives the id of a row of any list; `null` when it has none. */
export function idOf(value: unknown): string | null {
  const row = v.safeParse(v.object({ id }), value);
  return row.success ? row.output.id : null;
}

const childRow = v.object({ id, media_type: text });

/** The posts of an album that have an id, each once; `null` where there are none: an album has two at least. */
const children = v.pipe(
  lenient(v.object({ data: v.array(v.unknown()) })),
  v.transform((edge) => {
    if (edge === null) return null;
    const rows = edge.data.flatMap((value) => {
      const row = v.safeParse(childRow, value);
      return row.success && row.output.id !== null ? [{ ...row.output, id: row.output.id }] : [];
    });
    const posts = [...new Map(rows.map((row) => [row.id, row])).values()];
    return posts.length === 0 ? null : posts;
  }),
);

/** A post of anybody as Graph sends it. What does not apply is absent, which reads as `null`. */
export interface PublicMediaWireRow {
  id: string;
  media_type: string | null;
  media_product_type: string | null;
  caption: string | null;
  permalink: string | null;
  timestamp: string | null;
  media_url: string | null;
  thumbnail_url: string | null;
  like_count: number | null;
  comments_count: number | null;
  media_audio_type: string | null;
  is_ai_generated: boolean | null;
  children: { id: string; media_type: string | null }[] | null;
  /** The nested lists, not read yet. */
  insights?: unknown;
  comments?: unknown;
}

/** A post of the account: nothing is known of one without a type or a time. */
export interface MediaWireRow extends PublicMediaWireRow {
  media_type: string;
  timestamp: string;
}

const mediaRow = v.object({
  id,
  media_type: text,
  media_product_type: text,
  caption: text,
  permalink: text,
  timestamp: time,
  media_url: text,
  thumbnail_url: text,
  like_count: count,
  comments_count: count,
  media_audio_type: text,
  is_ai_generated: flag,
  children,
  insights: v.optional(v.unknown()),
  comments: v.optional(v.unknown()),
});

/** Reads a post of anybody; `null` when it has no id. */
export function readPublicMediaRow(value: unknown): PublicMediaWireRow | null {
  const row = v.safeParse(mediaRow, value);
  return row.success && row.output.id !== null ? { ...row.output, id: row.output.id } : null;
}

/** Reads a post of the account; `null` when it lacks what no record can do without: an id, a type and a time. */
export function readMediaRow(value: unknown): MediaWireRow | null {
  const row = readPublicMediaRow(value);
  if (row?.media_type == null || row.timestamp === null) return null;
  return { ...row, media_type: row.media_type, timestamp: row.timestamp };
}

/** The addresses of a post's pictures as Graph sends them; signed, for use at once. */
export interface PictureWireRow {
  media_type: string | null;
  media_url: string | null;
  thumbnail_url: string | null;
  children: { media_type: string | null; media_url: string | null }[];
}

const picture = { media_type: text, media_url: text };
const pictureRow = v.object({
  ...picture,
  thumbnail_url: text,
  children: v.pipe(
    lenient(v.object({ data: v.array(v.unknown()) })),
    v.transform((edge) =>
      (edge?.data ?? []).flatMap((value) => {
        const row = v.safeParse(v.object(picture), value);
        return row.success ? [row.output] : [];
      }),
    ),
  ),
});

/** Reads where the pictures of a post are. */
export function readPictureRow(value: unknown): PictureWireRow {
  const row = v.safeParse(pictureRow, value);
  return row.success ? row.output : { media_type: null, media_url: null, thumbnail_url: null, children: [] };
}

/** An account as Graph sends it. */
export interface AccountWireRow {
  id: string | null;
  user_id: string | null;
  username: string | null;
  name: string | null;
  account_type: string | null;
  biography: string | null;
  website: string | null;
  profile_picture_url: string | null;
  followers_count: number | null;
  follows_count: number | null;
  media_count: number | null;
}

const accountRow = v.object({
  id,
  user_id: id,
  username: text,
  name: text,
  account_type: text,
  biography: text,
  website: text,
  profile_picture_url: text,
  followers_count: count,
  follows_count: count,
  media_count: count,
});

/** An account of which no field is known. */
export const EMPTY_ACCOUNT: AccountWireRow = v.parse(accountRow, {});

const inList = v.pipe(
  v.object({ data: v.pipe(v.array(v.unknown()), v.minLength(1)) }),
  v.transform(({ data }) => data[0]),
);

/**
 * Reads the account in an answer. Instagram login documents `{ "data": [{…}] }` and most servers send the bare object:
 * both are read. `null` when it is neither, or has no id: Graph always sends one.
 */
export function readAccountRow(body: unknown): AccountWireRow | null {
  const listed = v.safeParse(inList, body);
  const row = v.safeParse(accountRow, listed.success ? listed.output : body);
  return row.success && (row.output.id ?? row.output.user_id) !== null ? row.output : null;
}

/** A Facebook page and the Instagram account connected to it. */
export interface PageWireRow {
  id: string;
  name: string | null;
  account: { id: string; username: string | null } | null;
}

const connected = lenient(v.object({ id, username: text }));
const pageRow = v.object({ id, name: text, instagram_business_account: connected });

/** Reads a page of a Facebook login; `null` when it has no id. */
export function readPageRow(value: unknown): PageWireRow | null {
  const row = v.safeParse(pageRow, value);
  if (!row.success || row.output.id === null) return null;
  const { name, instagram_business_account: account } = row.output;
  if (account?.id == null) return { id: row.output.id, name, account: null };
  return { id: row.output.id, name, account: { id: account.id, username: account.username } };
}

/** What a business discovery says of an account, its posts not read yet. */
export interface DiscoveryWireRow {
  username: string | null;
  followers_count: number | null;
  media_count: number | null;
  media?: unknown;
}

const discoveryBody = v.object({
  business_discovery: v.object({
    username: text,
    followers_count: count,
    media_count: count,
    media: v.optional(v.unknown()),
  }),
});

/** Reads the account in a business discovery answer; `null` when it is none. */
export function readDiscovery(body: unknown): DiscoveryWireRow | null {
  const answer = v.safeParse(discoveryBody, body);
  return answer.success ? answer.output.business_discovery : null;
}

const commentRow = v.object({
  id,
  text,
  username: text,
  from: lenient(v.object({ id, username: text })),
  timestamp: time,
  like_count: count,
  replies: v.optional(v.unknown()),
});

/** Reads a comment with the replies nested in it; `null` when it has no id. */
export function readCommentRow(value: unknown): CommentRecord | null {
  const row = v.safeParse(commentRow, value);
  if (!row.success || row.output.id === null) return null;
  const { username, from, timestamp, like_count } = row.output;
  const { replies, isComplete } = readReplies(row.output.replies);
  return {
    id: row.output.id,
    text: row.output.text ?? '',
    username: username ?? from?.username ?? null,
    from_id: from?.id ?? null,
    timestamp,
    like_count,
    replies,
    replies_truncated: !isComplete,
  };
}

/** A page of comments as records. */
export interface CommentPage {
  readonly comments: CommentRecord[];
  readonly after: string | null;
  /** Rows that could not be read. */
  readonly unreadable: number;
}

/** What an absent edge is. */
export const EMPTY_COMMENTS: CommentPage = { comments: [], after: null, unreadable: 0 };

/** Reads a page of comments with the replies nested in it, each id once. Rows without an id are left out. */
export function readCommentPage(page: GraphPage): CommentPage {
  const read = page.rows.flatMap((row) => readCommentRow(row) ?? []);
  const comments = [...new Map(read.map((comment) => [comment.id, comment])).values()];
  return { comments, after: page.after, unreadable: page.rows.length - read.length };
}

const withCursors = v.object({ paging: v.object({ cursors: v.object({ after: v.string() }) }) });

/** Reads replies. Unreadable ones count as more than were read, never as none: "none" Graph says by an absent edge. */
function readReplies(edge: unknown): { replies: CommentRecord[]; isComplete: boolean } {
  try {
    const page = readNestedPage(edge ?? undefined);
    if (page === null) return { replies: [], isComplete: true };
    const { comments, unreadable } = readCommentPage(page);
    // Cursors beside no rows: Graph has replies that it does not give.
    const isWithheld = comments.length === 0 && v.is(withCursors, edge);
    return { replies: comments, isComplete: page.after === null && unreadable === 0 && !isWithheld };
  } catch (error) {
    if (!isGraphApiError(error)) throw error;
    return { replies: [], isComplete: false };
  }
}
