import type { StorageOptions } from '@google-cloud/storage';

import type { GcsConfig } from '../runtime/platform-configs.ts';
import { type KeyFields, keyFileOf, readCredentials } from './credentials.ts';
import {
  type BytesRequest,
  checkEncoding,
  httpTransport,
  type JsonTransport,
  jsonTransport,
  type StorageAccess,
  type StorageTransport,
} from './http-transport.ts';
import { property, readFailure, readTokenFailure } from './storage-failure.ts';

/**
 * What this library uses of a `Storage` client of `@google-cloud/storage` 7 or 8, so that a configured client can be
 * handed in. Structural: no type of that package is named, and either major fits.
 */
export interface StorageLike {
  /** Gives the bucket of this name; sends nothing. */
  bucket(name: string, options?: { userProject?: string }): BucketLike;
}

/** What this library uses of a `Bucket` of that client. */
export interface BucketLike {
  /** Sends one authenticated JSON API request, `uri` relative to the bucket: `/o`. Resolves to body and response. */
  request(options: { uri: string; qs?: Record<string, unknown> }): Promise<[unknown, unknown]>;
  /** Gives the object of this name; sends nothing. */
  file(name: string, options?: { generation?: string }): FileLike;
}

/** What this library uses of a `File` of that client. */
export interface FileLike {
  /** Streams the bytes from `start` to `end`, both included. */
  createReadStream(options?: {
    start?: number;
    end?: number;
    validation?: false;
    decompress?: boolean;
    userProject?: string;
  }): StorageReadStream;
}

/** What this library uses of a read stream. */
export interface StorageReadStream extends AsyncIterable<unknown> {
  /** Calls back with the response, whose headers say how the object is stored. */
  on?(event: 'response', listener: (response: unknown) => void): unknown;
  /** Stops the reading. */
  destroy(error?: Error): unknown;
}

/**
 * Sends requests through a caller's own client of `@google-cloud/storage`, with its interceptors, proxy and retries. Listings
 * go through its raw `request`: its `getFiles` makes an object of 7 KB per row and stops at the first page when `fields`
 * are given (7.22 and 8.4, measured 2026-11-22). A request in flight cannot be cancelled; its answer is left unread.
 */
export function sdkTransport(bucket: BucketLike, userProject: string | undefined): StorageTransport {
  return {
    getJson: async (path, query) => {
      const given = Object.entries(query).filter((entry) => entry[1] !== undefined);
      const [body] = await bucket.request({ uri: path, qs: Object.fromEntries(given) });
      return body;
    },
    getBytes: (request, signal) => readStream(bucket, request, userProject, signal),
  };
}

