import type { FileRecord } from '../documents/file.ts';
import { compileQuery, type FileQuery } from '../files/query.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { listRows } from './list-rows.ts';
import type { ListingOrder } from './options.ts';
import type { InventoryRun } from './run.ts';
import { foldersInScope } from './scope.ts';

export interface StreamFilesRequest {
  readonly folder?: string | undefined;
  readonly query?: FileQuery | undefined;
  readonly order: ListingOrder;
  readonly cutPoints?: KeyValueStore | undefined;
}

/**
 * The files that match, a page at a time: of the folder named, else of the query's own folder, else of the configured
 * ones, else of the whole bucket. Ignored objects never appear.
 */
export async function* streamFiles(
  run: InventoryRun,
  request: StreamFilesRequest,
): AsyncGenerator<FileRecord[], void, undefined> {
  const { setup, counts } = run;
  const matches = request.query === undefined ? null : compileQuery(request.query);
  const asked = request.folder ?? (typeof request.query === 'object' ? request.query.folder : undefined);
  const folders = foldersInScope(setup, asked);
  for await (const rows of listRows(run, {
    folders,
    order: request.order,
    fields: 'record',
    cutPoints: request.cutPoints,
  })) {
    const files: FileRecord[] = [];
    for (const row of rows) {
      if (setup.ignores(row.name)) {
        counts.objectsIgnored += 1;
        continue;
      }
      const file = setup.describe(row);
      if (matches === null || matches(file)) files.push(file);
    }
    yield files;
  }
}
