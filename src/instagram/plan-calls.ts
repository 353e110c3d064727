import { dayTotalMetrics } from '../graph/fields.ts';
import type { GraphAccount } from '../graph/graph-run.ts';
import { metricsFor, sharedMetrics } from '../graph/media-metrics.ts';
import { LIMITS } from '../graph/platform.ts';
import { accountInsightGroups } from './account-insights.ts';
import type { CommentLimits } from './complete-comments.ts';
import { AUDIENCE_CALLS } from './range-insights.ts';

/** What one step of a collection takes when nothing is refused. */
export interface PlanStep {
  step: 'account_info' | 'account_insights' | 'audience' | 'stories' | 'media' | 'media_insights' | 'comments';
  http_requests: number;
  graph_calls: number;
}

/** What a collection takes, before anything is sent. */
export interface CallPlan {
  steps: PlanStep[];
  /** Graph calls when every post is of one kind and nothing is refused: the sum of the steps. */
  min: number;
  /** Graph calls when every post has to be asked alone and refuses every metric, retries not counted. */
  max: number;
}

/** What a plan depends on. */
export interface PlanInput {
  readonly limit: number;
  readonly insights: boolean | readonly string[];
  readonly comments: CommentLimits | null;
  readonly audience: boolean;
  /** Counted as one page, its repairs left out: how many stories there are is not known beforehand. */
  readonly stories: boolean;
}

/**
 * Calls a post takes at most after its first, when it refuses every metric in words that name none: a search by halves,
 * the rest once, and each metric alone.
 */
const REPAIRS_PER_POST = 16;

/** Reckons the calls of a `collect`. Sends nothing. */
export function planCalls(client: GraphAccount, input: PlanInput): CallPlan {
  const batch = client.features.batch;
  const groups = accountInsightGroups().length;
  const wantsInsights = input.insights !== false;
  const pageSize = wantsInsights || input.comments !== null ? LIMITS.expandedMediaPage : LIMITS.mediaPage;
  const pages = Math.max(1, Math.ceil(Math.min(input.limit, LIMITS.mediaTotal) / pageSize));
  const sweep = wantsInsights && needsSweep(client, input.insights) ? 1 : 0;
  const furtherComments = Math.max(0, Math.ceil((input.comments?.comments ?? 0) / LIMITS.commentsPage) - 1);
  // The account rides in the same batch as its insights.
  const steps: PlanStep[] = [
    { step: 'account_info', http_requests: 1, graph_calls: 1 },
    { step: 'account_insights', http_requests: batch ? 0 : groups, graph_calls: groups },
    ...(input.audience
      ? [{ step: 'audience' as const, http_requests: batch ? 1 : AUDIENCE_CALLS, graph_calls: AUDIENCE_CALLS }]
      : []),
    ...(input.stories ? [{ step: 'stories' as const, http_requests: 1, graph_calls: 1 }] : []),
    { step: 'media', http_requests: pages, graph_calls: pages },
    { step: 'media_insights', http_requests: sweep, graph_calls: sweep },
    { step: 'comments', http_requests: 0, graph_calls: 0 },
  ];
  const min = steps.reduce((sum, step) => sum + step.graph_calls, 0);
  const repairs =
    // Each account metric refused once; a page read again narrower: halved down to single posts, then without extras.
    dayTotalMetrics().length +
    groups +
    pages * 3 +
    input.limit +
    (wantsInsights ? input.limit * (1 + REPAIRS_PER_POST) : 0) +
    (input.comments === null ? 0 : input.limit * (1 + furtherComments));
  return { steps, min, max: min + repairs };
}

/** Tells whether the first page leaves metrics that only one kind of post has. */
function needsSweep(client: GraphAccount, insights: boolean | readonly string[]): boolean {
  const named = Array.isArray(insights) ? (insights as readonly string[]) : null;
  const shared = sharedMetrics(client.login, named);
  return metricsFor('reels', client.login, named).some((metric) => !shared.includes(metric));
}
