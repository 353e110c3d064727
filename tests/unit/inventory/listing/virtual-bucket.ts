import { StorageError } from '../../../../src/base/errors.ts';
import { compareNames } from '../../../../src/base/order.ts';
import type { ObjectRow } from '../../../../src/files/describe-file.ts';
import type { NameRange, ObjectStore } from '../../../../src/storage/object-store.ts';
import { GeneratedObjects } from '../../../../src/testing/bucket/generated-objects.ts';
import type { GeneratePlan } from '../../../../src/testing/bucket/object-names.ts';

/** A generated bucket whose every answer takes one unit of a time that passes without waiting. */
export interface VirtualBucket {
  readonly store: ObjectStore;
  /** Counts the units of time that have passed: the listing's length in round trips, whatever the computer is doing. */
  now(): number;
  requests(): number;
  /** Passes time until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** What some endpoints do otherwise, by the number of the request, from 1. */
export interface Oddities {
  /** Gives names behind the end that was asked for. */
  readonly ignoresEnd?: boolean;
  readonly refusesToken?: (request: number) => boolean;
  /** Gives a page without a row that goes on. */
  readonly isEmpty?: (request: number) => boolean;
  /** What a look finds in place of what is there. */
  readonly look?: (request: number) => string | undefined;
}

/** @param plan - the names themselves, or how they are made */
export function virtualBucket(
  plan: GeneratePlan | readonly string[],
  pageCap: number,
  { ignoresEnd = false, refusesToken, isEmpty, look }: Oddities = {},
): VirtualBucket {
  const objects: Names = 'shape' in plan ? new GeneratedObjects(plan) : inOrder(plan);
  const waiting: { readonly at: number; readonly answer: () => void }[] = [];
  let time = 0;
  let requests = 0;

  const later = <T>(answer: () => T): Promise<T> => {
    requests += 1;
    return new Promise((resolve, reject) => {
      const at = time + 1;
      waiting.push({
        at,
        answer: () => {
          try {
            resolve(answer());
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
      });
    });
  };

  const store: ObjectStore = {
    bucket: 'virtual',
    listPage: (range) =>
      later(() => {
        const { pageToken, startOffset, endOffset } = range;
        if (pageToken !== undefined && refusesToken?.(requests) === true) throw refusedToken();
        const [from, ...bounds] = pageToken?.split('\n') ?? [];
        if (from !== undefined && bounds.join('\n') !== boundsOf(startOffset, endOffset))
          throw new Error('A token was used with other bounds.');
        const asked = { ...range, pageToken: from, endOffset: ignoresEnd ? undefined : endOffset };
        const page = pageOf(objects, asked, isEmpty?.(requests) === true ? 0 : pageCap);
        const token = page.nextPageToken === null ? null : `${page.nextPageToken}\n${boundsOf(startOffset, endOffset)}`;
        const rows = page.names.map((name): ObjectRow => ({ name, size: '1' }));
        return { rows, prefixes: page.prefixes, nextPageToken: token };
      }),
    listNames: (range) =>
      later(() => {
        const found = look?.(requests);
        return found === undefined
          ? pageOf(objects, range, pageCap)
          : { names: [found], prefixes: [found], nextPageToken: null };
      }),
    getObject: () => Promise.reject(new Error('not needed')),
    readRange: () => Promise.reject(new Error('not needed')),
    testPermissions: () => Promise.reject(new Error('not needed')),
  };

  return {
    store,
    now: () => time,
    requests: () => requests,
    run: async (work) => {
      const state = { done: false };
      const watched = work.finally(() => {
        state.done = true;
      });
      watched.catch(() => undefined);
      for (;;) {
        // One turn of the event loop lets every promise that can go on do so.
        await new Promise((resolve) => setImmediate(resolve));
        if (state.done) return watched;
        const [next] = waiting;
        if (next === undefined) throw new Error('The work waits for nothing.');
        time = next.at;
        while (waiting[0]?.at === time) waiting.shift()?.answer();
      }
    },
  };
}

/** The names of a bucket, in order. */
type Names = Pick<GeneratedObjects, 'length' | 'nameAt' | 'lowerBound'>;

function inOrder(given: readonly string[]): Names {
  const names = [...new Set(given)].sort(compareNames);
  return {
    length: names.length,
    nameAt: (index) => names[index] ?? '',
    lowerBound: (text) => {
      const found = names.findIndex((name) => compareNames(name, text) >= 0);
      return found === -1 ? names.length : found;
    },
  };
}

const boundsOf = (start = '', end = ''): string => JSON.stringify([start, end]);

function refusedToken(): StorageError {
  return new StorageError('Invalid argument: pageToken', {
    kind: 'invalid_request',
    code: 'gcs:400/pageToken',
    bucket: 'virtual',
    status: 400,
  });
}

interface NamesPage {
  readonly names: string[];
  readonly prefixes: string[];
  readonly nextPageToken: string | null;
}

function pageOf(objects: Names, range: NameRange, pageCap: number): NamesPage {
  const { prefix = '', delimiter, startOffset = '', endOffset, pageToken } = range;
  const limit = Math.min(range.maxResults ?? pageCap, pageCap);
  const names: string[] = [];
  const prefixes: string[] = [];
  let index = pageToken === undefined ? objects.lowerBound(later(prefix, startOffset)) : Number(pageToken);
  while (index < objects.length) {
    const name = objects.nameAt(index);
    if (!name.startsWith(prefix)) break;
    if (endOffset !== undefined && endOffset !== '' && compareNames(name, endOffset) >= 0) break;
    if (names.length + prefixes.length === limit) return { names, prefixes, nextPageToken: String(index) };
    const cut = delimiter === undefined ? -1 : name.indexOf(delimiter, prefix.length);
    if (cut === -1) {
      names.push(name);
      index += 1;
      continue;
    }
    prefixes.push(name.slice(0, cut + 1));
    index = objects.lowerBound(name.slice(0, cut) + String.fromCharCode(name.charCodeAt(cut) + 1));
  }
  return { names, prefixes, nextPageToken: null };
}

function later(a: string, b: string): string {
  return compareNames(a, b) >= 0 ? a : b;
}
