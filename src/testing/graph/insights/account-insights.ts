import { shuffledRows, textHash } from '../../shared/random.ts';
import type { AccountMetricSource, AudienceSource, BreakdownRow } from '../dataset/graph-dataset.ts';
import { linkTo } from '../paging.ts';
import { scopeRequired } from '../rules/failures.ts';
import { type AccountMetricRule, AUDIENCE_FLOOR, DEMOGRAPHICS_ROWS, type MetricType } from '../rules/metrics.ts';
import { graphTime, pacificDate, pacificDays, SCOPES } from '../rules/platform.ts';
import { type GraphCall, hasScope, type Params } from '../graph-state.ts';
import { type AccountInsightsRequest, parseAccountInsights } from './account-insights-request.ts';
import type { InsightRow } from './media-insights.ts';

const DAY_S = 86_400;
const HOUR_S = 3_600;
/** Share of the daily sum that is left when people are counted once. */
const UNIQUE_SHARE = 0.7;
const DAYS_OF: Readonly<Record<string, number>> = { day: 1, week: 7, days_28: 28 };
const UNIQUE: readonly string[] = ['reach', 'accounts_engaged'];

/** A window in unix seconds, its end excluded. */
interface Window {
  readonly since: number;
  readonly until: number;
}

/** Gives the figure for a whole window; `null` when the source has none for a window like this. */
function totalOf(name: string, source: AccountMetricSource, period: string, window: Window): number | null {
  if (source.daily === undefined) return fixedTotal(source, period, window);
  const days = DAYS_OF[period] ?? 1;
  const start = period === 'day' ? window.since : window.until - days * DAY_S;
  return sumDays(name, source.daily, { since: start, until: window.until });
}

/** Gives the figure of the day, or of the 7 or 28 days that end with it, as a point of a series. */
function pointOf(name: string, source: AccountMetricSource, period: string, start: number): number | null {
  if (source.daily === undefined) return fixedFor(source, period);
  const days = DAYS_OF[period] ?? 1;
  // An hour to spare on the day the clocks change.
  return sumDays(name, source.daily, { since: start - (days - 1) * DAY_S - HOUR_S, until: start + HOUR_S });
}

/** Lists the rows of a breakdown for a window. */
function breakdownValue(row: BreakdownRow, window: Window): number {
  if (typeof row.value === 'number') return row.value;
  let total = 0;
  for (const { date } of pacificDays(window.since, window.until)) total += row.value[date] ?? 0;
  return total;
}

function fixedTotal(source: AccountMetricSource, period: string, window: Window): number | null {
  if (period !== 'day') return fixedFor(source, period);
  for (const [length, days] of Object.entries(DAYS_OF)) {
    // The clocks change, and some callers end a day at its last second.
    const off = Math.abs(window.until - window.since - days * DAY_S);
    if (off <= HOUR_S + 1) return fixedFor(source, length);
  }
  return null;
}

function fixedFor(source: AccountMetricSource, length: string): number | null {
  if (length === 'day') return source.day ?? null;
  if (length === 'week') return source.week ?? null;
  return length === 'days_28' ? (source.days_28 ?? null) : null;
}

function sumDays(name: string, daily: Readonly<Record<string, number>>, window: Window): number | null {
  const known = pacificDays(window.since, window.until).flatMap(({ date }) => daily[date] ?? []);
  if (known.length === 0) return null;
  const sum = known.reduce((total, value) => total + value, 0);
  if (known.length === 1 || !UNIQUE.includes(name)) return sum;
  return Math.max(Math.round(sum * UNIQUE_SHARE), ...known);
}

/** The insights edge of the account. */
interface AccountInsightsBody {
  readonly data: readonly InsightRow[];
  readonly paging?: Readonly<Record<string, string>>;
}

/** Answers `/{ig-user}/insights`. Its links are time windows that never end. */
export function accountInsights(call: GraphCall, params: Params): AccountInsightsBody {
  const { insights } = SCOPES[call.state.login];
  if (!hasScope(call, insights)) throw scopeRequired(insights);
  const request = parseAccountInsights(call, params);
  const rows = request.metrics.flatMap(({ rule, type }) => rowOf(call, request, rule, type));
  const data = shuffledRows(rows);
  const isWindow = request.hasRange || ['day', 'week', 'days_28'].includes(request.period);
  return data.length > 0 && isWindow ? { data, paging: windowLinks(call, params, request) } : { data };
}

function rowOf(
  call: GraphCall,
  request: AccountInsightsRequest,
  rule: AccountMetricRule,
  type: MetricType,
): readonly InsightRow[] {
  if (!hasData(call, rule, type)) return [];
  const { account } = call.state.index.dataset;
  const head: InsightRow = {
    name: rule.name,
    period: request.period,
    title: rule.title,
    description: '(localised text)',
    id: `${account.id}/insights/${rule.name}/${request.period}`,
  };
  const figures = type === 'time_series' ? seriesOf(call, request, rule) : totalsOf(call, request, rule);
  if (figures !== null) return [{ ...head, ...figures }];
  // No data is an empty list for one metric and a row without figures for another; a client has to bear both.
  return ((textHash(rule.name) >>> 16) & 1) === 0 ? [head] : [];
}

