import { toTimestamp } from '../../base/time.ts';
import type { GraphClient } from '../../graph/graph-client.ts';
import type { GraphRun } from '../../graph/graph-run.ts';
import { callOf, type CallOptions } from '../options.ts';
import type { ResolvedInstagramConfig } from '../resolve-config.ts';
import { accountCalls, checkAccount } from './account.ts';
import { checkBatch, checkHeader, checkPlatform, platformCalls } from './platform.ts';
import { checkPosts, postCalls } from './posts.ts';
import { type LiveCheckContext, type LiveCheckPlan, type LiveCheckReport, LiveCheckSheet } from './sheet.ts';

/** Options of `checkLive`. */
export interface LiveCheckOptions extends CallOptions {
  /** Hard stop in Graph calls; entries that are left are `not_tried`. @default 80 */
  readonly maxCalls?: number | undefined;
}

export const DEFAULT_LIVE_CHECK_CALLS = 80;

/** Reckons the calls of a check. Sends nothing. */
export function planLiveCheck(client: GraphClient, limit: number): LiveCheckPlan {
  const fixed = platformCalls(client) + accountCalls();
  const { min, max } = postCalls(client.login);
  return { min: Math.min(fixed + min, limit), max: Math.min(fixed + max, limit), limit };
}

/**
 * Asks Graph for every entry of the platform tables that can be asked for by reading, the least certain ones first: the token
 * in a header, a batch, fields, account metrics, and the metrics of one post of each kind.
 *
 * @throws GraphApiError when the account cannot be read at all
 */
export async function checkLive(
  client: GraphClient,
  config: ResolvedInstagramConfig,
  limit: number,
  options: CallOptions,
): Promise<LiveCheckReport> {
  const { clock } = client.config.dependencies;
  const sheet = new LiveCheckSheet();
  const calls = { http_requests: 0, graph_calls: 0 };
  /** A run of its own stops alone: a token refused in one form may pass in another. */
  const inRun = async <T>(work: (run: GraphRun) => Promise<T>): Promise<T> => {
    const left = Math.max(0, limit - calls.graph_calls);
    return client.run({ ...callOf(options), maxCalls: left, what: 'Checking the platform' }, async (run) => {
      try {
        return await work(run);
      } finally {
        calls.http_requests += run.tally.requests;
        calls.graph_calls += run.tally.calls;
      }
    });
  };
  const way = await checkHeader(inRun, config.userId, sheet);
  await inRun((run) => checkBatch(run, config.userId, sheet));
  await inRun(async (run) => {
    const check: LiveCheckContext = { run, config, way, sheet };
    await checkPlatform(check);
    await checkAccount(check);
    await checkPosts(check);
  });
  return {
    checked_at: toTimestamp(clock.now()),
    login: client.login,
    api_version: client.config.apiVersion,
    plan: planLiveCheck(client, limit),
    calls,
    entries: sheet.entries,
    unexpected: sheet.unexpected,
  };
}
