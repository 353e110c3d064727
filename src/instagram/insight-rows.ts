import * as v from 'valibot';

import { GraphApiError } from '../base/errors.ts';

/** One insights row, in either of Graph's envelopes. */
export interface InsightRow {
  name: string;
  period: string;
  values: { value?: unknown; end_time?: string | undefined }[];
  total_value?:
    | {
        value?: number | undefined;
        breakdowns: { dimension_keys: string[]; results: { dimension_values: string[]; value: number }[] }[];
      }
    | undefined;
}

const insightRow: v.GenericSchema<unknown, InsightRow> = v.object({
  name: v.string(),
  period: v.optional(v.string(), ''),
  values: v.optional(v.array(v.object({ value: v.optional(v.unknown()), end_time: v.optional(v.string()) })), []),
  total_value: v.optional(
    v.object({
      value: v.optional(v.number()),
      breakdowns: v.optional(
        v.array(
          v.object({
            dimension_keys: v.array(v.string()),
            results: v.optional(v.array(v.object({ dimension_values: v.array(v.string()), value: v.number() })), []),
          }),
        ),
        [],
      ),
    }),
  ),
});

const insightsBody = v.object({ data: v.array(v.unknown()) });

/** The error for an answer that is none, in the middle of others that are. */
export function notInsights(): GraphApiError {
  return new GraphApiError('Graph answered a request for insights with something that is none.', {
    kind: 'invalid_response',
    code: 'graph:insights',
    remedy: 'Read it with request() to see what Graph sends.',
    status: null,
  });
}

/**
 * The rows of an insights answer. Rows come in any order and may be missing; one that cannot be read is left out, as if
 * Graph had not sent it. `null` when the body is no insights answer.
 */
export function readInsightRows(body: unknown): InsightRow[] | null {
  const answer = v.safeParse(insightsBody, body);
  if (!answer.success) return null;
  return answer.output.data.flatMap((value) => {
    const row = v.safeParse(insightRow, value);
    return row.success ? [row.output] : [];
  });
}

/** The one number of a row: its total, or the newest value of its series. `null` when it holds none. */
export function rowValue(row: InsightRow): number | null {
  if (row.total_value?.value !== undefined) return row.total_value.value;
  const numbers = row.values.map((point) => point.value).filter((value) => typeof value === 'number');
  return numbers[numbers.length - 1] ?? null;
}
