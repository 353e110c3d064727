import { type GraphApiError, type InsightInventoryError, invalidRequest } from '../base/errors.ts';
import { itemAt } from '../base/lists.ts';
import { DAY_MS, SECOND_MS, toTimestamp } from '../base/time.ts';
import type {
  AccountInsights,
  AudienceBreakdowns,
  AudienceGroup,
  AudienceRecord,
  ReachPoint,
} from '../documents/account.ts';
import type { Unavailable } from '../documents/shapes.ts';
import { dayTotalMetrics, lastPacificDay, type UnixRange } from '../graph/fields.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { isAccountId, LIMITS } from '../graph/platform.ts';
import { settleGroups } from './account-insights.ts';
import { findRow, InsightAnswers, pointsByTime, readInsightRows } from './insight-answers.ts';
import { type FailurePlace, IssueLog, noteFailure, reasonOf } from './issue-log.ts';
import { type CollectOptions, toGraphTime } from './options.ts';
import { readNumber } from './wire-rows.ts';
import { invalidAnswer } from '../graph/graph-error.ts';

const SPLITS = ['age', 'gender', 'country', 'city'] as const;

/** The three audiences, and the window Graph insists on for two of them. Source: account insights reference, 2026-11-22. */
const AUDIENCES = [
  { key: 'followers', metric: 'follower_demographics', timeframe: null },
  { key: 'engaged', metric: 'engaged_audience_demographics', timeframe: 'this_month' },
  { key: 'reached', metric: 'reached_audience_demographics', timeframe: 'this_month' },
] as const;

const CELLS = AUDIENCES.flatMap((audience) => SPLITS.map((split) => ({ audience, split })));

/** Graph takes one split a request, and one metric with it; the followers online are one more. */
export const AUDIENCE_CALLS: number = CELLS.length + 1;

/** Who follows, was reached and engaged, and when followers are online. */
export interface Audience {
  audience: AudienceRecord;
  /** Followers by hour of the newest day that has any; `null` with a reason in `audience.unavailable`. */
  online_followers: Record<string, number> | null;
}

/**
 * Collects who follows, was reached and engaged, by age, gender, country and city, and how many followers are online at
 * which hour. Cost: {@link AUDIENCE_CALLS} Graph calls, in one HTTP request where the login has batches. Accounts with
 * fewer than 100 followers have none of it.
 */
export async function collectAudience(
  run: GraphRun,
  userId: string,
  { since, until }: UnixRange,
  issues: IssueLog,
): Promise<Audience> {
  // The newest days are empty for up to two days: a week back holds some that are not.
  const online = {
    metric: 'online_followers',
    period: 'lifetime',
    since: Math.min(since, until - (7 * DAY_MS) / SECOND_MS),
    until,
  };
  const [onlineResult, ...splits] = await run.getMany([
    { path: `${userId}/insights`, params: online },
    ...CELLS.map(({ audience, split }) => request(userId, audience, split)),
  ]);
  const unavailable: Unavailable = {};
  const record: Record<(typeof AUDIENCES)[number]['key'], AudienceBreakdowns> = {
    followers: emptyBreakdowns(),
    engaged: emptyBreakdowns(),
    reached: emptyBreakdowns(),
  };
  for (const [place, { audience, split }] of CELLS.entries()) {
    const answer = itemAt(splits, place);
    const found = readSplit(answer, audience.metric, split);
    record[audience.key][split] = found.groups;
    record[audience.key].timeframe = found.timeframe ?? record[audience.key].timeframe;
    if (found.unreadable > 0) issues.add(unreadableGroups(found.unreadable), 'audience', null);
    if (found.groups !== null) continue;
    const empty = found.unreadable > 0 ? 'failed' : 'not_enough_data';
    unavailable[`${audience.key}.${split}`] = answer.ok ? empty : reasonOf(answer.error);
    if (!answer.ok) noteGap(run, answer.error, { scope: 'audience', purpose: 'insights' }, issues);
  }
  const hours = readOnlineFollowers(onlineResult);
  if (hours === null)
    unavailable['online_followers'] = onlineResult.ok ? 'not_enough_data' : reasonOf(onlineResult.error);
  if (!onlineResult.ok) noteGap(run, onlineResult.error, { scope: 'audience', purpose: 'insights' }, issues);
  return { audience: { ...record, unavailable }, online_followers: hours };
}

