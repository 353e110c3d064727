import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import type { ContentBasis, GcsInventory } from '../documents/inventory.ts';
import { basisOf, createContentKeys, filesWithoutHash } from './find-duplicates.ts';
import { composed, fileNameOf } from './path.ts';
import { foldersNotCompared, scopeOf } from './inventory-files.ts';
import * as check from './inputs.ts';

/** What differs about a file that is there before and after. */
export type FileChange = 'content' | 'content_type' | 'storage_class' | 'metadata';

/** A file that is there before and after, and differs. */
export interface ChangedFile {
  name: string;
  changes: FileChange[];
  before: FileRecord;
  after: FileRecord;
}

/** What became of a bucket's files. Every list is in the order of names. */
export interface InventoryDiff {
  added: FileRecord[];
  changed: ChangedFile[];
  removed: FileRecord[];
  /** Files of the same content under another name; in neither `added` nor `removed`. */
  moved: MovedFile[];
  unchanged: number;
  /**
   * Names of files without a hash that both sides have in common: added or removed ones may have been moved, those there
   * before and after are compared by size and generation.
   */
  content_not_compared: string[];
  /** Folders one side could not list or was not asked for (`''`: the rest of the bucket). Nothing is said of them. */
  not_compared: string[];
}

/**
 * Compares two states of a bucket by name: added, changed, removed, and moved (a removed and an added file with the same
 * content by the hash both have, paired one to one, those that kept their file name first).
 *
 * Content is the same when size and the hash both sides have are; without a common hash, when size and generation are. A
 * content type or storage class one side does not know is not compared; `null` metadata is the same as none. Both sides
 * may be lists or whole inventories. Of inventories only what both were able to list is compared,
 * so that a folder that failed once does not show as removed.
 *
 * @throws InsightInventoryError of kind `invalid_request` (`before`, `after`) when an inventory does not hold every row
 * @example
 * diffInventories([clip], []).removed; //=> [clip]
 */
export function diffInventories(
  before: Iterable<FileRecord> | GcsInventory,
  after: Iterable<FileRecord> | GcsInventory,
): InventoryDiff {
  check.diffInventories({ before, after });
  const earlier = scopeOf(before, 'before');
  const later = scopeOf(after, 'after');
  const covered = (name: string): boolean => earlier.covers(name) && later.covers(name);
  const old = byName(earlier.files, covered);
  const current = byName(later.files, covered);

  const changed: ChangedFile[] = [];
  const gone: FileRecord[] = [];
  const notCompared = new Set<string>();
  let unchanged = 0;
  for (const file of old.values()) {
    const now = current.get(file.name);
    if (now === undefined) {
      gone.push(file);
      continue;
    }
    if (file.size_bytes === now.size_bytes && isSameHash(file, now) === null) notCompared.add(file.name);
    const changes = changesOf(file, now);
    if (changes.length === 0) unchanged += 1;
    else changed.push({ name: file.name, changes, before: file, after: now });
  }
  const come = [...current.values()].filter((file) => !old.has(file.name));
  const { moved, added, removed } = findMoves(gone.sort(compareByName), come.sort(compareByName));
  for (const { name } of filesWithoutHash([...added, ...removed])) notCompared.add(name);
  return {
    added,
    changed: changed.sort(compareByName),
    removed,
    moved,
    unchanged,
    content_not_compared: [...notCompared].sort(compareNames),
    not_compared: foldersNotCompared(earlier, later).sort(compareNames),
  };
}

function compareByName(a: { name: string }, b: { name: string }): number {
  return compareNames(a.name, b.name);
}

/** Keeps one record per name: of several the one written last. */
function byName(files: Iterable<FileRecord>, covered: (name: string) => boolean): Map<string, FileRecord> {
  const records = new Map<string, FileRecord>();
  for (const file of files) {
    if (!covered(file.name)) continue;
    const known = records.get(file.name);
    if (known === undefined || compareGenerations(file.generation, known.generation) > 0) records.set(file.name, file);
  }
  return records;
}

/** Compares generations, which are whole numbers too long for a double to be sure of. */
function compareGenerations(a: string | null, b: string | null): number {
  const left = a ?? '';
  const right = b ?? '';
  return left.length - right.length || compareNames(left, right);
}

