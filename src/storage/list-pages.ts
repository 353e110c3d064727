import { StorageError } from '../base/errors.ts';
import type { ListPageRequest, ObjectPage, ObjectStore, StoreCall } from './object-store.ts';

/**
 * Names asked for per page. The service gives up to 5,000 without access lists, its documents promise 1,000; whatever
 * comes is taken. Source: gcsfuse and the Hadoop connector, 2026-11-22.
 */
export const PAGE_SIZE = 5_000;

/**
 * Every page of a listing in name order, one request at a time; the next page is asked for when the consumer comes back.
 *
 * @throws a {@link StorageError} with code `gcs:repeated_page` when the endpoint gives the same page token again, which
 * would never end
 */
export async function* listPages(
  store: ObjectStore,
  request: ListPageRequest,
  call: StoreCall = {},
): AsyncGenerator<ObjectPage, void, undefined> {
  const progress = new PageProgress(store.bucket);
  let pageToken = request.pageToken;
  for (;;) {
    call.signal?.throwIfAborted();
    const asked: ListPageRequest = { maxResults: PAGE_SIZE, ...request, pageToken };
    const page = await store.listPage(asked, call);
    yield page;
    if (page.nextPageToken === null) return;
    progress.check(page, pageToken);
    pageToken = page.nextPageToken;
  }
}

/** Empty pages in a row that may give back the token they were asked with. */
const MAX_STANDSTILLS = 10;

/** Watches that a listing gets on. A page without rows may stand still for a while; one with rows may not. */
export class PageProgress {
  readonly #bucket: string;
  #standstills = 0;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /** @throws {StorageError} with code `gcs:repeated_page` when the listing would never end */
  check(page: ObjectPage, askedWith: string | undefined): void {
    if (page.nextPageToken !== askedWith) {
      this.#standstills = 0;
      return;
    }
    this.#standstills += 1;
    if (page.rows.length === 0 && this.#standstills <= MAX_STANDSTILLS) return;
    throw new StorageError(`The listing of gs://${this.#bucket} gave the same page token twice.`, {
      kind: 'invalid_response',
      code: 'gcs:repeated_page',
      remedy: 'Check that the endpoint is the JSON API of Cloud Storage.',
      bucket: this.#bucket,
    });
  }
}
