import { compareNames } from '../../../../src/base/order.ts';
import type { ObjectRow } from '../../../../src/files/object-row.ts';
import type { NameRange, ObjectStore } from '../../../../src/storage/object-store.ts';
import { GeneratedObjects } from '../../../../src/testing/bucket/generated-objects.ts';
import type { GeneratePlan } from '../../../../src/testing/bucket/name-segments.ts';

/** A generated bucket whose every answer takes one unit of a time that passes without waiting. */
export interface VirtualBucket {
  readonly store: ObjectStore;
  /** Units of time that have passed: the listing's length in round trips, whatever the computer is doing. */
  now(): number;
  requests(): number;
  /** Passes time until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function virtualBucket(plan: GeneratePlan, pageCap: number): VirtualBucket {
  const objects = new GeneratedObjects(plan);
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
        const page = pageOf(objects, range, pageCap);
        const rows = page.names.map((name): ObjectRow => ({ name, size: '1' }));
        return { rows, prefixes: page.prefixes, nextPageToken: page.nextPageToken };
      }),
    listNames: (range) => later(() => pageOf(objects, range, pageCap)),
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

interface NamesPage {
  readonly names: string[];
  readonly prefixes: string[];
  readonly nextPageToken: string | null;
}

function pageOf(objects: GeneratedObjects, range: NameRange, pageCap: number): NamesPage {
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
