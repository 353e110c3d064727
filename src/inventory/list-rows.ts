import type { ObjectRow } from '../files/object-row.ts';
import { listPages } from '../storage/list-objects.ts';
import type { RowFields } from '../storage/object-store.ts';
import type { ListingOrder } from './options.ts';
import type { InventoryRun } from './run.ts';

export interface ListRowsRequest {
  /** Normalised, none inside another; `''` is the whole bucket. */
  readonly folders: readonly string[];
  readonly order: ListingOrder;
  readonly fields: RowFields;
}

/** Every object of some folders and below, a page at a time, ignored ones included. */
export async function* listRows(
  run: InventoryRun,
  request: ListRowsRequest,
): AsyncGenerator<readonly ObjectRow[], void, undefined> {
  const { folders, fields } = request;
  for (const folder of folders) {
    const prefix = folder === '' ? undefined : `${folder}/`;
    for await (const page of listPages(run.store, { prefix, fields }, { signal: run.signal })) {
      countPage(run, page.rows.length);
      yield page.rows;
    }
  }
}

function countPage({ counts, setup }: InventoryRun, rows: number): void {
  counts.pages += 1;
  counts.objectsSeen += rows;
  setup.deps.onProgress({
    source: 'gcs',
    step: 'listing',
    done: counts.objectsSeen,
    total: null,
    message: `${String(counts.objectsSeen)} objects listed`,
  });
}
