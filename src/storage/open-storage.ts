import type { StorageOptions } from '@google-cloud/storage';

import type { GcsConfig } from '../runtime/gcs-config.ts';
import { keyFileOf, readCredentials, type KeyFields } from './credentials.ts';
import {
  httpTransport,
  jsonTransport,
  type JsonTransport,
  type StorageAccess,
  type StorageTransport,
} from './http-transport.ts';
import { readTokenFailure } from './storage-failure.ts';
import { type BucketLike, plainHeaders, sdkTransport, type StorageLike } from './sdk-transport.ts';

/** The least that lists and reads; the client's own default would also write and administer. */
const READ_ONLY_SCOPE = 'https://www.googleapis.com/auth/devstorage.read_only';

export interface OpenStorageOptions {
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
export interface GoogleService {
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
 * An auth client like the given one with other options. The storage client fixes its own scopes and takes no others; it
 * does take an auth client, but only of the very class it loaded, which is reached through one it made.
 */
function narrowed(client: object, options: object): NonNullable<StorageOptions['authClient']> {
  const made: unknown = Reflect.construct(client.constructor, [options]);
  return made as NonNullable<StorageOptions['authClient']>;
}

/** The variables the client's own transport reads. */
function usesProxy(endpoint: string): boolean {
  const { env } = process;
  const secure = endpoint.startsWith('https:');
  const proxy = secure ? (env['HTTPS_PROXY'] ?? env['https_proxy']) : undefined;
  return [proxy, env['HTTP_PROXY'], env['http_proxy']].some((value) => value !== undefined && value !== '');
}
