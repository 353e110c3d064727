import { itemAt } from '../../../base/lists.ts';
import { shuffledRows } from '../../shared/random.ts';
import type { MediaNode } from '../dataset/graph-dataset.ts';
import {
  beforeConversion,
  GraphFailure,
  impressionsRetired,
  incompatibleBreakdown,
  metricUnsupported,
  notCrossposted,
  notEnoughViewers,
  oneOf,
  parameterRequired,
  permissionDenied,
} from '../rules/failures.ts';
import {
  IMPRESSIONS_ENDED_AT,
  IMPRESSIONS_LAST_MAJOR,
  MEDIA_BREAKDOWNS,
  MEDIA_METRICS,
  type MediaMetricRule,
  type MetricColumn,
  METRICS_OF_UNKNOWN_KINDS,
  RETIRED_MEDIA_METRICS,
} from '../rules/metrics.ts';
import { parseTime, RECENT_MS, SCOPES } from '../rules/platform.ts';
import { type GraphCall, hasScope, noteMisuse, type Params } from '../graph-state.ts';
import type { MisuseRule } from '../../shared/request-log.ts';

/** Metrics and breakdown with names the server accepts. Whether the media has them is another question. */
export interface MediaInsightsRequest {
  readonly metrics: readonly MediaMetricRule[];
  readonly breakdown: string | null;
}

const BY_LOGIN = {
  facebook: tableFor('facebook'),
  instagram: tableFor('instagram'),
} as const;

/** Checks names and pairs, which needs no media. */
export function parseMediaInsights(call: GraphCall, params: Params): MediaInsightsRequest {
  const table = BY_LOGIN[call.state.login];
  const names = listOf(params.get('metric'));
  if (names.length === 0) {
    noteMisuse(call, 'metric_missing', 'insights without metric');
    throw parameterRequired('metric', call.state.login);
  }
  const metrics = names.map((name, index) => {
    const rule = table.get(name);
    if (rule !== undefined) return rule;
    noteMisuse(call, ruleOf(name), `media metric ${name}`);
    throw oneOf(`metric[${String(index)}]`, [...table.keys()]);
  });
  for (const name of ['metric_type', 'since', 'until', 'timeframe']) {
    const value = params.get(name);
    if (value !== null && value !== undefined) noteMisuse(call, 'inapplicable_parameter', `${name} on media insights`);
  }
  return { metrics: [...new Set(metrics)], breakdown: breakdownOf(call, params, metrics) };
}

