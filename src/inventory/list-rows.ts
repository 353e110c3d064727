import type { ObjectRow } from '../files/object-row.ts';
import { listPages } from '../storage/list-objects.ts';
import type { RowFields } from '../storage/object-store.ts';
import { mergeIterators } from './listing/merge.ts';
import { ParallelListing } from './listing/parallel-listing.ts';
import type { ListingOrder } from './options.ts';
import type { InventoryRun } from './run.ts';

export interface ListRowsRequest {
  /** Normalised, none inside another, in name order; `''` is the whole bucket. */
  readonly folders: readonly string[];
  readonly order: ListingOrder;
  readonly fields: RowFields;
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
  { store, slots, signal }: InventoryRun,
  { folders, fields }: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const listings = folders.map((folder) =>
    new ParallelListing({ store, slots, signal, fields, prefix: prefixOf(folder) }).pages(),
  );
  const [only] = listings;
  return only !== undefined && listings.length === 1 ? only : mergeIterators(listings);
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
