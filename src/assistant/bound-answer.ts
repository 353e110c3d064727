import type { Redactor } from '../base/redact.ts';
import type { CountTokens } from './estimate-tokens.ts';
import { fenceDocument } from './fence-document.ts';
import type { ToolResult } from './tool-types.ts';
import { FENCE_NOTE } from './untrusted.ts';

/** What a tool found, before it is fenced and cut to the budget. */
export interface ToolAnswer {
  /** Facts beside the list, most important first. Texts in it are fenced. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  /** Facts this library wrote itself and fenced where needed. */
  readonly own?: Readonly<Record<string, unknown>> | undefined;
  readonly list?: AnswerList | undefined;
  /** How what is left out is had, where no cursor leads to it. */
  readonly howToGet?: string | undefined;
}

export interface AnswerList {
  readonly key: string;
  readonly rows: readonly object[];
  /** The cursor to the row at an index of `rows`, which may lie behind its end. */
  readonly cursorAt: (index: number) => string | null;
}

export interface BoundSettings {
  readonly maxTokens: number;
  readonly count: CountTokens;
  readonly redactor: Redactor;
}

type Data = Record<string, unknown>;

const LONGEST_CURSOR = 400;
/** Where even the shortest form of a row is too long. */
const TOO_LONG = { note: 'This row is too long to show.' } as const;
const SHORT_TEXT = 40;

/** The answer as a result within the budget: facts first, then as many rows as fit, then a cursor to the next one. */
export function boundAnswer(answer: ToolAnswer, settings: BoundSettings): ToolResult {
  const { maxTokens, redactor } = settings;
  const facts = { note: FENCE_NOTE, ...answer.own, ...(fenceDocument(answer.facts ?? {}, { redactor }) as Data) };
  const { list, howToGet } = answer;
  const leftOut: string[] = [];
  const rows: unknown[] = [];
  const build = (cursor: string | null): ToolResult => {
    const isCut = leftOut.length > 0 || (list !== undefined && rows.length < list.rows.length);
    const truncated = isCut || cursor !== null;
    const data: Data = {
      ...facts,
      ...(list === undefined ? {} : { [list.key]: rows }),
      ...(leftOut.length === 0 ? {} : { left_out: leftOut }),
      ...(truncated && howToGet !== undefined ? { how_to_get: howToGet } : {}),
    };
    return withCount({ ok: true, data, truncated, next_cursor: cursor, estimated_tokens: 0 }, settings.count);
  };
  const tokensOf = (result: ToolResult): number => (result.ok ? result.estimated_tokens : 0);
  const keys = Object.keys(facts);
  const longest = 'x'.repeat(LONGEST_CURSOR / 8);
  while (tokensOf(build(longest)) > maxTokens && keys.length > 1) {
    const key = keys.pop() ?? '';
    leftOut.push(key);
    Reflect.deleteProperty(facts, key);
  }
  if (list === undefined) return build(null);
  let cost = tokensOf(build(list.cursorAt(list.rows.length) ?? list.cursorAt(0)));
  for (const row of list.rows) {
    const fits = [undefined, SHORT_TEXT].map((textLength) => fenceDocument(row, { redactor, textLength }));
    // A row too long even alone is shown shorter, or said to be too long: the next page must be another one.
    const shown = [fits[0], ...(rows.length === 0 ? [fits[1], TOO_LONG] : [])].find(
      (form) => cost + settings.count(JSON.stringify(form)) + 1 <= maxTokens,
    );
    if (shown === undefined) break;
    cost += settings.count(JSON.stringify(shown)) + 1;
    rows.push(shown);
  }
  let result = build(list.cursorAt(rows.length));
  while (tokensOf(result) > maxTokens && rows.length > 1) {
    rows.pop();
    result = build(list.cursorAt(rows.length));
  }
  return result;
}

/** The count is part of what is counted: room for five digits is. */
function withCount(result: ToolResult & { ok: true }, count: CountTokens): ToolResult {
  return { ...result, estimated_tokens: count(JSON.stringify({ ...result, estimated_tokens: 99_999 })) };
}
