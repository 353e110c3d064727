import { setMaxListeners } from 'node:events';

import { compareNames } from '../../base/order.ts';
import type { ObjectRow } from '../../files/describe-file.ts';
import type { Slots } from '../../runtime/concurrency.ts';
import { isTokenRefused, ListingGuard, PAGE_SIZE } from '../../storage/list-pages.ts';
import type {
  NamePage,
  NameRange as NameQuery,
  ObjectPage,
  ObjectStore,
  RowFields,
} from '../../storage/object-store.ts';
import { exploreRange, pickEvenly } from './explore-range.ts';
import {
  createRange,
  cutRange,
  hasUsefulCut,
  insideOf,
  isWorthCutting,
  type NameRange,
  PAGES_OF_A_STALE_RANGE,
  smallerBound,
} from './name-range.ts';

export interface ParallelListingOptions {
  readonly store: ObjectStore;
  /** `''` for the whole bucket. */
  readonly prefix: string;
  /** What the next page is asked for. */
  readonly fields: () => RowFields;
  /** A filter of object contexts; names looked at for cuts are not filtered. */
  readonly filter?: string | undefined;
  readonly slots: Slots;
  readonly signal?: AbortSignal | undefined;
  /** Names that cut the bucket into parts of similar size, in order, from an earlier run. */
  readonly cutPoints?: readonly string[] | undefined;
  /** Lists only the names behind this one. */
  readonly after?: string | undefined;
  /** Called with the number of objects of a page that have no name. */
  readonly onUnnamed?: ((count: number) => void) | undefined;
}

/** Pages a listing must have had before it is cut: a small bucket is not. */
const PAGES_BEFORE_CUTS = 2;

/** Cuts made at once, for each page that was listed. */
const CUTS_PER_PAGE = 4;

/** Rows that wait for a consumer before no more pages are asked for: what memory a slow consumer costs. */
const ROWS_WAITING = 16_000;

/** Requests that bring no rows, for each one that brings some and at the start: what cutting may cost. */
const LOOKS_PER_PAGE = 0.7;
const SPARE_LOOKS = 16;

/**
 * Lists names in several ranges at once, in no order, each object once. Every slot lists one range; a free slot is given
 * a part of another range, cut where {@link exploreRange} says or at a name that is known.
 *
 * A cut never restarts a page: the page in flight is trimmed at the new bound, and the range goes on from its last name.
 */
export class ParallelListing {
  readonly #options: ParallelListingOptions;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #ranges: NameRange[];
  readonly #minPagesToExplore: number;
  readonly #pages: (readonly ObjectRow[])[] = [];
  #rowsWaiting = 0;
  readonly #guards = new WeakMap<NameRange, ListingGuard>();
  #pagesDone = 0;
  #looks = 0;
  #error: { readonly reason: unknown } | null = null;
  #wake: (() => void) | null = null;

