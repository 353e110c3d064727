import * as v from 'valibot';

import { InsightInventoryError, isInsightInventoryError, ResponseValidationError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { toTimestamp } from '../base/time.ts';
import { type InstagramAnalytics, instagramAnalyticsSchema } from '../documents/analytics.ts';
import type { AudienceRecord } from '../documents/account.ts';
import type { MediaRecord } from '../documents/media.ts';
import { RATE_UNIT } from '../documents/shapes.ts';
import type { GraphClient, GraphRun } from '../graph/graph-run.ts';
import { LIMITS } from '../graph/platform.ts';
import { versionNotice } from '../graph/versions.ts';
import type { ProbeOption } from '../media/probe-option.ts';
import type { RunTally } from '../runtime/run.ts';
import { type AccountCollection, collectAccount } from './account.ts';
import { collectMedia } from './collect-media.ts';
import type { CommentLimits } from './complete-comments.ts';
import {
  type AccountContext,
  DEFAULT_ACTIVITY_LIMIT,
  deriveActivity,
  deriveHashtags,
  deriveLatestVideo,
  deriveSummary,
} from './derive.ts';
import { InsightMemory } from './insight-memory.ts';
import { IssueLog } from './issue-log.ts';
import { toMediaRecord, type DraftPost } from './media-record.ts';
import { planCalls } from './plan-calls.ts';
import { resolveNamedMetrics, type CallOptions } from './options.ts';
import { collectAudience } from './range-insights.ts';
import type { ResolvedInstagramConfig } from './resolve-config.ts';
import { WalkedList } from './walk-pages.ts';

/**
 * The document, its keys in schema order. Nothing that does not match the published schema is returned or written.
 *
 * @throws ResponseValidationError naming the first place that does not match
 */
function validateAnalytics(document: InstagramAnalytics): InstagramAnalytics {
  const result = v.safeParse(instagramAnalyticsSchema, document);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ResponseValidationError(
    `The document does not match its schema at ${v.getDotPath(issue) ?? 'its root'}: expected ${issue.expected ?? 'another value'}.`,
    {
      kind: 'invalid_response',
      code: 'document:instagram_analytics',
      remedy: 'Graph sent something unforeseen: report this message.',
    },
  );
}

/** What a collection is to bring; every choice made. */
export interface CollectPlan {
  readonly config: ResolvedInstagramConfig;
  readonly limit: number;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly insights: boolean | readonly string[];
  readonly comments: CommentLimits | null;
  readonly audience: boolean;
  readonly probe: ProbeOption;
  readonly includeMediaUrls: boolean;
}

/** What a collection has read so far: it is there even when the rest is cut off. */
interface Gathering {
  readonly issues: IssueLog;
  readonly list: WalkedList<DraftPost>;
  memory: InsightMemory | null;
  tally: RunTally;
  account: AccountCollection | null;
  broken: InsightInventoryError | null;
  audience: AudienceRecord | null;
}

/**
 * Collects an account into one document. A part that fails is `null` and listed in `issues`; the rest is delivered, what
 * was read before the deadline too.
 *
 * @throws GraphApiError `auth` when the token was refused before anything was read; kind `timeout` when the deadline
 * passed before anything was
 */
export async function collectAnalytics(
  client: GraphClient,
  plan: CollectPlan,
  options: CallOptions & { readonly maxCalls?: number | undefined },
): Promise<InstagramAnalytics> {
  const gathering: Gathering = {
    issues: new IssueLog(),
    list: new WalkedList(),
    memory: null,
    tally: { requests: 0, calls: 0, retries: 0, waitedMs: 0 },
    account: null,
    broken: null,
    audience: null,
  };
  try {
    await client.run({ ...options, what: 'Collecting the account' }, (run) => gather(run, plan, gathering));
  } catch (error) {
    if (!isDeadline(error, options.signal) || !hasRead(gathering)) throw error;
    gathering.broken ??= error;
  }
  settleOpen(gathering);
  const { account, broken, issues } = gathering;
  if (account !== null && account.error !== null) issues.add(account.error, 'account_info');
  if (broken !== null) issues.add(broken, 'media');
  const failure = account?.error ?? broken;
  if (failure?.kind === 'auth' && !hasRead(gathering)) throw failure;
  return validateAnalytics(toDocument(client, plan, gathering));
}

function isDeadline(error: unknown, signal: AbortSignal | undefined): error is InsightInventoryError {
  return isInsightInventoryError(error) && error.code === 'timeout:deadline' && signal?.aborted !== true;
}

function hasRead({ account, list }: Gathering): boolean {
  return (account !== null && account.info !== null) || list.items.length > 0;
}

async function gather(run: GraphRun, plan: CollectPlan, gathering: Gathering): Promise<void> {
  const { config, insights, includeMediaUrls } = plan;
  const { userId } = config;
  const { issues, list } = gathering;
  gathering.tally = run.tally;
  gathering.memory = insights === false ? null : new InsightMemory(config.login, resolveNamedMetrics(insights, issues));
  const report = progressOf(run);
  const { since, until, comments, probe, limit } = plan;
  const overlaps = run.mayOverlap(planCalls(run.client, plan).max);
  const ofAccount = issues.branch();
  const ofMedia = issues.branch();
  const readAccount = async (): Promise<void> => {
    report('account', 0, 1);
    gathering.account = await collectAccount(run, { userId, insights: true, includeMediaUrls }, ofAccount);
    report('account', 1, 1);
  };
  const readMedia = async (): Promise<void> => {
    const query = { path: `${userId}/media`, since, until, memory: gathering.memory, comments, probe };
    const onPage = (done: number): void => {
      report('media', done, limit);
    };
    gathering.broken = await collectMedia(run, query, list, ofMedia, { limit, overlaps, onPage });
    const done = Math.min(list.items.length, limit);
    report('media', done, done);
  };
  if (overlaps) await Promise.all([readAccount(), readMedia()]);
  else {
    await readAccount();
    await readMedia();
  }
  if (plan.audience) gathering.audience = await collectAudience(run, userId, issues);
}

/** Gives the metrics a reason that were not asked before the time was up. */
function settleOpen({ list, memory }: Gathering): void {
  if (memory === null) return;
  for (const { insights, product } of list.items) insights.settle(memory.wanted(product), 'failed');
}

/** Why a document holds nothing that was read; `null` when it holds something. */
export function nothingRead(document: InstagramAnalytics): InsightInventoryError | null {
  if (document.account_info !== null || document.recent_media !== null) return null;
  const [first] = document.issues;
  if (first === undefined) return null;
  return new InsightInventoryError(`Nothing could be read. ${first.message}`, {
    kind: first.kind,
    code: first.code,
    retryable: first.retryable,
    remedy: first.remedy,
  });
}

function toDocument(client: GraphClient, plan: CollectPlan, gathering: Gathering): InstagramAnalytics {
  const { config } = plan;
  const { tally, account, list, broken, audience, issues } = gathering;
  const info = account?.info ?? null;
  const context: AccountContext = { followers: info?.followers_count ?? null, username: info?.username ?? null };
  const now = client.config.dependencies.clock.now();
  const posts = list.items.slice(0, plan.limit).map((post) =>
    toMediaRecord(post, {
      login: config.login,
      now,
      followers: context.followers,
      includeMediaUrls: plan.includeMediaUrls,
      maxComments: plan.comments?.comments ?? 0,
    }),
  );
  const short = broken === null ? findShortList(plan, list, info?.media_count ?? null) : null;
  if (short !== null) issues.note(short.issue);
  const version = versionNotice(config.apiVersion, now);
  if (version !== null) issues.note({ source: 'instagram', scope: 'api_version', id: null, ...version.issue });
  const media = (broken !== null || short !== null) && posts.length === 0 ? null : posts;
  return {
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
    ...(audience === null ? {} : { audience }),
    recent_media: media,
    recent_activity: media === null ? null : deriveActivity(media, context, DEFAULT_ACTIVITY_LIMIT),
    hashtag_performance: media === null ? null : deriveHashtags(media, context),
    latest_video_performance: media === null ? null : deriveLatestVideo(media, context),
    summary_metrics: media === null ? null : deriveSummary(media, context),
    coverage: {
      account_info: { asked: 1, got: account?.error === null ? 1 : 0 },
      account_insights: account?.insights ?? { asked: 0, got: 0 },
      media: { asked: askedPosts(plan, list, broken, short?.announced ?? 0), got: posts.length },
      media_insights: countPosts(plan.insights !== false, posts, hasInsights),
      comments: countPosts(plan.comments !== null, posts, (post) => post.comments != null),
    },
    issues: issues.list(),
  };
}

/** As many as the list yields or the account announces, up to the limit; a list that broke off owes the whole limit. */
function askedPosts(
  { limit }: CollectPlan,
  { items, unreadable }: WalkedList<DraftPost>,
  broken: InsightInventoryError | null,
  announced: number,
): number {
  return broken === null ? Math.min(limit, Math.max(items.length + unreadable, announced)) : limit;
}

/**
 * Whether a list that ended of itself has fewer posts than the account counts; `null` when it has not, or a period was
 * asked for. Graph lists no more than {@link LIMITS.mediaTotal} posts, whatever the account counts.
 */
function findShortList(
  { limit, since, until }: CollectPlan,
  { items, unreadable, after }: WalkedList<DraftPost>,
  announced: number | null,
): { readonly announced: number; readonly issue: CollectionIssue } | null {
  const listed = items.length + unreadable;
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

function progressOf(run: GraphRun): (step: string, done: number, total: number) => void {
  return (step, done, total) => {
    run.report({ step, done, total, message: `${step}: ${String(done)} of ${String(total)}` });
  };
}
