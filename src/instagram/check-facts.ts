import { toTimestamp } from '../base/time.ts';
import type { GraphClient } from '../graph/graph-run.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { accountCalls, checkAccount } from './fact-account.ts';
import type { FactContext } from './fact-check.ts';
import { checkBatch, checkHeader, checkPlatform, PLATFORM_CALLS, TRANSPORT_CALLS } from './fact-platform.ts';
import { checkPosts, LIST_CALLS, mediaMetricCalls } from './fact-posts.ts';
import { FactSheet, type FactPlan, type FactReport } from './fact-sheet.ts';
import { callOf, type CallOptions } from './options.ts';
import type { InstagramSettings } from './settings.ts';

/** How a check of the fact tables is held back. */
export interface FactCheckOptions extends CallOptions {
  /** Hard stop in Graph calls; rows that are left are `not_tried`. @default 80 */
  readonly maxCalls?: number | undefined;
}

export const DEFAULT_FACT_CALLS = 80;

/** Reckons the calls of a check. Sends nothing. */
export function planFacts(client: GraphClient, limit: number): FactPlan {
  const platform = client.features.debugToken ? PLATFORM_CALLS : 0;
  const fixed = TRANSPORT_CALLS + platform + 1 + accountCalls() + LIST_CALLS;
  const max = fixed + mediaMetricCalls(client.login);
  // Without a post there is none whose comments could be read.
  return { min: Math.min(fixed - 1, limit), max: Math.min(max, limit), limit };
}

/**
 * Asks Graph for every row of the fact tables that can be asked for by reading, the least certain ones first: the token
 * in a header, a batch, fields, account metrics, and the metrics of one post of each kind.
 *
 * @throws GraphApiError when the account cannot be read at all
 */
export async function checkFacts(
  client: GraphClient,
  settings: InstagramSettings,
  limit: number,
  options: CallOptions,
): Promise<FactReport> {
  const { clock } = client.settings.dependencies;
  const sheet = new FactSheet();
  const calls = { http_requests: 0, graph_calls: 0 };
  /** A run of its own stops alone: a token refused in one form may pass in another. */
  const inRun = async <T>(work: (run: GraphRun) => Promise<T>): Promise<T> => {
    const left = Math.max(0, limit - calls.graph_calls);
    return client.run({ ...callOf(options), maxCalls: left, what: 'Checking the facts' }, async (run) => {
      try {
        return await work(run);
      } finally {
        calls.http_requests += run.tally.requests;
        calls.graph_calls += run.tally.calls;
      }
    });
  };
  const way = await checkHeader(inRun, settings.userId, sheet);
  await inRun((run) => checkBatch(run, settings.userId, sheet));
  await inRun(async (run) => {
    const check: FactContext = { run, settings, way, sheet };
    await checkPlatform(check);
    await checkAccount(check);
    await checkPosts(check);
  });
  return {
    checked_at: toTimestamp(clock.now()),
    login: client.login,
    api_version: client.settings.apiVersion,
    plan: planFacts(client, limit),
    calls,
    rows: sheet.rows,
    unexpected: sheet.unexpected,
  };
}
