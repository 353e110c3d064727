import { GraphApiError } from '../base/errors.ts';
import type { CommentRecord } from '../documents/media.ts';
import { COMMENT_FIELDS, fieldNames } from '../graph/fields.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { readCommentRow } from './comment-rows.ts';
import { createDraft, type DraftPost } from './draft-post.ts';
import { readMediaRow } from './media-row.ts';

const MENTIONED_MEDIA_FIELDS = 'id,caption,media_type,media_url,permalink,timestamp,like_count,comments_count';

/** A post of another account that mentions this one, by its id. Its insights belong to its owner. Cost: 1 call. */
export async function readMentionedMedia(run: GraphRun, userId: string, mediaId: string): Promise<DraftPost> {
  const fields = `mentioned_media.media_id(${mediaId}){${MENTIONED_MEDIA_FIELDS}}`;
  const row = readMediaRow(member(await run.get({ path: userId, params: { fields } }), 'mentioned_media'));
  if (row === null) throw unreadable('mentioned_media');
  return createDraft(row, false);
}

/** A comment that mentions this account, by its id. Cost: 1 call. */
export async function readMentionedComment(run: GraphRun, userId: string, commentId: string): Promise<CommentRecord> {
  const names = fieldNames(COMMENT_FIELDS, run.client.login).filter((name) => name !== 'username' && name !== 'from');
  const fields = `mentioned_comment.comment_id(${commentId}){${names.join(',')}}`;
  const comment = readCommentRow(member(await run.get({ path: userId, params: { fields } }), 'mentioned_comment'));
  if (comment === null) throw unreadable('mentioned_comment');
  return comment;
}

function member(body: unknown, key: string): unknown {
  return typeof body === 'object' && body !== null
    ? (Object.entries(body).find(([name]) => name === key)?.[1] as unknown)
    : undefined;
}

function unreadable(what: string): GraphApiError {
  return new GraphApiError(`Graph answered a request for ${what} with something that is none.`, {
    kind: 'invalid_response',
    code: `graph:${what}`,
    remedy: 'Check the id: it comes with the mention webhook.',
    status: null,
  });
}