function changesOf(before: FileRecord, after: FileRecord): FileChange[] {
  const changes: FileChange[] = [];
  if (!hasSameContent(before, after)) changes.push('content');
  if (isKnownChange(before.content_type, after.content_type)) changes.push('content_type');
  if (isKnownChange(before.storage_class, after.storage_class)) changes.push('storage_class');
  if (!isSameMetadata(before.metadata, after.metadata)) changes.push('metadata');
  return changes;
}

function hasSameContent(before: FileRecord, after: FileRecord): boolean {
  if (before.size_bytes !== after.size_bytes) return false;
  const { generation } = before;
  return (
    isSameHash(before, after) ?? (generation === after.generation || generation === null || after.generation === null)
  );
}

/** Tells whether the best hash both have is the same; `null` when they have none in common. */
function isSameHash(before: FileRecord, after: FileRecord): boolean | null {
  if (before.md5_hash !== null && after.md5_hash !== null) return before.md5_hash === after.md5_hash;
  if (before.crc32c !== null && after.crc32c !== null) return before.crc32c === after.crc32c;
  return null;
}

function isKnownChange(before: string | null, after: string | null): boolean {
  return before !== null && after !== null && before !== after;
}

function isSameMetadata(before: FileRecord['metadata'], after: FileRecord['metadata']): boolean {
  const old = before ?? {};
  const now = after ?? {};
  const keys = Object.keys(old);
  return (
    keys.length === Object.keys(now).length && keys.every((key) => Object.hasOwn(now, key) && now[key] === old[key])
  );
}

/** A file that is there under another name. */
export interface MovedFile {
  from: FileRecord;
  to: FileRecord;
  basis: ContentBasis;
}

interface Moves {
  readonly moved: MovedFile[];
  readonly added: FileRecord[];
  readonly removed: FileRecord[];
}

/**
 * Pairs files that went with files that came, by content: first those that kept their file name, then the rest, each in
 * the order given. Empty files all have the same content and are never moved.
 */
function findMoves(gone: readonly FileRecord[], come: readonly FileRecord[]): Moves {
  const contentOf = createContentKeys([...gone, ...come]);
  const keyOf = (file: FileRecord): string | null => (file.size_bytes === 0 ? null : contentOf(file));
  const bySameName = matchInOrder(gone, come, (file) => {
    const key = keyOf(file);
    return key === null ? null : `${key}/${composed(fileNameOf(file.name))}`;
  });
  const taken = new Set(bySameName.values());
  const byContent = matchInOrder(
    gone.filter((file) => !bySameName.has(file)),
    come.filter((file) => !taken.has(file)),
    keyOf,
  );
  for (const file of byContent.values()) taken.add(file);

  const moved: MovedFile[] = [];
  const removed: FileRecord[] = [];
  for (const from of gone) {
    const to = bySameName.get(from) ?? byContent.get(from);
    if (to === undefined) removed.push(from);
    else moved.push({ from, to, basis: basisOf([from, to]) });
  }
  return { moved, added: come.filter((file) => !taken.has(file)), removed };
}

/**
 * Matches the first of one list with the first of the other that has the same key, the second with the second, and so
 * on.
 */
function matchInOrder(
  gone: readonly FileRecord[],
  come: readonly FileRecord[],
  keyOf: (file: FileRecord) => string | null,
): Map<FileRecord, FileRecord> {
  const arrivals = new Map<string, { files: FileRecord[]; next: number }>();
  for (const file of come) {
    const key = keyOf(file);
    if (key === null) continue;
    const queue = arrivals.get(key);
    if (queue === undefined) arrivals.set(key, { files: [file], next: 0 });
    else queue.files.push(file);
  }
  const matches = new Map<FileRecord, FileRecord>();
  for (const file of gone) {
    const key = keyOf(file);
    const queue = key === null ? undefined : arrivals.get(key);
    const match = queue?.files[queue.next];
    if (queue === undefined || match === undefined) continue;
    queue.next += 1;
    matches.set(file, match);
  }
  return matches;
}
