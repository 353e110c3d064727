import type { InsightPeriods } from '../documents/account.ts';
import type { Unavailable, UnavailableReason } from '../documents/shapes.ts';
import { ACCOUNT_METRICS, dayTotalMetrics, RETIRED_ACCOUNT_METRICS, type UnixRange } from '../graph/account-metrics.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { readMetricRefusal } from '../graph/graph-error.ts';
import { askNames } from './ask-names.ts';
import type { NamesQuestion } from './names-question.ts';
import { type IssueLog, mayNameNothing, noteFailure, reasonOf, saysRetired } from './issue-log.ts';
import { InsightAnswers, notInsights, oddInsights } from './insight-answers.ts';

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

export interface AccountInsightValues {
  readonly insights: Record<string, InsightPeriods>;
  readonly unavailable: Unavailable;
}

/** Some metrics of the account, and what came of the request for them where it was sent already. */
export interface GroupQuestion {
  /** Ids the account goes by; an answer about another is not taken. */
  readonly ids: readonly string[] | undefined;
  readonly metrics: readonly string[];
  readonly period: Period;
  readonly request: (metrics: readonly string[]) => GraphRequest;
  readonly first?: ReadResult | undefined;
}

/**
 * Asks groups of account metrics until each metric has a value or a reason; the answers in the order of the groups. A
 * refused metric is left out and its group asked again, one call a refusal.
 */
export async function settleGroups(
  run: GraphRun,
  groups: readonly GroupQuestion[],
  issues: IssueLog,
): Promise<InsightAnswers[]> {
  const answers = groups.map(() => new InsightAnswers());
  const questions = groups.flatMap((group, place) => {
    const answer = answers[place];
    return answer === undefined ? [] : [toQuestion(run, group, answer, issues)];
  });
  await askNames(run, questions);
  for (const { odd } of answers) if (odd.length > 0) issues.add(oddInsights(odd), SCOPE);
  return answers;
}

function toQuestion(run: GraphRun, group: GroupQuestion, answers: InsightAnswers, issues: IssueLog): NamesQuestion {
  const { ids, metrics, period, request, first } = group;
  return {
    names: metrics,
    group: `account ${period}`,
    request,
    first,
    open: (names) => answers.open(names),
    answered: (body, names) => (answers.take(body, names, { ids, period }) ? null : notInsights()),
    refused: (error, names) => readMetricRefusal(error, names) ?? (mayNameNothing(error) ? [] : null),
    rejected: (names, error) => {
      for (const metric of names) {
        const reason = refusalReason(metric, error.message);
        answers.settle([metric], reason);
        if (reason === 'retired') continue;
        const issue = error.toIssue({ scope: SCOPE });
        issues.note({ ...issue, code: `${issue.code}:${metric}` });
      }
    },
    failed: (names, error) => {
      answers.settle(names, reasonOf(error));
      noteFailure(run, error, { scope: SCOPE, purpose: 'insights' }, issues);
    },
  };
}

/** A metric the platform took away is an expected gap, as it is for a post. */
function refusalReason(metric: string, message: string): UnavailableReason {
  return metric in RETIRED_ACCOUNT_METRICS || saysRetired(message) ? 'retired' : 'unsupported';
}

export function toValues(answers: ReadonlyMap<Period, InsightAnswers | undefined>): AccountInsightValues {
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
