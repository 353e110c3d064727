import type { ObjectRow } from '../files/object-row.ts';
import type {
  ListPageRequest,
  NamePage,
  NameRange,
  ObjectPage,
  ObjectStore,
  ReadRangeRequest,
  StoreCall,
} from './object-store.ts';
import { parseNamePage, parseObjectPage } from './parse-page.ts';
import { OBJECT_FIELDS, parseRow } from './parse-row.ts';
import { invalidReply, toStorageError, type StorageTask } from './storage-error.ts';
import { readFailure } from './storage-failure.ts';
import type { BucketLike } from './storage-like.ts';

export interface SdkStoreOptions {
  readonly bucketName: string;
  /** Opens the client when it is first needed, so that nothing is loaded or read before. */
  readonly open: () => Promise<BucketLike>;
  readonly now: () => number;
}

/**
 * An {@link ObjectStore} over a bucket of `@google-cloud/storage`. Listings go through the client's raw `request`:
 * its own `getFiles` makes an object of 7 KB per row and stops at the first page when `fields` are given
 * (version 7.22 and 8.4, measured 2026-11-22).
 */
export function createSdkObjectStore(options: SdkStoreOptions): ObjectStore {
  const { bucketName, now } = options;
  let opened: Promise<BucketLike> | null = null;
  const bucket = (): Promise<BucketLike> => {
    // A failed opening is not kept: the next call may find the key file.
    opened ??= options.open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const attempt = <T>(task: StorageTask, call: StoreCall | undefined, run: (bucket: BucketLike) => Promise<T>) =>
    attemptOnce(task, call?.signal, now, async () => run(await bucket()));
  const fetchJson = (task: StorageTask, call: StoreCall | undefined, uri: string, qs: Record<string, unknown>) =>
    attempt(task, call, async (open) => (await open.request({ uri, qs }))[0]);

  const list = { bucket: bucketName, operation: 'list' } as const;
  return {
    bucket: bucketName,
    async listPage(request: ListPageRequest, call?: StoreCall): Promise<ObjectPage> {
      const fields = OBJECT_FIELDS[request.fields ?? 'record'];
      return parsed(parseObjectPage(await fetchJson(list, call, '/o', listingQuery(request, fields))), list);
    },
    async listNames(request: NameRange, call?: StoreCall): Promise<NamePage> {
      return parsed(parseNamePage(await fetchJson(list, call, '/o', listingQuery(request, 'name'))), list);
    },
    async getObject(name: string, call?: StoreCall): Promise<ObjectRow> {
      const task = { bucket: bucketName, operation: 'get', objectName: name } as const;
      const query = { fields: OBJECT_FIELDS.record, prettyPrint: false };
      return parsed(parseRow(await fetchJson(task, call, `/o/${encodeURIComponent(name)}`, query)), task);
    },
    async readRange(request: ReadRangeRequest, call?: StoreCall): Promise<Uint8Array> {
      const task = { bucket: bucketName, operation: 'read', objectName: request.name } as const;
      const bytes = await attempt(task, call, (open) => readBytes(open, request, call?.signal));
      // An endpoint that ignores Range sends the object from its start: other bytes than those asked for.
      if (bytes.byteLength > request.end - request.start + 1) throw invalidReply(task, 'more bytes than asked for.');
      return bytes;
    },
    async testPermissions(permissions: readonly string[], call?: StoreCall): Promise<readonly string[]> {
      const task = { bucket: bucketName, operation: 'test_permissions' } as const;
      const body = await fetchJson(task, call, '/iam/testPermissions', { permissions: [...permissions] });
      return parsed(parsePermissions(body), task);
    },
  };
}

/** Query of `objects.list`. `nextPageToken` is always asked for: without it a listing would end after one page. */
export function listingQuery(range: NameRange, itemFields: string): Record<string, unknown> {
  const query: Record<string, unknown> = {
    fields: `nextPageToken,prefixes,items(${itemFields})`,
    prettyPrint: false,
  };
  const { prefix, delimiter, startOffset, endOffset, pageToken, maxResults } = range;
  for (const [key, value] of Object.entries({ prefix, delimiter, startOffset, endOffset, pageToken, maxResults })) {
    if (value !== undefined && value !== '') query[key] = value;
  }
  return query;
}

/** Runs one attempt, gives up on it when the signal fires, and turns what the client throws into our error. */
async function attemptOnce<T>(
  task: StorageTask,
  signal: AbortSignal | undefined,
  now: () => number,
  run: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await untilAborted(run(), signal);
  } catch (error) {
    signal?.throwIfAborted();
    const failure = readFailure(error, now());
    throw failure === null ? error : toStorageError(failure, task);
  }
}

/** The client cannot cancel a request in flight; its answer is left unread. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const done = work.then((value) => ({ value }));
    const outcome = await Promise.race([done, aborted]);
    if (outcome !== undefined) return outcome.value;
    return signal.throwIfAborted() as never;
  } finally {
    signal.removeEventListener('abort', stop);
  }
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

async function readBytes(
  bucket: BucketLike,
  { name, start, end, generation }: ReadRangeRequest,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const file = bucket.file(name, generation === undefined ? {} : { generation });
  // The stored bytes, as they are: a range of a compressed object cannot be unpacked.
  const stream = file.createReadStream({ start, end, validation: false, decompress: false });
  const stop = (): void => {
    stream.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > end - start + 1) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    // Range not satisfiable: the object ends before the first byte asked for.
    if (readFailure(error, 0)?.status === 416) return new Uint8Array();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
