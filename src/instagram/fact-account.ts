import { ACCOUNT_METRICS, dayTotalMetrics } from '../graph/account-metrics.ts';
import { ACCOUNT_FIELDS, fieldNames } from '../graph/fields.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import { lastPacificDay } from '../graph/pacific-day.ts';
import { accountInsightGroups, groupRequest } from './account-insights.ts';
import { askNames, fieldsQuestion, metricsQuestion } from './ask-names.ts';
import { held, report, type FactContext } from './fact-check.ts';

/** The one split of demographics that is asked for; the table has four. */
const DEMOGRAPHICS_SPLIT = 'country';

/** Fields and metrics of the account. Cost: 1 Graph call, and {@link accountCalls}; one more for each refusal. */
export async function checkAccount({ run, settings, way, sheet }: FactContext): Promise<void> {
  const { userId } = settings;
  report(run, 'The fields of the account');
  const fields = fieldNames(ACCOUNT_FIELDS, run.client.login);
  sheet.add('account_fields', held(fields), await askNames(run, fields, fieldsQuestion(userId, way)));
  report(run, 'The metrics of the account');
  const now = run.client.settings.dependencies.clock.now();
  for (const { label, metrics, request } of accountQuestions(userId, now)) {
    const question = metricsQuestion((names) => ({ ...request(names), tokenTransport: way }));
    const outcomeFor = await askNames(run, metrics, question);
    const facts = held(metrics.map((metric) => `${metric} ${label}`));
    sheet.add('account_metrics', facts, (fact) => outcomeFor(fact.split(' ')[0] ?? fact));
  }
}

interface AccountQuestion {
  /** What stands behind the metric's name: the period, or the split. */
  readonly label: string;
  readonly metrics: readonly string[];
  readonly request: (metrics: readonly string[]) => GraphRequest;
}

/** Every row of the account table in the fewest requests. */
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
  const others = ACCOUNT_METRICS.filter(({ metric }) => !daily.has(metric)).map((row): AccountQuestion => {
    const isSeries = row.metricTypes.includes('time_series');
    const isDemographics = row.breakdowns.includes(DEMOGRAPHICS_SPLIT);
    const breakdown = isDemographics ? DEMOGRAPHICS_SPLIT : (row.requiredBreakdown ?? undefined);
    return {
      label: `${row.periods[0] ?? ''}${breakdown === undefined ? '' : ` by ${breakdown}`}`,
      metrics: [row.metric],
      request: ([metric = row.metric]) => ({
        path: `${userId}/insights`,
        params: {
          metric,
          period: row.periods[0],
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

/** Calls the metrics of the account take when none is refused. */
export function accountCalls(): number {
  return accountQuestions('0', 0).length;
}
