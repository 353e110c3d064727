import { isGraphApiError, type InsightInventoryError } from '../base/errors.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import {
  isBeforeBusinessAccount,
  isNotCrossposted,
  isTooFewViewers,
  isUnknownMetric,
  readMetricRefusal,
} from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { findMediaMetric } from '../graph/media-metrics.ts';
import type { DraftPost } from './draft-post.ts';
import type { InsightMemory } from './insight-memory.ts';
import { notInsights } from './insight-rows.ts';
import { noteFailure, reasonOf, type IssueLog } from './issue-log.ts';
import { pickScouts } from './scouts.ts';

const SCOPE = 'media_insights';

interface Task {
  readonly post: DraftPost;
  readonly metrics: readonly string[];
  /** How often the post has refused a metric by name. */
  readonly refusals: number;
}

/** A post that refuses so many in turn, as one of a kind nobody knows, is asked for the rest one by one, all at once. */
const REFUSALS_BEFORE_SINGLES = 3;

/**
 * Asks every post for the metrics it still lacks, until each has a value or a reason. A rejected metric costs only
 * itself: it is left out and the rest is asked again; a refusal that names none is bisected. Posts are asked together
 * in rounds, so that the repairs of all posts share requests.
 *
 * Cost: one Graph call a post, and one more for each repair.
 */
export async function completeInsights(
  run: GraphRun,
  posts: readonly DraftPost[],
  memory: InsightMemory,
  issues: IssueLog,
): Promise<void> {
  let tasks: Task[] = posts.map((post) => ({
    post,
    metrics: post.insights.open(memory.wanted(post.product)),
    refusals: 0,
  }));
  if (memory.suspicious) {
    const { first, rest } = pickScouts(tasks);
    await ask(run, first, memory, issues);
    tasks = rest;
  }
  await ask(run, tasks, memory, issues);
}

async function ask(run: GraphRun, open: readonly Task[], memory: InsightMemory, issues: IssueLog): Promise<void> {
  let tasks = open;
  while (tasks.length > 0) {
    const ready = tasks.map((task) => withoutKnown(task, memory)).filter((task) => task.metrics.length > 0);
    const outcomes = await run.getMany(
      ready.map(({ post, metrics }) => ({ path: `${post.row.id}/insights`, params: { metric: metrics.join(',') } })),
    );
    // First what came: a refusal means less where other posts were answered.
    const failed = ready.flatMap((task, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined) return [];
      if (!outcome.ok) return [{ task, error: outcome.error }];
      memory.noteAnswered();
      return task.post.insights.take(outcome.body, task.metrics) ? [] : [{ task, error: notInsights() }];
    });
    tasks = failed.flatMap(({ task, error }) => repair(run, task, error, memory, issues));
  }
}

/** Settles the metrics the run already knows it need not ask. */
function withoutKnown(task: Task, memory: InsightMemory): Task {
  const { post, metrics } = task;
  if (memory.forbidden) {
    post.insights.settle(metrics, 'forbidden');
    return { ...task, metrics: [] };
  }
  for (const metric of metrics) {
    const reason = memory.reason(post.product, metric);
    if (reason !== null) post.insights.settle([metric], reason);
  }
  return { ...task, metrics: post.insights.open(metrics) };
}

/** What is left to ask after a refusal; every metric not asked again is given its reason. */
function repair(
  run: GraphRun,
  { post, metrics, refusals }: Task,
  error: InsightInventoryError,
  memory: InsightMemory,
  issues: IssueLog,
): Task[] {
  const { insights, row } = post;
  if (isGraphApiError(error)) {
    // Who is refused a metric may ask for others.
    if (error.kind === 'unsupported') memory.noteAnswered();
    if (isTooFewViewers(error)) {
      insights.settle(metrics, 'not_enough_data');
      return [];
    }
    if (isBeforeBusinessAccount(error)) {
      insights.settle(metrics, 'before_business_account');
      issues.add(error, SCOPE, row.id);
      return [];
    }
    if (error.kind === 'permission') memory.noteDenied();
    const refusal = readMetricRefusal(error, metrics);
    if (refusal !== null && refusal.rejected.length > 0) {
      learn(post, refusal.rejected, error, memory, issues);
      const left = metrics.filter((metric) => !refusal.rejected.includes(metric));
      const parts = refusals + 1 < REFUSALS_BEFORE_SINGLES ? [left] : left.map((metric) => [metric]);
      return parts.map((part) => ({ post, metrics: part, refusals: refusals + 1 }));
    }
    if (refusal !== null && metrics.length > 1) {
      const half = Math.ceil(metrics.length / 2);
      return [
        { post, metrics: metrics.slice(0, half), refusals },
        { post, metrics: metrics.slice(half), refusals },
      ];
    }
  }
  insights.settle(metrics, reasonOf(error));
  if (error.kind === 'permission' && memory.answered) issues.add(error, SCOPE, row.id);
  else noteFailure(run, error, { scope: SCOPE, id: row.id, purpose: 'insights' }, issues);
  return [];
}

/** Takes down why the named metrics are missing, and whether other posts need not ask for them either. */
function learn(
  post: DraftPost,
  rejected: readonly string[],
  error: InsightInventoryError,
  memory: InsightMemory,
  issues: IssueLog,
): void {
  if (isGraphApiError(error) && isNotCrossposted(error)) {
    post.insights.settle(rejected, 'not_applicable');
    return;
  }
  for (const metric of rejected) {
    const reason = refusalReason(metric, error.message);
    post.insights.settle([metric], reason);
    if (isUnknownMetric(error)) memory.forgetMetric(metric, reason);
    else memory.rejectMetric(post.product, metric, reason);
    if (reason === 'retired') continue;
    issues.note({
      ...error.toIssue({ scope: SCOPE, id: null }),
      code: `${error.code}:${metric}`,
      message: `${metric} is not available for a ${post.row.media_product_type ?? post.row.media_type} post: ${error.message}`,
    });
  }
}

function refusalReason(metric: string, message: string): UnavailableReason {
  const isRetired = findMediaMetric(metric)?.retired != null || /no longer supported/i.test(message);
  return isRetired ? 'retired' : 'unsupported';
}
