import { invalidRequest } from '../files/invalid-request.ts';

/** Where a page begins: a number of rows to skip, after a cursor of the platform or from the start. */
export interface PageStart {
  readonly skip: number;
  readonly after: string | null;
}

/**
 * Reads a cursor this library gave.
 *
 * @throws InsightInventoryError `invalid_request` for any other text
 */
export function readCursor(cursor: string | null | undefined): PageStart {
  if (cursor === null || cursor === undefined || cursor === '') return { skip: 0, after: null };
  const [, skip, after] = /^(\d{1,7})(?:\.([\w=-]{1,390}))?$/.exec(cursor) ?? [];
  if (skip === undefined) throw invalidRequest('cursor', 'is none', 'Pass next_cursor of the result before, or null.');
  return { skip: Number(skip), after: after ?? null };
}

export function writeCursor({ skip, after }: PageStart): string {
  return after === null ? String(skip) : `${String(skip)}.${after}`;
}

/** One page of rows that are all known. */
export function pageOf(
  rows: readonly object[],
  cursor: string | null | undefined,
  most: number,
): { rows: readonly object[]; cursorAt: (index: number) => string | null } {
  const { skip } = readCursor(cursor);
  return {
    rows: rows.slice(skip, skip + most),
    cursorAt: (index) => (skip + index >= rows.length ? null : writeCursor({ skip: skip + index, after: null })),
  };
}
