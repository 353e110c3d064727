import type { CountTokens } from './encode-document.ts';
import { DEFAULT_TEXT_LENGTH, FENCE_NOTE, fenceDocument } from './untrusted.ts';
import type { IssueKind } from '../base/issues.ts';
import type { Redactor } from '../base/redact.ts';
import { invalidRequest } from '../base/errors.ts';

/** What a tool answers. Nothing is thrown but the reason of an abort. */
export type ToolResult =
  | {
      ok: true;
      data: Record<string, unknown>;
      /** Whether there is more than `data` holds; `next_cursor` or `data.how_to_get` says how to have it. */
      truncated: boolean;
      next_cursor: string | null;
      /** Of the whole result as JSON. */
      estimated_tokens: number;
    }
  | { ok: false; error: ToolError };

/** What went wrong, in words a model can act on. */
export interface ToolError {
  kind: IssueKind | 'internal';
  message: string;
  remedy: string | null;
  retryable: boolean;
}

/** What a tool found, before it is fenced and cut to the budget. */
export interface ToolAnswer {
  /** Values beside the list, most important first. Texts in it are fenced. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  /** Values this library wrote itself, fenced where needed, what the fence means included. */
  readonly own?: Readonly<Record<string, unknown>> | undefined;
  readonly list?: AnswerList | undefined;
  /** Whether the values are a choice of more. @default false */
  readonly isCut?: boolean | undefined;
  /** How what is left out is had, where no cursor leads to it. */
  readonly howToGet?: string | undefined;
}

export interface AnswerList {
  readonly key: string;
  readonly rows: readonly object[];
  /** The cursor to the row at an index of `rows`, which may lie behind its end. */
  readonly cursorAt: (index: number) => string | null;
}

export interface ResultBounds {
  readonly maxTokens: number;
  readonly count: CountTokens;
  readonly redactor: Redactor;
}

/** What of an answer is in the result so far. */
interface Draft {
  values: Record<string, unknown>;
  readonly leftOut: string[];
  readonly rows: unknown[];
}

type Success = ToolResult & { ok: true };

/** Room for the cursor of a platform, which is not known before the last row is. */
const CURSOR_ROOM = 'x'.repeat(50);
/** Texts are cut shorter before anything is left out. */
const TEXT_LENGTHS = [DEFAULT_TEXT_LENGTH, 40, 12] as const;
/** Where even the shortest form of a row is too long. */
const TOO_LONG = { note: 'This row is too long to show.' } as const;
const NO_ROOM = 'What is left out does not fit the tokens this tool may use.';

/**
 * Gives the answer as a result within the budget: values first, then as many rows as fit, then a cursor to the next
 * one.
 */
export function boundAnswer(answer: ToolAnswer, bounds: ResultBounds): ToolResult {
  const { maxTokens, count } = bounds;
  const draft: Draft = { values: {}, leftOut: [], rows: [] };
  const write = (cursor: string | null): Success => writeResult(answer, draft, cursor, count);
  const { list } = answer;
  fitValues(answer, draft, bounds, () => write(list === undefined ? null : CURSOR_ROOM).estimated_tokens <= maxTokens);
  if (list === undefined) return write(null);
  let room = maxTokens - write(list.cursorAt(list.rows.length) ?? list.cursorAt(0)).estimated_tokens;
  for (const row of list.rows) {
    const shown = fitRow(row, room, draft.rows.length === 0, bounds);
    if (shown === null) break;
    draft.rows.push(shown.row);
    room -= shown.tokens;
  }
  let result = write(list.cursorAt(draft.rows.length));
  while (result.estimated_tokens > maxTokens && draft.rows.length > 1) {
    draft.rows.pop();
    result = write(list.cursorAt(draft.rows.length));
  }
  return result;
}

/**
 * Fits the values into the budget. Shorter texts first; then whole values go, the last first, down to the first of all.
 */
function fitValues(answer: ToolAnswer, draft: Draft, { redactor }: ResultBounds, fits: () => boolean): void {
  const own = answer.own ?? { note: FENCE_NOTE };
  for (const textLength of TEXT_LENGTHS) {
    draft.values = { ...own, ...(fenceDocument(answer.values ?? {}, { redactor, textLength }) as object) };
    if (fits()) return;
  }
  for (const key of Object.keys(draft.values).slice(1).reverse()) {
    draft.leftOut.push(key);
    Reflect.deleteProperty(draft.values, key);
    if (fits()) return;
  }
}

/**
 * Fits a row into the rest of the budget. The first row of a page is shown shorter, or said to be too long: the next
 * page must be another one.
 */
function fitRow(
  row: object,
  room: number,
  isFirst: boolean,
  { redactor, count }: ResultBounds,
): { row: unknown; tokens: number } | null {
  for (const textLength of isFirst ? [...TEXT_LENGTHS, null] : TEXT_LENGTHS.slice(0, 1)) {
    const shown = textLength === null ? TOO_LONG : fenceDocument(row, { redactor, textLength });
    const tokens = count(JSON.stringify(shown)) + 1;
    if (tokens <= room) return { row: shown, tokens };
  }
  return null;
}

function writeResult(answer: ToolAnswer, draft: Draft, cursor: string | null, count: CountTokens): Success {
  const { list } = answer;
  const { values, leftOut, rows } = draft;
  const isShort = leftOut.length > 0 || (list !== undefined && rows.length < list.rows.length);
  const truncated = isShort || cursor !== null || answer.isCut === true;
  const howToGet = answer.howToGet ?? (cursor === null ? NO_ROOM : null);
  const data = {
    ...values,
    ...(list === undefined ? {} : { [list.key]: rows }),
    ...(leftOut.length === 0 ? {} : { left_out: leftOut }),
    ...(truncated && howToGet !== null ? { how_to_get: howToGet } : {}),
  };
  const result: Success = { ok: true, data, truncated, next_cursor: cursor, estimated_tokens: 0 };
  // The count is part of what is counted: room for five digits is.
  return { ...result, estimated_tokens: count(JSON.stringify({ ...result, estimated_tokens: 99_999 })) };
}

/** Counts what an answer of values of our own alone takes. */
export function countOwn(answer: ToolAnswer, count: CountTokens): number {
  return writeResult(answer, { values: { ...answer.own }, leftOut: [], rows: [] }, null, count).estimated_tokens;
}

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

/** Makes one page of rows that are all known. */
export function pageOf(key: string, rows: readonly object[], cursor: string | null | undefined, most = 50): AnswerList {
  const { skip } = readCursor(cursor);
  return {
    key,
    rows: rows.slice(skip, skip + most),
    cursorAt: (index) => (skip + index >= rows.length ? null : writeCursor({ skip: skip + index, after: null })),
  };
}
