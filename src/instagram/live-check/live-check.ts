import { itemAt } from '../../base/lists.ts';
import { toTimestamp } from '../../base/time.ts';
import { ACCOUNT_FIELDS, ACCOUNT_METRICS, dayTotalMetrics, fieldNames, lastPacificDay } from '../../graph/fields.ts';
import type { GraphClient } from '../../graph/graph-client.ts';
import type { GraphRequest } from '../../graph/graph-request.ts';
import type { GraphRun } from '../../graph/graph-run.ts';
import { accountInsightGroups, groupRequest } from '../account-insights.ts';
import { callOf, type CallOptions, type ResolvedInstagramConfig } from '../options.ts';
import { checkBatch, checkHeader, checkPlatform, checkPosts, platformCalls, postCalls } from './checks.ts';
import {
  accepted,
  queryNames,
  fieldsQuery,
  type LiveCheckContext,
  type LiveCheckPlan,
  type LiveCheckReport,
  LiveCheckSheet,
  metricsQuery,
  report,
} from './sheet.ts';

/** The one split of demographics that is asked for; the table has four. */
const DEMOGRAPHICS_SPLIT = 'country';

/**
 * Checks fields and metrics of the account. Cost: 1 Graph call, and {@link accountCalls}; one more for each refusal.
 */
async function checkAccount({ run, config, way, sheet }: LiveCheckContext): Promise<void> {
  const { userId } = config;
  report(run, 'The fields of the account');
  const fields = fieldNames(ACCOUNT_FIELDS, run.client.login);
  sheet.add('account_fields', accepted(fields), await queryNames(run, fields, fieldsQuery(userId, way)));
  report(run, 'The metrics of the account');
  const now = run.client.config.dependencies.clock.now();
  for (const { label, metrics, request } of accountQueries(userId, now)) {
    const query = metricsQuery((names) => ({ ...request(names), tokenTransport: way }));
    const resultFor = await queryNames(run, metrics, query);
    const names = accepted(metrics.map((metric) => `${metric} ${label}`));
    sheet.add('account_metrics', names, (name) => resultFor(itemAt(name.split(' '), 0)));
  }
}

interface AccountQuery {
  /** What follows the metric's name: the period, or the split. */
  readonly label: string;
  readonly metrics: readonly string[];
  readonly request: (metrics: readonly string[]) => GraphRequest;
}

/** Lists every entry of the account table in the fewest requests. */
function accountQueries(userId: string, now: number): AccountQuery[] {
  const day = lastPacificDay(now);
  const groups = accountInsightGroups().map((group): AccountQuery => {
    return {
      label: group.period,
      metrics: group.metrics,
      request: (metrics) => groupRequest(userId, { ...group, metrics }, day),
    };
  });
  const daily = new Set(dayTotalMetrics());
  const others = ACCOUNT_METRICS.filter(({ metric }) => !daily.has(metric)).map((entry): AccountQuery => {
    const isSeries = entry.metricTypes.includes('time_series');
    const isDemographics = entry.breakdowns.includes(DEMOGRAPHICS_SPLIT);
    const breakdown = isDemographics ? DEMOGRAPHICS_SPLIT : (entry.requiredBreakdown ?? undefined);
    return {
      label: `${itemAt(entry.periods, 0)}${breakdown === undefined ? '' : ` by ${breakdown}`}`,
      metrics: [entry.metric],
      request: ([metric = entry.metric]) => ({
        path: `${userId}/insights`,
        params: {
          metric,
          period: entry.periods[0],
          metric_type: isSeries ? undefined : 'total_value',
          breakdown,
          timeframe: isDemographics && metric !== 'follower_demographics' ? 'this_month' : undefined,
          since: isDemographics ? undefined : day.since,
          until: isDemographics ? undefined : day.until,
        },
      }),
    };
  });
  return [...groups, ...others];
}

/** Counts the calls of {@link checkAccount} when nothing is refused. */
function accountCalls(): number {
  return 1 + accountQueries('0', 0).length;
}

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
  /** Runs a check in its own run. A run of its own stops alone: a token refused in one form may pass in another. */
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
