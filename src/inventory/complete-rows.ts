import { isStorageError, type StorageError } from '../base/errors.ts';
import { itemAt } from '../base/lists.ts';
import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { type ObjectRow, rowSize, rowTimestamp } from '../files/describe-file.ts';
import { chunksOf, mapBounded } from '../runtime/concurrency.ts';
import { BATCH_SIZE } from '../storage/http-transport.ts';
import { listPages } from '../storage/list-pages.ts';
import type { RowFields } from '../storage/object-store.ts';
import { afterPrefix } from './listing/name-range.ts';
import type { InventoryRun } from './run.ts';

/**
 * Pages that are asked for whole records at the start of a listing whose rows are mostly only counted: a small bucket
 * costs no request more for the rows that are shown.
 */
const WHOLE_PAGES = 8;

/**
 * Decides page by page what a listing asks for: whole records for the first pages and while every row may be shown, then
 * the few properties that totals are made of. What is shown in the end is completed by {@link completeFiles}.
 */
export class FieldsByNeed {
  readonly #showsAll: () => boolean;
  readonly #few: RowFields;
  #requestedPages = 0;

  /**
   * @param showsAll - whether all rows may still be shown
   * @param few - what sums are made of
   */
  constructor(showsAll: () => boolean, few: RowFields = 'totals') {
    this.#showsAll = showsAll;
    this.#few = few;
  }

  /** For the next page. */
  readonly next = (): RowFields => {
    this.#requestedPages += 1;
    return this.#requestedPages <= WHOLE_PAGES || this.#showsAll() ? 'record' : this.#few;
  };

  /** Whether a page was asked for less than whole records. */
  get narrowed(): boolean {
    return this.#requestedPages > WHOLE_PAGES;
  }
}

/** What became of records that were to be completed. */
export interface Completion {
  /** By name. */
  readonly files: ReadonlyMap<string, FileRecord>;
  /** Why some could not be; `null` when all could. */
  readonly error: StorageError | null;
}

/**
 * Completes those records of a listing that lack the properties it did not ask for. A record stays as it is when its
 * object is gone, is another by now, or could not be read: what it lacks is then `failed`.
 *
 * Cost: one request per {@link BATCH_SIZE} records; where batches or single objects may not be read, pages of whole
 * records, each from the first name that is missing, so that every page brings at least one.
 */
export async function completeFiles(run: InventoryRun, files: Iterable<FileRecord>): Promise<Completion> {
  const lacking = new Map<string, FileRecord>();
  for (const file of files) if (isLacking(file)) lacking.set(file.name, file);
  const rows = new Map<string, ObjectRow>();
  const error = await readRows(run, [...lacking.keys()].sort(compareNames), rows);
  const completed = new Map<string, FileRecord>();
  for (const [name, file] of lacking) {
    const row = rows.get(name);
    completed.set(name, row !== undefined && isSame(row, file) ? run.setup.describe(row) : withFailed(file));
  }
  return { files: completed, error };
}

/** Tells whether a record is partial: of all that was asked for, whole records alone have a generation. */
function isLacking({ generation }: FileRecord): boolean {
  return generation === null;
}

function isSame(row: ObjectRow, file: FileRecord): boolean {
  return rowSize(row) === file.size_bytes && rowTimestamp(row.timeCreated) === file.created_time;
}

function withFailed(file: FileRecord): FileRecord {
  const reasons = Object.entries(file.unavailable ?? {});
  const known = reasons.map(([key, why]): [string, UnavailableReason] => [
    key,
    why === 'not_requested' ? 'failed' : why,
  ]);
  return { ...file, unavailable: Object.fromEntries(known) };
}

/** Reads what it can and gives the error that ended it. */
async function readRows(
  run: InventoryRun,
  names: readonly string[],
  rows: Map<string, ObjectRow>,
): Promise<StorageError | null> {
  const { signal, setup } = run;
  const batches = chunksOf(names, BATCH_SIZE);
  let without = 0;
  const refused = await storageErrorOf(signal, () =>
    mapBounded(
      batches,
      setup.concurrency,
      async (batch) => {
        const found = (await run.store.getObjects?.(batch, { signal })) ?? null;
        if (found === null) without += 1;
        for (const row of found ?? []) if (row !== null) rows.set(row.name, row);
      },
      signal,
    ),
  );
  if (refused === null && without === 0) return null;
  if (refused !== null) setup.deps.logger.info('objects are read from their pages', { code: refused.code });
  const missing = names.filter((name) => !rows.has(name));
  const parts = chunksOf(missing, Math.max(NAMES_AT_A_TIME, Math.ceil(missing.length / setup.concurrency)));
  return storageErrorOf(signal, () =>
    mapBounded(parts, setup.concurrency, (part) => readPages(run, part, rows), signal),
  );
}

/** @throws what is no {@link StorageError}, and the signal's reason */
async function storageErrorOf(signal: AbortSignal, work: () => Promise<unknown>): Promise<StorageError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (isStorageError(error)) return error;
    throw error;
  }
}

/** Names whose pages are read one after the other; side by side, neighbours of two groups may cost a page twice. */
const NAMES_AT_A_TIME = 16;

/** @param names - in order */
async function readPages(run: InventoryRun, names: readonly string[], rows: Map<string, ObjectRow>): Promise<void> {
  const wanted = new Set(names);
  const endOffset = afterPrefix(itemAt(names, names.length - 1)) ?? undefined;
  for (let index = 0; index < names.length;) {
    const request = { fields: 'record', startOffset: names[index], endOffset } as const;
    let last: string | null = null;
    for await (const page of listPages(run.store, request, { signal: run.signal })) {
      for (const row of page.rows) if (wanted.has(row.name)) rows.set(row.name, row);
      last = page.nextPageToken === null ? null : (page.rows.at(-1)?.name ?? null);
      if (last !== null) break;
    }
    // A name up to the last of a page was on it or is gone.
    const next = last === null ? -1 : names.findIndex((name, at) => at > index && compareNames(name, last) > 0);
    index = next === -1 ? names.length : next;
  }
}
