import { StorageError } from '../base/errors.ts';
import { SECOND_MS } from '../base/time.ts';
import { untilAborted } from '../runtime/clock.ts';
import type { Run } from '../runtime/run.ts';
import type { ObjectStore, StoreCall } from './object-store.ts';

/**
 * Sends every call of a store through a run: retried, counted, and each attempt ended after its time.
 *
 * @param timeoutMs - of one attempt
 */
export function manageStore(store: ObjectStore, run: Run, timeoutMs: number): ObjectStore {
  const send = <T>(operation: string, call: StoreCall | undefined, once: (call: StoreCall) => Promise<T>): Promise<T> =>
    run.request(({ signal }) => withTimeout(store.bucket, signal, once, timeoutMs), {
      operation,
      signal: call?.signal,
    });
  const getObjects = store.getObjects?.bind(store);
  return {
    bucket: store.bucket,
    listPage: (request, call) => send('list', call, (inner) => store.listPage(request, inner)),
    listNames: (request, call) => send('list_names', call, (inner) => store.listNames(request, inner)),
    getObject: (name, call) => send('get', call, (inner) => store.getObject(name, inner)),
    ...(getObjects === undefined
      ? {}
      : { getObjects: (names, call) => send('get_batch', call, (inner) => getObjects(names, inner)) }),
    readRange: (request, call) => send('read', call, (inner) => store.readRange(request, inner)),
    testPermissions: (permissions, call) =>
      send('test_permissions', call, (inner) => store.testPermissions(permissions, inner)),
  };
}

/** Gives one attempt its own time limit; the caller's abort passes through as it is. */
export async function withTimeout<T>(
  bucket: string,
  signal: AbortSignal,
  once: (call: { readonly signal: AbortSignal }) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(timeoutError(bucket, timeoutMs));
  }, timeoutMs);
  try {
    return await untilAborted((inner) => once({ signal: inner }), [signal, limit.signal]);
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError(bucket: string, timeoutMs: number): StorageError {
  return new StorageError(`gs://${bucket} did not answer within ${String(timeoutMs / SECOND_MS)} s.`, {
    kind: 'timeout',
    code: 'gcs:timeout',
    retryable: true,
    remedy: 'Check the network, or raise timeoutMs.',
    bucket,
  });
}
