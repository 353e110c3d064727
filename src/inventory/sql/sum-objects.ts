import { itemAt } from '../../base/lists.ts';
import { compareNames } from '../../base/order.ts';
import { SECOND_MS, toTimestamp } from '../../base/time.ts';
import type { FileCategory } from '../../documents/file.ts';
import type { DuplicateSummary, FileSelection } from '../../documents/inventory.ts';
import { addToTally, groupOf } from '../../files/summarize-files.ts';
import { isInFolder } from '../../files/path.ts';
import type { ObjectRow } from '../../files/describe-file.ts';
import { type FolderFigures, highlight } from '../bucket-figures.ts';
import { type ReviewPlan, RowBudget } from '../rows-and-review.ts';
import type { InventoryRun } from '../run.ts';
import { planRoots, type ScanRoot } from '../scan-folders.ts';
import { type InventoryEngine, nameOf, numberOf, type Sql, type SqlRow, textOf } from './sql.ts';
import type { ObjectRules } from './object-sql.ts';
import {
  ALL_FILES,
  cellsStatement,
  type Folds,
  highlightedStatement,
  newestFilesStatement,
  UNUSABLE_NAMES,
  subfoldersStatement,
  sumReview,
  unfolded,
  withObjects,
} from './sum-review.ts';

/** What the engine that sums a bucket up is asked about. */
export interface ObjectRelation {
  readonly engine: InventoryEngine;
  /** The relation of `objectsSql`, to be defined in each statement; `null` where the engine has it as a table. */
  readonly objects: Sql | null;
  /** What the engine has summed up of it. @default nothing: each statement sums up by itself */
  readonly folds?: Folds;
}

/** What a document is to have. */
export interface SumOptions {
  readonly files: FileSelection | undefined;
  /** `null` when none was asked for. */
  readonly review: ReviewPlan | null;
}

/** What a bucket was summed up to. */
export interface SummedObjects {
  readonly roots: readonly ScanRoot[];
  readonly budget: RowBudget;
  /** `undefined` when no review was asked for. */
  readonly duplicates: DuplicateSummary | undefined;
  /** Rows by their `kind`. */
  readonly kinds: ReadonlyMap<string, number>;
}

/** Lists what a run's inventory looks at. */
export function rulesOf({ setup }: InventoryRun): ObjectRules {
  return { folders: setup.folders, ignore: setup.config.ignore ?? [], categories: setup.config.categories };
}

/**
 * Sums a bucket up by the statements of an engine into what a listing would have been summed up to. Three statements; one
 * more for file rows, and for objects without a size; two to four more for a review.
 */
export async function sumObjects(
  run: InventoryRun,
  relation: ObjectRelation,
  { files, review }: SumOptions,
): Promise<SummedObjects> {
  const { setup } = run;
  const budget = new RowBudget(files ?? 'all');
  const roots = planRoots(setup, budget, review);
  const ask = (statement: Sql): Promise<readonly SqlRow[]> =>
    relation.engine.query(relation.objects === null ? statement : withObjects(relation.objects, statement), run);
  const [first] = roots;
  const kinds = new Map<string, number>();
  if (first === undefined) return { roots, budget, duplicates: undefined, kinds };
  const rule = review?.rule ?? null;
  const { folds = unfolded(rule) } = relation;
  const entries = new EntryFinder(roots, setup.folders);
  let last = '';
  for (const cell of await ask(cellsStatement(folds))) {
    const kind = nameOf(cell, 'kind');
    kinds.set(kind, (kinds.get(kind) ?? 0) + numberOf(cell, 'files'));
    const entry = PRESENT_KINDS.has(kind) ? textOf(cell, 'entry') : null;
    const places = entry === null ? [] : entries.enter(entry);
    if (entry !== null && compareNames(entry, last) > 0) last = entry;
    if (kind === 'marker') for (const place of places) place.hasMarker = true;
    if (kind === 'file') addCell(first, places, cell);
  }
  countKinds(run, kinds);
  for (const row of await ask(subfoldersStatement(folds, last)))
    entries.addSubfolder(nameOf(row, 'entry'), nameOf(row, 'subfolder'));
  for (const row of await ask(highlightedStatement(rule))) {
    const file = setup.describe(objectRow(row));
    highlight(first.figures, file);
    first.figures.sums.date(file);
    first.figures.review?.sums.offer(file);
  }
  const unusable = kinds.get('odd');
  if (unusable !== undefined) addUnusable(run, unusable, await ask(UNUSABLE_NAMES));
  const selection = budget.selection;
  if (selection === 'all' ? budget.take(kinds.get('file')) : selection !== 'none') {
    const statement = selection === 'all' ? ALL_FILES : newestFilesStatement(limitOf(selection));
    for (const row of await ask(statement)) keepFile(setup, roots, objectRow(row));
  }
  const sums = first.figures.review?.sums;
  const duplicates = sums === undefined || folds.review === null ? undefined : await sumReview(folds.review, sums, ask);
  return { roots, budget, duplicates, kinds };
}

