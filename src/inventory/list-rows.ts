import { compareNames } from '../base/order.ts';
import type { ObjectRow } from '../files/describe-file.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { ListingGuard, listPages } from '../storage/list-pages.ts';
import type { RowFields } from '../storage/object-store.ts';
import { afterPrefix, CutPointSketch, loadCutPoints, saveCutPoints, smallerBound } from './listing/name-range.ts';
import { ParallelListing } from './listing/parallel-listing.ts';
import { FOLDER_NOT_FOUND, missingFoldersError } from './rows-and-review.ts';
import type { ListingOrder } from './options.ts';
import type { InventoryRun } from './run.ts';

export interface ListRowsRequest {
  /** Normalised, none inside another, in name order; `''` is the whole bucket. */
  readonly folders: readonly string[];
  readonly order: ListingOrder;
  /** What the next page is asked for. */
  readonly fields: () => RowFields;
  /** Where the names that cut the bucket evenly are kept from run to run; only for `unordered`. */
  readonly cutPoints?: KeyValueStore | undefined;
  /** Lists only the names behind this one. */
  readonly after?: string | undefined;
  /**
   * A filter of object contexts by the service. An empty folder is then no missing one, and cut points are not kept.
   */
  readonly filter?: string | undefined;
  /**
   * What a folder without any object does: `reject` when no folder has one, else a warning; `ignore`. @default 'reject'
   */
  readonly missing?: 'reject' | 'ignore' | undefined;
  /** Tells, when the listing broke, from where on names are missing. */
  readonly frontier?: ListingFrontier | undefined;
}

/** Where a listing of several folders goes on after it broke: the smallest name that may be missing. */
export class ListingFrontier {
  readonly #folders = new Map<string, () => string | null>();

  /** @param frontier - the smallest text no name of the folder before which is missing; `null` when none is */
  set(prefix: string, frontier: () => string | null): void {
    this.#folders.set(prefix, frontier);
  }

  /**
   * Gives the last of some names, in order, before which none is missing; `null` when there is none: the `after` of a
   * {@link PartialList}.
   */
  after(names: readonly string[]): string | null {
    let least: string | null = null;
    for (const frontier of this.#folders.values()) least = smallerBound(least, frontier());
    const bound = least;
    return (bound === null ? names.at(-1) : names.findLast((name) => compareNames(name, bound) < 0)) ?? null;
  }
}

/**
 * Lists every object of some folders and below, a page at a time, ignored ones included.
 *
 * @throws {StorageError} of kind `not_found` when none of the folders has an object or a marker
 */
export async function* listRows(
  run: InventoryRun,
  request: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const { after } = request;
  const parts = request.folders.flatMap(partsOf).filter(({ prefix }) => reachesBehind(prefix, after));
  parts.sort((a, b) => compareNames(a.prefix, b.prefix));
  const found = new Set<string>();
  for (const { prefix } of parts) request.frontier?.set(prefix, () => prefix);
  const listing: FolderListing = { ...request, parts, found };
  const pages = request.order === 'name' ? inOrder(run, listing) : inParallel(run, listing);
  for await (const rows of pages) {
    countPage(run, rows.length);
    yield rows;
  }
  if (request.missing !== 'ignore' && after === undefined && request.filter === undefined)
    reportMissing(run, request.folders, found);
}

/** One prefix to list, and the folder it belongs to. */
interface FolderPart {
  readonly folder: string;
  readonly prefix: string;
}

/**
 * Lists the prefixes of a folder: a Mac spells `é` with two characters where others use one, and the service compares
 * bytes. A folder of plain letters has one.
 */
function partsOf(folder: string): FolderPart[] {
  const spellings = new Set([folder, folder.normalize('NFC'), folder.normalize('NFD')]);
  return [...spellings].map((spelling) => ({ folder, prefix: prefixOf(spelling) }));
}

interface FolderListing extends ListRowsRequest {
  readonly parts: readonly FolderPart[];
  /** The folders of which an object was listed. */
  readonly found: Set<string>;
}

/** Tells whether a folder may have names behind this one. */
function reachesBehind(prefix: string, after: string | undefined): boolean {
  const end = afterPrefix(prefix);
  return after === undefined || end === null || compareNames(after, end) < 0;
}

function reportMissing(run: InventoryRun, folders: readonly string[], found: ReadonlySet<string>): void {
  const missing = folders.filter((folder) => folder !== '' && !found.has(folder));
  if (missing.length === 0) return;
  if (missing.length === folders.length) throw missingFoldersError(run.setup.bucket, missing);
  run.missingFolders.push(...missing);
  for (const folder of missing) run.setup.deps.logger.warn('folder not found', { folder, code: FOLDER_NOT_FOUND });
}

async function* inOrder(
  run: InventoryRun,
  { parts, fields, after, found, frontier, filter }: FolderListing,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  for (const { folder, prefix } of parts) {
    const guard = new ListingGuard(run.store.bucket, after ?? null);
    frontier?.set(prefix, () => (guard.last === null ? prefix : `${guard.last}\0`));
    const startOffset = after === undefined || compareNames(after, prefix) < 0 ? undefined : after;
    const request = { prefix, fields: fields(), startOffset, filter };
    for await (const page of listPages(run.store, request, { signal: run.signal }, guard)) {
      if (page.unnamed !== undefined) countUnnamed(run, page.unnamed);
      if (page.rows.length > 0) found.add(folder);
      yield page.rows;
    }
    frontier?.set(prefix, () => null);
  }
}

function inParallel(run: InventoryRun, listing: FolderListing): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const [only] = listing.parts;
  if (only !== undefined && listing.parts.length === 1) return folderInParallel(run, only, listing);
  return foldersInParallel(run, listing);
}