  constructor(options: ParallelListingOptions) {
    this.#options = options;
    const { signal } = options;
    this.#signal = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
    // Every request in flight listens here; Node would take more than ten for a leak.
    setMaxListeners(0, this.#signal);
    const whole = createRange(options.after ?? '', null, { cursor: options.after ?? null });
    const cuts = options.cutPoints ?? [];
    // What is left between two known names is not worth looking for more, unless it turns out larger.
    this.#minPagesToExplore = cuts.length === 0 ? 0 : PAGES_OF_A_STALE_RANGE;
    this.#ranges = [whole];
    whole.known = cuts;
    this.#ranges.push(...cutRange(whole, pickEvenly(cuts, options.slots.free - 1)));
  }

  /** Yields the pages as they come, each with the rows of one range. */
  async *pages(): AsyncGenerator<readonly ObjectRow[], void, undefined> {
    const onAbort = (): void => {
      this.#fail(this.#signal.reason);
    };
    this.#signal.throwIfAborted();
    this.#signal.addEventListener('abort', onAbort, { once: true });
    const stopListening = this.#options.slots.onFree(() => {
      this.#pump();
    });
    try {
      for (;;) {
        this.#pump();
        const page = this.#pages.shift();
        if (page !== undefined) {
          this.#rowsWaiting -= page.length;
          yield page;
          continue;
        }
        if (this.#error !== null) throw this.#error.reason;
        if (this.#ranges.length === 0) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      stopListening();
      this.#signal.removeEventListener('abort', onAbort);
      // An answer still under way finds that there is nothing more to ask for.
      this.#fail(new Error('The listing was left.'));
    }
  }

  /**
   * The smallest text no name before which is missing from the pages that were taken: where a listing that broke goes on.
   * `null` when all were taken.
   */
  get frontier(): string | null {
    let least: string | null = null;
    // The smallest text behind a name is the name and a zero character.
    for (const { cursor, start } of this.#ranges) least = smallerBound(least, cursor === null ? start : `${cursor}\0`);
    for (const [first] of this.#pages) if (first !== undefined) least = smallerBound(least, first.name);
    return least;
  }

  /** Gives every free slot something to do. */
  #pump(): void {
    const { slots } = this.#options;
    while (this.#error === null && this.#rowsWaiting < ROWS_WAITING && slots.free > 0) {
      const ready = this.#ranges.find((range) => range.state === 'ready');
      if (ready !== undefined) {
        ready.state = 'listing';
        this.#start(() => this.#listPage(ready));
        continue;
      }
      if (!this.#makeWork()) return;
    }
  }

  /** Cuts a range at known names, or begins to look for names to cut one at; false when no range is worth it. */
  #makeWork(): boolean {
    // Before much was listed there is no telling how much is left: the first cuts are few.
    const wanted = Math.min(this.#options.slots.free, CUTS_PER_PAGE * this.#pagesDone);
    const cuttable = this.#ranges.filter(hasUsefulCut);
    const best = largest(cuttable, (range) => range.known.length);
    if (best !== undefined) {
      const share = Math.max(1, Math.ceil(wanted / cuttable.length));
      const made = cutRange(best, pickEvenly(best.known, share));
      if (made.length === 0) best.known = [];
      this.#ranges.push(...made);
      return true;
    }
    if (this.#looks > SPARE_LOOKS + this.#pagesDone * LOOKS_PER_PAGE) return false;
    const unexplored = this.#ranges.filter((range) => this.#mayExplore(range));
    const victim = largest(unexplored, (range) => range.pages);
    if (victim === undefined) return false;
    victim.exploring = true;
    void this.#explore(victim, Math.max(1, Math.ceil(wanted / unexplored.length)));
    return true;
  }

  #mayExplore(range: NameRange): boolean {
    const due =
      !range.exploring &&
      range.known.length === 0 &&
      range.pages >= Math.max(range.exploreFrom, this.#minPagesToExplore) &&
      this.#pagesDone >= PAGES_BEFORE_CUTS;
    return due && isWorthCutting(range);
  }

  async #explore(range: NameRange, wanted: number): Promise<void> {
    const look = (query: NameQuery): Promise<NamePage> => this.#look(query);
    try {
      const found = await exploreRange(range, this.#options.prefix, wanted, look);
      range.exploring = false;
      if (range.state === 'done') return;
      range.horizon = smallerBound(found.horizon, range.end);
      range.known = found.known;
      const made = cutRange(range, found.cuts);
      if (found.gap !== null && range.end === found.gap.to) range.horizon = found.gap.from;
      if (made.length === 0) range.exploreFrom = range.pages * 2;
      else range.pages = Math.ceil(range.pages / 2);
      this.#ranges.push(...made);
      this.#pump();
    } catch (reason) {
      this.#fail(reason);
    }
  }

  async #look(query: NameQuery): Promise<NamePage> {
    const { store, slots } = this.#options;
    this.#looks += 1;
    return slots.use(() => store.listNames(query, { signal: this.#signal }), this.#signal);
  }

  #start(work: () => Promise<void>): void {
    const { slots } = this.#options;
    slots.take();
    work()
      .catch((reason: unknown) => {
        this.#fail(reason);
      })
      .finally(() => {
        slots.release();
        this.#notify();
      });
  }

  async #listPage(range: NameRange): Promise<void> {
    const { store, prefix, fields, filter } = this.#options;
    // A range that was cut goes on from its last name: its token belongs to the bounds it was given for.
    const token = range.token !== null && range.token.end === range.end ? range.token : null;
    const start = token === null ? (range.cursor ?? range.start) : token.start;
    const end = range.end;
    const guard = this.#guardOf(range);
    let page: ObjectPage;
    try {
      page = await store.listPage(
        {
          prefix,
          fields: fields(),
          filter,
          maxResults: PAGE_SIZE,
          startOffset: start,
          endOffset: end ?? undefined,
          pageToken: token?.value,
        },
        { signal: this.#signal },
      );
    } catch (error) {
      // A token that is no longer taken: the range goes on from its last name, unless it did so there before.
      if (token === null || !isTokenRefused(error) || range.cursor === null || range.cursor === range.restartedAt)
        throw error;
      range.restartedAt = range.cursor;
      range.token = null;
      range.state = 'ready';
      guard.restart();
      return;
    }
    if (page.unnamed !== undefined) this.#options.onUnnamed?.(page.unnamed);
    const rows = insideOf(range, guard.admit(page, token?.value));
    const last = page.rows.at(-1)?.name ?? null;
    const passedEnd = last !== null && range.end !== null && compareNames(last, range.end) >= 0;
    if (page.nextPageToken === null || passedEnd) this.#finish(range);
    else {
      range.token = { value: page.nextPageToken, start, end };
      range.pageStart = page.rows[0]?.name ?? range.pageStart;
      range.cursor = last ?? range.cursor;
      range.pages += 1;
      range.state = 'ready';
    }
    if (rows.length === 0) this.#looks += 1;
    else {
      this.#pagesDone += 1;
      this.#pages.push(rows);
      this.#rowsWaiting += rows.length;
    }
  }

  #guardOf(range: NameRange): ListingGuard {
    let guard = this.#guards.get(range);
    if (guard === undefined) {
      guard = new ListingGuard(this.#options.store.bucket, range.cursor);
      this.#guards.set(range, guard);
    }
    return guard;
  }

  #finish(range: NameRange): void {
    range.state = 'done';
    this.#ranges = this.#ranges.filter((other) => other !== range);
  }

  #fail(reason: unknown): void {
    this.#error ??= { reason };
    this.#stop.abort(reason);
    this.#notify();
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}

function largest<T>(items: readonly T[], size: (item: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of items) if (best === undefined || size(item) > size(best)) best = item;
  return best;
}