function limitOf(selection: FileSelection): number {
  return typeof selection === 'object' ? selection.perCategory : 0;
}

/** Kinds of objects by which a folder is there. */
const PRESENT_KINDS: ReadonlySet<string> = new Set(['file', 'odd', 'marker']);

/** Counts what a listing would have listed. */
function countKinds({ counts }: InventoryRun, kinds: ReadonlyMap<string, number>): void {
  const sum = (names: readonly string[]): number => names.reduce((total, name) => total + (kinds.get(name) ?? 0), 0);
  counts.objectsSeen += sum(['file', 'odd', 'marker', 'ignored', 'outside', 'unnamed']);
  counts.objectsIgnored += sum(['marker', 'ignored']);
}

function addCell({ figures }: ScanRoot, places: readonly FolderFigures[], cell: SqlRow): void {
  const group = groupOf(textOf(cell, 'category') as FileCategory);
  const [files, bytes] = [numberOf(cell, 'files'), numberOf(cell, 'bytes')];
  figures.sums.count(group, textOf(cell, 'storageClass'), bytes, files);
  for (const place of places) addToTally(place.groups[group], bytes, files);
}

function addUnusable({ unusable }: InventoryRun, count: number, rows: readonly SqlRow[]): void {
  for (const row of rows) unusable.add(textOf(row, 'name'), 0);
  unusable.add(null, count);
}

function keepFile({ describe }: InventoryRun['setup'], roots: readonly ScanRoot[], row: ObjectRow): void {
  const file = describe(row);
  for (const root of roots) {
    if (root.folder !== '' && !isInFolder(row.name, root.folder)) continue;
    for (const entry of root.entriesOf(row.name)) entry.rows.keep(file);
  }
}

/** Finds the entries of a document that an entry of the statements belongs to: itself, and the folders it lies in. */
class EntryFinder {
  readonly #roots: readonly ScanRoot[];
  readonly #folders: readonly string[] | null;

  constructor(roots: readonly ScanRoot[], folders: readonly string[] | null) {
    this.#roots = roots;
    this.#folders = folders;
  }

  /** Gives the entries and notes that the folder is there. */
  enter(entry: string): readonly FolderFigures[] {
    const marker = this.#pathOf(entry);
    const places = this.#placesOf(marker);
    for (const place of places) place.subfolders.add(marker);
    return places;
  }

  addSubfolder(entry: string, subfolder: string): void {
    const path = this.#pathOf(entry);
    for (const place of this.#placesOf(path)) place.subfolders.add(`${path}${subfolder}/`);
  }

  /** Gives a folder's path with its slash, as a marker of it is named. */
  #pathOf(entry: string): string {
    const folder = this.#folders === null ? entry : itemAt(this.#folders, Number(entry));
    return folder === '' ? '' : `${folder}/`;
  }

  #placesOf(path: string): readonly FolderFigures[] {
    return this.#roots
      .filter(({ folder }) => folder === '' || isInFolder(path, folder))
      .flatMap((root) => [...root.entriesOf(path)]);
  }
}

/** Makes a row of the statements as a listing would have given it. */
function objectRow(row: SqlRow): ObjectRow {
  return {
    name: nameOf(row, 'name'),
    size: row['bytes'],
    contentType: textOf(row, 'contentType'),
    storageClass: textOf(row, 'storageClass'),
    timeCreated: timeOf(row, 'created'),
    updated: timeOf(row, 'updated'),
    generation: textOf(row, 'generation'),
    md5Hash: textOf(row, 'md5Hash'),
    crc32c: textOf(row, 'crc32c'),
    metadata: metadataOf(textOf(row, 'metadata')),
  };
}

function timeOf(row: SqlRow, column: 'created' | 'updated'): string | null {
  const seconds = row[column];
  return typeof seconds === 'number' ? toTimestamp(seconds * SECOND_MS) : textOf(row, `${column}_text`);
}

/** Reads a JSON list of keys and values; an object without custom metadata has an empty one. */
function metadataOf(json: string | null): Record<string, string> | null {
  const listed = json === null ? [] : (JSON.parse(json) as readonly { readonly key: string; readonly value: string }[]);
  return listed.length === 0 ? null : Object.fromEntries(listed.map(({ key, value }) => [key, value]));
}
