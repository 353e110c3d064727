import { type GraphApiError, isInsightInventoryError } from '../base/errors.ts';
import type { GraphPage } from '../graph/answer.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { invalidAnswer } from '../graph/graph-error.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { type CallOptions, callOf } from './options.ts';
import { idOf } from './wire-rows.ts';

/** One row of a page: its id where it has one, and what was read of it; `null` when it cannot be read. */
export interface ListRow<T> {
  readonly id: string | null;
  readonly item: T | null;
}

/** One page of any list, its rows read one by one. */
export interface ListPage<T> {
  readonly rows: readonly ListRow<T>[];
  /** Cursor to go on from; `null` at the end of the list. */
  readonly after: string | null;
  /** Whether there is more, with no cursor to go on from. */
  readonly isCut?: true | undefined;
}

/** Reads each row of a page on its own: one that cannot be read costs only itself. */
export function toListPage<T>(page: GraphPage, read: (row: unknown) => T | null): ListPage<T> {
  return { rows: page.rows.map((row) => ({ id: idOf(row), item: read(row) })), after: page.after, isCut: page.isCut };
}

/** Pages in a row that may bring no id at all while Graph says that there is more. */
const MAX_EMPTY_PAGES = 5;

/** What was read of a list so far. */
export class WalkedList<T> {
  readonly items: T[] = [];
  /** Cursor to go on from; `null` at the end of the list. */
  after: string | null;
  /** Rows that could not be read, each id once. */
  unreadable = 0;
  readonly #seen = new Set<string>();
  #emptyPages = 0;

  constructor(after: string | null = null) {
    this.after = after;
  }

  /** Goes on from a cursor with what was read before it. */
  static from<T extends { readonly id: string }>(items: readonly T[], after: string | null): WalkedList<T> {
    const list = new WalkedList<T>(after);
    list.items.push(...items);
    for (const { id } of items) list.#seen.add(id);
    return list;
  }

  /**
   * Takes over a page, each id once within it and across all pages, and gives what is new. A post published meanwhile
   * shifts the pages, so they may overlap.
   *
   * @throws GraphApiError `graph:repeated_page` when a page with rows brings nothing new and has a next one: a list that
   * turns in a circle, of whatever length; `graph:empty_pages` after {@link MAX_EMPTY_PAGES} pages without any id
   */
  take(page: ListPage<T>): T[] {
    const fresh: T[] = [];
    let ids = 0;
    let isNew = false;
    for (const { id, item } of page.rows) {
      if (id !== null) {
        ids += 1;
        if (this.#seen.has(id)) continue;
        this.#seen.add(id);
        isNew = true;
      }
      if (item === null) this.unreadable += 1;
      else fresh.push(item);
    }
    this.#emptyPages = ids === 0 ? this.#emptyPages + 1 : 0;
    if (page.after !== null && ids > 0 && !isNew) throw repeated();
    if (page.after !== null && this.#emptyPages >= MAX_EMPTY_PAGES) throw tooManyEmptyPages();
    this.items.push(...fresh);
    this.after = page.after;
    return fresh;
  }
}

/** How a list is walked. */
export interface WalkOptions<T> {
  /** Items to read; `Infinity` for the whole list. */
  readonly limit: number;
  /** Reads the page behind a cursor; `left` items are still wanted. */
  readonly read: (after: string | null, left: number) => Promise<ListPage<T>>;
  /** Called after each page with what it brought; `false` ends the walk. */
  readonly onPage?: (fresh: readonly T[]) => unknown;
}

/**
 * Walks a list page by page until it ends or `limit` items were read. The list holds what was read whatever happens, so
 * that a list that breaks half-way gives what it had. Cost: what `read` costs a page.
 *
 * @throws what `read` throws, and what {@link WalkedList.take} throws for a list that leads nowhere
 */
export async function walkPages<T>(list: WalkedList<T>, { limit, read, onPage }: WalkOptions<T>): Promise<void> {
  do {
    const page = await read(list.after, limit - list.items.length);
    const fresh = list.take(page);
    if (onPage?.(fresh) === false) return;
    if (page.isCut === true && list.items.length < limit) throw cut();
  } while (list.after !== null && list.items.length < limit);
}

/**
 * Adds what was read to the error a list broke with: `{ items, after }`. An error that carries it already, and the
 * caller's own abort reason, come back unchanged.
 */
export function withPartial(
  error: unknown,
  signal: AbortSignal | undefined,
  items: readonly unknown[],
  after: string | null,
): unknown {
  if (isInsightInventoryError(error) && signal?.aborted !== true) error.partial ??= { items: [...items], after };
  return error;
}

/**
 * Reads a list in a method call of its own; `what` is the subject of the sentence when the deadline passes. Rows that
 * could not be read are counted in the log. Cost: what `work` costs.
 *
 * @throws what `work` throws, with what was read, up to `limit`, and the cursor in `partial`
 */
export async function walkList<T, R>(
  client: GraphClient,
  options: CallOptions,
  what: string,
  limit: number,
  work: (run: GraphRun, list: WalkedList<T>) => Promise<R>,
): Promise<R> {
  const list = new WalkedList<T>();
  try {
    return await client.run({ ...callOf(options), what }, async (run) => {
      const result = await work(run, list);
      if (list.unreadable > 0) {
        const { logger } = client.config.dependencies;
        logger.warn('rows of a list could not be read and were left out', { count: list.unreadable });
      }
      return result;
    });
  } catch (error) {
    throw withPartial(error, options.signal, list.items.slice(0, limit), list.after);
  }
}

const TRY_LATER = 'Try again later; what was read is in partial.';

/** Tells whether a walk ended because a page brought nothing new. */
export function isRepeatedPage(error: unknown): boolean {
  return isInsightInventoryError(error) && error.code === 'graph:repeated_page';
}

function repeated(): GraphApiError {
  const message = 'Graph gave a page again that was read before, and a cursor that leads on from it.';
  return invalidAnswer(message, 'repeated_page', 'Check baseUrl and any proxy in between.');
}

function cut(): GraphApiError {
  const message = 'Graph said that a list goes on and gave no cursor to go on from.';
  return invalidAnswer(message, 'cut_list', TRY_LATER, true);
}

function tooManyEmptyPages(): GraphApiError {
  const message = `Graph gave ${String(MAX_EMPTY_PAGES)} empty pages in a row and said that there is more.`;
  return invalidAnswer(message, 'empty_pages', TRY_LATER, true);
}
