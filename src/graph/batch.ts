import * as v from 'valibot';

import { parseGraphJson } from './json.ts';

/** One item of a batch answer; `null` when the platform ran out of time for it, or sent something else. */
export type BatchItem = {
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  readonly header: (name: string) => string | null;
} | null;

const batchItem = v.object({
  code: v.number(),
  headers: v.fallback(v.nullish(v.array(v.object({ name: v.string(), value: v.string() })), null), null),
  body: v.fallback(v.nullish(v.string(), null), null),
});

/**
 * Reads a batch answer: items in the order of the requests, each body a JSON text of its own. An item of another shape
 * reads as one that was not answered; `null` when the answer is no list. Source: Graph API batch requests; checked 2026-11-22.
 */
export function readBatch(body: unknown): BatchItem[] | null {
  if (!Array.isArray(body)) return null;
  return body.map((value: unknown) => {
    const item = v.safeParse(batchItem, value);
    if (!item.success) return null;
    const { code, headers: list, body: text } = item.output;
    const headers = new Map((list ?? []).map(({ name, value: content }) => [name.toLowerCase(), content]));
    return {
      status: code,
      body: text === null ? undefined : parseGraphJson(text),
      header: (name) => headers.get(name) ?? null,
    };
  });
}
