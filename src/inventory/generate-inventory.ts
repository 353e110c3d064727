import * as v from 'valibot';

import { ownError, ResponseValidationError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { toMegabytes } from '../base/sums.ts';
import {
  type EssentialFileRecord,
  essentialFileRecordSchema,
  type FileRecord,
  fileRecordSchema,
} from '../documents/file.ts';
import {
  type AnyInventory,
  type CountAndBytes,
  essentialGcsInventorySchema,
  type FolderInventory,
  fullGcsInventorySchema,
  type OtherObjects,
} from '../documents/inventory.ts';
import { documentPieces } from '../documents/shapes.ts';
import { type ObjectRow, rowSize } from '../files/describe-file.ts';
import { mapGroups } from '../files/summarize-files.ts';
import type { ProbeBudget } from '../media/media-prober.ts';
import { isGzipName, writeFileAtomic, type WrittenFile } from '../runtime/atomic-write.ts';
import { LoopTurns, mapBounded } from '../runtime/concurrency.ts';
import type { KeyValueStore } from '../runtime/stores.ts';
import { listPages } from '../storage/list-pages.ts';
import type { ListView } from '../storage/object-store.ts';
import { mapHighlights } from './bucket-figures.ts';
import { assembleParts, buildInventory, type FolderScan, type InventoryParts } from './build-inventory.ts';
import { completeFiles, FieldsByNeed } from './complete-rows.ts';
import { listRows } from './list-rows.ts';
import { UnusableRows, planReview, RowBudget } from './rows-and-review.ts';
import type { GenerateInventoryOptions, InventoryDetail } from './options.ts';
import { probeInventory } from './probe-files.ts';
import type { InventoryRun } from './run.ts';
import { addRows, planRoots, type ScanRoot } from './scan-folders.ts';
import { foldersInScope } from './setup.ts';

/** The one class of objects that can still grow. Source: Cloud Storage release notes to 2026-11-04; checked 2026-11-27. */
const GROWING_CLASS = 'RAPID';

class Tally {
  #count = 0;
  #bytes = 0;

  /** Adds an object; false, and nothing added, without a usable size. */
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
interface OtherObjectsFound {
  readonly objects: OtherObjects;
  readonly issues: readonly CollectionIssue[];
}

/**
 * Counts what costs storage and is in no live listing: soft-deleted objects and noncurrent versions; and of the live ones
 * those that still grow. A part the bucket refuses is `null`, with an issue. Cost: one request per 1,000 generations and one
 * per 1,000 soft-deleted objects, a folder after the other. Each generation counts once; one without a usable size is in no
 * count, and an issue.
 */
async function countOtherObjects(run: InventoryRun): Promise<OtherObjectsFound> {
  const issues: CollectionIssue[] = [];
  const unusable = new UnusableRows();
  const [noncurrent, growing, deleted] = [new Tally(), new Tally(), new Tally()];
  const count = async (view: ListView, tallyOf: (row: ObjectRow) => Tally | null): Promise<boolean> => {
    try {
      for (const folder of foldersInScope(run.setup, undefined)) {
        const prefix = folder === '' ? '' : `${folder}/`;
        const request = { prefix, view, fields: 'generations' } as const;
        for await (const page of listPages(run.store, request, { signal: run.signal })) {
          for (const row of page.rows)
            if (!run.setup.ignores(row.name) && tallyOf(row)?.add(row) === false) unusable.add(row.name);
        }
      }
      return true;
    } catch (caught) {
      const error = ownError(caught, run.signal);
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
    issues: [...issues, ...unusable.issues('other_objects')],
  };
}

/**
 * Lists the configured folders, or the whole bucket, into everything a document is made of. A folder that fails is an
 * issue beside the others.
 *
 * @throws the first folder's error when no folder could be listed
 */
export async function collectInventory(run: InventoryRun, options: GenerateInventoryOptions): Promise<InventoryParts> {
  const { setup } = run;
  const budget = new RowBudget(options.files ?? 'all');
  const review = planReview(options.review, run.startedAt);
  const roots = planRoots(setup, budget, review);
  const fields = new FieldsByNeed(() => budget.selection !== 'none', review === null ? 'totals' : 'contents');
  const scans = await mapBounded(
    roots,
    setup.concurrency,
    async (root) => scanOrFail(run, root, budget, fields, options.cutPoints),
    run.signal,
  );
  const failed = scans.filter((scan) => scan.error !== null);
  const [first] = failed;
  if (first?.error !== undefined && first.error !== null && failed.length === scans.length) throw first.error;
  const parts = assembleParts(run, { origin: { source: 'listing' }, scans, budget, issues: [] });
  const whole = fields.narrowed ? await withWholeHighlights(run, parts) : parts;
  return options.otherObjects === true ? withOtherObjects(run, whole) : whole;
}

async function withOtherObjects(run: InventoryRun, parts: InventoryParts): Promise<InventoryParts> {
  const { objects, issues } = await countOtherObjects(run);
  return {
    ...parts,
    otherObjects: objects,
    issues: [...parts.issues, ...issues],
    tally: { ...run.tally },
    durationMs: run.setup.deps.clock.now() - run.startedAt,
  };
}

async function withWholeHighlights(run: InventoryRun, parts: InventoryParts): Promise<InventoryParts> {
  const { highlights, review } = parts;
  const stale = review?.stale.largest ?? [];
  const { files, error } = await completeFiles(run, [...Object.values(highlights).flat(), ...stale]);
  const complete = (file: FileRecord): FileRecord => files.get(file.name) ?? file;
  const issues = error === null ? [] : [error.toIssue({ source: 'gcs', scope: 'highlights', id: null })];
  return {
    ...parts,
    highlights: mapHighlights(highlights, complete),
    review: review && { ...review, stale: { ...review.stale, largest: stale.map(complete) } },
    issues: [...parts.issues, ...issues],
    tally: { ...run.tally },
    durationMs: run.setup.deps.clock.now() - run.startedAt,
  };
}

async function scanOrFail(
  run: InventoryRun,
  root: ScanRoot,
  budget: RowBudget,
  fields: FieldsByNeed,
  cutPoints: KeyValueStore | undefined,
): Promise<FolderScan> {
  try {
    const request = {
      folders: [root.folder],
      order: 'unordered',
      fields: fields.next,
      cutPoints,
      missing: 'ignore',
    } as const;
    for await (const rows of listRows(run, request)) addRows(run, root, budget, rows);
    return { root, error: null };
  } catch (caught) {
    const error = ownError(caught, run.signal);
    run.setup.deps.logger.warn('folder could not be listed', { folder: root.folder, code: error.code });
    return { root, error };
  }
}

/**
 * Checks a document against its published schema, its rows one by one with turns of the event loop in between.
 *
 * @throws {ResponseValidationError} naming the first key that does not fit
 */
async function checkInventory(document: AnyInventory): Promise<void> {
  const isEssential = document.inventory_info.detail === 'essential';
  const turns = new LoopTurns();
  const folders: [string, FolderInventory<FileRecord | EssentialFileRecord>][] = [];
  for (const [name, folder] of Object.entries(document.folder_inventories)) {
    for (const [group, rows] of Object.entries(folder.file_categories ?? {})) {
      for (const [index, row] of rows.entries()) {
        const place = `folder_inventories.${name}.file_categories.${group}.${String(index)}.`;
        fits(isEssential ? essentialFileRecordSchema : fileRecordSchema, row, place);
        await turns.next();
      }
    }
    folders.push([name, { ...folder, file_categories: folder.file_categories && mapGroups(() => []) }]);
  }
  const frame = { ...document, folder_inventories: Object.fromEntries(folders) };
  fits(isEssential ? essentialGcsInventorySchema : fullGcsInventorySchema, frame, '');
}

function fits(schema: v.GenericSchema, value: unknown, place: string): void {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return;
  const [first] = result.issues;
  throw new ResponseValidationError(
    `The inventory does not match its schema at ${place}${v.getDotPath(first) ?? 'its root'}.`,
    {
      kind: 'invalid_response',
      code: 'inventory:schema',
      remedy: 'This is a fault of the library or of the endpoint: please report it with the key named above.',
    },
  );
}

export interface FinishOptions {
  readonly outputPath: string | undefined;
  readonly detail: InventoryDetail;
  /** `null`: nothing is probed. */
  readonly probe: ProbeBudget | null;
}

/** Builds a document, holds it against its schema and writes it where a path is given. */
export async function finishInventory(
  run: InventoryRun,
  parts: InventoryParts,
  { outputPath, detail, probe }: FinishOptions,
): Promise<AnyInventory> {
  const built = buildInventory(parts, detail);
  const document = probe === null ? built : await withProbes(run, parts, built, probe);
  await checkInventory(document);
  if (outputPath !== undefined) await writeInventory(outputPath, document, run.signal);
  return document;
}

/**
 * Completes the document with what the headers of its media say. Essential rows have no place for it: only the
 * highlights are read.
 */
async function withProbes(
  run: InventoryRun,
  parts: InventoryParts,
  built: AnyInventory,
  budget: ProbeBudget,
): Promise<AnyInventory> {
  const full = buildInventory(parts, 'full');
  if (built.inventory_info.detail === 'full') return probeInventory(run, full, budget);
  const { highlights, issues } = await probeInventory(run, { ...full, folder_inventories: {} }, budget);
  return { ...built, highlights, issues };
}

/** Writes a document whole or not at all; compressed when the name ends in `.gz`. */
async function writeInventory(
  path: string,
  document: AnyInventory,
  signal: AbortSignal | undefined,
): Promise<WrittenFile> {
  return writeFileAtomic(path, documentPieces('gcs-inventory', document), {
    gzip: isGzipName(path),
    signal,
  });
}
