import type { ObjectRow } from '../files/object-row.ts';
import type { StorageQuery, StorageTransport } from './http-transport.ts';
import type {
  ListPageRequest,
  NamePage,
  NameRange,
  ObjectPage,
  ObjectStore,
  ReadRangeRequest,
  StoreCall,
} from './object-store.ts';
import { invalidReply, type StorageTask, toStorageError } from './storage-error.ts';
import { readFailure } from './storage-failure.ts';
import { OBJECT_FIELDS, parseNamePage, parseObjectPage, parseRow } from './wire-rows.ts';

export interface BucketStoreOptions {
  readonly bucket: string;
  /** Opens the transport when it is first needed, so that nothing is loaded or read before. */
  readonly open: () => Promise<StorageTransport>;
  readonly now: () => number;
}

/** Creates an {@link ObjectStore} over the JSON API. */
export function createBucketStore({ bucket, open, now }: BucketStoreOptions): ObjectStore {
  const transport = once(open);
  const attempt = async <T>(
    task: StorageTask,
    signal: AbortSignal | undefined,
    run: (via: StorageTransport) => Promise<T>,
  ) => {
    signal?.throwIfAborted();
    try {
      return await run(await transport());
    } catch (error) {
      signal?.throwIfAborted();
      const failure = readFailure(error, now());
      throw failure === null ? error : toStorageError(failure, task);
    }
  };
  const fetchJson = (task: StorageTask, call: StoreCall | undefined, path: string, query: StorageQuery) =>
    attempt(task, call?.signal, (via) => via.getJson(path, query, call?.signal));

  const list: StorageTask = { bucket, operation: 'list' };
  return {
    bucket,
    async listPage(request: ListPageRequest, call?: StoreCall): Promise<ObjectPage> {
      const query = listingQuery(request, OBJECT_FIELDS[request.fields ?? 'record']);
      return parsed(parseObjectPage(await fetchJson(list, call, '/o', query)), list);
    },
    async listNames(request: NameRange, call?: StoreCall): Promise<NamePage> {
      return parsed(parseNamePage(await fetchJson(list, call, '/o', listingQuery(request, 'name'))), list);
    },
    async getObject(name: string, call?: StoreCall): Promise<ObjectRow> {
      const task: StorageTask = { bucket, operation: 'get', objectName: name };
      const query = { fields: `${OBJECT_FIELDS.record},contentEncoding`, prettyPrint: false };
      return parsed(parseRow(await fetchJson(task, call, `/o/${encodeURIComponent(name)}`, query)), task);
    },
    async getObjects(names: readonly string[], call?: StoreCall): Promise<readonly (ObjectRow | null)[] | null> {
      const task: StorageTask = { bucket, operation: 'get' };
      const paths = names.map((name) => `/o/${encodeURIComponent(name)}`);
      const query = { fields: OBJECT_FIELDS.record, prettyPrint: false };
      const replies = await attempt(
        task,
        call?.signal,
        async (via) => (await via.getJsonBatch?.(paths, query, call?.signal)) ?? null,
      );
      return replies === null ? null : replies.map((reply) => (reply === null ? null : parsed(parseRow(reply), task)));
    },
    async readRange(request: ReadRangeRequest, call?: StoreCall): Promise<Uint8Array> {
      const task: StorageTask = { bucket, operation: 'read', objectName: request.name };
      const bytes = await attempt(task, call?.signal, (via) => via.getBytes(request, call?.signal));
      if (bytes.byteLength > request.end - request.start + 1) throw invalidReply(task, 'more bytes than asked for.');
      return bytes;
    },
    async testPermissions(permissions: readonly string[], call?: StoreCall): Promise<readonly string[]> {
      const task: StorageTask = { bucket, operation: 'test_permissions' };
      return parsed(parsePermissions(await fetchJson(task, call, '/iam/testPermissions', { permissions })), task);
    },
  };
}

/** Query of `objects.list`. `nextPageToken` is always asked for: without it a listing would end after one page. */
function listingQuery(range: ListPageRequest, itemFields: string): StorageQuery {
  const { prefix, delimiter, startOffset, endOffset, pageToken, maxResults, view = 'live', filter } = range;
  return {
    fields: `nextPageToken,prefixes,items(${itemFields})`,
    prettyPrint: false,
    prefix: given(prefix),
    delimiter: given(delimiter),
    startOffset: given(startOffset),
    endOffset: given(endOffset),
    pageToken,
    maxResults,
    versions: view === 'versions' ? true : undefined,
    softDeleted: view === 'soft_deleted' ? true : undefined,
    filter: given(filter),
  };
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** Remembers what was opened; a failure is not kept, since the key file may be there the next time. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
}

function parsed<T>(value: T | null, task: StorageTask): T {
  if (value === null) throw invalidReply(task, 'the answer is not what the JSON API documents.');
  return value;
}

function parsePermissions(body: unknown): string[] | null {
  if (typeof body !== 'object' || body === null) return null;
  const permissions: unknown = 'permissions' in body ? body.permissions : [];
  return Array.isArray(permissions) ? permissions.filter((item) => typeof item === 'string') : null;
}
