import * as v from 'valibot';

import { isGraphApiError } from '../base/errors.ts';
import { normalizeTimestamp } from '../base/time.ts';
import type { CommentRecord } from '../documents/media.ts';
import { readNestedPage, type GraphPage } from '../graph/answer.ts';

// A field of another form is read as absent: it must not cost the comment.
const text = v.fallback(v.nullish(v.string(), null), null);

const commentRow = v.object({
  id: v.string(),
  text: v.fallback(v.nullish(v.string(), ''), ''),
  username: text,
  from: v.fallback(v.nullish(v.object({ id: text, username: text }), null), null),
  timestamp: text,
  like_count: v.fallback(v.nullish(v.number(), null), null),
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
  const { id, username, from, timestamp, like_count } = row.output;
  const { replies, isComplete } = readReplies(row.output.replies);
  return [
    {
      id,
      text: row.output.text,
      username: username ?? from?.username ?? null,
      from_id: from?.id ?? null,
      timestamp: timestamp === null ? null : normalizeTimestamp(timestamp),
      like_count,
      replies,
      replies_truncated: !isComplete,
    },
  ];
}

/** Replies that cannot be read count as more than were read, never as none. */
function readReplies(edge: unknown): { replies: CommentRecord[]; isComplete: boolean } {
  try {
    const page = readNestedPage(edge);
    return page === null
      ? { replies: [], isComplete: true }
      : { replies: page.rows.flatMap(readComment), isComplete: page.after === null };
  } catch (error) {
    if (!isGraphApiError(error)) throw error;
    return { replies: [], isComplete: false };
  }
}
