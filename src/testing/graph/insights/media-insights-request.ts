import { incompatibleBreakdown, oneOf, parameterRequired } from '../rules/failures.ts';
import {
  MEDIA_BREAKDOWNS,
  MEDIA_METRICS,
  type MediaMetricRule,
  RETIRED_MEDIA_METRICS,
} from '../rules/media-metrics.ts';
import { type GraphCall, noteMisuse, type Params } from '../world.ts';

/** Metrics and breakdown whose names the server knows. Whether the media has them is another question. */
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
  const table = BY_LOGIN[call.world.login];
  const names = listOf(params.get('metric'));
  if (names.length === 0) {
    noteMisuse(call, 'metric_missing', 'insights without metric');
    throw parameterRequired('metric', call.world.login);
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

function ruleOf(name: string): string {
  if (RETIRED_MEDIA_METRICS.includes(name)) return 'retired_metric';
  return MEDIA_METRICS.some((metric) => metric.name === name) ? 'metric_of_other_login' : 'unknown_metric';
}

function tableFor(login: 'facebook' | 'instagram'): ReadonlyMap<string, MediaMetricRule> {
  const rows = MEDIA_METRICS.filter((rule) => rule.login === 'both' || rule.login === login);
  return new Map(rows.map((rule) => [rule.name, rule]));
}
