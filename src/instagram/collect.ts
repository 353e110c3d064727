import { InsightInventoryError } from '../base/errors.ts';
import { toTimestamp } from '../base/time.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { AudienceRecord } from '../documents/account.ts';
import type { MediaRecord } from '../documents/media.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { collectAccount, type AccountCollection } from './collect-account.ts';
import { collectAudience } from './audience.ts';
import { collectMedia, type MediaCollection } from './collect-media.ts';
import type { CommentLimits } from './complete-comments.ts';
import {
  DEFAULT_ACTIVITY_LIMIT,
  deriveActivity,
  deriveHashtags,
  deriveLatestVideo,
  deriveSummary,
  type AccountFacts,
} from './derive.ts';
import { InsightMemory } from './insight-memory.ts';
import { IssueLog } from './issue-log.ts';
import { toMediaRecord } from './media-record.ts';
import { resolveNamedMetrics } from './named-metrics.ts';
import { planCalls } from './plan.ts';
import type { InstagramSettings } from './settings.ts';
import { validateAnalytics } from './validate.ts';

/** What a collection is to bring; every choice made. */
export interface CollectPlan {
  readonly settings: InstagramSettings;
  readonly limit: number;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly insights: boolean | readonly string[];
  readonly comments: CommentLimits | null;
  readonly audience: boolean;
  readonly probe: boolean;
  readonly includeMediaUrls: boolean;
}

/**
 * Collects an account into one document. A part that fails is `null` and listed in `issues`; the rest is delivered.
 *
 * @throws GraphApiError `auth` when the token was refused before anything was read
 */
export async function collectAnalytics(run: GraphRun, plan: CollectPlan): Promise<InstagramAnalytics> {
  const issues = new IssueLog();
  const { settings } = plan;
  const memory =
    plan.insights === false ? null : new InsightMemory(settings.login, resolveNamedMetrics(plan.insights, issues));
  const report = progressOf(run);
  report('account', 0, 1);
  const account = await collectAccount(
    run,
    { userId: settings.userId, insights: true, includeMediaUrls: plan.includeMediaUrls },
    issues,
  );
  report('account', 1, 1);
  const query = {
    path: `${settings.userId}/media`,
    since: plan.since,
    until: plan.until,
    memory,
    comments: plan.comments,
    probe: plan.probe,
  };
  const media = await collectMedia(run, query, plan.limit, issues, (done) => {
    report('media', done, plan.limit);
  });
  report('media', media.posts.length, media.posts.length);
  const audience = plan.audience ? await collectAudience(run, settings.userId, issues) : null;
  if (account.error !== null) issues.add(account.error, 'account_info');
  if (media.broken !== null) issues.add(media.broken, 'media');
  const failure = account.error ?? media.broken;
  if (failure?.kind === 'auth' && account.info === null && media.posts.length === 0) throw failure;
  return validateAnalytics(toDocument(run, plan, { account, media, audience, issues }));
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

function toDocument(
  run: GraphRun,
  plan: CollectPlan,
  parts: { account: AccountCollection; media: MediaCollection; audience: AudienceRecord | null; issues: IssueLog },
): InstagramAnalytics {
  const { client, tally } = run;
  const { settings } = plan;
  const { info } = parts.account;
  const facts: AccountFacts = { followers: info?.followers_count ?? null, username: info?.username ?? null };
  const now = client.settings.dependencies.clock.now();
  const posts = parts.media.posts.map((post) =>
    toMediaRecord(post, {
      login: settings.login,
      now,
      followers: facts.followers,
      includeMediaUrls: plan.includeMediaUrls,
      maxComments: plan.comments?.comments ?? 0,
    }),
  );
  const media = parts.media.broken !== null && posts.length === 0 ? null : posts;
  return {
    export_info: {
      exported_at: toTimestamp(now),
      export_version: '2.0',
      source: 'instagram_analytics_manager',
      api: { host: new URL(client.origin).host, version: settings.apiVersion, login: settings.login },
      configuration: {
        max_media_items: plan.limit,
        max_comments_per_media: settings.maxCommentsPerMedia,
        max_replies_per_comment: settings.maxRepliesPerComment,
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
    ...(parts.audience === null ? {} : { audience: parts.audience }),
    recent_media: media,
    recent_activity: media === null ? null : deriveActivity(media, facts, DEFAULT_ACTIVITY_LIMIT),
    hashtag_performance: media === null ? null : deriveHashtags(media, facts),
    latest_video_performance: media === null ? null : deriveLatestVideo(media, facts),
    summary_metrics: media === null ? null : deriveSummary(media, facts),
    coverage: {
      account_info: { asked: 1, got: parts.account.error === null ? 1 : 0 },
      account_insights: parts.account.insights,
      media: { asked: askedPosts(parts.media, plan.limit), got: posts.length },
      media_insights: countPosts(plan.insights !== false, posts, hasInsights),
      comments: countPosts(plan.comments !== null, posts, (post) => post.comments != null),
    },
    issues: parts.issues.list(),
  };
}

/** As many as the list yields, up to the limit; a list that broke off owes the whole limit. */
function askedPosts({ posts, unreadable, broken }: MediaCollection, limit: number): number {
  return broken === null ? Math.min(limit, posts.length + unreadable) : limit;
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