function request(userId: string, audience: (typeof AUDIENCES)[number], split: string): GraphRequest {
  return {
    path: `${userId}/insights`,
    params: {
      metric: audience.metric,
      period: 'lifetime',
      metric_type: 'total_value',
      breakdown: split,
      timeframe: audience.timeframe ?? undefined,
    },
  };
}

function emptyBreakdowns(): AudienceBreakdowns {
  return { timeframe: null, age: null, gender: null, country: null, city: null };
}

function readSplit(
  answer: ReadResult,
  metric: string,
  split: string,
): { groups: AudienceGroup[] | null; timeframe: string | null; unreadable: number } {
  const row = findRow(answer.ok ? readInsightRows(answer.body) : null, metric);
  // With a timeframe the dimensions are two; which is which is in the keys, never in the place.
  const breakdown = row?.breakdowns.find(({ dimension_keys }) => dimension_keys.includes(split));
  if (breakdown === undefined) return { groups: null, timeframe: null, unreadable: 0 };
  const at = breakdown.dimension_keys.indexOf(split);
  const timeAt = breakdown.dimension_keys.indexOf('timeframe');
  const read = breakdown.results.flatMap(({ dimension_values, value }) => {
    const key = dimension_values[at];
    return key === undefined ? [] : [{ key, accounts: value }];
  });
  const unreadable = breakdown.unreadable + breakdown.results.length - read.length;
  // A group that comes twice counts once.
  const groups = read.filter(({ key }, place) => read.findIndex((one) => one.key === key) === place);
  const timeframe = breakdown.results.map(({ dimension_values }) => dimension_values[timeAt]).find(Boolean) ?? null;
  return { groups: groups.length === 0 ? null : groups, timeframe, unreadable };
}

function unreadableGroups(count: number): GraphApiError {
  const message = `${String(count)} groups of the audience could not be read and were left out.`;
  return invalidAnswer(message, 'audience_group', 'Read the breakdown with request() to see what Graph sends.');
}

/** Notes an issue. A metric the platform took away is an expected gap. */
function noteGap(run: GraphRun, error: InsightInventoryError, place: FailurePlace, issues: IssueLog): void {
  if (reasonOf(error) !== 'retired') noteFailure(run, error, place, issues);
}

const PLACE = { scope: 'account_insights', purpose: 'insights' } as const;

/** Makes a range of at most 30 days; the last full Pacific day when none is given. */
export function toRange(since: Date | string | undefined, until: Date | string | undefined, now: number): UnixRange {
  const day = lastPacificDay(now);
  const from = toGraphTime(since);
  const to = toGraphTime(until);
  const end = to === undefined ? day.until : Number(to);
  const start = from === undefined ? Math.min(day.since, end - DAY_MS / SECOND_MS) : Number(from);
  if (start >= end) throw invalidRequest('since', 'is not before until', 'Give a range of at least one day.');
  if (end - start > (LIMITS.insightsRangeDays * DAY_MS) / SECOND_MS) {
    const remedy = 'Graph takes at most 30 days at a time: ask for several ranges.';
    throw invalidRequest('since', 'is more than 30 days before until', remedy);
  }
  return { since: start, until: end };
}

/**
 * Collects account insights over a range. Cost: 3 Graph calls (totals, reach series, follows), and
 * {@link AUDIENCE_CALLS} more for the audience and the followers online; in batches where the login has them.
 */
