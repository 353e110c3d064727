import { toTimestamp } from '../base/time.ts';
import type { FileCategory } from '../documents/file.ts';
import { GROUP_BY_CATEGORY, isFileCategory } from './category-groups.ts';
import { bareContentType } from './content-type.ts';
import type { FileFilter, FileQuery } from './query.ts';
import { normalizeFolder } from './folder-path.ts';
import { compileGlob } from './glob.ts';
import { invalidRequest } from './invalid-request.ts';
import { readQueryTime } from './query-time.ts';
import { searchableText } from './searchable-text.ts';

/** A query with every key checked and brought into the form it is compared in; `null` where nothing is asked. */
export interface CheckedQuery {
  readonly name: string | null;
  readonly matchesGlob: ((name: string) => boolean) | null;
  readonly category: FileCategory | null;
  readonly folder: string | null;
  /** Ends in `/` when a whole family is asked for. */
  readonly contentType: string | null;
  readonly metadata: readonly (readonly [string, string])[] | null;
  readonly minBytes: number | null;
  readonly maxBytes: number | null;
  /** First timestamp of a document that is in the range. */
  readonly createdFrom: string | null;
  /** First timestamp of a document that is behind the range. */
  readonly createdBefore: string | null;
}

const KEYS: Readonly<Record<keyof FileFilter, true>> = {
  name: true,
  glob: true,
  category: true,
  folder: true,
  contentType: true,
  metadata: true,
  minSizeMb: true,
  maxSizeMb: true,
  createdAfter: true,
  createdBefore: true,
};

/**
 * Checks a query from anywhere: a misspelt key would otherwise match every file.
 *
 * @throws InsightInventoryError of kind `invalid_request`, its code naming the key (`query:minSizeMb`)
 */
export function readQuery(query: FileQuery): CheckedQuery {
  const filter: unknown = typeof query === 'string' ? { name: query } : query;
  if (!isPlainObject(filter)) throw bad('query', 'is neither a text nor an object', `Use ${listOfKeys()}.`);
  for (const key of Object.keys(filter))
    if (!Object.hasOwn(KEYS, key)) throw bad(key, 'is no key of a file query', `Use ${listOfKeys()}.`);

  const minBytes = readSize(filter, 'minSizeMb');
  const maxBytes = readSize(filter, 'maxSizeMb');
  if (minBytes !== null && maxBytes !== null && minBytes > maxBytes)
    throw bad('minSizeMb', 'is above maxSizeMb', 'Exchange the two.');
  const createdFrom = readTime(filter, 'createdAfter');
  const createdBefore = readTime(filter, 'createdBefore');
  if (createdFrom !== null && createdBefore !== null && createdFrom > createdBefore)
    throw bad('createdAfter', 'is later than createdBefore', 'Exchange the two.');
  const name = readText(filter, 'name');
  const folder = readText(filter, 'folder');
  return {
    name: name === null ? null : searchableText(name),
    matchesGlob: readGlob(filter),
    category: readCategory(filter),
    folder: folder === null ? null : normalizeFolder(folder),
    contentType: readContentType(filter),
    metadata: readMetadata(filter),
    minBytes,
    maxBytes,
    createdFrom,
    createdBefore,
  };
}

type Filter = Readonly<Record<string, unknown>>;
type Key = keyof FileFilter;

/** An own value of the filter; what it inherits was not asked for. `undefined` is the same as absent. */
function valueOf(filter: Filter, key: Key): unknown {
  return Object.hasOwn(filter, key) ? filter[key] : undefined;
}

function readText(filter: Filter, key: Key): string | null {
  const value = valueOf(filter, key);
  if (value === undefined) return null;
  if (typeof value !== 'string') throw bad(key, 'is no text', 'Give a string.');
  return value;
}

function readGlob(filter: Filter): ((name: string) => boolean) | null {
  const glob = readText(filter, 'glob');
  if (glob === null) return null;
  try {
    return compileGlob(glob);
  } catch {
    throw bad('glob', 'cannot be read', 'Write a pattern such as "*.mp4" or "video/**".');
  }
}

function readCategory(filter: Filter): FileCategory | null {
  const value = valueOf(filter, 'category');
  if (value === undefined) return null;
  if (!isFileCategory(value))
    throw bad('category', 'is no file category', `Use one of ${Object.keys(GROUP_BY_CATEGORY).join(', ')}.`);
  return value;
}

function readContentType(filter: Filter): string | null {
  const value = readText(filter, 'contentType');
  if (value === null) return null;
  const type = bareContentType(value);
  if (type === '' || type.startsWith('/'))
    throw bad('contentType', 'is no content type', 'Give one such as "video/mp4", or a family such as "video".');
  if (type.endsWith('/*')) return type.slice(0, -1);
  return type.includes('/') ? type : `${type}/`;
}

function readMetadata(filter: Filter): readonly (readonly [string, string])[] | null {
  const value = valueOf(filter, 'metadata');
  if (value === undefined) return null;
  if (!isPlainObject(value)) throw bad('metadata', 'is no object', 'Give keys with the value each must have.');
  return Object.entries(value).map(([key, wanted]): readonly [string, string] => {
    if (typeof wanted !== 'string')
      throw bad(`metadata.${key}`, 'is no text', 'Give the value as a string; custom metadata holds nothing else.');
    return [key, wanted];
  });
}

function readSize(filter: Filter, key: 'minSizeMb' | 'maxSizeMb'): number | null {
  const value = valueOf(filter, key);
  if (value === undefined) return null;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw bad(key, 'is no size', 'Give mebibytes as a number from 0 up.');
  return value * 1_048_576;
}

function readTime(filter: Filter, key: 'createdAfter' | 'createdBefore'): string | null {
  const value = valueOf(filter, key);
  if (value === undefined) return null;
  const time = readQueryTime(value);
  if (time === null) throw bad(key, 'is no point in time', 'Give a Date or an ISO 8601 string such as "2025-04-30".');
  // Documents cut fractions of a second off: the first whole second at or after the bound decides for both ends.
  return toTimestamp(Math.ceil(time / 1_000) * 1_000);
}

function isPlainObject(value: unknown): value is Filter {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOfKeys(): string {
  return Object.keys(KEYS).join(', ');
}

function bad(key: string, problem: string, remedy: string): Error {
  return invalidRequest(key === 'query' ? key : `query:${key}`, problem, remedy);
}
