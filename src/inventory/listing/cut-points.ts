import * as v from 'valibot';

import { compareNames } from '../../base/order.ts';
import type { KeyValueStore } from '../../runtime/stores.ts';

/** The most names kept of one listing. */
const MAX_CUT_POINTS = 1_024;

/** Marks kept while listing; beyond it neighbours are put together. */
const MAX_MARKS = 4_096;

interface Mark {
  readonly name: string;
  rows: number;
}

/**
 * Learns, while a bucket is listed in any order, the names that cut it into parts of about as many objects. Holds a few
 * thousand names at most.
 */
export class CutPointSketch {
  #marks: Mark[] = [];

  /** A page that begins with this name. */
  add(name: string, rows: number): void {
    this.#marks.push({ name, rows });
    if (this.#marks.length > MAX_MARKS) this.#marks = joinPairs(sortMarks(this.#marks));
  }

  /** The names, in order: at most one for two pages; none for a bucket of a few pages, which is not cut. */
  names(): string[] {
    const marks = sortMarks(this.#marks);
    const count = Math.min(MAX_CUT_POINTS, Math.floor(marks.length / 2));
    if (count < 2) return [];
    const step = marks.reduce((sum, mark) => sum + mark.rows, 0) / (count + 1);
    const names: string[] = [];
    let passed = 0;
    for (const { name, rows } of marks) {
      if (passed >= step * (names.length + 1)) names.push(name);
      passed += rows;
    }
    return names;
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
