import * as v from 'valibot';

import { itemAt } from '../../base/lists.ts';
import { compareNames } from '../../base/order.ts';
import type { ObjectRow } from '../../files/describe-file.ts';
import type { KeyValueStore } from '../../runtime/stores.ts';

/** A part of the bucket's names that one request after another lists. */
export interface NameRange {
  /** First name, included; `''` for no bound. */
  readonly start: string;
  /** First name beyond; `null` for no bound. Shrinks when a part is handed to another range. */
  end: string | null;
  /**
   * No name was in `[horizon, end)` when that was looked at: for judging how much is left, never for listing less,
   * since an object may have been added there.
   */
  horizon: string | null;
  /** Last name listed; `null` before the first page. */
  cursor: string | null;
  /** Where the last page stopped, and the bounds it was given for: a token is never used with others. */
  token: { readonly value: string; readonly start: string; readonly end: string | null } | null;
  /** First name of the last page, to see how far a page reaches. */
  pageStart: string | null;
  pages: number;
  /** Last name at which a page token was refused and the range went on without it. */
  restartedAt: string | null;
  /** Names known to begin something, in order, at which the range can be cut without looking. */
  known: readonly string[];
  state: 'ready' | 'listing' | 'done';
  exploring: boolean;
  /** Pages after which looking for a cut is worth another try. */
  exploreFrom: number;
}

export function createRange(start: string, end: string | null, known: Partial<NameRange> = {}): NameRange {
  return {
    start,
    end,
    horizon: end,
    cursor: null,
    token: null,
    pageStart: null,
    pages: 0,
    restartedAt: null,
    known: [],
    state: 'ready',
    exploring: false,
    exploreFrom: 1,
    ...known,
  };
}

/**
 * Counts how many leading characters every name that is left in the range has in common, by its bounds alone: nothing
 * needs to be looked for there.
 */
export function settledLength(range: NameRange, prefix: string): number {
  const from = range.cursor ?? range.start;
  if (range.horizon === null) return prefix.length;
  const shared = sharedLength(from, range.horizon);
  // `[clip_3…, clip_4)`: the bound is the very next character, so all names begin with `clip_3`.
  const adjacent =
    range.horizon.length === shared + 1 && from.charCodeAt(shared) + 1 === range.horizon.charCodeAt(shared);
  return Math.max(prefix.length, adjacent ? shared + 1 : shared);
}

/**
 * Cuts a range at some names: it keeps what is before the first, the rest become ranges of their own. Names that are
 * not strictly inside are passed over. A page in flight may still bring rows of the new ranges; they are dropped there.
 */
export function cutRange(range: NameRange, cuts: readonly string[]): NameRange[] {
  const after = range.cursor ?? range.start;
  const inside = cuts.filter(
    (cut) => compareNames(cut, after) > 0 && (range.end === null || compareNames(cut, range.end) < 0),
  );
  const [first] = inside;
  if (first === undefined) return [];
  const { end, horizon, known } = range;
  const made = inside.map((cut, index) => {
    const next = inside[index + 1];
    const isLast = next === undefined;
    return createRange(cut, isLast ? end : next, {
      ...(isLast && horizon !== null && compareNames(horizon, cut) > 0 ? { horizon } : {}),
      known: between(known, cut, isLast ? end : next),
    });
  });
  range.end = first;
  range.horizon = smallerBound(range.horizon, first);
  range.known = between(known, after, first);
  return made;
}

function between(names: readonly string[], after: string, end: string | null): readonly string[] {
  return names.filter((name) => compareNames(name, after) > 0 && (end === null || compareNames(name, end) < 0));
}

/**
 * Decides whether more than about two pages are left, as far as the names show: how far the last page reached, against
 * how far it is to the end. True when that cannot be decided.
 */
