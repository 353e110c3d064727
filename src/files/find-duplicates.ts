import { compareNames } from '../base/order.ts';
import type { FileRecord } from '../documents/file.ts';

/** By which checksum two files are called the same. */
export type ContentBasis = 'md5' | 'crc32c_size';

/** What comparing contents reads of a file. Every `FileRecord` fits. */
export type HashedFile = Pick<FileRecord, 'name' | 'size_bytes' | 'md5_hash' | 'crc32c'>;

/** What identifies a file's content. */
export interface ContentKey {
  readonly key: string;
  readonly basis: ContentBasis;
}

/**
 * The MD5 of a file, else its CRC32C (objects composed of parts have no MD5), each with its size; `null` when the source
 * gave neither, or no size. 32 bits of CRC and a size can collide among millions of files: the basis goes into every result.
 */
export function contentKeyOf(file: HashedFile): ContentKey | null {
  if (file.size_bytes === null) return null;
  const size = String(file.size_bytes);
  if (file.md5_hash !== null) return { key: `md5:${file.md5_hash}:${size}`, basis: 'md5' };
  if (file.crc32c !== null) return { key: `crc32c:${file.crc32c}:${size}`, basis: 'crc32c_size' };
  return null;
}

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
 * Groups of files with the same content: same MD5, else same CRC32C and size. Files the source gave no hash of are in no
 * group; a name listed twice is one file. Largest waste first, then by the first name.
 *
 * @example
 * findDuplicates([a, b])[0]?.wasted_bytes; // two copies of 5 MiB
 * //=> 5242880
 */
export function findDuplicates<F extends HashedFile>(files: Iterable<F>): DuplicateGroup<F>[] {
  const byContent = new Map<string, { basis: ContentBasis; files: Map<string, F> }>();
  for (const file of files) {
    const content = contentKeyOf(file);
    if (content === null) continue;
    const group = byContent.get(content.key) ?? { basis: content.basis, files: new Map<string, F>() };
    byContent.set(content.key, group);
    group.files.set(file.name, file);
  }
  const groups: DuplicateGroup<F>[] = [];
  for (const { basis, files: copies } of byContent.values()) {
    if (copies.size < 2) continue;
    const sorted = [...copies.values()].sort((a, b) => compareNames(a.name, b.name));
    const size = sorted[0]?.size_bytes ?? 0;
    groups.push({ basis, size_bytes: size, wasted_bytes: size * (sorted.length - 1), files: sorted });
  }
  return groups.sort(
    (a, b) => b.wasted_bytes - a.wasted_bytes || compareNames(a.files[0]?.name ?? '', b.files[0]?.name ?? ''),
  );
}
