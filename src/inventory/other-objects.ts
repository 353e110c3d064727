import { isInsightInventoryError, StorageError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import type { CountAndBytes, OtherObjects } from '../documents/inventory.ts';
import { type ObjectRow, rowSize } from '../files/object-row.ts';
import { toMegabytes } from '../base/sums.ts';
import type { ListView } from '../storage/object-store.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope } from './setup.ts';

/** The one class of objects that can still grow. Source: Cloud Storage release notes to 2026-11-04; checked 2026-11-27. */
const GROWING_CLASS = 'RAPID';

class Tally {
  #count = 0;
  #bytes = 0;

  add(row: ObjectRow): void {
    this.#count += 1;
    this.#bytes += rowSize(row) ?? 0;
  }

  result(): CountAndBytes {
    return { count: this.#count, size_bytes: this.#bytes, size_mb: toMegabytes(this.#bytes) };
  }
}

/** What the live listing does not show, and what of it could not be read. */
export interface OtherObjectsFound {
  readonly objects: OtherObjects;
  readonly issues: readonly CollectionIssue[];
}

/**
 * Counts what costs storage and is in no live listing: soft-deleted objects and noncurrent versions; and of the live ones
 * those that still grow. A part the bucket refuses is `null`, with an issue. Cost: one request per 1,000 generations and one
 * per 1,000 soft-deleted objects, a folder after the other.
 */
export async function countOtherObjects(run: InventoryRun): Promise<OtherObjectsFound> {
  const issues: CollectionIssue[] = [];
  const [noncurrent, growing, deleted] = [new Tally(), new Tally(), new Tally()];
  const count = async (view: ListView, add: (row: ObjectRow) => void): Promise<boolean> => {
    try {
      for (const folder of foldersInScope(run.setup, undefined)) await walk(run, view, folder, add);
      return true;
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isInsightInventoryError(error)) throw error;
      issues.push(error.toIssue({ source: 'gcs', scope: `other_objects.${view}`, id: null }));
      return false;
    }
  };
  const hasVersions = await count('versions', (row) => {
    if (row.timeDeleted != null) noncurrent.add(row);
    else if (row.storageClass === GROWING_CLASS && row.timeFinalized == null) growing.add(row);
  });
  const hasDeleted = await count('soft_deleted', (row) => {
    deleted.add(row);
  });
  return {
    objects: {
      noncurrent: hasVersions ? noncurrent.result() : null,
      growing: hasVersions ? growing.result() : null,
      soft_deleted: hasDeleted ? deleted.result() : null,
    },
    issues,
  };
}

async function walk(
  { store, signal, setup }: InventoryRun,
  view: ListView,
  folder: string,
  add: (row: ObjectRow) => void,
): Promise<void> {
  const prefix = folder === '' ? '' : `${folder}/`;
  let pageToken: string | undefined;
  do {
    const page = await store.listPage({ prefix, view, fields: 'generations', pageToken }, { signal });
    for (const row of page.rows) if (!setup.ignores(row.name)) add(row);
    if (page.nextPageToken !== null && page.nextPageToken === pageToken) throw repeated(store.bucket);
    pageToken = page.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
}

function repeated(bucket: string): StorageError {
  return new StorageError(`The listing of gs://${bucket} gave a page token again: it would never end.`, {
    kind: 'invalid_response',
    code: 'gcs:repeated_page',
    remedy: 'Check that the endpoint is the JSON API of Cloud Storage and that no proxy answers in its place.',
    bucket,
  });
}
