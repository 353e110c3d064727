import { ACCOUNT_METRICS, dayTotalMetrics } from '../../graph/account-metrics.ts';
import { ACCOUNT_FIELDS, fieldNames } from '../../graph/fields.ts';
import type { GraphRequest } from '../../graph/graph-request.ts';
import { lastPacificDay } from '../../graph/pacific-day.ts';
import { accountInsightGroups, groupRequest } from '../account-insights.ts';
import { askEach, fieldsQuestion, metricsQuestion } from './questions.ts';
import { accepted, type LiveCheckContext, report } from './sheet.ts';

/** The one split of demographics that is asked for; the table has four. */
const DEMOGRAPHICS_SPLIT = 'country';

/** Fields and metrics of the account. Cost: 1 Graph call, and {@link accountCalls}; one more for each refusal. */
export async function checkAccount({ run, config, way, sheet }: LiveCheckContext): Promise<void> {
  const { userId } = config;
  report(run, 'The fields of the account');
  const fields = fieldNames(ACCOUNT_FIELDS, run.client.login);
  sheet.add('account_fields', accepted(fields), await askEach(run, fields, fieldsQuestion(userId, way)));
  report(run, 'The metrics of the account');
  const now = run.client.config.dependencies.clock.now();
  for (const { label, metrics, request } of accountQuestions(userId, now)) {
    const question = metricsQuestion((names) => ({ ...request(names), tokenTransport: way }));
    const resultFor = await askEach(run, metrics, question);
    const names = accepted(metrics.map((metric) => `${metric} ${label}`));
    sheet.add('account_metrics', names, (name) => resultFor(name.split(' ')[0] ?? name));
  }
}

interface AccountQuestion {
  /** What follows the metric's name: the period, or the split. */
  readonly label: string;
  readonly metrics: readonly string[];
  readonly request: (metrics: readonly string[]) => GraphRequest;
}

/** Every entry of the account table in the fewest requests. */
function accountQuestions(userId: string, now: number): AccountQuestion[] {
  const day = lastPacificDay(now);
  const groups = accountInsightGroups().map((group): AccountQuestion => {
    return {
      label: group.period,
      metrics: group.metrics,
      request: (metrics) => groupRequest(userId, { ...group, metrics }, day),
    };
  });
  const daily = new Set(dayTotalMetrics());
  const others = ACCOUNT_METRICS.filter(({ metric }) => !daily.has(metric)).map((entry): AccountQuestion => {
    const isSeries = entry.metricTypes.includes('time_series');
    const isDemographics = entry.breakdowns.includes(DEMOGRAPHICS_SPLIT);
    const breakdown = isDemographics ? DEMOGRAPHICS_SPLIT : (entry.requiredBreakdown ?? undefined);
    return {
      label: `${entry.periods[0] ?? ''}${breakdown === undefined ? '' : ` by ${breakdown}`}`,
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
export function accountCalls(): number {
  return 1 + accountQuestions('0', 0).length;
}
