import type { ErrorCode } from '../base/issues.ts';
import { isStorageError, StorageError } from '../base/errors.ts';
import { compareNames } from '../base/order.ts';
import type { ObjectRow } from '../files/describe-file.ts';
import type { ListPageRequest, ListView, ObjectPage, ObjectStore, StoreCall } from './object-store.ts';

/**
 * Names asked for per page. The service gives up to 5,000 without access lists, its documents promise 1,000; whatever
 * comes is taken. Source: gcsfuse and the Hadoop connector, 2026-11-22.
 */
export const PAGE_SIZE = 5_000;

/**
 * Lists every page in name order, one request at a time; the next page is asked for when the consumer comes back. Rows
 * that were given before are left out. A page token the service no longer takes costs nothing: the listing goes on behind
 * the last name.
 *
 * @throws a {@link StorageError} with code `gcs:repeated_page` or `gcs:no_progress` when the listing would never end
 */
export async function* listPages(
  store: ObjectStore,
  request: ListPageRequest,
  call: StoreCall = {},
  guard: ListingGuard = new ListingGuard(store.bucket, null, request.view),
): AsyncGenerator<ObjectPage, void, undefined> {
  let { pageToken, startOffset } = request;
  let restartedAt: string | null = null;
  for (;;) {
    call.signal?.throwIfAborted();
    const pageRequest: ListPageRequest = { maxResults: PAGE_SIZE, ...request, startOffset, pageToken };
    let page: ObjectPage;
    try {
      page = await store.listPage(pageRequest, call);
    } catch (error) {
      const last = guard.last;
      if (pageToken === undefined || !isTokenRefused(error) || last === null || last === restartedAt) throw error;
      restartedAt = last;
      guard.restart();
      startOffset = last;
      pageToken = undefined;
      continue;
    }
    const rows = guard.admit(page, pageToken);
    yield rows === page.rows ? page : { ...page, rows };
    if (page.nextPageToken === null) return;
    pageToken = page.nextPageToken;
  }
}

/**
 * Decides whether the service refused a request for its page token or its bounds: tokens run out, and belong to one endpoint.
 * Source: JSON API status and error codes (dated-tables.ts).
 */
export function isTokenRefused(error: unknown): boolean {
  return isStorageError(error) && (error.status === 400 || error.status === 410);
}

/** Pages in a row that may bring rows and none that is new, or give back the token they were asked with. */
const MAX_PAGES_WITHOUT_PROGRESS = 10;

/** Pages in a row that may bring no row at all: a large deleted range gives such pages. */
const MAX_EMPTY_PAGES = 10_000;

/**
 * Sees to it that a listing gives each object once and ends: the one guard of every listing. Keeps two names
 * and a token in memory. Where a name stands for several generations, each of them is given once.
 *
 * Names come in order, so one at or before the last was given before. An endpoint that keeps no order (some emulators) is
 * recognised by a page that is not in order itself; from then on only what the page and the one before it hold is left
 * out, for which it is kept. Circles of page tokens are found by Brent's method, after at most three times their length.
 */
export class ListingGuard {
  readonly #bucket: string;
  readonly #hasGenerations: boolean;
  /** The key of the last row. */
  #last: string | null;
  #ordered = true;
  #previous: readonly ObjectRow[] = [];
  /** The token others are compared with, and pages until it is replaced. */
  #marked: string | undefined;
  #steps = 0;
  #window = 1;
  #rowsSinceMark = false;
  #repeatedTokens = 0;
  #stale = 0;
  #empty = 0;

  /** @param last - the last name that was listed before; those up to it are left out */
  constructor(bucket: string, last: string | null = null, view: ListView = 'live') {
    this.#bucket = bucket;
    this.#last = last;
    this.#hasGenerations = view !== 'live';
  }

  /** Forgets page tokens, when the listing goes on from a name: the same ones may come again. */
  restart(): void {
    this.#marked = undefined;
    this.#steps = 0;
    this.#window = 1;
  }

  /** The greatest name so far. */
  get last(): string | null {
    return this.#hasGenerations ? (this.#last?.split('\0', 1)[0] ?? null) : this.#last;
  }