async function* foldersInParallel(
  run: InventoryRun,
  listing: FolderListing,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const ended = new AbortController();
  const signal = AbortSignal.any([run.signal, ended.signal]);
  const stoppable = { ...run, signal };
  try {
    yield* mergeIterators(listing.parts.map((part) => folderInParallel(stoppable, part, listing)));
  } finally {
    ended.abort(new Error('The listing was left.'));
  }
}

async function* folderInParallel(
  run: InventoryRun,
  { folder, prefix }: FolderPart,
  { fields, cutPoints, after, found, frontier, filter }: FolderListing,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const { store, slots, signal, setup } = run;
  const kept = filter === undefined ? cutPoints : undefined;
  const known = kept === undefined ? [] : await orWarn(run, loadCutPoints(kept, setup.bucket, prefix), []);
  const sketch = kept === undefined ? null : new CutPointSketch();
  const onUnnamed = (count: number): void => {
    countUnnamed(run, count);
  };
  const listing = new ParallelListing({
    ...{ store, slots, signal, fields, prefix, after, onUnnamed, filter },
    cutPoints: known,
  });
  // What was yielded last may still be on its way through a merge: only what was asked for after it has arrived.
  const underway: { name: string | null } = { name: null };
  frontier?.set(prefix, () => smallerBound(listing.frontier, underway.name));
  for await (const rows of listing.pages()) {
    const [first] = rows;
    if (first !== undefined) {
      found.add(folder);
      sketch?.add(rows);
      underway.name = first.name;
    }
    yield rows;
    underway.name = null;
  }
  const names = sketch?.names() ?? [];
  if (kept !== undefined && names.length > 0)
    await orWarn(run, saveCutPoints(kept, setup.bucket, prefix, names), undefined);
}

function countUnnamed({ counts, unusable }: InventoryRun, count: number): void {
  counts.objectsSeen += count;
  for (let index = 0; index < count; index += 1) unusable.add(null);
}

/** Warns of an error. Cut points only make the next run faster: a store that fails does not fail the listing. */
async function orWarn<T>({ setup }: InventoryRun, work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    setup.deps.logger.warn('cut points could not be read or kept', { error });
    return otherwise;
  }
}

function prefixOf(folder: string): string {
  return folder === '' ? '' : `${folder}/`;
}

function countPage({ counts, onProgress }: InventoryRun, rows: number): void {
  counts.pages += 1;
  counts.objectsSeen += rows;
  onProgress({
    source: 'gcs',
    step: 'listing',
    done: counts.objectsSeen,
    total: null,
    message: `${String(counts.objectsSeen)} objects listed`,
  });
}

/**
 * Merges what several iterators give, as it comes, until the first error or until the loop is left. Whoever made them
 * has to end those that wait for something just then: a generator that waits cannot be left.
 */
async function* mergeIterators<T>(
  sources: readonly AsyncGenerator<T, void, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const pending = new Map<AsyncGenerator<T, void, undefined>, Promise<Arrival<T>>>();
  const ask = (source: AsyncGenerator<T, void, undefined>): void => {
    pending.set(
      source,
      source.next().then((result) => ({ source, result })),
    );
  };
  for (const source of sources) ask(source);
  try {
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values());
      pending.delete(source);
      if (result.done === true) continue;
      ask(source);
      yield result.value;
    }
  } finally {
    // Those still waiting end with their own listing; no caller is left to report to.
    for (const [source, waiting] of pending) {
      waiting.catch(() => undefined);
      void source.return().catch(() => undefined);
    }
  }
}

interface Arrival<T> {
  readonly source: AsyncGenerator<T, void, undefined>;
  readonly result: IteratorResult<T, void>;
}
