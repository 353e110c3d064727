import { InsightInventoryError, isInsightInventoryError } from '../base/errors.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { collectAccount } from './account.ts';
import { type CollectPlan, type Gathering, toDocument } from './analytics-document.ts';
import { collectMedia } from './collect-media.ts';
import { InsightMemory } from './insight-memory.ts';
import { IssueLog } from './issue-log.ts';
import type { DraftPost } from './media-record.ts';
import { type CallOptions, resolveNamedMetrics } from './options.ts';
import { planCalls } from './plan-calls.ts';
import { collectAudience, toRange } from './range-insights.ts';
import { WalkedList } from './walk-pages.ts';

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
    stories: null,
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
  return toDocument(client, plan, gathering);
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
  if (plan.audience) {
    const range = toRange(undefined, undefined, run.client.config.dependencies.clock.now());
    gathering.audience = await collectAudience(run, userId, range, issues);
  }
  if (plan.stories) {
    const stories = new WalkedList<DraftPost>();
    const query = { path: `${userId}/stories`, memory: gathering.memory, comments: null, kind: 'story' } as const;
    const every = { limit: Number.POSITIVE_INFINITY, overlaps: false };
    const error = await collectMedia(run, query, stories, issues, every);
    if (error === null) gathering.stories = stories;
    else issues.add(error, 'stories');
  }
}

/** Gives the metrics a reason that were not asked before the time was up. */
function settleOpen({ list, memory }: Gathering): void {
  if (memory === null) return;
  for (const { insights, product } of list.items) insights.settle(memory.wanted(product), 'failed');
}

/** Tells why a document holds nothing that was read; `null` when it holds something. */
export function failureIfEmpty(document: InstagramAnalytics): InsightInventoryError | null {
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

function progressOf(run: GraphRun): (step: string, done: number, total: number) => void {
  return (step, done, total) => {
    run.report({ step, done, total, message: `${step}: ${String(done)} of ${String(total)}` });
  };
}
