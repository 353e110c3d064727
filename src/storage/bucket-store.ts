import type { ObjectRow } from '../files/describe-file.ts';
import { encodeText } from '../files/path.ts';
import type { StorageQuery, StorageTransport } from './http-transport.ts';
import type {
  ListPageRequest,
  NamePage,
  NameRange,
  ObjectPage,
  ObjectStore,
  ReadRangeRequest,
  RowFields,
  StoreCall,
} from './object-store.ts';
import { invalidReply, type StorageTask, toStorageError } from './storage-error.ts';
import { readFailure } from './storage-failure.ts';

/** Properties of an object resource to ask for. Source: JSON API `objects` resource (dated-tables.ts). */
const OBJECT_FIELDS: Readonly<Record<RowFields, string>> = {
  record: 'name,size,contentType,storageClass,timeCreated,updated,generation,md5Hash,crc32c,metadata,contexts',
  totals: 'name,size,contentType,storageClass,timeCreated',
  contents: 'name,size,contentType,storageClass,timeCreated,updated,md5Hash,crc32c',
  folders: 'name,size,contentType,timeCreated',
  generations: 'name,size,storageClass,generation,timeDeleted,timeFinalized',
};

/**
 * Reads object resources of the JSON API as rows: the same array when all is as documented, since a listing of a million
 * rows notices every copy. Resources without a name are left out: there is nothing to call them by.
 */
function parseRows(resources: readonly unknown[]): readonly ObjectRow[] {
  if (areRows(resources)) return resources;
  return resources.map(parseRow).filter((row) => row !== null);
}

function areRows(resources: readonly unknown[]): resources is readonly ObjectRow[] {
  for (const resource of resources) if (!isRecord(resource) || !isRow(resource)) return false;
  return true;
}

/**
 * Reads one object resource of the JSON API as a row: the same object when all is as documented. A property of another
 * type than documented is `null`, a size among them. `null` without a name.
 */
function parseRow(resource: unknown): ObjectRow | null {
  if (!isRecord(resource)) return null;
  if (isRow(resource)) return resource;
  const { name, size } = resource;
  if (typeof name !== 'string' || name === '') return null;
  return {
    name,
    size: typeof size === 'string' || typeof size === 'number' ? size : null,
    contentType: text(resource.contentType),
    contentEncoding: text(resource.contentEncoding),
    storageClass: text(resource.storageClass),
    timeCreated: text(resource.timeCreated),
    updated: text(resource.updated),
    generation: text(resource.generation),
    md5Hash: text(resource.md5Hash),
    crc32c: text(resource.crc32c),
    metadata: texts(resource.metadata),
    contexts: resource.contexts,
    timeDeleted: text(resource.timeDeleted),
    timeFinalized: text(resource.timeFinalized),
  };
}

type Unchecked<T> = { readonly [Key in keyof T]?: unknown };

function isRecord(value: unknown): value is Unchecked<ObjectRow> {
  return typeof value === 'object' && value !== null;
}

function isRow(resource: Unchecked<ObjectRow>): resource is ObjectRow {
  return (
    typeof resource.name === 'string' &&
    resource.name !== '' &&
    typeof resource.size === 'string' &&
    isText(resource.contentType) &&
    isText(resource.storageClass) &&
    isText(resource.timeCreated) &&
    isText(resource.updated) &&
    isText(resource.generation) &&
    isText(resource.md5Hash) &&
    isText(resource.crc32c) &&
    isText(resource.timeDeleted) &&
    isText(resource.timeFinalized) &&
    (resource.metadata === undefined || isTexts(resource.metadata))
  );
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const item of Object.values(value)) if (typeof item !== 'string') return false;
  return true;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function texts(value: unknown): Record<string, string> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value).filter((entry) => typeof entry[1] === 'string'));
}

/** Reads a listing reply; `null` when it is none: an empty body, HTML of a proxy, half a page. An odd row costs only itself. */
function parseObjectPage(body: unknown): ObjectPage | null {
  const page = parseEnvelope(body);
  if (page === null) return null;
  const { items, prefixes, nextPageToken } = page;
  const rows = parseRows(items);
  const unnamed = items.length - rows.length;
  return { rows, prefixes, nextPageToken, ...(unnamed === 0 ? {} : { unnamed }) };
}

/** Reads a listing reply whose items hold only names; `null` when it is none. */
function parseNamePage(body: unknown): NamePage | null {
  const page = parseEnvelope(body);
  if (page === null) return null;
  const names: string[] = [];
  for (const item of page.items) {
    if (isRecord(item) && typeof item.name === 'string' && item.name !== '') names.push(item.name);
  }
  return { names, prefixes: page.prefixes, nextPageToken: page.nextPageToken };
}

interface Envelope {
  readonly items: readonly unknown[];
  readonly prefixes: readonly string[];
  readonly nextPageToken: string | null;
}

/** What a page of a listing has, each of them only where there is something to say. */
const PAGE_KEYS = ['items', 'prefixes', 'nextPageToken'] as const;

function parseEnvelope(body: unknown): Envelope | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  // An error called 200, or the list of another API, must not pass for a bucket without objects.
  const { kind } = body as { readonly kind?: unknown };
  const isNamed = typeof kind === 'string' && kind.startsWith('storage#');
  if (!isNamed && Object.keys(body).length > 0 && !PAGE_KEYS.some((key) => key in body)) return null;
  const items = 'items' in body ? body.items : [];
  const prefixes = 'prefixes' in body ? body.prefixes : [];
  const token = 'nextPageToken' in body ? body.nextPageToken : null;
  if (!Array.isArray(items) || !isListOfTexts(prefixes)) return null;
  // An empty token means the end, as an absent one does.
  if (token !== null && typeof token !== 'string') return null;
  return { items, prefixes, nextPageToken: token === '' ? null : token };
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

interface BucketStoreOptions {
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
      return parsed(parseRow(await fetchJson(task, call, `/o/${encodeText(name)}`, query)), task);
    },
    async getObjects(names: readonly string[], call?: StoreCall): Promise<readonly (ObjectRow | null)[] | null> {
      const task: StorageTask = { bucket, operation: 'get' };
      const paths = names.map((name) => `/o/${encodeText(name)}`);
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

/**
 * Makes the query of `objects.list`. `nextPageToken` is always asked for: without it a listing would end after one
 * page.
 */
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
