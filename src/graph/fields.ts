import type { Sourced } from '../base/dated-table.ts';
import { LIMITS, type Login } from './platform.ts';

/** One readable field of an account, post or comment. */
export interface FieldEntry extends Sourced {
  readonly field: string;
  readonly logins: readonly Login[];
}

const BOTH: readonly Login[] = ['facebook', 'instagram'];
const USER = { source: 'IG User reference (updated 2026-04-22)', checkedOn: '2026-11-22' } as const;
const MEDIA = { source: 'IG Media reference (read 2026-09-11)', checkedOn: '2026-11-22' } as const;
const COMMENT = { source: 'IG Comment reference; media comments edge', checkedOn: '2026-11-22' } as const;

/** Fields of the account this library reads. `shopping_*` is never asked: it fails the whole request without catalog scopes. */
export const ACCOUNT_FIELDS: readonly FieldEntry[] = [
  { field: 'id', logins: BOTH, ...USER },
  { field: 'user_id', logins: ['instagram'], ...USER },
  { field: 'username', logins: BOTH, ...USER },
  { field: 'name', logins: BOTH, ...USER },
  { field: 'account_type', logins: ['instagram'], ...USER },
  { field: 'biography', logins: BOTH, ...USER },
  { field: 'website', logins: BOTH, ...USER },
  { field: 'profile_picture_url', logins: BOTH, ...USER },
  { field: 'followers_count', logins: BOTH, ...USER },
  { field: 'follows_count', logins: BOTH, ...USER },
  { field: 'media_count', logins: BOTH, ...USER },
];

/**
 * Fields of a post this library reads. `caption` and `media_product_type` are marked "Facebook login only" in one place
 * and are read on both hosts in practice: asked on both, and inferred where absent.
 */
export const MEDIA_FIELDS: readonly FieldEntry[] = [
  { field: 'id', logins: BOTH, ...MEDIA },
  { field: 'media_type', logins: BOTH, ...MEDIA },
  { field: 'media_product_type', logins: BOTH, ...MEDIA },
  { field: 'caption', logins: BOTH, ...MEDIA },
  { field: 'permalink', logins: BOTH, ...MEDIA },
  { field: 'timestamp', logins: BOTH, ...MEDIA },
  { field: 'media_url', logins: BOTH, ...MEDIA },
  { field: 'thumbnail_url', logins: BOTH, ...MEDIA },
  { field: 'like_count', logins: BOTH, ...MEDIA },
  { field: 'comments_count', logins: BOTH, ...MEDIA },
  { field: 'children{id,media_type}', logins: BOTH, ...MEDIA },
  { field: 'media_audio_type', logins: BOTH, ...MEDIA },
  // New since 2026-06-22; a host that refuses it is asked again without it.
  { field: 'is_ai_generated', logins: BOTH, source: 'Instagram platform changelog', checkedOn: '2026-11-27' },
];

/** Fields of a comment. `username` needs the comments permission; without it Graph leaves the field out. */
export const COMMENT_FIELDS: readonly FieldEntry[] = [
  { field: 'id', logins: BOTH, ...COMMENT },
  { field: 'text', logins: BOTH, ...COMMENT },
  { field: 'username', logins: BOTH, ...COMMENT },
  { field: 'from', logins: BOTH, ...COMMENT },
  { field: 'timestamp', logins: BOTH, ...COMMENT },
  { field: 'like_count', logins: BOTH, ...COMMENT },
];

/** Fields a hashtag's media may be asked for: no username, owner or thumbnail. */
export const HASHTAG_MEDIA_FIELDS: readonly FieldEntry[] = [
  'id',
  'caption',
  'media_type',
  'media_url',
  'permalink',
  'timestamp',
  'like_count',
  'comments_count',
].map((field) => ({
  field,
  logins: ['facebook'],
  source: 'IG Hashtag recent media and top media',
  checkedOn: '2026-11-22',
}));

/** The names of the fields one login takes, in table order. */
export function fieldNames(
  rows: readonly FieldEntry[],
  login: Login,
  without: ReadonlySet<string> = new Set(),
): string[] {
  return rows.filter((row) => row.logins.includes(login) && !without.has(bareName(row.field))).map((row) => row.field);
}

/** Cuts a field to its name: `children` of `children{id,media_type}`. */
export function bareName(field: string): string {
  return /^\w+/.exec(field)?.[0] ?? field;
}

/** Writes the `fields` of a comments request, with the replies nested in it, `without` those the server refuses. */
export function commentFields(login: Login, replies: number, without: ReadonlySet<string> = new Set()): string {
  const fields = fieldNames(COMMENT_FIELDS, login, without).join(',');
  const size = Math.min(replies, LIMITS.commentsPage);
  return size > 0 ? `${fields},replies.limit(${String(size)}){${fields}}` : fields;
}

/** Writes the expansion that brings a post's comments, and the replies under them, along with the post. */
export function commentsExpansion(
  login: Login,
  limits: { readonly comments: number; readonly replies: number },
  without: ReadonlySet<string> = new Set(),
): string {
  const size = Math.min(limits.comments, LIMITS.commentsPage);
  return `comments.limit(${String(size)}){${commentFields(login, limits.replies, without)}}`;
}

/** Writes the expansion that brings a post's insights along with the post. */
export function insightsExpansion(metrics: readonly string[]): string {
  return `insights.metric(${metrics.join(',')})`;
}
