import { compareNames } from '../../../src/base/order.ts';
import type { ObjectRow } from '../../../src/files/describe-file.ts';
import type { NameRange, ObjectStore } from '../../../src/storage/object-store.ts';

export interface MemoryStoreOptions {
  /** Rows of a page, whatever is asked. @default 5,000 */
  readonly pageCap?: number | undefined;
}

/**
 * Makes an object store of given rows, without HTTP, that refuses a page token with other bounds than it was given for.
 */
export function memoryStore(rows: readonly ObjectRow[], options: MemoryStoreOptions = {}): ObjectStore {
  const sorted = rows.toSorted((a, b) => compareNames(a.name, b.name));
  const cap = options.pageCap ?? 5_000;

  const page = (range: NameRange): { rows: ObjectRow[]; prefixes: string[]; nextPageToken: string | null } => {
    const bounds = JSON.stringify([
      range.prefix ?? '',
      range.delimiter ?? '',
      range.startOffset ?? '',
      range.endOffset ?? '',
    ]);
    const token =
      range.pageToken === undefined ? null : (JSON.parse(range.pageToken) as { bounds: string; after: string });
    if (token !== null && token.bounds !== bounds) throw new Error('A page token was used with other bounds.');
    const limit = Math.min(range.maxResults ?? cap, cap);
    const found: ObjectRow[] = [];
    const prefixes = new Set<string>();
    for (const row of sorted) {
      const { name } = row;
      if (!name.startsWith(range.prefix ?? '')) continue;
      if (range.startOffset !== undefined && compareNames(name, range.startOffset) < 0) continue;
      if (range.endOffset !== undefined && range.endOffset !== '' && compareNames(name, range.endOffset) >= 0) continue;
      const cut = range.delimiter === undefined ? -1 : name.indexOf(range.delimiter, (range.prefix ?? '').length);
      const shown = cut === -1 ? name : name.slice(0, cut + 1);
      if (token !== null && compareNames(shown, token.after) <= 0) continue;
      if (cut !== -1 && prefixes.has(shown)) continue;
      if (found.length + prefixes.size === limit) {
        const last = [...prefixes, ...found.map((item) => item.name)].sort(compareNames).at(-1) ?? '';
        return { rows: found, prefixes: [...prefixes], nextPageToken: JSON.stringify({ bounds, after: last }) };
      }
      if (cut === -1) found.push(row);
      else prefixes.add(shown);
    }
    return { rows: found, prefixes: [...prefixes], nextPageToken: null };
  };

  return {
    bucket: 'memory',
    listPage: (request) => Promise.resolve().then(() => page(request)),
    listNames: (request) =>
      Promise.resolve().then(() => {
        const found = page(request);
        return {
          names: found.rows.map((row) => row.name),
          prefixes: found.prefixes,
          nextPageToken: found.nextPageToken,
        };
      }),
    getObject: () => Promise.reject(new Error('not needed')),
    readRange: () => Promise.reject(new Error('not needed')),
    testPermissions: (permissions) => Promise.resolve(permissions),
  };
}
