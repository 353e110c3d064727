import * as v from 'valibot';

import { numberOrNull, textOrNull, timestampOrNull } from './shapes.ts';

/** A comment and the replies under it. Replies are flat: a reply to a reply stands under the top-level comment. */
export interface CommentRecord {
  id: string;
  /** `''` when Graph sent none. */
  text: string;
  /** `null` when the token lacks the comments permission. */
  username: string | null;
  /** Who wrote it, as an id of Graph's own; `null` when the token lacks the comments permission. */
  from_id: string | null;
  timestamp: string | null;
  /** `null` when Graph left it out. */
  like_count: number | null;
  /** Never has replies of its own below. */
  replies: CommentRecord[];
  /** True only when Graph had a further page of replies. */
  replies_truncated: boolean;
}

/** Validates a {@link CommentRecord}, replies included. */
export const commentRecordSchema: v.GenericSchema<unknown, CommentRecord> = v.object({
  id: v.string(),
  text: v.string(),
  username: textOrNull,
  from_id: textOrNull,
  timestamp: timestampOrNull,
  like_count: numberOrNull,
  replies: v.array(v.lazy(() => commentRecordSchema)),
  replies_truncated: v.boolean(),
});
