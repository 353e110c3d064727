import { isInsightInventoryError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import type { CountAndBytes, OtherObjects } from '../documents/inventory.ts';
import { type ObjectRow, rowSize } from '../files/object-row.ts';
import { toMegabytes } from '../base/sums.ts';
import { listPages } from '../storage/list-pages.ts';
import type { ListView } from '../storage/object-store.ts';
import { OddRows } from './listing-issues.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope } from './setup.ts';

/** The one class of objects that can still grow. Source: Cloud Storage release notes to 2026-11-04; checked 2026-11-27. */
const GROWING_CLASS = 'RAPID';

class Tally {
  #count = 0;
  #bytes = 0;

  /** False, and nothing added, without a usable size. */
  add(row: ObjectRow): boolean {
    const bytes = rowSize(row);
    if (bytes === null) return false;
    this.#count += 1;
    this.#bytes += bytes;
    return true;
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
 * per 1,000 soft-deleted objects, a folder after the other. Each generation counts once; one without a usable size is in no
 * count, and an issue.
 */
export async function countOtherObjects(run: InventoryRun): Promise<OtherObjectsFound> {
  const issues: CollectionIssue[] = [];
  const odd = new OddRows();
  const [noncurrent, growing, deleted] = [new Tally(), new Tally(), new Tally()];
  const count = async (view: ListView, tallyOf: (row: ObjectRow) => Tally | null): Promise<boolean> => {
    try {
      for (const folder of foldersInScope(run.setup, undefined)) {
        const prefix = folder === '' ? '' : `${folder}/`;
        const request = { prefix, view, fields: 'generations' } as const;
        for await (const page of listPages(run.store, request, { signal: run.signal })) {
          for (const row of page.rows)
            if (!run.setup.ignores(row.name) && tallyOf(row)?.add(row) === false) odd.add(row.name);
        }
      }
      return true;
    } catch (error) {
      run.signal.throwIfAborted();
      if (!isInsightInventoryError(error)) throw error;
      issues.push(error.toIssue({ source: 'gcs', scope: `other_objects.${view}`, id: null }));
      return false;
    }
  };
  const hasVersions = await count('versions', (row) => {
    if (row.timeDeleted != null) return noncurrent;
    return row.storageClass === GROWING_CLASS && row.timeFinalized == null ? growing : null;
  });
  const hasDeleted = await count('soft_deleted', () => deleted);
  return {
    objects: {
      noncurrent: hasVersions ? noncurrent.result() : null,
      growing: hasVersions ? growing.result() : null,
      soft_deleted: hasDeleted ? deleted.result() : null,
    },
    issues: [...issues, ...odd.issues('other_objects')],
  };
}
