import type { FileCategory, FileRecord } from '../documents/file.ts';
import { bareContentType } from './content-type.ts';
import { isInFolder } from './folder-path.ts';
import { readQuery, type CheckedQuery } from './read-query.ts';
import { searchableText } from './searchable-text.ts';

/** What a search asks of a file. Every key given must hold. */
export interface FileFilter {
  /** Part of the full name, in any case. */
  readonly name?: string | undefined;
  /** `*` within a segment, `**` across; compared with the last segment when it has no slash. Case counts. */
  readonly glob?: string | undefined;
  readonly category?: FileCategory | undefined;
  /** The folder and everything below it. */
  readonly folder?: string | undefined;
  /** `video/mp4`, or a whole family: `video`, `video/*`. Any case. */
  readonly contentType?: string | undefined;
  /** Custom metadata that must be there with exactly these values. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Mebibytes, inclusive, compared with exact bytes. */
  readonly minSizeMb?: number | undefined;
  /** Mebibytes, inclusive, compared with exact bytes. */
  readonly maxSizeMb?: number | undefined;
  /** Created at this time or later. A file of unknown age is in no range. */
  readonly createdAfter?: Date | string | undefined;
  /** Created before this time. */
  readonly createdBefore?: Date | string | undefined;
}

/** A text the full name must contain, in any case, or a filter. */
export type FileQuery = string | FileFilter;

/** What a query looks at. */
export type QueriedFile = Pick<
  FileRecord,
  'name' | 'file_category' | 'size_bytes' | 'content_type' | 'created_time' | 'metadata'
>;

/**
 * Whether a file is what a query asks for. For many files compile the query once with {@link compileQuery}.
 *
 * @throws InsightInventoryError of kind `invalid_request`, its code naming the key (`query:minSizeMb`)
 * @example
 * matchesQuery(record, { glob: '*.mp4', minSizeMb: 1 });
 */
export function matchesQuery(file: QueriedFile, query: FileQuery): boolean {
  return compileQuery(query)(file);
}

/**
 * Reads and checks a query once and gives the test it stands for.
 *
 * @throws InsightInventoryError of kind `invalid_request`, its code naming the key (`query:minSizeMb`)
 */
export function compileQuery(query: FileQuery): (file: QueriedFile) => boolean {
  const tests = testsOf(readQuery(query));
  return (file) => tests.every((holds) => holds(file));
}

type FileTest = (file: QueriedFile) => boolean;

/** The tests of a query, cheap ones first. */
function testsOf(query: CheckedQuery): FileTest[] {
  const { name, matchesGlob, category, folder, contentType, metadata, minBytes, maxBytes, createdFrom, createdBefore } =
    query;
  const tests: FileTest[] = [];
  if (category !== null) tests.push((file) => file.file_category === category);
  if (minBytes !== null) tests.push((file) => file.size_bytes !== null && file.size_bytes >= minBytes);
  if (maxBytes !== null) tests.push((file) => file.size_bytes !== null && file.size_bytes <= maxBytes);
  if (createdFrom !== null) tests.push((file) => file.created_time !== null && file.created_time >= createdFrom);
  if (createdBefore !== null) tests.push((file) => file.created_time !== null && file.created_time < createdBefore);
  if (folder !== null) tests.push((file) => isInFolder(file.name, folder));
  if (contentType !== null) tests.push((file) => hasContentType(file, contentType));
  if (metadata !== null) tests.push((file) => hasMetadata(file, metadata));
  if (name !== null) tests.push((file) => searchableText(file.name).includes(name));
  if (matchesGlob !== null) tests.push((file) => matchesGlob(file.name));
  return tests;
}

function hasContentType(file: QueriedFile, wanted: string): boolean {
  const type = bareContentType(file.content_type);
  return wanted.endsWith('/') ? type.startsWith(wanted) : type === wanted;
}

function hasMetadata(file: QueriedFile, wanted: readonly (readonly [string, string])[]): boolean {
  const { metadata } = file;
  if (metadata === null) return wanted.length === 0;
  return wanted.every(([key, value]) => Object.hasOwn(metadata, key) && metadata[key] === value);
}