async function collectRangeInsights(
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
  const unavailable: Unavailable = {};
  const miss = (path: string, answer: ReadResult): null => {
    unavailable[path] = answer.ok ? 'not_enough_data' : reasonOf(answer.error);
    if (!answer.ok) noteGap(run, answer.error, PLACE, issues);
    return null;
  };
  const [answers = new InsightAnswers()] = await settleGroups(
    run,
    [
      {
        ids: isAccountId(userId) && run.client.login === 'facebook' ? [userId] : undefined,
        metrics,
        period: 'day',
        request: totalsRequest,
        first: totals,
      },
    ],
    issues,
  );
  for (const metric of metrics) {
    const reason = answers.reason(metric);
    if (reason !== null) unavailable[`totals.${metric}`] = reason;
  }
  const flow = readFollows(follows);
  const found = audience ? await collectAudience(run, userId, range, issues) : null;
  const whyOffline = found?.audience.unavailable['online_followers'];
  if (whyOffline !== undefined) unavailable['online_followers'] = whyOffline;
  return {
    since: toTimestamp(range.since * SECOND_MS),
    until: toTimestamp(range.until * SECOND_MS),
    totals: Object.fromEntries(metrics.map((metric) => [metric, answers.value(metric)])),
    reach_series: readSeries(series) ?? miss('reach_series', series),
    follows: {
      gained: flow.gained ?? miss('follows.gained', follows),
      lost: flow.lost ?? miss('follows.lost', follows),
    },
    ...found,
    unavailable,
  };
}

/**
 * Reads the account insights of the range a caller asks for. Cost: as {@link collectRangeInsights}.
 *
 * @throws InsightInventoryError `invalid_request` as {@link toRange}; GraphApiError when nothing could be read
 */
export async function readRangeInsights(
  run: GraphRun,
  userId: string,
  { since, until, audience = false }: Pick<CollectOptions, 'since' | 'until' | 'audience'>,
): Promise<AccountInsights> {
  const range = toRange(since, until, run.client.config.dependencies.clock.now());
  const issues = new IssueLog();
  const insights = await collectRangeInsights(run, userId, range, audience, issues);
  const [error] = issues.errors;
  const isEmpty = Object.values(insights.totals).every((value) => value === null) && insights.reach_series === null;
  if (isEmpty && error !== undefined) throw error;
  return insights;
}

/**
 * Reads one point a day, oldest first; `null` when Graph has none. The stamps are Graph's own: whether they name a day's
 * start or end is not documented.
 */
function readSeries(answer: ReadResult): ReachPoint[] | null {
  const row = findRow(answer.ok ? readInsightRows(answer.body) : null, 'reach', 'day');
  const points = pointsByTime(row?.values ?? []);
  if (points.length === 0) return null;
  return points.map(({ value, end_time }) => ({ end_time, value: readNumber(value) }));
}

/**
 * Reads follows: `FOLLOWER` rows are accounts gained, `NON_FOLLOWER` rows accounts lost. Source: probe of 2026-07-02;
 * 2026-11-22.
 */
function readFollows(answer: ReadResult): { gained: number | null; lost: number | null } {
  const row = findRow(answer.ok ? readInsightRows(answer.body) : null, 'follows_and_unfollows', 'day');
  const breakdown = row?.breakdowns.find(({ dimension_keys }) => dimension_keys.includes('follow_type'));
  const at = breakdown?.dimension_keys.indexOf('follow_type') ?? -1;
  const find = (kind: string): number | null =>
    breakdown?.results.find((result) => result.dimension_values[at] === kind)?.value ?? null;
  return { gained: find('FOLLOWER'), lost: find('NON_FOLLOWER') };
}

function readOnlineFollowers(answer: ReadResult): Record<string, number> | null {
  const row = findRow(answer.ok ? readInsightRows(answer.body) : null, 'online_followers');
  return (
    pointsByTime(row?.values ?? [])
      .map((point) => hoursOf(point.value))
      .findLast((found) => found !== null) ?? null
  );
}

/** 0 to 23. */
const HOUR = /^(?:1?\d|2[0-3])$/;

function hoursOf(value: unknown): Record<string, number> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const hours = Object.entries(value).flatMap(([hour, accounts]): [string, number][] => {
    const number = HOUR.test(hour) ? readNumber(accounts) : null;
    return number === null ? [] : [[hour, number]];
  });
  return hours.length === 0 ? null : Object.fromEntries(hours);
}