  /** Makes the key of what there is one of: a name, or a generation of it. */
  #keyOf({ name, generation }: ObjectRow): string {
    return this.#hasGenerations ? `${name}\0${String(generation ?? '').padStart(MAX_DIGITS, '0')}` : name;
  }

  /**
   * Gives the rows of a page that were not given before: the same array when all were not.
   *
   * @throws {StorageError} with code `gcs:repeated_page` for tokens in a circle, `gcs:no_progress` for pages without end
   */
  admit(page: ObjectPage, requestedToken: string | undefined): readonly ObjectRow[] {
    const rows = this.#newRows(page.rows);
    if (page.nextPageToken !== null)
      this.#checkProgress(page.nextPageToken, requestedToken, page.rows.length, rows.length);
    return rows;
  }

  #newRows(rows: readonly ObjectRow[]): readonly ObjectRow[] {
    // A listing that goes on from a name is given that name again.
    const [first] = rows;
    const resumed = this.#last !== null && first !== undefined && this.#keyOf(first) === this.#last;
    let last = resumed ? null : this.#last;
    for (const row of rows) {
      const key = this.#keyOf(row);
      if (last !== null && !isAfter(key, last)) return this.#sortedOut(rows);
      last = key;
    }
    this.#last = last;
    // Of a listing in order the last name is enough; many are under way at a time.
    if (!this.#ordered) this.#previous = rows;
    return resumed ? rows.slice(1) : rows;
  }

  /** Does the same as {@link #newRows} for a page that repeats something or is in no order. */
  #sortedOut(rows: readonly ObjectRow[]): readonly ObjectRow[] {
    const keys = new Set<string>();
    let before: string | null = null;
    for (const row of rows) {
      const key = this.#keyOf(row);
      if (before !== null && !keys.has(key) && !isAfter(key, before)) this.#ordered = false;
      keys.add(key);
      before = key;
    }
    const given = new Set(this.#previous.map((row) => this.#keyOf(row)));
    const last = this.#last;
    const kept: ObjectRow[] = [];
    for (const row of rows) {
      const key = this.#keyOf(row);
      const isKnown = given.has(key) || (this.#ordered && last !== null && !isAfter(key, last));
      given.add(key);
      if (isKnown) continue;
      kept.push(row);
      if (this.#last === null || isAfter(key, this.#last)) this.#last = key;
    }
    if (!this.#ordered) this.#previous = rows;
    return kept;
  }

  #checkProgress(token: string, requestedToken: string | undefined, rows: number, newRows: number): void {
    this.#empty = rows === 0 ? this.#empty + 1 : 0;
    this.#stale = rows > 0 && newRows === 0 ? this.#stale + 1 : newRows > 0 ? 0 : this.#stale;
    this.#rowsSinceMark ||= rows > 0;
    const isSameToken = token === requestedToken;
    if (isSameToken || token === this.#marked) {
      this.#repeatedTokens += 1;
      // An empty page may give its own token back for a while; one with rows may not, nor may a circle that has some.
      if (rows > 0 || (!isSameToken && this.#rowsSinceMark) || this.#repeatedTokens > MAX_PAGES_WITHOUT_PROGRESS)
        throw this.#repeated();
    }
    this.#steps += 1;
    if (this.#steps >= this.#window) {
      this.#marked = token;
      this.#window *= 2;
      this.#steps = 0;
      this.#rowsSinceMark = false;
    }
    if (newRows > 0) this.#repeatedTokens = 0;
    if (this.#stale > MAX_PAGES_WITHOUT_PROGRESS || this.#empty > MAX_EMPTY_PAGES) throw this.#withoutEnd();
  }

  #repeated(): StorageError {
    return this.#error('gcs:repeated_page', 'gave a page token again that it gave before');
  }

  #withoutEnd(): StorageError {
    return this.#error('gcs:no_progress', 'gave page after page without a new object');
  }

  #error(code: ErrorCode, explanation: string): StorageError {
    return new StorageError(`The listing of gs://${this.#bucket} ${explanation}: it would never end.`, {
      kind: 'invalid_response',
      code,
      remedy: 'Check that the endpoint is the JSON API of Cloud Storage and that no proxy answers in its place.',
      bucket: this.#bucket,
    });
  }
}

/** Of a generation, which is a 64-bit number. */
const MAX_DIGITS = 20;

/** Compares by code points, or by UTF-16 units, by which some emulators sort: names beyond U+FFFF differ. */
function isAfter(name: string, last: string): boolean {
  return name > last || compareNames(name, last) > 0;
}
