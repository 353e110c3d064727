import * as v from 'valibot';

import type { GraphApiError } from '../base/errors.ts';
import { parseTimestamp } from '../base/time.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { invalidAnswer } from '../graph/graph-error.ts';
import { readNumber } from './wire-rows.ts';

/** One point of a series. */
export interface InsightPoint {
  /** A number, a map of numbers by hour, or whatever else Graph sent. */
  readonly value: unknown;
  readonly end_time: string | null;
}

/** One group of a breakdown: its key on each dimension, in the order of `dimension_keys`. */
export interface BreakdownGroup {
  readonly dimension_values: readonly string[];
  readonly value: number;
}

/** A total split by one or more dimensions. */
export interface InsightBreakdown {
  readonly dimension_keys: readonly string[];
  readonly results: readonly BreakdownGroup[];
  /** Groups that could not be read. */
  readonly unreadable: number;
}

/** One insights row, in either of Graph's envelopes. */
export interface InsightWireRow {
  /** `{object}/insights/{metric}/{period}`; `null` where Graph left it out. */
  readonly id: string | null;
  readonly name: string;
  /** `null` where Graph left it out. */
  readonly period: string | null;
  readonly total: number | null;
  readonly values: readonly InsightPoint[];
  readonly breakdowns: readonly InsightBreakdown[];
  /** Whether it holds something in the place of a number that is none. */
  readonly isMalformed: boolean;
}

/** A member of another form reads as absent: it costs neither the row nor the members beside it. */
const text = v.fallback(v.nullish(v.string(), null), null);
const list = v.fallback(v.nullish(v.array(v.unknown()), []), []);
const insightsBody = v.object({ data: v.array(v.unknown()) });
const insightRow = v.object({
  id: text,
  name: v.string(),
  period: text,
  values: list,
  total_value: v.optional(v.unknown()),
});
const point = v.object({ value: v.optional(v.unknown()), end_time: text });
const totalValue = v.object({ value: v.optional(v.unknown()), breakdowns: list });
const breakdown = v.object({ dimension_keys: v.array(v.string()), results: list });
const group = v.object({ dimension_values: v.array(v.string()), value: v.optional(v.unknown()) });

/** Reads each of several values on its own; those that cannot be read are left out. */
function readEach<T>(schema: v.GenericSchema<unknown, T>, values: readonly unknown[]): T[] {
  return values.flatMap((value) => {
    const result = v.safeParse(schema, value);
    return result.success ? [result.output] : [];
  });
}

/** Makes the error for an answer of which only some rows could be read. */
export function malformedInsights(names: readonly string[]): GraphApiError {
  const message = `Graph sent insights in a form that cannot be read: ${names.join(', ')}.`;
  return invalidAnswer(message, 'insight_row', 'Read them with request() to see what Graph sends.');
}

/** Makes the error for an answer that is none, in the middle of others that are. */
export function invalidInsights(): GraphApiError {
  const message = 'Graph answered a request for insights with something that is none.';
  return invalidAnswer(message, 'insights', 'Read it with request() to see what Graph sends.');
}

/**
 * Reads the rows of an insights answer. Rows come in any order and may be missing; one that cannot be read is left out,
 * as if Graph had not sent it. `null` when the body is no insights answer.
 */
export function readInsightRows(body: unknown): InsightWireRow[] | null {
  const answer = v.safeParse(insightsBody, body);
  if (!answer.success) return null;
  return readEach(insightRow, answer.output.data).map(({ id, name, period, values, total_value }) => {
    const total = v.safeParse(totalValue, total_value);
    const totalOf: unknown = total.success ? total.output.value : total_value;
    const numbers = [totalOf, ...values.map((one) => (v.is(point, one) ? one.value : one))];
    return {
      isMalformed: numbers.some((one) => one != null && typeof one !== 'object' && readNumber(one) === null),
      id,
      name,
      period,
      total: readNumber(totalOf),
      values: readEach(point, values).map(({ value, end_time }) => ({ value, end_time })),
      breakdowns: total.success ? readEach(breakdown, total.output.breakdowns).map(readBreakdown) : [],
    };
  });
}

function readBreakdown({ dimension_keys, results }: v.InferOutput<typeof breakdown>): InsightBreakdown {
  const groups = readEach(group, results).flatMap(({ dimension_values, value }) => {
    const number = readNumber(value);
    return number === null ? [] : [{ dimension_values, value: number }];
  });
  return { dimension_keys, results: groups, unreadable: results.length - groups.length };
}

