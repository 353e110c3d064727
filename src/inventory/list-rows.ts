import type { ObjectRow } from '../files/object-row.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { listPages } from '../storage/list-pages.ts';
import type { RowFields } from '../storage/object-store.ts';
import { CutPointSketch, loadCutPoints, saveCutPoints } from './listing/cut-points.ts';
import { ParallelListing } from './listing/parallel-listing.ts';
import type { ListingOrder } from './options.ts';
import type { InventoryRun } from './run.ts';

export interface ListRowsRequest {
  /** Normalised, none inside another, in name order; `''` is the whole bucket. */
  readonly folders: readonly string[];
  readonly order: ListingOrder;
  readonly fields: RowFields;
  /** Where the names that cut the bucket evenly are kept from run to run; only for `unordered`. */
  readonly cutPoints?: KeyValueStore | undefined;
}

/** Every object of some folders and below, a page at a time, ignored ones included. */
export async function* listRows(
  run: InventoryRun,
  request: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const pages = request.order === 'name' ? inOrder(run, request) : inParallel(run, request);
  for await (const rows of pages) {
    countPage(run, rows.length);
    yield rows;
  }
}

async function* inOrder(
  run: InventoryRun,
  { folders, fields }: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  for (const folder of folders) {
    const request = { prefix: prefixOf(folder), fields };
    for await (const page of listPages(run.store, request, { signal: run.signal })) yield page.rows;
  }
}

function inParallel(
  run: InventoryRun,
  request: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const [only] = request.folders;
  if (only !== undefined && request.folders.length === 1) return folderInParallel(run, prefixOf(only), request);
  return foldersInParallel(run, request);
}

async function* foldersInParallel(
  run: InventoryRun,
  request: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const ended = new AbortController();
  const signal = run.signal === undefined ? ended.signal : AbortSignal.any([run.signal, ended.signal]);
  const stoppable = { ...run, signal };
  try {
    yield* mergeIterators(request.folders.map((folder) => folderInParallel(stoppable, prefixOf(folder), request)));
  } finally {
    ended.abort(new Error('The listing was left.'));
  }
}

async function* folderInParallel(
  run: InventoryRun,
  prefix: string,
  { fields, cutPoints: kept }: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const { store, slots, signal, setup } = run;
  const cutPoints = kept === undefined ? [] : await orWarn(run, loadCutPoints(kept, setup.bucket, prefix), []);
  const sketch = kept === undefined ? null : new CutPointSketch();
  for await (const rows of new ParallelListing({ store, slots, signal, fields, prefix, cutPoints }).pages()) {
    const [first] = rows;
    if (first !== undefined) sketch?.add(first.name, rows.length);
    yield rows;
  }
  const names = sketch?.names() ?? [];
  if (kept !== undefined && names.length > 0)
    await orWarn(run, saveCutPoints(kept, setup.bucket, prefix, names), undefined);
}

/** Cut points only make the next run faster: a store that fails does not fail the listing. */
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
 * What several iterators give, as it comes, until the first error or until the loop is left. Whoever made them has to end
 * those that wait for something just then: a generator that waits cannot be left.
 */
export async function* mergeIterators<T>(
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
    // Those still waiting end with their own listing; nobody is left to hear of it.
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
