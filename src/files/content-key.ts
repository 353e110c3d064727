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
