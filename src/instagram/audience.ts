import type { AudienceBreakdowns, AudienceGroup, AudienceRecord } from '../documents/account.ts';
import type { Unavailable } from '../documents/shapes.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { readInsightRows, type InsightRow } from './insight-rows.ts';
import { noteFailure, reasonOf, type IssueLog } from './issue-log.ts';

const SPLITS = ['age', 'gender', 'country', 'city'] as const;

/** The three audiences, and the window Graph insists on for two of them. Source: account insights reference, 2026-11-22. */
const AUDIENCES = [
  { key: 'followers', metric: 'follower_demographics', timeframe: null },
  { key: 'engaged', metric: 'engaged_audience_demographics', timeframe: 'this_month' },
  { key: 'reached', metric: 'reached_audience_demographics', timeframe: 'this_month' },
] as const;

/** Graph takes one split a request, and one metric with it. */
export const AUDIENCE_CALLS: number = AUDIENCES.length * SPLITS.length;

/**
 * Who follows, was reached and engaged, by age, gender, country and city. Cost: {@link AUDIENCE_CALLS} Graph calls, in
 * one HTTP request where the login has batches. Accounts with fewer than 100 followers have no demographics.
 */
export async function collectAudience(run: GraphRun, userId: string, issues: IssueLog): Promise<AudienceRecord> {
  const cells = AUDIENCES.flatMap((audience) => SPLITS.map((split) => ({ audience, split })));
  const outcomes = await run.getMany(cells.map(({ audience, split }) => request(userId, audience, split)));
  const unavailable: Unavailable = {};
  const record: Record<(typeof AUDIENCES)[number]['key'], AudienceBreakdowns> = {
    followers: emptyBreakdowns(),
    engaged: emptyBreakdowns(),
    reached: emptyBreakdowns(),
  };
  for (const [index, { audience, split }] of cells.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    const found = readSplit(outcome, split);
    record[audience.key][split] = found.groups;
    record[audience.key].timeframe = found.timeframe ?? record[audience.key].timeframe;
    if (found.groups !== null) continue;
    unavailable[`${audience.key}.${split}`] = outcome.ok ? 'not_enough_data' : reasonOf(outcome.error);
    if (!outcome.ok) noteFailure(run, outcome.error, { scope: 'audience', purpose: 'insights' }, issues);
  }
  return { ...record, unavailable };
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

function readSplit(outcome: ReadResult, split: string): { groups: AudienceGroup[] | null; timeframe: string | null } {
  const rows: InsightRow[] = outcome.ok ? (readInsightRows(outcome.body) ?? []) : [];
  const breakdown = rows[0]?.total_value?.breakdowns[0];
  if (breakdown === undefined || breakdown.results.length === 0) return { groups: null, timeframe: null };
  // With a timeframe the dimensions are two; which is which is told by the keys, never by position.
  const at = breakdown.dimension_keys.indexOf(split);
  const timeAt = breakdown.dimension_keys.indexOf('timeframe');
  const groups = breakdown.results.flatMap((result) => {
    const key = result.dimension_values[at];
    return key === undefined ? [] : [{ key, accounts: result.value }];
  });
  return { groups, timeframe: breakdown.results[0]?.dimension_values[timeAt] ?? null };
}