export function isWorthCutting(range: NameRange): boolean {
  const { cursor, pageStart, horizon } = range;
  if (cursor === null || pageStart === null || horizon === null) return true;
  const place = sharedLength(pageStart, cursor);
  const shared = sharedLength(cursor, horizon);
  if (shared !== place) return shared < place;
  const reached = rank(cursor, place) - rank(pageStart, place);
  return rank(horizon, place) - rank(cursor, place) >= 2 * Math.max(1, reached);
}

/** Pages after which a range is larger than the names of an earlier run predicted. */
export const PAGES_OF_A_STALE_RANGE = 4;

/**
 * Tells whether a known name is worth a cut, which costs a page that is not full. One name is for about two pages: of a
 * range that has one left little is left, unless more came of it than the names predicted.
 */
export function hasUsefulCut({ known, pages }: NameRange): boolean {
  return known.length >= 2 || (known.length === 1 && pages >= PAGES_OF_A_STALE_RANGE);
}

/**
 * Gives the rows of a page that belong to the range as it now is: an endpoint may ignore bounds, and a cut moves the
 * end.
 */
export function insideOf(range: NameRange, rows: readonly ObjectRow[]): readonly ObjectRow[] {
  const { start, end } = range;
  const isInside = (row: ObjectRow | undefined): boolean =>
    row === undefined || (compareNames(row.name, start) >= 0 && (end === null || compareNames(row.name, end) < 0));
  return isInside(rows[0]) && isInside(rows.at(-1)) ? rows : rows.filter(isInside);
}

/** Gives the place in the order of digits and letters, in which `a` follows `9`. */
function rank(name: string, place: number): number {
  const unit = name.charCodeAt(place);
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 + 10 : unit;
}

const LAST_CODE_POINT = 0x10ffff;

/**
 * Finds the smallest text that comes after every name beginning with `prefix`, in the order of code points; `null` when
 * there is none. Half of a surrogate pair, which cannot be sent, and line ends, which no name has, are stepped over.
 *
 * @example
 * afterPrefix('clip_1'); //=> 'clip_2'
 */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix);
  for (let point = points.pop(); point !== undefined; point = points.pop()) {
    const next = nextCodePoint(point.codePointAt(0) ?? 0);
    if (next !== null) return points.join('') + String.fromCodePoint(next);
  }
  return null;
}

function nextCodePoint(point: number): number | null {
  if (point >= LAST_CODE_POINT) return null;
  const next = point + 1;
  if (next === 0xd800) return 0xe000;
  return next === 0x0a || next === 0x0d ? next + 1 : next;
}

/**
 * Counts how many leading UTF-16 units two names share, never ending inside a surrogate pair.
 *
 * @example
 * sharedLength('clip_12', 'clip_17'); //=> 6
 */
export function sharedLength(a: string, b: string): number {
  let length = 0;
  // Behind the end of a text is no number, which equals nothing.
  while (a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return isHighSurrogate(a.charCodeAt(length - 1)) ? length - 1 : length;
}

/** Cuts a name behind the character at `position`, a whole code point. */
export function prefixThrough(name: string, position: number): string {
  const width = isHighSurrogate(name.charCodeAt(position)) ? 2 : 1;
  return name.slice(0, position + width);
}

/** Finds the position of the character that covers or begins at `position`: a surrogate pair counts as one. */
export function characterStart(name: string, position: number): number {
  const unit = name.charCodeAt(position);
  return unit >= 0xdc00 && unit <= 0xdfff && position > 0 ? position - 1 : position;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Picks the smaller of two exclusive bounds; `null` does not bound. */
export function smallerBound(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareNames(a, b) <= 0 ? a : b;
}

/** Decides whether a name lies before an exclusive bound. */
export function isBefore(name: string, bound: string | null): boolean {
  return bound === null || compareNames(name, bound) < 0;
}

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
      const { name } = itemAt(page, index);
      this.#marks.push({ name, rows: Math.min(step, page.length - index) });
    }
    while (this.#marks.length > MAX_MARKS) this.#marks = joinPairs(sortMarks(this.#marks));
  }

  /** Lists the names, in order; none for a bucket of a few pages, which is not cut. */
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
