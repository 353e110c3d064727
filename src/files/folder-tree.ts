import { compareNames } from '../base/order.ts';
import type { CategoryGroup, CountAndSize, FileRecord, FolderNode } from '../documents/file.ts';
import { CATEGORY_GROUPS } from '../documents/vocabulary.ts';
import { addTally, emptyTally, groupOf, type Tally, tallyCountAndSize, tallyTotals } from './summarize-files.ts';
import { folderOf } from './path.ts';
import { type DatedFile, compareNewest } from './top-files.ts';
import * as check from './inputs.ts';
import { filesIn } from './inputs.ts';

/** What a folder tree reads of a file. Every `FileRecord` fits. */
export type TreeFile = Pick<FileRecord, 'name' | 'file_category' | 'size_bytes' | 'created_time'>;

/** Files and bytes by category, of those that have any. */
export type CategoryTallies = Partial<Record<CategoryGroup, Tally>>;

/** How deep a tree goes. */
export interface FolderTreeOptions {
  /** Levels below the root that get a node: 0 is the root alone. Deeper files count in the totals above them. */
  readonly maxDepth?: number | undefined;
}

interface Folder {
  readonly path: string;
  readonly depth: number;
  readonly own: Tally;
  /** Files below the deepest level that has nodes. */
  readonly deeper: Tally;
  /** Of both. */
  readonly categories: CategoryTallies;
  newest: DatedFile | null;
  readonly children: Folder[];
}

/**
 * Builds the tree of folders of a bucket with what each holds itself (`own`) and with everything below (`total`, and the same by
 * category in `categories`). `newest_file` is the newest of the total, undated files last, then by name. Children are in
 * the order of their paths.
 *
 * @throws InsightInventoryError of kind `invalid_request` when `maxDepth` is no whole number from 0 up
 * @example
 * buildFolderTree([]).total; //=> { files: 0, size_bytes: 0, size_mb: 0 }
 */
export function buildFolderTree(files: Iterable<TreeFile>, options: FolderTreeOptions = {}): FolderNode {
  check.buildFolderTree({ files, options });
  const tree = createFolderTree(options);
  for (const file of filesIn('buildFolderTree', files)) tree.add(file);
  return tree.result();
}

/** A folder tree in the making. Holds one node per folder down to `maxDepth`, and no files. */
export interface FolderTree {
  /** Takes one more file in; one of unknown size is in no total. */
  add(file: TreeFile): void;
  /**
   * Takes in files of one folder by their figures alone, as a listing adds them up page by page.
   *
   * @param path - of the folder they lie in, as {@link folderOf} gives it
   * @param newest - of these files
   */
  addCounted(path: string, files: CategoryTallies, newest: DatedFile): void;
  result(): FolderNode;
}

/** Makes {@link buildFolderTree} over a stream. */
export function createFolderTree({ maxDepth = Infinity }: FolderTreeOptions): FolderTree {
  const root = emptyFolder('', 0);
  const byPath = new Map<string, Folder>([['', root]]);

  const folderAt = (path: string): Folder => {
    const missing: string[] = [];
    let parentPath = path;
    let parent = byPath.get(parentPath);
    while (parent === undefined) {
      missing.push(parentPath);
      parentPath = folderOf(parentPath);
      parent = byPath.get(parentPath);
    }
    for (const missingPath of missing.reverse()) {
      const child = emptyFolder(missingPath, parent.depth + 1);
      byPath.set(missingPath, child);
      parent.children.push(child);
      parent = child;
    }
    return parent;
  };

  const addCounted = (parentPath: string, files: CategoryTallies, newest: DatedFile): void => {
    const path = cutPath(parentPath, maxDepth);
    const folder = folderAt(path);
    const counted = path.length === parentPath.length ? folder.own : folder.deeper;
    for (const tally of Object.values(files)) addTally(counted, tally);
    addCategories(folder.categories, files);
    if (folder.newest === null || compareNewest(newest, folder.newest) < 0)
      folder.newest = { name: newest.name, created_time: newest.created_time };
  };

  return {
    add: (file) => {
      if (file.size_bytes === null) return;
      const tally = { files: 1, bytes: file.size_bytes };
      addCounted(folderOf(file.name), { [groupOf(file.file_category)]: tally }, file);
    },
    addCounted,
    result: () => nodeOf(root).node,
  };
}

function emptyFolder(path: string, depth: number): Folder {
  return { path, depth, own: emptyTally(), deeper: emptyTally(), categories: {}, newest: null, children: [] };
}

/**
 * Gives the ancestor of a path that has `depth` levels. Runs of slashes part two levels, as they do in
 * {@link folderOf}.
 */
function cutPath(path: string, depth: number): string {
  if (depth === 0) return '';
  let levels = 0;
  for (let index = 1; index < path.length; index += 1) {
    if (path[index] !== '/' || path[index - 1] === '/') continue;
    levels += 1;
    if (levels === depth) return path.slice(0, index);
  }
  return path;
}

/**
 * Gives the node of a folder and its totals, children first. Names are at most 1,024 bytes, so the depth is at most
 * 512.
 */
function nodeOf(folder: Folder): NodeSums {
  const total = emptyTally();
  addTally(total, folder.own);
  addTally(total, folder.deeper);
  const categories: CategoryTallies = {};
  addCategories(categories, folder.categories);
  let newest = folder.newest;
  const children: FolderNode[] = [];
  for (const child of folder.children.toSorted((a, b) => compareNames(a.path, b.path))) {
    const below = nodeOf(child);
    children.push(below.node);
    addTally(total, below.total);
    addCategories(categories, below.categories);
    if (below.newest !== null && (newest === null || compareNewest(below.newest, newest) < 0)) newest = below.newest;
  }
  const node: FolderNode = {
    name: folder.path.slice(folder.path.lastIndexOf('/') + 1),
    path: folder.path,
    depth: folder.depth,
    own: tallyTotals(folder.own),
    total: tallyTotals(total),
    categories: categorySummary(categories),
    newest_file: newest === null ? null : { name: newest.name, created_time: newest.created_time },
    children,
  };
  return { node, total, categories, newest };
}

interface NodeSums {
  readonly node: FolderNode;
  readonly total: Tally;
  readonly categories: CategoryTallies;
  readonly newest: DatedFile | null;
}

function addCategories(into: CategoryTallies, files: CategoryTallies): void {
  for (const group of CATEGORY_GROUPS) {
    const tally = files[group];
    if (tally !== undefined) addTally((into[group] ??= emptyTally()), tally);
  }
}

function categorySummary(tallies: CategoryTallies): FolderNode['categories'] {
  const summary: Partial<Record<CategoryGroup, CountAndSize>> = {};
  for (const group of CATEGORY_GROUPS) {
    const tally = tallies[group];
    if (tally !== undefined) summary[group] = tallyCountAndSize(tally);
  }
  return summary;
}
