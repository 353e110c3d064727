import { type InsightInventoryError, isGraphApiError, ResponseValidationError } from '../base/errors.ts';
import { kindOf } from '../documents/vocabulary.ts';
import type { MediaInsights } from '../documents/media.ts';
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
import { NamesQueryRunner } from './account-insights.ts';
import type { NamesQuery } from './names-query.ts';
import { IssueLog, mayNameNothing, noteFailure, reasonOf, saysRetired } from './issue-log.ts';
import { invalidInsights, malformedInsights } from './insight-answers.ts';
import { InsightMemory, pickSample } from './insight-memory.ts';
import { createDraft, type DraftPost, isVideo, toMediaInsights } from './media-record.ts';
import { resolveNamedMetrics } from './options.ts';
import { type MediaWireRow, readMediaRow } from './wire-rows.ts';

const SCOPE = 'media_insights';

/**
 * Asks posts for the metrics they still lack, until each has a value or a reason. The requests of all posts share
 * batches, also of those that are asked while the list is still read. What it finds, and the order of its issues, does
 * not depend on when posts are asked.
 *
 * Cost: one Graph call a post, and one more for each repair.
 */
export class InsightsCompletion {
  readonly #run: GraphRun;
  readonly #memory: InsightMemory;
  readonly #queryRunner: NamesQueryRunner;
  readonly #issues: IssueLog;
  readonly #logs = new Map<DraftPost, IssueLog>();
  readonly #requested = new Set<DraftPost>();
  readonly #started: Promise<void>[] = [];

  constructor(run: GraphRun, memory: InsightMemory, issues: IssueLog) {
    this.#run = run;
    this.#memory = memory;
    this.#issues = issues;
    this.#queryRunner = new NamesQueryRunner(run, memory.words);
  }

