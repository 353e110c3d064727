import { GraphApiError, type InsightInventoryError, isGraphApiError, ownError } from '../base/errors.ts';
import { itemAt } from '../base/lists.ts';
import type { CommentRecord } from '../documents/media.ts';
import { readNestedPage, readPage } from '../graph/answer.ts';
import { COMMENT_FIELDS, commentFields } from '../graph/fields.ts';
import { findNamed, invalidAnswer, isMissingPermission, readRefusedField } from '../graph/graph-error.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import { isNarrowable, type IssueLog, noteFailure, reasonOf, wordsOf } from './issue-log.ts';
import { pickSample } from './insight-memory.ts';
import type { DraftComments, DraftPost } from './media-record.ts';
import type { MediaOptions, ResolvedInstagramConfig } from './options.ts';
import { toListPage, WalkedList, walkPages } from './walk-pages.ts';
import { type CommentPage, EMPTY_COMMENTS, readCommentPage, readCommentRow } from './wire-rows.ts';

const PLACE = { scope: 'comments', purpose: 'comments' } as const;

/** How many comments a post and replies a comment. */
export interface CommentLimits {
  readonly comments: number;
  readonly replies: number;
  /** Fields of a comment that the server has refused in this method call. */
  readonly refusedFields: Set<string>;
  /** Wordings of refusals that leaving out the replies did not help. */
  readonly lastWords: Set<string>;
}

/** Gives how many comments and replies a post is read with; `null` when none. */
export function commentLimits(
  options: Pick<MediaOptions, 'comments'>,
  config: ResolvedInstagramConfig,
): CommentLimits | null {
  const { maxCommentsPerMedia: comments, maxRepliesPerComment: replies } = config;
  if (options.comments === false || comments === 0) return null;
  return { comments, replies, refusedFields: new Set(), lastWords: new Set() };
}

/**
 * Leaves a field of a comment out of every further request of the method call, when a refusal is about one; whether it
 * was. The id is needed.
 */
export function dropCommentField({ refusedFields }: CommentLimits, error: GraphApiError, issues: IssueLog): boolean {
  const names = COMMENT_FIELDS.map((entry) => entry.field).filter((name) => name !== 'id' && !refusedFields.has(name));
  const field = readRefusedField(error) ?? findNamed(error, names);
  if (field === null || !names.includes(field)) return false;
  refusedFields.add(field);
  issues.add(error, PLACE.scope);
  return true;
}

/**
 * Reads comments of one post, newest first, into `list`, on from where it is. Cost: one call per 50 comments, and one a
 * comment where the replies cannot come along.
 *
 * @throws GraphApiError when the list breaks; what was read is in `list`
 */
export async function readComments(
  run: GraphRun,
  mediaId: string,
  limits: CommentLimits,
  list: WalkedList<CommentRecord>,
  issues: IssueLog,
): Promise<void> {
  await walkPages(list, {
    limit: limits.comments,
    read: async (after, left) => {
      const size = Math.min(left, LIMITS.commentsPage);
      const { body, hasReplies } = await readWidest(run, mediaId, limits, { size, after }, issues);
      const page = toListPage(readPage(body), readCommentRow);
      const comments = page.rows.flatMap(({ item }) => item ?? []);
      if (!hasReplies) await readReplies(run, comments, limits, issues);
      return page;
    },
  });
}

/** Which part of a list of comments a request asks for. */
interface CommentsPlace {
  readonly size: number;
  readonly after: string | null;
}

/**
 * Reads a page of comments in the widest request the server takes: without a field it refuses, without the replies when
 * one of them is gone or they are too much. Cost: 1 call, and 1 for each refusal. `first` is an error of the widest
 * request, where that was sent already.
 */
async function readWidest(
  run: GraphRun,
  mediaId: string,
  limits: CommentLimits,
  place: CommentsPlace,
  issues: IssueLog,
  first: InsightInventoryError | null = null,
): Promise<{ readonly body: unknown; readonly hasReplies: boolean }> {
  let error = first;
  let { replies } = limits;
  for (;;) {
    if (error !== null) {
      // A missing permission would be missing for the smaller request too.
      if (isMissingPermission(error) || !isNarrowable(error, mediaId)) throw error;
      if (!dropCommentField(limits, error, issues)) {
        const words = wordsOf(error);
        if (replies === 0) limits.lastWords.add(words);
        if (replies === 0 || limits.lastWords.has(words)) throw error;
        replies = 0;
      }
    }
    try {
      const body = await run.get(commentsRequest(run, mediaId, limits, { ...place, replies }));
      return { body, hasReplies: replies === limits.replies };
    } catch (thrown) {
      const caught = ownError(thrown, run.signal);
      error = caught;
    }
  }
}

function commentsRequest(
  run: GraphRun,
  mediaId: string,
  limits: CommentLimits,
  { size, after, replies = limits.replies }: CommentsPlace & { readonly replies?: number },
): GraphRequest {
  const fields = commentFields(run.client.login, replies, limits.refusedFields);
  return { path: `${mediaId}/comments`, params: { fields, limit: size, after: after ?? undefined } };
}

/**
 * Reads the replies of comments whose page could not bring them, each comment on its own: one that is gone costs only
 * its own replies. Cost: one Graph call a comment.
 */
async function readReplies(
  run: GraphRun,
  comments: readonly CommentRecord[],
  limits: CommentLimits,
  issues: IssueLog,
): Promise<void> {
  const fields = commentFields(run.client.login, 0, limits.refusedFields);
  const params = { fields, limit: Math.min(limits.replies, LIMITS.commentsPage) };
  const results = await run.getEach(comments, ({ id }) => ({ path: `${id}/replies`, params }));
  for (const [comment, result] of results) {
    // Until they are read there may be more than none.
    comment.replies_truncated = true;
    try {
      if (!result.ok) throw result.error;
      const page = readCommentPage(readPage(result.body));
      comment.replies = page.comments;
      comment.replies_truncated = page.after !== null || page.unreadable > 0;
    } catch (caught) {
      const error = ownError(caught);
      noteFailure(run, error, { ...PLACE, id: comment.id }, issues);
    }
  }
}

