import * as v from 'valibot';

import { GraphApiError } from '../base/errors.ts';

/** One page of a Graph list; its rows are not parsed yet. */
export interface GraphPage {
  readonly rows: readonly unknown[];
  /** Cursor to go on from; `null` at the end of the list. */
  readonly after: string | null;
}

const pageBody = v.object({
  data: v.array(v.unknown()),
  paging: v.nullish(
    v.object({
      next: v.nullish(v.string()),
      cursors: v.nullish(v.object({ after: v.nullish(v.string()) })),
    }),
  ),
});

/**
 * Reads a page of a list. The end is the absence of `next`: cursors may stand on the last page, `paging` may be missing
 * whole, and a page may be short or empty and still have a next one. The address in `next` is never followed, since it
 * may hold the token and names its own host: only the cursor is taken from it.
 * Source: Graph API results guide; probes. Checked 2026-11-22.
 *
 * @throws GraphApiError `invalid_response` when the body is no list
 */
export function readPage(body: unknown): GraphPage {
  const page = v.safeParse(pageBody, body);
  if (!page.success) throw notAList();
  const { data, paging } = page.output;
  if (paging?.next == null) return { rows: data, after: null };
  return { rows: data, after: given(paging.cursors?.after) ?? cursorOf(paging.next) };
}

/** A nested list, such as a post's comments: absent when it is empty. */
export function readNestedPage(edge: unknown): GraphPage | null {
  return edge === undefined ? null : readPage(edge);
}

/**
 * A list nested in a business discovery answer has cursors and no `next`, even where there is more: its end is the
 * absence of the cursor. Source: business discovery reference; checked 2026-11-22.
 */
export function readCursorPage(body: unknown): GraphPage {
  const page = v.safeParse(pageBody, body);
  if (!page.success) throw notAList();
  return { rows: page.output.data, after: given(page.output.paging?.cursors?.after) };
}

function cursorOf(next: string): string | null {
  return URL.canParse(next) ? given(new URL(next).searchParams.get('after')) : null;
}

/** An empty cursor would lead back to the first page. */
function given(cursor: string | null | undefined): string | null {
  return cursor == null || cursor === '' ? null : cursor;
}

function notAList(): GraphApiError {
  return new GraphApiError('Graph answered a list request with something that is no list.', {
    kind: 'invalid_response',
    code: 'graph:not_a_list',
    remedy: 'Check the request against the Graph API reference.',
    status: null,
  });
}
