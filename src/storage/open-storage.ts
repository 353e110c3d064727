import type { StorageOptions } from '@google-cloud/storage';

import { Secret } from '../base/secret.ts';
import type { GcsConfig, GcsCredentials } from '../runtime/gcs-config.ts';
import type { BucketLike, StorageLike } from './storage-like.ts';

/** The least that lists and reads; the client's own default would also write and administer. */
export const READ_ONLY_SCOPE = 'https://www.googleapis.com/auth/devstorage.read_only';

/**
 * Loads `@google-cloud/storage`, which nothing else does, and opens a bucket. Sends nothing.
 *
 * @param timeoutMs - for one request. The client has none of its own, and without one a connection cut in a body hangs
 * it for ever (7.22, measured 2026-11-22)
 */
export async function openBucket(config: GcsConfig, timeoutMs: number): Promise<BucketLike> {
  const { Storage } = await import('@google-cloud/storage');
  const { credentials, projectId, keyFilename, apiEndpoint } = config;
  const identity = {
    ...(projectId === undefined ? {} : { projectId }),
    ...(keyFilename === undefined ? {} : { keyFilename }),
    ...(credentials === undefined ? {} : { credentials: revealed(credentials) }),
  };
  const base = {
    ...identity,
    ...(apiEndpoint === undefined ? {} : { apiEndpoint }),
    useAuthWithCustomEndpoint: config.useAuth === true,
    timeout: timeoutMs,
    // Its retries wait a second and more from the first one and do not read Retry-After: ours replace them.
    retryOptions: { autoRetry: false },
  };
  const storage = new Storage(base);
  const authClient = narrowed(storage.authClient, { ...identity, scopes: [READ_ONLY_SCOPE] });
  return bucketOf(new Storage({ ...base, authClient }), config);
}

/**
 * An auth client like the given one with other options. The storage client fixes its own scopes and takes no others; it
 * does take an auth client, but only of the very class it loaded, which is reached through one it made.
 */
function narrowed(client: object, options: object): NonNullable<StorageOptions['authClient']> {
  const made: unknown = Reflect.construct(client.constructor, [options]);
  return made as NonNullable<StorageOptions['authClient']>;
}

function revealed({ client_email, private_key }: GcsCredentials): { client_email: string; private_key: string } {
  return { client_email, private_key: private_key instanceof Secret ? private_key.reveal() : private_key };
}

/** The bucket of a client, billed to the caller's project when one is named. */
export function bucketOf(storage: StorageLike, { bucket, userProject }: GcsConfig): BucketLike {
  return storage.bucket(bucket, userProject === undefined ? {} : { userProject });
}
