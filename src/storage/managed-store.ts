import { isStorageError, StorageError } from '../base/errors.ts';
import { SECOND_MS } from '../base/time.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { retry } from '../runtime/retry.ts';
import type { RetryBudget } from '../runtime/retry.ts';
import type { RetryPolicy } from '../runtime/retry.ts';
import { untilAborted } from '../runtime/deadline.ts';
import type { ObjectStore, StoreCall } from './object-store.ts';

/** What the requests of one run cost so far. */
export interface StoreUsage {
  /** Sent, retries included. */
  requests: number;
  retries: number;
}

export interface ManagedStoreOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For one attempt. */
  readonly timeoutMs: number;
  /** A server that asks for a longer wait ends the call. */
  readonly maxWaitMs: number;
  readonly budget?: RetryBudget | undefined;
  /** Counted up with every request. */
  readonly usage: StoreUsage;
}

/** A store whose every call has a time limit, is tried again when that makes sense, and is counted. */
export function manageStore(store: ObjectStore, options: ManagedStoreOptions): ObjectStore {
  const run = <T>(operation: string, call: StoreCall | undefined, once: (call: StoreCall) => Promise<T>) =>
    runManaged(store.bucket, operation, call?.signal, once, options);
  return {
    bucket: store.bucket,
    listPage: (request, call) => run('list', call, (inner) => store.listPage(request, inner)),
    listNames: (request, call) => run('list_names', call, (inner) => store.listNames(request, inner)),
    getObject: (name, call) => run('get', call, (inner) => store.getObject(name, inner)),
    readRange: (request, call) => run('read', call, (inner) => store.readRange(request, inner)),
    testPermissions: (permissions, call) =>
      run('test_permissions', call, (inner) => store.testPermissions(permissions, inner)),
  };
}

async function runManaged<T>(
  bucket: string,
  operation: string,
  signal: AbortSignal | undefined,
  once: (call: StoreCall) => Promise<T>,
  options: ManagedStoreOptions,
): Promise<T> {
  const { policy, clock, logger, maxWaitMs, budget, usage } = options;
  return retry(
    () => {
      usage.requests += 1;
      return withTimeout(bucket, signal, once, options.timeoutMs);
    },
    {
      policy,
      clock,
      signal,
      maxWaitMs,
      budget,
      onRetry: ({ error, attempt, delayMs }) => {
        usage.retries += 1;
        const code = isStorageError(error) ? error.code : null;
        logger.warn('storage request is tried again', { operation, code, attempt, delay_ms: delayMs });
      },
    },
  );
}

/** One attempt under its own time limit; the caller's abort passes through as it is. */
async function withTimeout<T>(
  bucket: string,
  signal: AbortSignal | undefined,
  once: (call: StoreCall) => Promise<T>,
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