/**
 * Finds the row of a metric by name and period, wherever it is in the answer. A row that leaves its period out counts as
 * the one that was asked for; of several the first with a number or a breakdown is taken.
 */
export function findRow(
  rows: readonly InsightWireRow[] | null,
  name: string,
  period: string | null = null,
): InsightWireRow | null {
  const named = (rows ?? []).filter((row) => row.name === name);
  const fitting = named.filter((row) => period === null || row.period === period || row.period === null);
  const exact = fitting.filter((row) => row.period === (period ?? 'lifetime'));
  const ordered = [...exact, ...fitting];
  return ordered.find((row) => rowValue(row) !== null || row.breakdowns.length > 0) ?? ordered[0] ?? null;
}

/** Sorts the points of a series, oldest first by their own time; before them, in their place, points without one. */
export function pointsByTime(points: readonly InsightPoint[]): InsightPoint[] {
  const timed = points.map((one) => ({ one, time: one.end_time === null ? null : parseTimestamp(one.end_time) }));
  return timed.toSorted((a, b) => (a.time ?? -Infinity) - (b.time ?? -Infinity) || 0).map(({ one }) => one);
}

/** Reads the one number of a row: its total, or the newest number of its series. `null` when it holds none, never 0. */
export function rowValue(row: InsightWireRow): number | null {
  if (row.total !== null) return row.total;
  const numbers = pointsByTime(row.values).flatMap(({ value }) => readNumber(value) ?? []);
  return numbers[numbers.length - 1] ?? null;
}

/** Gives the object an insights row is about, by its id; `null` where the id does not tell. */
function objectOf({ id }: InsightWireRow): string | null {
  return /^(\d+)\/insights\//.exec(id ?? '')?.[1] ?? null;
}

/** What an insights answer is compared with. */
export interface InsightScope {
  /** Ids the asked object goes by; an answer about another is not taken. */
  readonly ids?: readonly string[] | undefined;
  /** The period that was asked for; `null` where the metrics have only one. */
  readonly period?: string | null | undefined;
}

/** What is known so far about the metrics asked of one object: a value, or why there is none. */
export class InsightAnswers {
  readonly #values = new Map<string, number>();
  readonly #missing = new Map<string, UnavailableReason>();
  readonly #malformed = new Set<string>();

  /**
   * Takes over an insights answer. A metric asked for and not in it is data Graph does not have, not 0. False, and
   * nothing is taken, when the body is no insights answer or one about another object.
   */
  take(body: unknown, requested: readonly string[], { ids, period = null }: InsightScope = {}): boolean {
    const rows = readInsightRows(body);
    if (rows === null) return false;
    const others = rows.map(objectOf).filter((id) => id !== null && ids?.includes(id) === false);
    if (others.length > 0) return false;
    for (const name of new Set(rows.map((row) => row.name))) {
      const row = findRow(rows, name, period);
      const value = row === null ? null : rowValue(row);
      if (value !== null) this.#values.set(name, value);
      else if (row?.isMalformed === true) this.#malformed.add(name);
    }
    this.settle(this.#malformed, 'failed');
    this.settle(requested, 'not_enough_data');
    return true;
  }

  /** Metrics whose row was there and could not be read. */
  get malformed(): string[] {
    return [...this.#malformed].filter((metric) => !this.#values.has(metric));
  }

  /** Gives a reason to every metric that has neither a value nor a reason yet. */
  settle(metrics: Iterable<string>, reason: UnavailableReason): void {
    for (const metric of metrics) {
      if (!this.#values.has(metric) && !this.#missing.has(metric)) this.#missing.set(metric, reason);
    }
  }

  /** Gives the value of a metric; `null` when there is none. */
  value(metric: string): number | null {
    return this.#values.get(metric) ?? null;
  }

  /** Tells why a metric has no value; `null` when it has one or was not asked. */
  reason(metric: string): UnavailableReason | null {
    return this.#missing.get(metric) ?? null;
  }

  /** Gives those of the metrics that are still to be asked. */
  open(metrics: readonly string[]): string[] {
    return metrics.filter((metric) => !this.#values.has(metric) && !this.#missing.has(metric));
  }
}
