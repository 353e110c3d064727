import { isInsightInventoryError, type InsightInventoryError } from '../base/errors.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { completeComments } from './complete-comments.ts';
import { completeInsights } from './complete-insights.ts';
import type { DraftPost } from './draft-post.ts';
import { probePosts } from './probe-posts.ts';
import type { IssueLog } from './issue-log.ts';
import { MediaPageReader, type MediaQuery } from './media-pages.ts';

/** Posts with everything that was asked of them, or as much as could be had. */
export interface MediaCollection {
  readonly posts: DraftPost[];
  /** Cursor to go on from; `null` at the end of the list. */
  readonly after: string | null;
  /** Posts the list held that could not be read. */
  readonly unreadable: number;
  /** Why the list broke off before its end; `null` when it did not. */
  readonly broken: InsightInventoryError | null;
}

/**
 * Reads up to `limit` posts and completes them. The repairs of all pages share requests. A list that breaks half-way
 * gives what it had.
 */
export async function collectMedia(
  run: GraphRun,
  query: MediaQuery,
  limit: number,
  issues: IssueLog,
  onPage: (done: number) => void,
): Promise<MediaCollection> {
  const reader = new MediaPageReader(query, issues);
  const posts: DraftPost[] = [];
  const seen = new Set<string>();
  let after: string | null = null;
  let unreadable = 0;
  let broken: InsightInventoryError | null = null;
  try {
    do {
      const page = await reader.read(run, after, limit - posts.length);
      // A post published meanwhile shifts the pages: the overlap is left out.
      posts.push(...page.posts.filter((post) => !seen.has(post.row.id)));
      for (const post of page.posts) seen.add(post.row.id);
      after = page.after;
      unreadable += page.unreadable;
      onPage(Math.min(posts.length, limit));
    } while (after !== null && posts.length < limit);
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    broken = error;
  }
  const kept = posts.slice(0, limit);
  await completePosts(run, kept, query, issues);
  return { posts: kept, after, unreadable, broken };
}

/** Brings posts what their page could not. */
export async function completePosts(
  run: GraphRun,
  posts: readonly DraftPost[],
  query: Pick<MediaQuery, 'memory' | 'comments' | 'probe'>,
  issues: IssueLog,
): Promise<void> {
  if (query.memory !== null) await completeInsights(run, posts, query.memory, issues);
  if (query.comments !== null) await completeComments(run, posts, query.comments, issues);
  if (query.probe === true) await probePosts(run, posts, issues);
}
