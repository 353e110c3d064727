import { itemAt } from '../base/lists.ts';
import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';
import type { ContentBasis } from '../documents/inventory.ts';
import * as check from './inputs.ts';
import { filesIn } from './inputs.ts';

/** What comparing contents reads of a file. Every `FileRecord` fits. */
export type HashedFile = Pick<FileRecord, 'name' | 'size_bytes' | 'md5_hash' | 'crc32c'>;

/** Files with the same content. */
export interface DuplicateGroup<F extends HashedFile = FileRecord> {
  basis: ContentBasis;
  /** Size of one copy. */
  size_bytes: number;
  /** What all copies but one take up. */
  wasted_bytes: number;
  /** By name. */
  files: F[];
}

/**
 * Groups files with the same content by the hash they have in common: MD5, else CRC32C with the size (objects composed of
 * parts and uploads under a customer's key have no MD5). Two files that both have an MD5 are compared by it alone. Files
 * the source gave no hash of are in no group. A name listed twice is one file.
 * Largest waste first, then by the first name.
 *
 * @example
 * findDuplicates([a, b])[0]?.wasted_bytes; // two copies of 5 MiB
 * //=> 5242880
 */
export function findDuplicates<F extends HashedFile>(files: Iterable<F>): DuplicateGroup<F>[] {
  check.findDuplicates({ files });
  const byName = new Map<string, F>();
  for (const file of filesIn('findDuplicates', files)) byName.set(file.name, file);
  return groupCopies([...byName.values()]);
}

/** Does the same as {@link findDuplicates} of files whose names are all different. */
export function groupCopies<F extends HashedFile>(files: readonly F[]): DuplicateGroup<F>[] {
  const contentOf = createContentKeys(files);
  // Most contents are there once: no list is made for them.
  const comesAgain = createRepeatTest(files.length);
  for (const file of files) comesAgain.count(contentOf(file) ?? '');
  const byContent = new Map<string, F[]>();
  for (const file of files) {
    const content = contentOf(file);
    if (content === null || !comesAgain.test(content)) continue;
    const copies = byContent.get(content);
    if (copies === undefined) byContent.set(content, [file]);
    else copies.push(file);
  }
  const groups: DuplicateGroup<F>[] = [];
  for (const copies of byContent.values()) {
    if (copies.length < 2) continue;
    const sorted = copies.sort((a, b) => compareNames(a.name, b.name));
    const size = sorted[0]?.size_bytes ?? 0;
    groups.push({
      basis: basisOf(sorted),
      size_bytes: size,
      wasted_bytes: size * (sorted.length - 1),
      files: sorted,
    });
  }
  return groups.sort(
    (a, b) => b.wasted_bytes - a.wasted_bytes || compareNames(itemAt(a.files, 0).name, itemAt(b.files, 0).name),
  );
}

/** Bytes for each text that is counted: of texts that come once, one in eight is taken for one that comes again. */
const SLOTS_PER_TEXT = 8;

/**
 * Creates a test for texts that come more than once among those that were counted, and few others: a table of all of them
 * would take a hundred bytes for each file of a bucket.
 */
function createRepeatTest(texts: number): { count(text: string): void; test(text: string): boolean } {
  const counts = new Uint8Array(2 ** Math.ceil(Math.log2(texts * SLOTS_PER_TEXT + 1)));
  const slotOf = (text: string): number => {
    let hash = 0;
    for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x5bd1e995);
    return (hash ^ (hash >>> 15)) & (counts.length - 1);
  };
  return {
    count: (text) => {
      const slot = slotOf(text);
      counts[slot] = Math.min((counts[slot] ?? 0) + 1, 2);
    },
    test: (text) => counts[slotOf(text)] === 2,
  };
}

/**
 * Lists the files of which nothing can say whether they are copies: without a hash, or without a size. In the order given.
 *
 * @example
 * filesWithoutHash([{ name: 'a', size_bytes: 1, md5_hash: null, crc32c: null }]).length; //=> 1
 */
export function filesWithoutHash<F extends HashedFile>(files: Iterable<F>): F[] {
  return [...filesIn('filesWithoutHash', files)].filter((file) => !hasHash(file));
}

/** Tells whether a file can be compared by its content. */
export function hasHash({ size_bytes, md5_hash, crc32c }: HashedFile): boolean {
  return size_bytes !== null && (md5_hash ?? crc32c) !== null;
}

/** Gives the basis of files that were found to have one content. */
export function basisOf(files: readonly HashedFile[]): ContentBasis {
  return files.every(({ md5_hash }) => md5_hash !== null) ? 'md5' : 'crc32c_size';
}

/**
 * Creates the key by which files of one list have the same content; `null` for a file without hash or size.
 *
 * The key is MD5 with the size. A file without MD5 takes that of the files with its CRC32C and size, where they have one
 * MD5 between them; where they have several, a 32-bit checksum cannot say which, and it is compared with others without
 * MD5 alone.
 */
export function createContentKeys(files: readonly HashedFile[]): (file: HashedFile) => string | null {
  // Of most buckets few files lack an MD5: the checksums of the others need no place in memory.
  const looked = new Set<string>();
  for (const file of files) {
    const crc = file.md5_hash === null ? crcKeyOf(file) : null;
    if (crc !== null) looked.add(crc);
  }
  const md5ByCrc = new Map<string, string | null>();
  for (const file of looked.size === 0 ? [] : files) {
    const crc = crcKeyOf(file);
    const md5 = md5KeyOf(file);
    if (crc === null || md5 === null || !looked.has(crc)) continue;
    const known = md5ByCrc.get(crc);
    md5ByCrc.set(crc, known === undefined || known === md5 ? md5 : null);
  }
  return (file) => {
    const md5 = md5KeyOf(file);
    if (md5 !== null) return md5;
    const crc = crcKeyOf(file);
    return crc === null ? null : (md5ByCrc.get(crc) ?? crc);
  };
}

function md5KeyOf({ md5_hash, size_bytes }: HashedFile): string | null {
  return md5_hash === null || size_bytes === null ? null : `md5:${md5_hash}:${String(size_bytes)}`;
}

function crcKeyOf({ crc32c, size_bytes }: HashedFile): string | null {
  return crc32c === null || size_bytes === null ? null : `crc32c:${crc32c}:${String(size_bytes)}`;
}
