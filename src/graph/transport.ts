import ky from 'ky';

import { GraphApiError, isInsightInventoryError } from '../base/errors.ts';
import { SECOND_MS } from '../base/time.ts';
import { withDeadline } from '../runtime/deadline.ts';
import type { FetchLike } from '../runtime/dependencies.ts';
import { parseGraphJson } from './answer.ts';

/** One HTTP request, ready to send. Its URL may carry a token only in query mode; it is never put into a message. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams | undefined;
}

/** One HTTP answer, read to its end. */
export interface WireAnswer {
  readonly status: number;
  /** The parsed body; `undefined` when it was not JSON. */
  readonly body: unknown;
  readonly header: (name: string) => string | null;
}

export interface WireOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly fetch: FetchLike;
}

/**
 * Sends one request and reads its answer. Neither retries nor redirects are followed, and no status throws.
 *
 * @throws GraphApiError `network` when no answer came, `timeout` when it did not come in time; the signal's own reason
 * once it has aborted
 */
export async function sendWire(request: WireRequest, options: WireOptions): Promise<WireAnswer> {
  const { signal, timeoutMs } = options;
  try {
    return await withDeadline((attemptSignal) => exchange(request, attemptSignal, options.fetch), {
      signal,
      deadlineMs: timeoutMs,
      what: 'The Graph request',
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isInsightInventoryError(error)) throw timedOut(timeoutMs);
    throw unreachable(error);
  }
}

async function exchange(request: WireRequest, signal: AbortSignal, fetch: FetchLike): Promise<WireAnswer> {
  const response = await ky(request.url, {
    method: request.method,
    headers: { accept: 'application/json', ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
    signal,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'manual',
    // ky always calls it with a Request.
    fetch: (input, init) => fetch(input instanceof Request ? input : new Request(input), init),
  });
  return {
    status: response.status,
    body: parseGraphJson(await response.text()),
    header: (name) => response.headers.get(name),
  };
}

function timedOut(timeoutMs: number): GraphApiError {
  return new GraphApiError(`Graph did not answer within ${String(timeoutMs / SECOND_MS)} s.`, {
    kind: 'timeout',
    code: 'timeout:request',
    retryable: true,
    remedy: 'Try again, ask for less at once, or raise timeoutMs.',
    status: null,
  });
}

/** The transport's error holds the request and its headers: only its code is taken over. */
function unreachable(error: unknown): GraphApiError {
  const code = systemCode(error);
  return new GraphApiError(`Graph could not be reached${code === null ? '' : ` (${code})`}.`, {
    kind: 'network',
    code: `network:${code ?? 'failed'}`,
    retryable: true,
    remedy: 'Check the network and baseUrl, then try again.',
    status: null,
  });
}

/** `ECONNRESET` and the like, from wherever in the chain of causes it stands. */
function systemCode(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z0-9_]{3,40}$/.test(cause.code)) return cause.code;
  }
  return null;
}
