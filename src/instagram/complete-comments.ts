import { isInsightInventoryError } from '../base/errors.ts';
import type { CommentRecord } from '../documents/media.ts';
import { isMissingPermission } from '../graph/graph-error.ts';
import { commentFields } from '../graph/fields.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { readPage } from '../graph/answer.ts';
import { LIMITS } from '../graph/platform.ts';
import { readCommentPage } from './comment-rows.ts';
import type { DraftPost } from './draft-post.ts';
import { noteFailure, reasonOf, type IssueLog } from './issue-log.ts';
import { pickScouts } from './scouts.ts';

const PLACE = { scope: 'comments', purpose: 'comments' } as const;

/** How many comments a post and replies a comment. */
export interface CommentLimits {
  readonly comments: number;
  readonly replies: number;
}

/** A list of comments and whether Graph had more. */
export interface CommentList {
  readonly comments: CommentRecord[];
  readonly truncated: boolean;
}

/**
 * Reads comments of one post, newest first, going on from a cursor if given: what is read is added to the list given
 * with it. Cost: one call per 50 comments.
 *
 * @throws GraphApiError with what was read in `partial`
 */
export async function readComments(
  run: GraphRun,
  mediaId: string,
  limits: CommentLimits,
  start: { readonly comments: CommentRecord[]; readonly after: string | null } = { comments: [], after: null },
): Promise<CommentList> {
  const { comments } = start;
  let { after } = start;
  try {
    do {
      const page = readCommentPage(
        readPage(
          await run.get({
            path: `${mediaId}/comments`,
            params: {
              fields: commentFields(run.client.login, limits.replies),
              limit: Math.min(limits.comments - comments.length, LIMITS.commentsPage),
              after: after ?? undefined,
            },
          }),
        ),
      );
      comments.push(...page.comments);
      after = page.after;
    } while (after !== null && comments.length < limits.comments);
  } catch (error) {
    if (isInsightInventoryError(error)) error.partial = { items: comments, after };
    throw error;
  }
  return {
    comments: comments.slice(0, limits.comments),
    truncated: after !== null || comments.length > limits.comments,
  };
}

/**
 * Reads the comments of every post that has none yet or not enough. Cost: one Graph call a post, one more per further
 * 50 comments.
 */
export async function completeComments(
  run: GraphRun,
  posts: readonly DraftPost[],
  limits: CommentLimits,
  issues: IssueLog,
): Promise<void> {
  const { first, rest } = pickScouts(posts.filter((post) => post.comments.state === 'open'));
  const denials = await readFirstPages(run, first, limits, issues);
  if (denials < first.length) await readFirstPages(run, rest, limits, issues);
  else for (const post of rest) post.comments = { state: 'missing', reason: 'forbidden' };
  for (const post of posts) await readFurther(run, post, limits, issues);
}

/** How many of the posts were denied for want of a permission. */
async function readFirstPages(
  run: GraphRun,
  open: readonly DraftPost[],
  limits: CommentLimits,
  issues: IssueLog,
): Promise<number> {
  let denials = 0;
  const outcomes = await run.getMany(
    open.map((post) => ({
      path: `${post.row.id}/comments`,
      params: {
        fields: commentFields(run.client.login, limits.replies),
        limit: Math.min(limits.comments, LIMITS.commentsPage),
      },
    })),
  );
  for (const [index, post] of open.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    try {
      if (!outcome.ok) throw outcome.error;
      post.comments = { state: 'read', ...readCommentPage(readPage(outcome.body)) };
    } catch (error) {
      if (!isInsightInventoryError(error)) throw error;
      if (isMissingPermission(error)) denials += 1;
      post.comments = { state: 'missing', reason: reasonOf(error) };
      noteFailure(run, error, { ...PLACE, id: post.row.id }, issues);
    }
  }
  return denials;
}

/** More than one page was asked for. */
async function readFurther(run: GraphRun, post: DraftPost, limits: CommentLimits, issues: IssueLog): Promise<void> {
  const { comments } = post;
  if (comments.state !== 'read' || comments.after === null || comments.comments.length >= limits.comments) return;
  const list = [...comments.comments];
  try {
    const { truncated } = await readComments(run, post.row.id, limits, { comments: list, after: comments.after });
    post.comments = { state: 'read', comments: list, after: truncated ? comments.after : null };
  } catch (error) {
    if (!isInsightInventoryError(error)) throw error;
    // What was read stands; that it is not all is told by the flag and the issue.
    post.comments = { state: 'read', comments: list, after: comments.after };
    noteFailure(run, error, { ...PLACE, id: post.row.id }, issues);
  }
}