/** Splits a comma list. */
export function listOf(text: string | null | undefined): readonly string[] {
  if (text === null || text === undefined) return [];
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function breakdownOf(call: GraphCall, params: Params, metrics: readonly MediaMetricRule[]): string | null {
  const names = listOf(params.get('breakdown'));
  if (names.length === 0) return null;
  const unknown = names.findIndex((name) => !MEDIA_BREAKDOWNS.includes(name));
  if (unknown !== -1) {
    noteMisuse(call, 'unknown_breakdown', names.join(','));
    throw oneOf(`breakdown[${String(unknown)}]`, MEDIA_BREAKDOWNS);
  }
  const breakdown = names.join(', ');
  for (const metric of metrics) {
    if (metric.breakdown === breakdown) continue;
    noteMisuse(call, 'inapplicable_breakdown', `${breakdown} for ${metric.name}`);
    throw incompatibleBreakdown(breakdown, metric.name);
  }
  return breakdown;
}

function ruleOf(name: string): MisuseRule {
  if (RETIRED_MEDIA_METRICS.includes(name)) return 'retired_metric';
  return MEDIA_METRICS.some((metric) => metric.name === name) ? 'metric_of_other_login' : 'unknown_metric';
}

function tableFor(login: 'facebook' | 'instagram'): ReadonlyMap<string, MediaMetricRule> {
  const rows = MEDIA_METRICS.filter((rule) => rule.login === 'both' || rule.login === login);
  return new Map(rows.map((rule) => [rule.name, rule]));
}

/** One row of an insights answer. */
export interface InsightRow {
  readonly name: string;
  readonly period: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly values?: readonly { readonly value: unknown; readonly end_time?: string }[];
  readonly total_value?: Readonly<Record<string, unknown>>;
}

/** Where the insights are read: the post itself is named, or it is one of many in a list. */
type InsightsPlace = 'node' | 'list';

/** Makes the rows of one post, or the error that fails the whole request. */
export function mediaInsights(
  call: GraphCall,
  media: MediaNode,
  request: MediaInsightsRequest,
  place: InsightsPlace,
): readonly InsightRow[] {
  requireInsightsScope(call);
  if (media.beforeBusinessAccount === true) throw beforeConversion();
  if (media.fewViewers === true) throw notEnoughViewers();
  for (const metric of request.metrics) requireMetric(call, media, metric, place);
  if (isOldStory(call, media)) return [];
  return shuffledRows(request.metrics.flatMap((metric) => rowOf(media, metric, request.breakdown)));
}

/** Requires the scope of insights. Insights of media need one scope; without it the answer is code 10. */
export function requireInsightsScope(call: GraphCall): void {
  if (!hasScope(call, SCOPES[call.state.login].insights)) throw permissionDenied();
}

/** Fails with the first metric a child of a carousel is asked for: children have no insights. */
export function refuseChildInsights(call: GraphCall, request: MediaInsightsRequest): Error {
  noteMisuse(call, 'inapplicable_metric', 'insights of a carousel child');
  return metricUnsupported(itemAt(request.metrics, 0).name);
}

/** Finds the column of the metric table a post belongs to; `null` for kinds the table does not know. */
function columnOf(media: MediaNode): MetricColumn | null {
  switch (media.media_product_type ?? 'FEED') {
    case 'REELS':
      return 'reels';
    case 'STORY':
      return 'story';
    case 'FEED':
      return media.media_type === 'VIDEO' ? 'feed_video' : 'feed';
    default:
      return null;
  }
}

function requireMetric(call: GraphCall, media: MediaNode, metric: MediaMetricRule, place: InsightsPlace): void {
  const { name } = metric;
  if (!accepts(media, metric)) {
    noteInapplicable(call, media, metric, place);
    throw refusal(call, name);
  }
  if (
    name === 'impressions' &&
    !(call.major <= IMPRESSIONS_LAST_MAJOR && parseTime(media.timestamp) < IMPRESSIONS_ENDED_AT)
  ) {
    noteMisuse(call, 'retired_metric', 'media metric impressions');
    throw impressionsRetired();
  }
  if (media.rejects?.includes(name) === true) throw refusal(call, name);
  if (metric.needsCrosspost && !isCrossposted(media)) throw notCrossposted();
}

/**
 * Makes the error of a metric the post does not have, in the words the simulator was given or in the documented ones.
 */
function refusal(call: GraphCall, name: string): Error {
  const words = call.state.metricRefusal?.(name);
  return words === undefined ? metricUnsupported(name) : new GraphFailure(words, { code: 100 });
}

function accepts(media: MediaNode, metric: MediaMetricRule): boolean {
  const column = columnOf(media);
  return column === null ? METRICS_OF_UNKNOWN_KINDS.includes(metric.name) : metric.on.includes(column);
}

/**
 * Notes a misuse. A name the product type never accepts is a mistake. What one post refuses (an old feed video, an
 * unknown kind) can only be found out, and the kinds on a page of a list are not known before.
 */
function noteInapplicable(call: GraphCall, media: MediaNode, metric: MediaMetricRule, place: InsightsPlace): void {
  const product = media.media_product_type ?? 'FEED';
  const columns: readonly MetricColumn[] =
    place === 'list' && product !== 'STORY' ? ['feed', 'feed_video', 'reels'] : (COLUMNS_OF[product] ?? []);
  if (columns.length === 0 || columns.some((column) => metric.on.includes(column))) return;
  noteMisuse(call, 'inapplicable_metric', `${metric.name} of ${place === 'list' ? 'a list of posts' : product}`);
}

const COLUMNS_OF: Readonly<Record<string, readonly MetricColumn[]>> = {
  FEED: ['feed', 'feed_video'],
  REELS: ['reels'],
  STORY: ['story'],
};

function isCrossposted(media: MediaNode): boolean {
  if (media.notCrossposted !== undefined) return !media.notCrossposted;
  return media.insights?.['facebook_views'] !== undefined || media.insights?.['crossposted_views'] !== undefined;
}

function isOldStory(call: GraphCall, media: MediaNode): boolean {
  return media.media_product_type === 'STORY' && call.state.now() - parseTime(media.timestamp) > RECENT_MS;
}

function rowOf(media: MediaNode, metric: MediaMetricRule, breakdown: string | null): InsightRow[] {
  const value = media.insights?.[metric.name];
  if (value === undefined) return [];
  const row: InsightRow = {
    name: metric.name,
    period: 'lifetime',
    values: [{ value }],
    title: metric.title,
    description: '(localised text)',
    id: `${media.id}/insights/${metric.name}/lifetime`,
  };
  if (breakdown === null) return [row];
  const parts = Object.entries(media.insightBreakdowns?.[metric.name] ?? {});
  const results = parts.map(([name, count]) => ({ dimension_values: [name.toLowerCase()], value: count }));
  return [{ ...row, total_value: { value, breakdowns: [{ dimension_keys: [breakdown], results }] } }];
}
