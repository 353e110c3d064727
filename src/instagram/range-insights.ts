import { DAY_MS, SECOND_MS, toTimestamp } from '../base/time.ts';
import type { AccountInsights, ReachPoint } from '../documents/account.ts';
import type { Unavailable } from '../documents/shapes.ts';
import { dayTotalMetrics } from '../graph/account-metrics.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { lastPacificDay, type UnixRange } from '../graph/pacific-day.ts';
import { LIMITS } from '../graph/platform.ts';
import { settleGroup } from './account-insights.ts';
import { collectAudience } from './audience.ts';
import { readInsightRows } from './insight-rows.ts';
import { noteFailure, reasonOf, type IssueLog } from './issue-log.ts';
import { invalidOption, toGraphTime } from './options.ts';

const PLACE = { scope: 'account_insights', purpose: 'insights' } as const;

/** A range of at most 30 days; the last full Pacific day when none is given. */
export function toRange(since: Date | string | undefined, until: Date | string | undefined, now: number): UnixRange {
  const day = lastPacificDay(now);
  const from = toGraphTime(since, 'since');
  const to = toGraphTime(until, 'until');
  const end = to === undefined ? day.until : Number(to);
  const start = from === undefined ? Math.min(day.since, end - DAY_MS / SECOND_MS) : Number(from);
  if (start >= end) throw invalidOption('since', 'not before until', 'Give a range of at least one day.');
  if (end - start > (LIMITS.insightsRangeDays * DAY_MS) / SECOND_MS) {
    throw invalidOption(
      'since',
      'more than 30 days before until',
      'Graph takes at most 30 days at a time: ask for several ranges.',
    );
  }
  return { since: start, until: end };
}

/**
 * Account insights over a range. Cost: 3 Graph calls (totals, reach series, follows), and 13 more for the audience and
 * the followers online; in batches where the login has them.
 */
export async function collectRangeInsights(
  run: GraphRun,
  userId: string,
  range: UnixRange,
  audience: boolean,
  issues: IssueLog,
): Promise<AccountInsights> {
  const ask = (params: Record<string, string>): GraphRequest => ({
    path: `${userId}/insights`,
    params: { period: 'day', since: range.since, until: range.until, ...params },
  });
  const totalsRequest = (metrics: readonly string[]): GraphRequest =>
    ask({ metric: metrics.join(','), metric_type: 'total_value' });
  const metrics = dayTotalMetrics();
  const [totals, series, follows] = await run.getMany([
    totalsRequest(metrics),
    ask({ metric: 'reach', metric_type: 'time_series' }),
    // Without the breakdown Graph answers with a row that holds nothing.
    ask({ metric: 'follows_and_unfollows', metric_type: 'total_value', breakdown: 'follow_type' }),
  ]);
  if (totals === undefined || series === undefined || follows === undefined)
    throw new TypeError('a request has one outcome');
  const unavailable: Unavailable = {};
  const miss = (path: string, outcome: ReadResult): null => {
    unavailable[path] = outcome.ok ? 'not_enough_data' : reasonOf(outcome.error);
    if (!outcome.ok) noteFailure(run, outcome.error, PLACE, issues);
    return null;
  };
  const answers = await settleGroup(run, totalsRequest, metrics, totals, issues);
  for (const metric of metrics) {
    const reason = answers.reason(metric);
    if (reason !== null) unavailable[`totals.${metric}`] = reason;
  }
  const flow = readFollows(follows);
  return {
    since: toTimestamp(range.since * SECOND_MS),
    until: toTimestamp(range.until * SECOND_MS),
    totals: Object.fromEntries(metrics.map((metric) => [metric, answers.value(metric)])),
    reach_series: readSeries(series) ?? miss('reach_series', series),
    follows: {
      gained: flow.gained ?? miss('follows.gained', follows),
      lost: flow.lost ?? miss('follows.lost', follows),
    },
    ...(audience
      ? {
          audience: await collectAudience(run, userId, issues),
          online_followers: await readOnlineFollowers(run, userId, range, miss),
        }
      : {}),
    unavailable,
  };
}

/** One point a day; `null` when Graph has none. The stamps are Graph's own: whether they name a day's start or end is not documented. */
function readSeries(outcome: ReadResult): ReachPoint[] | null {
  const points = (outcome.ok ? readInsightRows(outcome.body) : null)?.[0]?.values ?? [];
  if (points.length === 0) return null;
  return points.map(({ value, end_time }) => ({
    end_time: end_time ?? null,
    value: typeof value === 'number' ? value : null,
  }));
}

/** `FOLLOWER` rows are accounts gained, `NON_FOLLOWER` rows accounts lost. Source: probe of 2026-07-02; 2026-11-22. */
function readFollows(outcome: ReadResult): { gained: number | null; lost: number | null } {
  const breakdown = (outcome.ok ? readInsightRows(outcome.body) : null)?.[0]?.total_value?.breakdowns[0];
  const at = breakdown?.dimension_keys.indexOf('follow_type') ?? -1;
  const find = (kind: string): number | null =>
    breakdown?.results.find((result) => result.dimension_values[at] === kind)?.value ?? null;
  return { gained: find('FOLLOWER'), lost: find('NON_FOLLOWER') };
}

/** Followers online by hour of the newest day that has any. */
async function readOnlineFollowers(
  run: GraphRun,
  userId: string,
  range: UnixRange,
  miss: (path: string, outcome: ReadResult) => null,
): Promise<Record<string, number> | null> {
  const [outcome] = await run.getMany([
    {
      path: `${userId}/insights`,
      params: { metric: 'online_followers', period: 'lifetime', since: range.since, until: range.until },
    },
  ]);
  if (outcome === undefined) throw new TypeError('a request has one outcome');
  const points = (outcome.ok ? readInsightRows(outcome.body) : null)?.[0]?.values ?? [];
  const hours = points.map((point) => hoursOf(point.value)).filter((found) => found !== null);
  return hours[hours.length - 1] ?? miss('online_followers', outcome);
}

function hoursOf(value: unknown): Record<string, number> | null {
  if (typeof value !== 'object' || value === null) return null;
  const hours = Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return hours.length === 0 ? null : Object.fromEntries(hours);
}