  /**
   * Asks some posts once `ready`, unless insights may be denied: then a few are asked before all, from the whole list.
   * Posts begin in their order.
   */
  begin(posts: readonly DraftPost[], ready: Promise<void>): void {
    for (const post of posts) this.#logOf(post);
    const work = ready.then(() => {
      if (this.#memory.answered) this.#queryRunner.add(this.#queriesOf(posts));
    });
    // Thrown by finish.
    work.catch(() => undefined);
    this.#started.push(work);
  }

  /** Asks those posts that were not asked yet, and waits for all. */
  async finish(posts: readonly DraftPost[]): Promise<void> {
    await Promise.all(this.#started);
    const open = posts.filter((post) => !this.#requested.has(post));
    for (const post of open) this.#logOf(post);
    const { first, rest } = this.#memory.suspicious ? pickSample(open) : { first: [], rest: open };
    await this.#queryRunner.finish(this.#queriesOf(first));
    await this.#queryRunner.finish(this.#queriesOf(rest));
    for (const post of posts) {
      const { malformed } = post.insights;
      if (malformed.length > 0) this.#logOf(post).add(malformedInsights(malformed), SCOPE, post.row.id);
    }
  }

  #queriesOf(posts: readonly DraftPost[]): NamesQuery[] {
    return posts.map((post) => {
      this.#requested.add(post);
      return toQuery(this.#run, post, this.#memory, this.#logOf(post));
    });
  }

  #logOf(post: DraftPost): IssueLog {
    const log = this.#logs.get(post) ?? this.#issues.branch();
    this.#logs.set(post, log);
    return log;
  }
}

function toQuery(run: GraphRun, post: DraftPost, memory: InsightMemory, issues: IssueLog): NamesQuery {
  const { insights, row, product } = post;
  return {
    names: insights.open(memory.wanted(product)),
    group: product,
    request: (metrics) => ({ path: `${row.id}/insights`, params: { metric: metrics.join(',') } }),
    open: (metrics) => withoutKnown(post, metrics, memory, issues),
    answered: (body, metrics) => {
      memory.noteAnswered();
      return insights.take(body, metrics, { ids: [row.id] }) ? null : invalidInsights();
    },
    refused: (error, metrics) => {
      if (isTooFewViewers(error) || isBeforeBusinessAccount(error)) return null;
      return readMetricRefusal(error, metrics) ?? (mayNameNothing(error) ? [] : null);
    },
    rejected: (metrics, error) => {
      // Who is refused a metric may ask for others.
      memory.noteAnswered();
      learn(post, metrics, error, memory, issues);
    },
    failed: (metrics, error) => {
      settleFailure(run, post, metrics, error, memory, issues);
    },
  };
}

/**
 * Settles the metrics the run already knows it need not ask; those that are left. Each post notes what another's refusal
 * taught, so that the issue is that of the first post in order and not of the first one answered.
 */
function withoutKnown(post: DraftPost, metrics: readonly string[], memory: InsightMemory, issues: IssueLog): string[] {
  const { insights } = post;
  if (memory.forbidden) insights.settle(metrics, 'forbidden');
  for (const metric of metrics) {
    const known = memory.unknown(metric);
    if (known === null) continue;
    insights.settle([metric], known.reason);
    if (known.error !== null) noteRejected(post, metric, known.reason, known.error, issues);
  }
  return insights.open(metrics);
}

/** Gives metrics their reason when their request failed for another cause than the metrics. */
function settleFailure(
  run: GraphRun,
  { insights, row }: DraftPost,
  metrics: readonly string[],
  error: InsightInventoryError,
  memory: InsightMemory,
  issues: IssueLog,
): void {
  if (isGraphApiError(error)) {
    if (error.kind === 'unsupported') memory.noteAnswered();
    if (isTooFewViewers(error)) {
      insights.settle(metrics, 'not_enough_data');
      return;
    }
    if (isBeforeBusinessAccount(error)) {
      insights.settle(metrics, 'before_business_account');
      issues.add(error, SCOPE, row.id);
      return;
    }
    if (error.kind === 'permission') memory.noteDenied();
  }
  insights.settle(metrics, reasonOf(error));
  if (error.kind === 'permission' && memory.answered) issues.add(error, SCOPE, row.id);
  else noteFailure(run, error, { scope: SCOPE, id: row.id, purpose: 'insights' }, issues);
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
    if (isUnknownMetric(error)) memory.forgetMetric(metric, { reason, error });
    noteRejected(post, metric, reason, error, issues);
  }
}

/** Notes that a metric was rejected; that the platform took it away is no issue. */
function noteRejected(
  post: DraftPost,
  metric: string,
  reason: UnavailableReason,
  error: InsightInventoryError,
  issues: IssueLog,
): void {
  if (reason === 'retired') return;
  issues.note({
    ...error.toIssue({ scope: SCOPE, id: null }),
    code: `${error.code}:${metric}`,
    message: `${metric} is not available for a ${kindOf(post.row)}: ${error.message}`,
  });
}

function refusalReason(metric: string, message: string): UnavailableReason {
  const isRetired = findMediaMetric(metric)?.retired != null || saysRetired(message);
  return isRetired ? 'retired' : 'unsupported';
}

/** What of a post decides which metrics it has. Every `MediaRecord` fits. */
export interface MediaReference {
  readonly id: string;
  readonly media_type: string;
  readonly media_product_type: string | null;
}

/**
 * Reads the insights of one post. @throws the error that left it without any, unless that is a gap the platform
 * documents
 */
export async function readSingleInsights(
  run: GraphRun,
  media: MediaReference | string,
  insights: boolean | readonly string[],
): Promise<MediaInsights> {
  const issues = new IssueLog();
  const { login } = run.client;
  const memory = new InsightMemory(login, resolveNamedMetrics(insights, issues));
  const draft = createDraft(typeof media === 'string' ? await readKind(run, media) : toRow(media), false);
  await new InsightsCompletion(run, memory, issues).finish([draft]);
  const [error] = issues.errors.filter(({ kind }) => kind !== 'unsupported');
  const result = toMediaInsights(draft.insights, draft.product, isVideo(draft.row), login);
  if (error !== undefined && Object.values(result.insights).every((value) => value === null)) throw error;
  return result;
}

async function readKind(run: GraphRun, id: string): Promise<MediaWireRow> {
  const row = readMediaRow(
    await run.get({ path: id, params: { fields: 'id,media_type,media_product_type,timestamp' } }),
  );
  if (row !== null) return row;
  throw new ResponseValidationError('Graph answered the request for a post with something that is no post.', {
    kind: 'invalid_response',
    code: 'graph:media_row',
    remedy: 'Check that the id is that of a post.',
  });
}

function toRow({ id, media_type, media_product_type }: MediaReference): MediaWireRow {
  const none = {
    caption: null,
    permalink: null,
    media_url: null,
    thumbnail_url: null,
    like_count: null,
    comments_count: null,
  };
  return {
    ...none,
    id,
    media_type,
    media_product_type,
    timestamp: '',
    media_audio_type: null,
    is_ai_generated: null,
    children: null,
  };
}
