import * as v from 'valibot';

import { parseGraphJson } from './json.ts';
import { MINUTE_MS, SECOND_MS } from '../base/time.ts';

/** What one answer says about how much of a limit is used. */
export interface UsageReport {
  /** Highest of the app's call, time and CPU percentages; `null` when the header was absent. */
  readonly appPercent: number | null;
  /** Highest percentage of the Instagram business use case; `null` when the header was absent. */
  readonly businessPercent: number | null;
  /** How long until calls are let through again; `null` when not blocked or not said. */
  readonly regainMs: number | null;
}

/** A figure that is missing or no number counts as 0, so that the others beside it are still read. */
const figure = v.fallback(v.optional(v.number(), 0), 0);
const usageRow = v.object({
  type: v.fallback(v.string(), ''),
  call_count: figure,
  total_time: figure,
  total_cputime: figure,
  estimated_time_to_regain_access: figure,
});
const appUsage = v.object({ call_count: figure, total_time: figure, total_cputime: figure });
const businessUsage = v.record(v.string(), v.array(v.unknown()));

/**
 * Reads `X-App-Usage` and `X-Business-Use-Case-Usage`. Of several use cases only `instagram` rows concern this library;
 * when none is so named, all are counted. The time to regain access is in minutes, may be missing or fractional.
 * Source: Graph API rate limiting; checked 2026-11-22.
 */
export function readUsage(header: (name: string) => string | null): UsageReport {
  const app = v.safeParse(appUsage, parseHeader(header('x-app-usage')));
  const business = v.safeParse(businessUsage, parseHeader(header('x-business-use-case-usage')));
  const all = business.success ? Object.values(business.output).flat().flatMap(readRow) : [];
  const own = all.filter((row) => row.type === 'instagram');
  const rows = own.length > 0 ? own : all;
  const regain = Math.max(0, ...rows.map((row) => row.estimated_time_to_regain_access));
  return {
    appPercent: app.success ? highest(app.output) : null,
    businessPercent: rows.length === 0 ? null : Math.max(...rows.map(highest)),
    regainMs: regain > 0 ? regain * MINUTE_MS : null,
  };
}

/** `Retry-After` in milliseconds, from seconds or a date. Undocumented for Graph; honoured where it appears. */
export function readRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * SECOND_MS;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

function readRow(value: unknown): v.InferOutput<typeof usageRow>[] {
  const row = v.safeParse(usageRow, value);
  return row.success ? [row.output] : [];
}

function parseHeader(value: string | null): unknown {
  return value === null ? undefined : parseGraphJson(value);
}

function highest(row: { call_count: number; total_time: number; total_cputime: number }): number {
  return Math.max(row.call_count, row.total_time, row.total_cputime);
}
