import { messageOf } from '../../../base/errors.ts';
import {
  followerCountTooOld,
  incompatibleBreakdown,
  incompatiblePeriod,
  invalidParameter,
  metricTypeRequired,
  oneOf,
  parameterRequired,
  rangeTooWide,
} from '../rules/failures.ts';
import {
  ACCOUNT_BREAKDOWNS,
  ACCOUNT_METRICS,
  type AccountMetricRule,
  FOLLOWER_COUNT_DAYS,
  LONGEST_WINDOW_S,
  METRIC_TYPES,
  type MetricType,
  PERIODS,
  TIMEFRAMES,
} from '../rules/metrics.ts';
import { pacificDate, parseMoment } from '../rules/platform.ts';
import { type GraphCall, noteMisuse, type Params } from '../graph-state.ts';
import { listOf } from './media-insights.ts';

const DAY_S = 86_400;
const TABLE: ReadonlyMap<string, AccountMetricRule> = new Map(ACCOUNT_METRICS.map((rule) => [rule.name, rule]));

/** An account insights request that follows every rule of its metrics. */
export interface AccountInsightsRequest {
  readonly metrics: readonly { readonly rule: AccountMetricRule; readonly type: MetricType }[];
  readonly period: string;
  /** In the order asked; empty for none. */
  readonly breakdowns: readonly string[];
  readonly timeframe: string | null;
  /** Unix seconds, `until` excluded. */
  readonly since: number;
  readonly until: number;
  readonly hasRange: boolean;
}

/** Checks a request as the server does: the first broken rule fails all of it. */
export function parseAccountInsights(call: GraphCall, params: Params): AccountInsightsRequest {
  try {
    return parse(call, params);
  } catch (error) {
    // Every rule here can be read in the documentation, so breaking one is the caller's mistake.
    noteMisuse(call, 'account_insights_rule', messageOf(error));
    throw error;
  }
}

function parse(call: GraphCall, params: Params): AccountInsightsRequest {
  const rules = rulesOf(call, params);
  const period = requiredWord(call, params, 'period', PERIODS);
  const requested = optionalWord(params, 'metric_type', METRIC_TYPES);
  const breakdowns = listOf(params.get('breakdown'));
  const unknown = breakdowns.findIndex((name) => !ACCOUNT_BREAKDOWNS.includes(name));
  if (unknown !== -1) throw oneOf(`breakdown[${String(unknown)}]`, ACCOUNT_BREAKDOWNS);
  const range = rangeOf(call, params);
  for (const { name, periods } of rules) {
    if (!periods.includes(period)) throw incompatiblePeriod(period, name);
  }
  const type = requested === 'time_series' || requested === 'total_value' ? requested : null;
  const metrics = rules.map((rule) => ({ rule, type: type ?? rule.types[0] ?? 'total_value' }));
  requireType(rules, type);
  for (const metric of metrics) requireBreakdown(metric, breakdowns);
  const timeframe = timeframeOf(call, params, rules);
  if (rules.some(({ quirks }) => quirks.includes('last_30_days'))) requireRecent(call, range.since);
  return { metrics, period, breakdowns, timeframe, ...range };
}

function rulesOf(call: GraphCall, params: Params): readonly AccountMetricRule[] {
  const names = listOf(params.get('metric'));
  if (names.length === 0) throw parameterRequired('metric', call.state.login);
  return [...new Set(names)].map((name, index) => {
    const rule = TABLE.get(name);
    if (rule === undefined) throw oneOf(`metric[${String(index)}]`, [...TABLE.keys()]);
    return rule;
  });
}

function requiredWord(call: GraphCall, params: Params, name: string, words: readonly string[]): string {
  const word = optionalWord(params, name, words);
  if (word === null) throw parameterRequired(name, call.state.login);
  return word;
}

function optionalWord(params: Params, name: string, words: readonly string[]): string | null {
  const word = params.get(name);
  if (word === null || word === undefined || word === '') return null;
  if (!words.includes(word)) throw oneOf(name, words);
  return word;
}

function requireType(rules: readonly AccountMetricRule[], requested: MetricType | null): void {
  const missing = rules.filter((rule) => {
    if (rule.types.includes(requested ?? 'time_series')) return false;
    return !(requested === 'time_series' && rule.quirks.includes('empty_series'));
  });
  if (missing.length === 0) return;
  throw metricTypeRequired(
    missing.map(({ name }) => name),
    requested === 'total_value' ? 'time_series' : 'total_value',
  );
}

function requireBreakdown(metric: { rule: AccountMetricRule; type: MetricType }, breakdowns: readonly string[]): void {
  if (breakdowns.length === 0) return;
  const { rule, type } = metric;
  const sorted = breakdowns.toSorted().join(',');
  const known = rule.breakdowns.some((names) => names.split(',').toSorted().join(',') === sorted);
  if (!known || type !== 'total_value') throw incompatibleBreakdown(breakdowns.join(', '), rule.name);
}

function timeframeOf(call: GraphCall, params: Params, rules: readonly AccountMetricRule[]): string | null {
  const timeframe = optionalWord(params, 'timeframe', TIMEFRAMES);
  if (timeframe === null && rules.some(({ quirks }) => quirks.includes('timeframe'))) {
    throw parameterRequired('timeframe', call.state.login);
  }
  return timeframe;
}

function rangeOf(call: GraphCall, params: Params): { since: number; until: number; hasRange: boolean } {
  const now = call.state.now();
  const since = momentOf(params, 'since', now);
  const until = momentOf(params, 'until', now);
  const end = until ?? (since === null ? Math.floor(now / 1_000) : Math.max(since, Math.floor(now / 1_000)));
  const start = since ?? end - DAY_S;
  if (start > end) throw invalidParameter('since');
  if (end - start > LONGEST_WINDOW_S) throw rangeTooWide();
  return { since: start, until: end, hasRange: since !== null || until !== null };
}

function momentOf(params: Params, name: string, now: number): number | null {
  const text = params.get(name);
  if (text === null || text === undefined || text === '') return null;
  const moment = parseMoment(text, now);
  if (moment === null) throw invalidParameter(name);
  return moment;
}

function requireRecent(call: GraphCall, since: number): void {
  const now = call.state.now();
  const today = Date.parse(`${pacificDate(now)}T00:00:00Z`);
  const first = pacificDate(since * 1_000);
  if (Date.parse(`${first}T00:00:00Z`) < today - FOLLOWER_COUNT_DAYS * DAY_S * 1_000) throw followerCountTooOld();
}