/**
 * Gives the comments of a post after a page of them was read. Comments that are counted and not given are missing,
 * whatever form the empty edge has: "none" would be made up.
 */
function toDraftComments(page: CommentPage, counted: number | null): DraftComments {
  if (page.comments.length === 0 && page.after === null) {
    if (page.unreadable > 0) return { state: 'missing', reason: 'failed' };
    if (counted !== null && counted > 0) return { state: 'missing', reason: 'not_enough_data' };
  }
  return { state: 'read', comments: page.comments, after: page.after };
}

/** Notes the comments of a post that could not be read, once a post. */
function noteUnreadableComments(count: number, postId: string, issues: IssueLog): void {
  if (count > 0) issues.add(unreadableComments(count), PLACE.scope, postId);
}

/** Reads the comments that came nested in the row of a post; the post is without them when they cannot be read. */
export function readNestedComments(
  run: GraphRun,
  { id, comments_count }: DraftPost['row'],
  edge: unknown,
  issues: IssueLog,
): DraftComments {
  try {
    const page = readNestedPage(edge ?? undefined);
    // Graph leaves an empty edge out, or sends one without rows.
    const read = page === null ? EMPTY_COMMENTS : readCommentPage(page);
    noteUnreadableComments(read.unreadable, id, issues);
    return toDraftComments(read, comments_count);
  } catch (error) {
    if (!isGraphApiError(error)) throw error;
    noteFailure(run, error, { ...PLACE, id }, issues);
    return { state: 'missing', reason: 'failed' };
  }
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
  const { first, rest } = pickSample(posts.filter((post) => post.comments.state === 'open'));
  const denials = await readFirstPages(run, first, limits, issues);
  if (denials < first.length) await readFirstPages(run, rest, limits, issues);
  else for (const post of rest) post.comments = { state: 'missing', reason: 'forbidden' };
  const further = posts.filter(({ comments }) => hasFurther(comments, limits));
  const logs = further.map(() => issues.branch());
  const read = async (post: DraftPost, place: number): Promise<void> => {
    await readFurther(run, post, limits, itemAt(logs, place));
  };
  // What the first of them is refused the others are not asked.
  const [firstPost, ...others] = further;
  if (firstPost !== undefined) await read(firstPost, 0);
  const { concurrency } = run.client.config.dependencies;
  await mapBounded(others, run.mayOverlap() ? concurrency : 1, (post, place) => read(post, place + 1), run.signal);
}

/** Reads the first pages of comments, and tells how many of the posts were denied for want of a permission. */
async function readFirstPages(
  run: GraphRun,
  open: readonly DraftPost[],
  limits: CommentLimits,
  issues: IssueLog,
): Promise<number> {
  let denials = 0;
  const size = Math.min(limits.comments, LIMITS.commentsPage);
  const place = { size, after: null };
  const results = await run.getEach(open, ({ row }) => commentsRequest(run, row.id, limits, place));
  for (const [post, result] of results) {
    const { id, comments_count } = post.row;
    try {
      const page = result.ok ? readCommentPage(readPage(result.body)) : await readNarrower(result.error, post);
      noteUnreadableComments(page.unreadable, id, issues);
      post.comments = toDraftComments(page, comments_count);
    } catch (caught) {
      const error = ownError(caught, run.signal);
      if (isMissingPermission(error)) denials += 1;
      post.comments = { state: 'missing', reason: reasonOf(error) };
      noteFailure(run, error, { ...PLACE, id }, issues);
    }
  }
  return denials;

  async function readNarrower(error: InsightInventoryError, { row }: DraftPost): Promise<CommentPage> {
    const { body, hasReplies } = await readWidest(run, row.id, limits, place, issues, error);
    const page = readCommentPage(readPage(body));
    if (!hasReplies) await readReplies(run, page.comments, limits, issues);
    return page;
  }
}

type ReadComments = Extract<DraftComments, { readonly state: 'read' }>;

function hasFurther(comments: DraftComments, limits: CommentLimits): comments is ReadComments {
  return comments.state === 'read' && comments.after !== null && comments.comments.length < limits.comments;
}

/** Reads on where more than one page was asked for, or the first brought none. */
async function readFurther(run: GraphRun, post: DraftPost, limits: CommentLimits, issues: IssueLog): Promise<void> {
  const { comments } = post;
  if (!hasFurther(comments, limits)) return;
  const { id, comments_count } = post.row;
  const list = WalkedList.from(comments.comments, comments.after);
  try {
    await readComments(run, id, limits, list, issues);
    post.comments = toDraftComments({ comments: list.items, after: list.after, unreadable: 0 }, comments_count);
  } catch (caught) {
    const error = ownError(caught, run.signal);
    // What was read stays; that it is not all is in the flag and the issue.
    post.comments =
      list.items.length === 0
        ? { state: 'missing', reason: reasonOf(error) }
        : { state: 'read', comments: list.items, after: list.after };
    noteFailure(run, error, { ...PLACE, id }, issues);
  }
  noteUnreadableComments(list.unreadable, id, issues);
}

function unreadableComments(count: number): GraphApiError {
  return invalidAnswer(
    `${String(count)} of the comments came without an id and were left out.`,
    'comment_row',
    'Look at the comments in Instagram; read them with request() to see what Graph sends.',
  );
}
