import * as v from 'valibot';

import { compareNames } from '../../base/order.ts';
import type { KeyValueStore } from '../../runtime/stores.ts';

/** The most names kept of one listing. */
const MAX_CUT_POINTS = 1_024;

/** Names of a page that are kept while listing, evenly: how exactly a part can be cut. */
const MARKS_PER_PAGE = 16;

/** Marks kept while listing; beyond it neighbours are put together. */
const MAX_MARKS = 16_384;

/** Pages from one cut to the next at least: each part ends with a page that is not full. */
const PAGES_PER_PART = 2;

/** How full the pages of a part are: what is added until the next run must not make one page more of each. */
const FILL = 0.95;

interface Mark {
  readonly name: string;
  rows: number;
}

/**
 * Learns, while a bucket is listed in any order, the names that cut it into parts of a few whole pages each. Holds some
 * thousand names at most.
 */
export class CutPointSketch {
  #marks: Mark[] = [];
  #rows = 0;
  /** What the service gives at a time, as far as could be seen. */
  #pageSize = 0;

  /** Takes in a page, or what was not trimmed of it. */
  add(page: readonly { readonly name: string }[]): void {
    this.#rows += page.length;
    this.#pageSize = Math.max(this.#pageSize, page.length);
    const step = Math.max(1, Math.ceil(this.#pageSize / MARKS_PER_PAGE));
    for (let index = 0; index < page.length; index += step) {
      const name = page[index]?.name;
      if (name !== undefined) this.#marks.push({ name, rows: Math.min(step, page.length - index) });
    }
    while (this.#marks.length > MAX_MARKS) this.#marks = joinPairs(sortMarks(this.#marks));
  }

  /** The names, in order; none for a bucket of a few pages, which is not cut. */
  names(): string[] {
    const pages = this.#rows / (FILL * this.#pageSize);
    if (!(pages > 2 * PAGES_PER_PART)) return [];
    const pagesPerPart = Math.max(PAGES_PER_PART, Math.ceil(pages / (MAX_CUT_POINTS / 2)));
    const most = pagesPerPart * FILL * this.#pageSize;
    const names: string[] = [];
    let part = 0;
    for (const { name, rows } of sortMarks(this.#marks)) {
      if (part + rows > most) {
        names.push(name);
        part = 0;
      }
      part += rows;
    }
    return names.slice(0, MAX_CUT_POINTS);
  }
}

function sortMarks(marks: readonly Mark[]): Mark[] {
  return marks.toSorted((a, b) => compareNames(a.name, b.name));
}

function joinPairs(marks: readonly Mark[]): Mark[] {
  const joined: Mark[] = [];
  marks.forEach((mark, index) => {
    const last = joined.at(-1);
    if (index % 2 === 1 && last !== undefined) last.rows += mark.rows;
    else joined.push({ ...mark });
  });
  return joined;
}

const catalogue = v.object({ version: v.literal(1), names: v.pipe(v.array(v.string()), v.maxLength(MAX_CUT_POINTS)) });

/** Loads the cut points of an earlier run, in order; none when there was none or what is kept cannot be read. */
export async function loadCutPoints(store: KeyValueStore, bucket: string, prefix: string): Promise<string[]> {
  const text = await store.get(keyOf(bucket, prefix));
  if (text === null) return [];
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), catalogue), text);
  return parsed.success ? parsed.output.names.sort(compareNames) : [];
}

/** Keeps the cut points for the next run. */
export async function saveCutPoints(
  store: KeyValueStore,
  bucket: string,
  prefix: string,
  names: readonly string[],
): Promise<void> {
  await store.set(keyOf(bucket, prefix), JSON.stringify({ version: 1, names }));
}

function keyOf(bucket: string, prefix: string): string {
  return `cut-points/${bucket}/${prefix}`;
}
