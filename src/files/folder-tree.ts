import { compareNames } from '../base/order.ts';
import type { FileRecord, FolderNode } from '../documents/file.ts';
import { compareNewest, type DatedFile } from './file-order.ts';
import { foldFiles, type Fold } from './fold.ts';
import { folderOf } from './folder-path.ts';
import { invalidRequest } from './invalid-request.ts';
import { addToTally, emptyTally, tallyTotals, type Tally } from './totals.ts';

export type TreeFile = Pick<FileRecord, 'name' | 'size_bytes' | 'created_time'>;

export interface FolderTreeOptions {
  /** Levels below the root that get a node: 0 is the root alone. Deeper files count in the totals above them. */
  readonly maxDepth?: number | undefined;
}

interface Folder {
  readonly path: string;
  readonly own: Tally;
  /** Files below the deepest level that has nodes. */
  readonly deeper: Tally;
  newest: DatedFile | null;
  readonly children: Folder[];
}

/**
 * The folders of a bucket with what each holds itself (`own`) and with everything below (`total`). `newest_file` is the
 * newest of the total, undated files last, then by name. Children stand in the order of their paths.
 *
 * @throws InsightInventoryError of kind `invalid_request` when `maxDepth` is no whole number from 0 up
 * @example
 * buildFolderTree([]).total; //=> { files: 0, size_bytes: 0, size_mb: 0 }
 */
export function buildFolderTree(files: Iterable<TreeFile>, options: FolderTreeOptions = {}): FolderNode {
  return foldFiles(files, createFolderTree(options));
}

/** {@link buildFolderTree} over a stream. Holds one node per folder down to `maxDepth`, and no files. */
export function createFolderTree(options: FolderTreeOptions = {}): Fold<TreeFile, FolderNode> {
  const { maxDepth } = options;
  if (maxDepth !== undefined && (!Number.isSafeInteger(maxDepth) || maxDepth < 0))
    throw invalidRequest('maxDepth', 'is no depth', 'Give a whole number from 0 up, or leave it out for every level.');
  const root = emptyFolder('');
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
      const child = emptyFolder(missingPath);
      byPath.set(missingPath, child);
      parent.children.push(child);
      parent = child;
    }
    return parent;
  };

  return {
    add: (file) => {
      const parentPath = folderOf(file.name);
      const path = maxDepth === undefined ? parentPath : cutPath(parentPath, maxDepth);
      const folder = folderAt(path);
      addToTally(path.length === parentPath.length ? folder.own : folder.deeper, file.size_bytes);
      if (folder.newest === null || compareNewest(file, folder.newest) < 0)
        folder.newest = { name: file.name, created_time: file.created_time };
    },
    result: () => nodeOf(root).node,
  };
}

function emptyFolder(path: string): Folder {
  return { path, own: emptyTally(), deeper: emptyTally(), newest: null, children: [] };
}

/** The ancestor of a path that has `depth` levels. Runs of slashes part two levels, as they do in {@link folderOf}. */
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

/** The node of a folder and its totals, children first. Names are at most 1,024 bytes, so the depth is at most 512. */
function nodeOf(folder: Folder): { node: FolderNode; total: Tally; newest: DatedFile | null } {
  const total: Tally = { files: folder.own.files + folder.deeper.files, bytes: folder.own.bytes + folder.deeper.bytes };
  let newest = folder.newest;
  const children: FolderNode[] = [];
  for (const child of folder.children.toSorted((a, b) => compareNames(a.path, b.path))) {
    const below = nodeOf(child);
    children.push(below.node);
    total.files += below.total.files;
    total.bytes += below.total.bytes;
    if (below.newest !== null && (newest === null || compareNewest(below.newest, newest) < 0)) newest = below.newest;
  }
  const node: FolderNode = {
    name: folder.path.slice(folder.path.lastIndexOf('/') + 1),
    path: folder.path,
    own: tallyTotals(folder.own),
    total: tallyTotals(total),
    newest_file: newest === null ? null : { name: newest.name, created_time: newest.created_time },
    children,
  };
  return { node, total, newest };
}
