import { isGraphApiError, type InsightInventoryError } from '../base/errors.ts';
import type { InsightPeriods } from '../documents/account.ts';
import type { Unavailable, UnavailableReason } from '../documents/shapes.ts';
import { ACCOUNT_METRICS, dayTotalMetrics } from '../graph/account-metrics.ts';
import { readMetricRefusal } from '../graph/graph-error.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { lastPacificDay, type UnixRange } from '../graph/pacific-day.ts';
import { InsightAnswers } from './insight-answers.ts';
import { notInsights } from './insight-rows.ts';
import { noteFailure, reasonOf, type IssueLog } from './issue-log.ts';

type Period = keyof InsightPeriods;
const SCOPE = 'account_insights';

/** Account metrics that share one request: same period, same envelope. */
export interface InsightGroup {
  readonly period: Period;
  readonly metricType: 'total_value' | 'time_series';
  readonly metrics: readonly string[];
}

/** The fewest requests that bring the account record's insights: one day's totals, and reach over the longer windows. */
export function accountInsightGroups(): InsightGroup[] {
  return [
    { period: 'day', metricType: 'total_value', metrics: dayTotalMetrics() },
    { period: 'week', metricType: 'time_series', metrics: ['reach'] },
    { period: 'days_28', metricType: 'time_series', metrics: ['reach'] },
  ];
}

/** The request for one group. Without `since` and `until` the window is not what the reference says: both are sent. */
export function groupRequest(userId: string, group: InsightGroup, range: UnixRange): GraphRequest {
  return {
    path: `${userId}/insights`,
    params: {
      metric: group.metrics.join(','),
      period: group.period,
      metric_type: group.metricType,
      since: range.since,
      until: range.until,
    },
  };
}

/** What came of each group's first request. */
export interface GroupOutcome {
  readonly group: InsightGroup;
  readonly outcome: ReadResult;
}

export interface AccountInsightValues {
  readonly insights: Record<string, InsightPeriods>;
  readonly unavailable: Unavailable;
}

/** The range all groups are asked for: the last full Pacific day, in which Graph ends its longer windows too. */
export function accountInsightRange(now: number): UnixRange {
  return lastPacificDay(now);
}

/**
 * Turns the groups' answers into the record's insights. A rejected metric is left out and its group asked again, one
 * call a repair.
 */
export async function settleAccountInsights(
  run: GraphRun,
  userId: string,
  range: UnixRange,
  outcomes: readonly GroupOutcome[],
  issues: IssueLog,
): Promise<AccountInsightValues> {
  const answers = new Map<Period, InsightAnswers>();
  for (const { group, outcome } of outcomes) {
    answers.set(
      group.period,
      await settleGroup(
        run,
        (metrics) => groupRequest(userId, { ...group, metrics }, range),
        group.metrics,
        outcome,
        issues,
      ),
    );
  }
  return toRecord(answers);
}

/** Asks one group until each of its metrics has a value or a reason. */
export async function settleGroup(
  run: GraphRun,
  request: (metrics: readonly string[]) => GraphRequest,
  metrics: readonly string[],
  first: ReadResult,
  issues: IssueLog,
): Promise<InsightAnswers> {
  const answers = new InsightAnswers();
  let open: { readonly asked: readonly string[]; readonly outcome: ReadResult }[] = [
    { asked: metrics, outcome: first },
  ];
  while (open.length > 0) {
    const next = open.flatMap(({ asked, outcome }) => {
      if (!outcome.ok) return repair(run, asked, outcome.error, answers, issues);
      return answers.take(outcome.body, asked) ? [] : repair(run, asked, notInsights(), answers, issues);
    });
    const outcomes = await run.getMany(next.map(request));
    open = outcomes.map((outcome, index) => ({ asked: next[index] ?? [], outcome }));
  }
  return answers;
}

/** The groups to ask again after a refusal: what it leaves, or each metric alone when it names none. */
function repair(
  run: GraphRun,
  asked: readonly string[],
  error: InsightInventoryError,
  answers: InsightAnswers,
  issues: IssueLog,
): (readonly string[])[] {
  const refusal = isGraphApiError(error) ? readMetricRefusal(error, asked) : null;
  if (refusal === null) {
    answers.settle(asked, reasonOf(error));
    noteFailure(run, error, { scope: SCOPE, purpose: 'insights' }, issues);
    return [];
  }
  if (refusal.rejected.length === 0 && asked.length > 1) return asked.map((metric) => [metric]);
  const rejected = refusal.rejected.length === 0 ? asked : refusal.rejected;
  answers.settle(rejected, 'unsupported');
  for (const metric of rejected) {
    const issue = error.toIssue({ scope: SCOPE });
    issues.note({ ...issue, code: `${issue.code}:${metric}` });
  }
  const rest = asked.filter((metric) => !rejected.includes(metric));
  return rest.length === 0 ? [] : [rest];
}

function toRecord(answers: ReadonlyMap<Period, InsightAnswers>): AccountInsightValues {
  const insights: Record<string, InsightPeriods> = {};
  const unavailable: Unavailable = {};
  for (const row of ACCOUNT_METRICS.filter(({ inAccountInfo }) => inAccountInfo)) {
    const cell = (period: Period): number | null => {
      const value = answers.get(period)?.value(row.metric) ?? null;
      if (value === null) {
        const asked = row.periods.includes(period);
        const reason: UnavailableReason = asked
          ? (answers.get(period)?.reason(row.metric) ?? 'not_requested')
          : 'not_requested';
        unavailable[`account_insights.${row.metric}.${period}`] = reason;
      }
      return value;
    };
    insights[row.metric] = { day: cell('day'), week: cell('week'), days_28: cell('days_28') };
  }
  return { insights, unavailable };
}

/** How many metric–period pairs are asked for, and how many of them came. */
export function countPairs(values: AccountInsightValues | null): { asked: number; got: number } {
  const asked = accountInsightGroups().reduce((sum, group) => sum + group.metrics.length, 0);
  if (values === null) return { asked: 0, got: 0 };
  const cells = Object.values(values.insights).flatMap((row) => [row.day, row.week, row.days_28]);
  return { asked, got: cells.filter((value) => value !== null).length };
}