function hasData(call: GraphCall, rule: AccountMetricRule, type: MetricType): boolean {
  const { account, audience } = call.state.index.dataset;
  const { quirks } = rule;
  if (quirks.includes('unanswered')) return false;
  if (quirks.includes('empty_series') && type === 'time_series') return false;
  if (quirks.includes('followers_100') && (account.followers_count ?? 0) < AUDIENCE_FLOOR) return false;
  return !(quirks.includes('timeframe') && (audience?.engagements ?? AUDIENCE_FLOOR) < AUDIENCE_FLOOR);
}

type Figures = Pick<InsightRow, 'values' | 'total_value'>;

function seriesOf(call: GraphCall, request: AccountInsightsRequest, rule: AccountMetricRule): Figures | null {
  const { dataset } = call.state.index;
  if (rule.name === 'online_followers') return onlineFollowers(call, request);
  const source = dataset.accountInsights?.[rule.name];
  if (source === undefined) return null;
  const today = pacificDate(call.state.now());
  const values = pacificDays(request.since, request.until).flatMap(({ date, start }) => {
    if (start * 1_000 > call.state.now()) return [];
    if (rule.quirks.includes('last_30_days') && date >= today) return [];
    const value = pointOf(rule.name, source, request.period, start);
    return value === null ? [] : [{ value, end_time: endTimeOf(call, date, start) }];
  });
  return { values };
}

/** Gives the stamp of a Pacific day: its midnight, or the hour the account has. */
function endTimeOf(call: GraphCall, date: string, start: number): string {
  const hour = call.state.index.dataset.account.endTimeHour;
  return hour === undefined ? graphTime(start * 1_000) : graphTime(Date.parse(`${date}T00:00:00Z`) + hour * 3_600_000);
}

function onlineFollowers(call: GraphCall, request: AccountInsightsRequest): Figures | null {
  const online = call.state.index.dataset.audience?.onlineFollowers;
  if (online === undefined) return null;
  const since = request.hasRange ? request.since : request.until - 30 * DAY_S;
  const values = pacificDays(since, request.until).flatMap(({ date, start }) => {
    const value = online[date];
    return value === undefined ? [] : [{ value, end_time: endTimeOf(call, date, start) }];
  });
  return { values };
}

function totalsOf(call: GraphCall, request: AccountInsightsRequest, rule: AccountMetricRule): Figures | null {
  const { breakdowns, since, until } = request;
  if (rule.quirks.includes('breakdown_only') && breakdowns.length === 0) return {};
  if (since === until && request.hasRange) return {};
  const rows = breakdowns.length === 0 ? undefined : breakdownRows(call, request, rule);
  if (rule.quirks.includes('breakdown_only'))
    return rows === undefined ? null : { total_value: { breakdowns: [rows] } };
  const source = call.state.index.dataset.accountInsights?.[rule.name];
  const value = source === undefined ? null : totalOf(rule.name, source, request.period, request);
  if (value === null) return null;
  return { total_value: rows === undefined ? { value } : { value, breakdowns: [rows] } };
}

interface Breakdown {
  readonly dimension_keys: readonly string[];
  readonly results: readonly { readonly dimension_values: readonly string[]; readonly value: number }[];
}

function breakdownRows(
  call: GraphCall,
  request: AccountInsightsRequest,
  rule: AccountMetricRule,
): Breakdown | undefined {
  const sorted = request.breakdowns.toSorted();
  const isAudience = rule.name.endsWith('_demographics');
  const source = isAudience
    ? audienceRows(call.state.index.dataset.audience, rule.name)
    : call.state.index.dataset.accountInsights?.[rule.name]?.breakdowns;
  const rows = source?.[sorted.join(',')];
  if (rows === undefined) return undefined;
  const results = rows.map((row) => ({
    dimension_values: request.breakdowns.map((name) => row.values[sorted.indexOf(name)] ?? ''),
    value: breakdownValue(row, request),
  }));
  if (!isAudience) return { dimension_keys: request.breakdowns, results };
  const top = results.toSorted((a, b) => b.value - a.value).slice(0, DEMOGRAPHICS_ROWS);
  const { timeframe } = request;
  if (timeframe === null) return { dimension_keys: request.breakdowns, results: top };
  const frame = timeframe.toUpperCase();
  return {
    dimension_keys: ['timeframe', ...request.breakdowns],
    results: top.map((row) => ({ ...row, dimension_values: [frame, ...row.dimension_values] })),
  };
}

function audienceRows(
  audience: AudienceSource | undefined,
  metric: string,
): Readonly<Record<string, readonly BreakdownRow[]>> | undefined {
  if (metric === 'follower_demographics') return audience?.followers;
  return metric === 'engaged_audience_demographics' ? audience?.engaged : audience?.reached;
}

function windowLinks(
  call: GraphCall,
  params: Params,
  request: AccountInsightsRequest,
): Readonly<Record<string, string>> {
  const span = request.until - request.since;
  const link = (since: number): string => {
    const query = new URLSearchParams();
    for (const name of ['metric', 'period', 'metric_type', 'breakdown', 'timeframe']) {
      const value = params.get(name);
      if (value !== null && value !== undefined) query.set(name, value);
    }
    query.set('since', String(since));
    query.set('until', String(since + span));
    const url = linkTo(call, `${call.state.index.dataset.account.id}/insights`, query);
    call.state.links.remember(url);
    return url;
  };
  return { previous: link(request.since - span - 1), next: link(request.until + 1) };
}
