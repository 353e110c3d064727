import * as v from 'valibot';

import type { AccountInfo } from '../documents/account.ts';

// A field of another form is read as absent: it must not cost the fields beside it.
const text = v.fallback(v.nullish(v.string(), null), null);
const number = v.fallback(v.nullish(v.number(), null), null);
/** Short ids may come as bare numbers; long ones were made texts when the answer was parsed. */
const id = v.fallback(v.nullish(v.union([v.string(), v.pipe(v.number(), v.transform(String))]), null), null);

/** One account as Graph sends it; what does not apply is absent, which reads as `null`. */
export interface AccountRow {
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

const accountRow: v.GenericSchema<unknown, AccountRow> = v.object({
  id,
  user_id: id,
  username: text,
  name: text,
  account_type: text,
  biography: text,
  website: text,
  profile_picture_url: text,
  followers_count: number,
  follows_count: number,
  media_count: number,
});

/** An account of which no field is known. */
export const NOTHING_READ: AccountRow = {
  id: null,
  user_id: null,
  username: null,
  name: null,
  account_type: null,
  biography: null,
  website: null,
  profile_picture_url: null,
  followers_count: null,
  follows_count: null,
  media_count: null,
};

const inList = v.pipe(
  v.object({ data: v.pipe(v.array(v.unknown()), v.minLength(1)) }),
  v.transform(({ data }) => data[0]),
);

/**
 * The account in an answer. Instagram login documents `{ "data": [{…}] }` and most servers send the bare object: both
 * are read. `null` when it is neither.
 */
export function readAccountRow(body: unknown): AccountRow | null {
  const listed = v.safeParse(inList, body);
  const row = v.safeParse(accountRow, listed.success ? listed.output : body);
  // Graph always sends an id: what has none is no account.
  return row.success && (row.output.id ?? row.output.user_id) !== null ? row.output : null;
}

/** The account's own part of the record, without insights. */
export function toAccountInfo(
  row: AccountRow,
  userId: string,
  options: { retrievedAt: string; includeMediaUrls: boolean },
): AccountInfo {
  const unavailable: AccountInfo['unavailable'] = {};
  for (const key of ['followers_count', 'media_count'] as const) {
    if (row[key] === null) unavailable[key] = 'hidden';
  }
  if (row.follows_count === null) unavailable['following_count'] = 'hidden';
  const keep = options.includeMediaUrls;
  if (!keep) unavailable['profile_picture_url'] = 'not_requested';
  else if (row.profile_picture_url === null) unavailable['profile_picture_url'] = 'hidden';
  return {
    account_id: row.user_id ?? row.id ?? userId,
    username: row.username,
    name: row.name,
    account_type: row.account_type,
    followers_count: row.followers_count,
    following_count: row.follows_count,
    media_count: row.media_count,
    biography: row.biography,
    website: row.website,
    profile_picture_url: keep ? row.profile_picture_url : null,
    retrieved_at: options.retrievedAt,
    account_insights: null,
    unavailable,
  };
}
