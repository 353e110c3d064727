import { invalidRequest } from '../base/errors.ts';
import { LAST_TIME_MS, toEpochMs, toTimestamp } from '../base/time.ts';
import type { FileCategory, FileRecord } from '../documents/file.ts';
import { bareContentType } from './category-table.ts';
import { composed, isInFolder, normalizeFolder } from './path.ts';
import { compileGlob } from './glob.ts';
import * as check from './inputs.ts';

/** What a search asks of a file. Every key given must hold. */
export interface FileFilter {
  /** Part of the full name, in any case. */
  readonly name?: string | undefined;
  /**
   * `*` and `?` within a segment, `**` across, `[a-z]`, `[!a-z]`, `{mp4,mov}`; a backslash makes a sign text, everything
   * else is text. Compared with the last segment when it has no slash. Case counts.
   */
  readonly glob?: string | undefined;
  readonly category?: FileCategory | undefined;
  /** The folder and everything below it. */
  readonly folder?: string | undefined;
  /** `video/mp4`, or a whole family: `video`, `video/*`. Any case. */
  readonly contentType?: string | undefined;
  /** Custom metadata that must be there with exactly these values. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /**
   * Object contexts that must be there: with exactly this value, with any (`true`), or not at all (`false`). A search of a
   * bucket has the service filter by the first of them.
   */
  readonly contexts?: Readonly<Record<string, string | boolean>> | undefined;
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
  'name' | 'file_category' | 'size_bytes' | 'content_type' | 'created_time' | 'metadata' | 'contexts'
>;

/**
 * Tells whether a file is what a query asks for. For many files compile the query once with {@link compileQuery}.
 *
 * @throws InsightInventoryError of kind `invalid_request`, its code naming the key (`query:minSizeMb`)
 * @example
 * matchesQuery(record, { glob: '*.mp4', minSizeMb: 1 });
 */
export function matchesQuery(file: QueriedFile, query: FileQuery): boolean {
  check.matchesQuery({ file, query });
  return compileQuery(query)(file);
}

/**
 * Reads and checks a query once and gives its test.
 *
 * @throws InsightInventoryError of kind `invalid_request`, its code naming the key (`query:minSizeMb`)
 */
export function compileQuery(query: FileQuery): (file: QueriedFile) => boolean {
  check.compileQuery({ query });
  const tests = testsOf(readQuery(query));
  return (file) => tests.every((holds) => holds(file));
}

type FileTest = (file: QueriedFile) => boolean;

/** Gives the tests of a query, cheap ones first. */
function testsOf(query: CheckedQuery): FileTest[] {
  const { name, matchesGlob, category, folder, contentType, metadata, contexts } = query;
  const { minBytes, maxBytes, createdFrom, createdBefore } = query;
  const tests: FileTest[] = [];
  if (category !== null) tests.push((file) => file.file_category === category);
  if (minBytes !== null) tests.push((file) => file.size_bytes !== null && file.size_bytes >= minBytes);
  if (maxBytes !== null) tests.push((file) => file.size_bytes !== null && file.size_bytes <= maxBytes);
  if (createdFrom !== null) tests.push((file) => file.created_time !== null && file.created_time >= createdFrom);
  if (createdBefore !== null) tests.push((file) => file.created_time !== null && file.created_time < createdBefore);
  if (folder !== null) tests.push((file) => isInFolder(file.name, folder));
  if (contentType !== null) tests.push((file) => hasContentType(file, contentType));
  if (metadata !== null) tests.push((file) => hasMetadata(file, metadata));
  if (contexts !== null) tests.push((file) => hasContexts(file, contexts));
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

function hasContexts({ contexts = {} }: QueriedFile, wanted: readonly WantedContext[]): boolean {
  return wanted.every(([key, value]) => {
    const found = Object.hasOwn(contexts, key) ? contexts[key] : undefined;
    return typeof value === 'boolean' ? (found !== undefined) === value : found === value;
  });
}

/** A key with the value it must have, `true` for any, `false` for none. */
type WantedContext = readonly [string, string | boolean];

/**
 * Makes the service's own filter for the first context of a query; `undefined` when it asks for none. One only: the
 * documents show single conditions. Neither key nor value can have a quote ({@link readContexts}).
 *
 * @source Cloud Storage, use object contexts: `contexts."KEY":*`, `contexts."KEY"="VALUE"`, and both with `-` in front
 * (checked 2026-11-28)
 * @example
 * contextFilter({ contexts: { project: 'kiln' } }); //=> 'contexts."project"="kiln"'
 */
export function contextFilter(query: FileQuery | undefined): string | undefined {
  if (query === undefined || typeof query === 'string') return undefined;
  const [first] = readContexts(query.contexts ?? {});
  if (first === undefined) return undefined;
  const [key, value] = first;
  if (typeof value === 'string') return `contexts."${key}"="${value}"`;
  return `${value ? '' : '-'}contexts."${key}":*`;
}

/** A query with every key checked and brought into the form it is compared in; `null` where nothing is asked. */
export interface CheckedQuery {
  readonly name: string | null;
  readonly matchesGlob: ((name: string) => boolean) | null;
  readonly category: FileCategory | null;
  readonly folder: string | null;
  /** Ends in `/` when a whole family is asked for. */
  readonly contentType: string | null;
  readonly metadata: readonly (readonly [string, string])[] | null;
  readonly contexts: readonly WantedContext[] | null;
  readonly minBytes: number | null;
  readonly maxBytes: number | null;
  /** First timestamp of a document that is in the range. */
  readonly createdFrom: string | null;
  /** First timestamp of a document that is behind the range. */
  readonly createdBefore: string | null;
}

/**
 * Brings a query that has been checked into the form it is compared in, by its own keys: what it inherits was not asked for.
 *
 * @throws InsightInventoryError of kind `invalid_request`, its code naming the key (`query:minSizeMb`)
 */
function readQuery(query: FileQuery): CheckedQuery {
  const filter: FileFilter = typeof query === 'string' ? { name: query } : { ...query };
  const { name, glob, category = null, folder, contentType, metadata, contexts, minSizeMb, maxSizeMb } = filter;
  if (minSizeMb !== undefined && maxSizeMb !== undefined && minSizeMb > maxSizeMb)
    throw bad('minSizeMb', 'is above maxSizeMb', 'Exchange the two.');
  const createdFrom = readTime(filter.createdAfter);
  const createdBefore = readTime(filter.createdBefore);
  if (createdFrom !== null && createdBefore !== null && createdFrom > createdBefore)
    throw bad('createdAfter', 'is later than createdBefore', 'Exchange the two.');
  if (folder !== undefined && /^gs:/i.test(folder))
    throw bad('folder', 'is an address', 'Give the path of a folder in the bucket, without gs://.');
  return {
    name: name === undefined ? null : searchableText(name),
    matchesGlob: glob === undefined ? null : compileGlob(glob, 'query.glob'),
    category,
    folder: folder === undefined ? null : normalizeFolder(folder),
    contentType: contentType === undefined ? null : readContentType(contentType),
    metadata: metadata === undefined ? null : Object.entries(metadata),
    contexts: contexts === undefined ? null : readContexts(contexts),
    minBytes: minSizeMb === undefined ? null : minSizeMb * MEBIBYTE,
    maxBytes: maxSizeMb === undefined ? null : maxSizeMb * MEBIBYTE,
    createdFrom,
    createdBefore,
  };
}

const MEBIBYTE = 1_048_576;

function readContentType(value: string): string {
  const type = bareContentType(value);
  if (type === '' || type.startsWith('/'))
    throw bad('contentType', 'is no content type', 'Give one such as "video/mp4", or a family such as "video".');
  if (type.endsWith('/*')) return type.slice(0, -1);
  return type.includes('/') ? type : `${type}/`;
}

/** Source: Cloud Storage, use object contexts, naming requirements (dated-tables.ts). */
const CONTEXT_TEXT = /^[\p{L}\p{N}][^'"\\/]{0,255}$/u;

function readContexts(contexts: Readonly<Record<string, string | boolean>>): readonly WantedContext[] {
  return Object.entries(contexts).map(([key, wanted]): WantedContext => {
    if (CONTEXT_TEXT.test(key) && (typeof wanted === 'boolean' || CONTEXT_TEXT.test(wanted))) return [key, wanted];
    const remedy = 'Keys and values have 1 to 256 characters, a letter or digit first, no quote and no slash.';
    throw bad(
      `contexts.${key}`,
      'is no context an object can have',
      `${remedy} true asks for any value, false for none.`,
    );
  });
}

function readTime(given: Date | string | undefined): string | null {
  const time = given === undefined ? null : toEpochMs(given);
  // Documents cut fractions of a second off: the first whole second at or after the bound decides for both ends.
  return time === null ? null : toTimestamp(Math.min(Math.ceil(time / 1_000) * 1_000, LAST_TIME_MS));
}

function bad(key: string, problem: string, remedy: string): Error {
  return invalidRequest(`query.${key}`, problem, remedy);
}

/**
 * Writes a text in one spelling for comparing texts: composed characters, lower case. Some systems upload `é` as two
 * characters.
 *
 * @example
 * searchableText('CAFE\u0301'); //=> 'café'
 */
function searchableText(text: string): string {
  return composed(text).toLowerCase();
}