async function readStream(
  bucket: BucketLike,
  { name, start, end, generation, packed = false }: BytesRequest,
  userProject: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const file = bucket.file(name, generation === undefined ? {} : { generation });
  const stream = file.createReadStream({
    start,
    end,
    validation: false,
    decompress: false,
    // A file does not take the project of its bucket.
    ...(userProject === undefined ? {} : { userProject }),
  });
  const stop = (): void => {
    stream.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  let headers: Readonly<Record<string, unknown>> = {};
  stream.on?.('response', (response) => {
    headers = plainHeaders(property(response, 'headers'));
  });
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > end - start + 1) break;
    }
    checkEncoding(headers, packed);
    return Buffer.concat(chunks);
  } catch (error) {
    // Range not satisfiable: the object ends before the first byte asked for.
    if (readFailure(error, 0)?.status === 416) return new Uint8Array();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Reads the headers of either major: a plain object in version 7, `Headers` in version 8. */
function plainHeaders(headers: unknown): Record<string, string> {
  if (headers instanceof Headers) return Object.fromEntries(headers);
  return typeof headers === 'object' && headers !== null ? { ...(headers as Record<string, string>) } : {};
}

/** The least that lists and reads; the client's own default would also write and administer. */
const READ_ONLY_SCOPE = 'https://www.googleapis.com/auth/devstorage.read_only';

interface OpenStorageOptions {
  /** For one request of the client, which has no limit of its own: a connection cut in a body would hang it for ever. */
  readonly timeoutMs: number;
  readonly now: () => number;
}

/**
 * Loads `@google-cloud/storage`, which nothing else does, and takes credentials and endpoint from it.
 * Reads the key file itself, to say what is wrong with it. Sends nothing. Where a proxy is set in the environment the client sends the requests, because it can.
 */
export async function openStorage(config: GcsConfig, options: OpenStorageOptions): Promise<StorageTransport> {
  const { Storage } = await import('@google-cloud/storage');
  const isAnonymous = config.apiEndpoint !== undefined && config.useAuth !== true;
  const identity = identityOf(config.projectId, isAnonymous ? null : await readCredentials(config));
  const base = {
    ...identity,
    ...(config.apiEndpoint === undefined ? {} : { apiEndpoint: config.apiEndpoint }),
    useAuthWithCustomEndpoint: config.useAuth === true,
    timeout: options.timeoutMs,
    // Its retries wait a second and more from the first one and do not read Retry-After: ours replace them.
    retryOptions: { autoRetry: false },
  };
  const plain = new Storage(base);
  const auth = narrowed(plain.authClient, { ...identity, scopes: [READ_ONLY_SCOPE] });
  const storage = new Storage({ ...base, authClient: auth });
  if (usesProxy(storage.apiEndpoint)) return sdkTransport(bucketOf(storage, config), config.userProject);
  const access: StorageAccess = {
    endpoint: storage.apiEndpoint.replace(/\/+$/, ''),
    bucket: config.bucket,
    userProject: config.userProject,
    authorize:
      storage.customEndpoint && config.useAuth !== true
        ? () => Promise.resolve({})
        : authorizeBy(storage.authClient, config, options.now),
  };
  // Loads the HTTP stack of Node, which a program that reads no bucket does without.
  const { createHttpSend } = await import('./http-send.ts');
  return httpTransport(access, createHttpSend(), options.now);
}

/** Another service that is asked with the same credentials. */
interface GoogleService {
  /** `https://bigquery.googleapis.com`, no slash at the end. */
  readonly endpoint: string;
  readonly scopes: readonly string[];
  /** Whether the endpoint is a caller's own: it gets credentials only with `useAuth`. */
  readonly isCustom: boolean;
}

/** Opens another service of Google's with the credentials of the configuration and scopes of its own. Sends nothing. */
export async function openService(
  config: GcsConfig,
  { endpoint, scopes, isCustom }: GoogleService,
  now: () => number,
): Promise<JsonTransport> {
  const { createHttpSend } = await import('./http-send.ts');
  const access = { endpoint, authorize: () => Promise.resolve({}) };
  if (isCustom && config.useAuth !== true) return jsonTransport(access, createHttpSend(), now);
  const { Storage } = await import('@google-cloud/storage');
  const identity = identityOf(config.projectId, await readCredentials(config));
  const auth = narrowed(new Storage(identity).authClient, { ...identity, scopes });
  return jsonTransport({ endpoint, authorize: authorizeBy(auth, config, now) }, createHttpSend(), now);
}

/** What is used of an auth client. */
interface AuthLike {
  getRequestHeaders(url: string): Promise<unknown>;
}

/** Asks an auth client for the headers of each request. */
function authorizeBy(auth: AuthLike, config: GcsConfig, now: () => number): StorageAccess['authorize'] {
  return async (url) =>
    plainHeaders(
      await auth.getRequestHeaders(url).catch((error: unknown) => {
        throw readTokenFailure(error, now(), keyFileOf(config));
      }),
    );
}

/** Opens the bucket of a client, billed to the caller's project when one is named. */
export function bucketOf(storage: StorageLike, { bucket, userProject }: GcsConfig): BucketLike {
  return storage.bucket(bucket, userProject === undefined ? {} : { userProject });
}

function identityOf(projectId: string | undefined, credentials: KeyFields | null): Identity {
  return {
    ...(projectId === undefined ? {} : { projectId }),
    ...(credentials === null ? {} : { credentials }),
  };
}

interface Identity {
  projectId?: string;
  credentials?: KeyFields;
}

/**
 * Makes an auth client like the given one with other options. The storage client fixes its own scopes and takes no
 * others; it does take an auth client, but only of the very class it loaded, which is reached through one it made.
 */
function narrowed(client: object, options: object): NonNullable<StorageOptions['authClient']> {
  const made: unknown = Reflect.construct(client.constructor, [options]);
  return made as NonNullable<StorageOptions['authClient']>;
}

/** Tells whether a proxy is in use, by the variables the client's own transport reads. */
function usesProxy(endpoint: string): boolean {
  const { env } = process;
  const secure = endpoint.startsWith('https:');
  const proxy = secure ? (env['HTTPS_PROXY'] ?? env['https_proxy']) : undefined;
  return [proxy, env['HTTP_PROXY'], env['http_proxy']].some((value) => value !== undefined && value !== '');
}
