import * as v from 'valibot';

import { parseGraphJson } from './json.ts';

/** One item of a batch answer; `null` when the platform ran out of time for it. */
export type BatchItem = {
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  readonly header: (name: string) => string | null;
} | null;

const batchAnswer = v.array(
  v.nullable(
    v.object({
      code: v.number(),
      headers: v.optional(v.nullable(v.array(v.object({ name: v.string(), value: v.string() }))), null),
      body: v.nullish(v.string(), null),
    }),
  ),
);

/**
 * Reads a batch answer: items in the order of the requests, each body a JSON text of its own. `null` when the answer
 * has another shape. Source: Graph API batch requests; checked 2026-11-22.
 */
export function readBatch(body: unknown): BatchItem[] | null {
  const answer = v.safeParse(batchAnswer, body);
  if (!answer.success) return null;
  return answer.output.map((item) => {
    if (item === null) return null;
    const headers = new Map((item.headers ?? []).map(({ name, value }) => [name.toLowerCase(), value]));
    return {
      status: item.code,
      body: item.body === null ? undefined : parseGraphJson(item.body),
      header: (name) => headers.get(name) ?? null,
    };
  });
}
