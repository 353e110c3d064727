import * as v from 'valibot';

import { normalizeTimestamp } from '../base/time.ts';
import type { CommentRecord } from '../documents/comment.ts';
import { readNestedPage, type GraphPage } from '../graph/paging.ts';

const commentRow = v.object({
  id: v.string(),
  text: v.nullish(v.string(), ''),
  username: v.nullish(v.string(), null),
  from: v.nullish(v.object({ id: v.nullish(v.string(), null), username: v.nullish(v.string(), null) }), null),
  timestamp: v.nullish(v.string(), null),
  like_count: v.nullish(v.number(), null),
  replies: v.optional(v.unknown()),
});

/** A page of comments as records. Rows that cannot be read are left out. */
export interface CommentPage {
  readonly comments: CommentRecord[];
  readonly after: string | null;
}

/** Reads a page of comments with the replies nested in it. An absent edge is how Graph says "none". */
export function readCommentPage(page: GraphPage): CommentPage {
  return { comments: page.rows.flatMap(readComment), after: page.after };
}

/** The one comment of an answer; `null` when it cannot be read. */
export function readCommentRow(value: unknown): CommentRecord | null {
  return readComment(value)[0] ?? null;
}

function readComment(value: unknown): CommentRecord[] {
  const row = v.safeParse(commentRow, value);
  if (!row.success) return [];
  const { id, text, username, from, timestamp, like_count, replies } = row.output;
  const page = readNestedPage(replies);
  return [
    {
      id,
      text,
      username: username ?? from?.username ?? null,
      from_id: from?.id ?? null,
      timestamp: timestamp === null ? null : normalizeTimestamp(timestamp),
      like_count,
      replies: page === null ? [] : page.rows.flatMap(readComment),
      replies_truncated: page !== null && page.after !== null,
    },
  ];
}
