import type { ObjectRow } from '../files/describe-file.ts';

/**
 * What a page's rows have: `record`, everything of {@link ObjectRow}; `totals`, name, size, content type, storage class
 * and creation time; `contents`, those with the time of the last change and the checksums; `folders`, those of `totals` without the storage class. The rest is absent: smaller pages, less to parse.
 */
export type RowFields = 'record' | 'totals' | 'contents' | 'folders' | 'generations';

/** Which names to list. Everything left out does not restrict. */
export interface NameRange {
  readonly prefix?: string | undefined;
  readonly delimiter?: string | undefined;
  /** First name, included. Names are ordered by their UTF-8 bytes. */
  readonly startOffset?: string | undefined;
  /** First name beyond, excluded. */
  readonly endOffset?: string | undefined;
  /** Where the last page stopped. Valid only with the very bounds it was given for. */
  readonly pageToken?: string | undefined;
  /** The most names of a page; the service may give fewer and decides by its own cap. */
  readonly maxResults?: number | undefined;
}

/** Which objects a listing shows: the live ones, every generation of them, or those that are soft-deleted alone. */
export type ListView = 'live' | 'versions' | 'soft_deleted';

/** One page to list. */
export interface ListPageRequest extends NameRange {
  /** @default 'record' */
  readonly fields?: RowFields | undefined;
  /** @default 'live' */
  readonly view?: ListView | undefined;
  /**
   * A filter of object contexts, `contexts."project"="teapots"`: the service lists the objects that match alone.
   *
   * @source Cloud Storage release notes; node client, google-cloud-node#7548 (checked 2026-11-28)
   */
  readonly filter?: string | undefined;
}

/** One page of a listing. */
export interface ObjectPage {
  /** In name order. */
  readonly rows: readonly ObjectRow[];
  /** Names cut after the delimiter, each once; empty without a delimiter. */
  readonly prefixes: readonly string[];
  /** `null` on the last page. A page without rows may have one. */
  readonly nextPageToken: string | null;
  /** Objects of the page that came without a name and are not among the rows. @default 0 */
  readonly unnamed?: number | undefined;
}

/** One page of names alone. */
export interface NamePage {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  readonly nextPageToken: string | null;
}

/** What every request can be given. */
export interface StoreCall {
  readonly signal?: AbortSignal | undefined;
}

/** Some bytes of one object. */
export interface ReadRangeRequest {
  readonly name: string;
  /** First byte, from 0. */
  readonly start: number;
  /** Last byte, included. */
  readonly end: number;
  /** Reads this generation only; the live one when absent. */
  readonly generation?: string | undefined;
  /**
   * Gives the stored bytes of an object stored with `Content-Encoding: gzip`, as they are. Without it such an object is
   * refused: what comes is neither of the size the listing gives nor a part of it. @default false
   */
  readonly packed?: boolean | undefined;
}

/**
 * A bucket that can be listed and read: the one thing this library asks of Cloud Storage. Each method is one request
 * and one attempt. It rejects with a {@link StorageError}, or with the signal's own reason after an abort.
 */
export interface ObjectStore {
  readonly bucket: string;
  /** Lists one page of objects. Listing is many of these, each bound to the token of the last. */
  listPage(request: ListPageRequest, call?: StoreCall): Promise<ObjectPage>;
  /** Names alone, to look around before listing. */
  listNames(request: NameRange, call?: StoreCall): Promise<NamePage>;
  /** Reads one object's row; rejects with kind `not_found` when it is not there. */
  getObject(name: string, call?: StoreCall): Promise<ObjectRow>;
  /**
   * Reads the rows of up to 100 objects in one request, in the order of the names; `null` for one that is not there.
   * Needs the permission of {@link ObjectStore.getObject}. Left out, or resolving to `null`, by a store without
   * batches: their pages are read again in its place.
   */
  getObjects?(names: readonly string[], call?: StoreCall): Promise<readonly (ObjectRow | null)[] | null>;
  /** Reads the bytes that exist in the range: fewer than asked at the end of the object, none beyond it. */
  readRange(request: ReadRangeRequest, call?: StoreCall): Promise<Uint8Array>;
  /** Lists those of the given permissions that the caller has on the bucket. */
  testPermissions(permissions: readonly string[], call?: StoreCall): Promise<readonly string[]>;
}
