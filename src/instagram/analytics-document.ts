import * as v from 'valibot';

import { type InsightInventoryError, ResponseValidationError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { toTimestamp } from '../base/time.ts';
import { type InstagramAnalytics, instagramAnalyticsSchema } from '../documents/analytics.ts';
import { type MediaRecord, mediaRecordSchema } from '../documents/media.ts';
import { RATE_UNIT } from '../documents/shapes.ts';
import type { GraphAccount } from '../graph/graph-run.ts';
import { LIMITS, versionNotice } from '../graph/platform.ts';
import { fitModelInSteps } from '../metrics/engagement-model.ts';
import { LoopTurns } from '../runtime/concurrency.ts';
import type { ProbeOption } from '../media/media-prober.ts';
import type { RunTally } from '../runtime/run.ts';
import type { AccountCollection } from './account.ts';
import { type CommentLimits, commentLimits } from './complete-comments.ts';
import {
  type AccountContext,
  DEFAULT_ACTIVITY_LIMIT,
  deriveActivity,
  deriveHashtags,
  deriveLatestVideo,
  deriveSummary,
} from './derive.ts';
import type { InsightMemory } from './insight-memory.ts';
import type { IssueLog } from './issue-log.ts';
import { toMediaRecord, type DraftPost } from './media-record.ts';
import { type CollectOptions, type ResolvedInstagramConfig, toGraphPeriod } from './options.ts';
import { planCalls } from './plan-calls.ts';
import type { Audience } from './range-insights.ts';
import type { WalkedList } from './walk-pages.ts';

/** What a collection is to bring; every choice made. */
export interface CollectPlan {
  readonly config: ResolvedInstagramConfig;
  readonly limit: number;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly insights: boolean | readonly string[];
  readonly comments: CommentLimits | null;
  readonly audience: boolean;
  readonly stories: boolean;
  readonly probe: ProbeOption;
  readonly includeMediaUrls: boolean;
}

/** Makes every choice of a collection: the caller's, else the configured or usual one. @throws ArgumentError for a period */
export function toCollectPlan(options: CollectOptions, config: ResolvedInstagramConfig): CollectPlan {
  return {
    config,
    limit: options.limit ?? config.maxMediaItems,
    ...toGraphPeriod(options),
    insights: options.insights ?? true,
    comments: commentLimits(options, config),
    audience: options.audience ?? false,
    stories: options.stories ?? false,
    probe: options.probe ?? false,
    includeMediaUrls: options.includeMediaUrls ?? false,
  };
}

/** What a collection has read so far: it is there even when the rest is cut off. */
export interface Gathering {
  readonly issues: IssueLog;
  readonly list: WalkedList<DraftPost>;
  memory: InsightMemory | null;
  tally: RunTally;
  account: AccountCollection | null;
  broken: InsightInventoryError | null;
  audience: Audience | null;
  /** `null` until their list was read whole. */
  stories: WalkedList<DraftPost> | null;
}

/**
 * Makes the document of what was read, its keys in schema order, post by post: every post is checked and let go of before
 * the next, and the event loop has its turns in between. Nothing that does not match the published schema is given.
 *
 * @throws ResponseValidationError naming the first place that does not match
 */
export async function toDocument(
  client: GraphAccount,
  plan: CollectPlan,
  gathering: Gathering,
): Promise<InstagramAnalytics> {
  const { config } = plan;
  const { tally, account, list, broken, audience, stories, issues } = gathering;
  const info = account?.info ?? null;
  const context: AccountContext = { followers: info?.followers_count ?? null, username: info?.username ?? null };
  const now = client.config.dependencies.clock.now();
  const listed = { read: list.items.length, unreadable: list.unreadable, after: list.after };
  const toRecord = (draft: DraftPost): MediaRecord =>
    toMediaRecord(draft, {
      login: config.login,
      now,
      followers: context.followers,
      includeMediaUrls: plan.includeMediaUrls,
      maxComments: plan.comments?.comments ?? 0,
    });
  const turns = new LoopTurns();
  const posts: MediaRecord[] = [];
  // Given away from the end: what a draft holds besides its record is free at once.
  const drafts = list.items.splice(0).slice(0, plan.limit).reverse();
  for (let draft = drafts.pop(); draft !== undefined; draft = drafts.pop()) {
    posts.push(checkedPost(toRecord(draft), `recent_media.${String(posts.length)}.`));
    await turns.next();
  }
  const short = broken === null ? findShortList(plan, listed, info?.media_count ?? null) : null;
  if (short !== null) issues.note(short.issue);
  const version = versionNotice(config.apiVersion, now);
  if (version !== null) issues.note({ source: 'instagram', scope: 'api_version', id: null, ...version.issue });
  const media = (broken !== null || short !== null) && posts.length === 0 ? null : posts;
  const derived = async <T>(from: (media: readonly MediaRecord[]) => T): Promise<T | null> => {
    await turns.next();
    return media === null ? null : from(media);
  };
  // The one long computation: what compares all posts with each other.
  const model = media === null ? undefined : await turns.run(fitModelInSteps(media, { followers: context.followers }));
  const document: InstagramAnalytics = {
    export_info: {
      exported_at: toTimestamp(now),
      export_version: '2.0',
      source: 'instagram_analytics_manager',
      rate_unit: RATE_UNIT,
      api: { host: new URL(client.origin).host, version: config.apiVersion, login: config.login },
      configuration: {
        max_media_items: plan.limit,
        max_comments_per_media: config.maxCommentsPerMedia,
        max_replies_per_comment: config.maxRepliesPerComment,
      },
      calls: {
        planned: planCalls(client, plan).min,
        http_requests: tally.requests,
        graph_calls: tally.calls,
        retries: tally.retries,
        waited_ms: tally.waitedMs,
        peak_usage_percent: client.gate.peakPercent,
      },
    },
    account_info: info,
    ...audience,
    ...(plan.stories ? { stories: stories?.items.map(toRecord) ?? null } : {}),
    recent_media: media === null ? null : [],
    recent_activity: await derived((all) => deriveActivity(all, context, DEFAULT_ACTIVITY_LIMIT)),
    hashtag_performance: await derived((all) => deriveHashtags(all, context, { model })),
    latest_video_performance: await derived((all) => deriveLatestVideo(all, context)),
    summary_metrics: await derived((all) => deriveSummary(all, context)),
    coverage: {
      account_info: { asked: 1, got: account?.error === null ? 1 : 0 },
      account_insights: account?.insights ?? { asked: 0, got: 0 },
      media: { asked: expectedPosts(plan, listed, broken, short?.announced ?? 0), got: posts.length },
      media_insights: countPosts(plan.insights !== false, posts, hasInsights),
      comments: countPosts(plan.comments !== null, posts, (post) => post.comments != null),
    },
    issues: issues.list(),
  };
  await turns.next();
  return { ...checked(instagramAnalyticsSchema, document, ''), recent_media: media };
}

/**
 * Gives the post with its keys in schema order. Its comments are checked and kept as they were read, in that order
 * already: a second copy of all comments is what would take the most memory.
 */
function checkedPost(record: MediaRecord, place: string): MediaRecord {
  const post = checked(mediaRecordSchema, record, place);
  return record.comments === undefined ? post : Object.assign(post, { comments: record.comments });
}

/** Gives the value with its keys in schema order. */
function checked<T>(schema: v.GenericSchema<unknown, T>, value: T, place: string): T {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ResponseValidationError(
    `The document does not match its schema at ${place}${v.getDotPath(issue) ?? 'its root'}: expected ${issue.expected ?? 'another value'}.`,
    {
      kind: 'invalid_response',
      code: 'document:instagram_analytics',
      remedy: 'Graph sent something unforeseen: report this message.',
    },
  );
}

/** How far a list was read. */
interface ListedPosts extends Pick<WalkedList<DraftPost>, 'unreadable' | 'after'> {
  readonly read: number;
}

/**
 * Tells how many posts are due: as many as the list yields or the account announces, up to the limit; a list that broke
 * off owes the whole limit.
 */
function expectedPosts(
  { limit }: CollectPlan,
  { read, unreadable }: ListedPosts,
  broken: InsightInventoryError | null,
  announced: number,
): number {
  return broken === null ? Math.min(limit, Math.max(read + unreadable, announced)) : limit;
}

/**
 * Tells whether a list that ended of itself has fewer posts than the account counts; `null` when it has not, or a
 * period was asked for. Graph lists no more than {@link LIMITS.mediaTotal} posts, whatever the account counts.
 */
function findShortList(
  { limit, since, until }: CollectPlan,
  { read, unreadable, after }: ListedPosts,
  announced: number | null,
): { readonly announced: number; readonly issue: CollectionIssue } | null {
  const listed = read + unreadable;
  if (announced === null || since !== undefined || until !== undefined || after !== null) return null;
  if (listed >= Math.min(limit, announced)) return null;
  const isCap = listed >= LIMITS.mediaTotal;
  const counts = `The account counts ${String(announced)} posts; the list ended after ${String(listed)}.`;
  const issue: CollectionIssue = {
    source: 'instagram',
    scope: 'media',
    id: null,
    kind: 'truncated',
    code: isCap ? 'graph:media_cap' : 'graph:short_list',
    message: isCap ? `${counts} Graph lists no more than the newest ${String(LIMITS.mediaTotal)}.` : counts,
    remedy: isCap
      ? 'Older posts cannot be listed: keep the documents of earlier collections.'
      : 'Collect again later; if it stays so, compare with the posts the Instagram app shows.',
    retryable: !isCap,
  };
  return { announced, issue };
}

function countPosts(
  asked: boolean,
  posts: readonly MediaRecord[],
  got: (post: MediaRecord) => boolean,
): { asked: number; got: number } {
  return asked ? { asked: posts.length, got: posts.filter(got).length } : { asked: 0, got: 0 };
}

function hasInsights(post: MediaRecord): boolean {
  return Object.values(post.insights).some((value) => value !== null);
}
