import { GraphApiError, isGraphApiError } from '../base/errors.ts';
import { parseGraphJson } from '../base/graph-json.ts';
import type { Secret } from '../base/redact.ts';
import { SECOND_MS } from '../base/time.ts';
import type { FetchLike } from '../runtime/dependencies.ts';
import { invalidAnswer } from './graph-error.ts';

/** One HTTP request, ready to send. Its URL may carry a token only in query mode; it is never put into a message. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** The token in header mode; `null` when it travels otherwise or not at all. */
  readonly bearer: Secret | null;
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
  /** For the answer with its whole body. */
  readonly timeoutMs: number;
  readonly fetch: FetchLike;
  /** Takes the secrets of the request out of the text of its answer. */
  readonly clean: (text: string) => string;
}

/**
 * Sends one request and reads its answer. Neither retries nor redirects are followed, and no status throws.
 *
 * @throws GraphApiError `network` when no answer came, `timeout` when it did not come in time; the signal's own reason
 * once it has aborted
 */
export async function sendWire(request: WireRequest, options: WireOptions): Promise<WireAnswer> {
  const { method, url, bearer, body } = request;
  const { signal, timeoutMs, fetch, clean } = options;
  const { default: ky, TimeoutError } = await loadKy();
  let text = '';
  try {
    const response = await ky(url, {
      ...KY_OPTIONS,
      method,
      headers: { accept: 'application/json' },
      ...(body === undefined ? {} : { body }),
      signal,
      timeout: timeoutMs,
      hooks: {
        beforeRequest: [
          // ky 1 gives the request, ky 2 one object that holds it.
          (given: Request | { readonly request: Request }) => {
            authorize(given instanceof Request ? given : given.request, bearer);
          },
        ],
      },
      // Read here, so that ky's timeout covers the body and not only the headers.
      fetch: async (input, init) => {
        const received = await fetch(input instanceof Request ? input : new Request(input), init);
        text = await readText(received);
        return received;
      },
    });
    return { status: response.status, body: parseGraphJson(clean(text)), header: (name) => response.headers.get(name) };
  } catch (error) {
    signal.throwIfAborted();
    if (isGraphApiError(error)) throw error;
    throw error instanceof TimeoutError ? timedOut(timeoutMs) : unreachable(error);
  }
}

/** Loads ky for the first request: it looks at the global `Request`, for which Node loads its whole HTTP client. */
export async function loadKy(): Promise<typeof import('ky')> {
  return await import('ky');
}

/** The features of ky that cannot serve here; docs/decisions/0001 says why. */
export const KY_OPTIONS = { retry: 0, throwHttpErrors: false, redirect: 'manual' } as const;

/**
 * The longest answer that is read, unpacked. A page of a hundred posts with all its insights and comments is below 4 MB.
 */
const MAX_ANSWER_BYTES = 64 * 2 ** 20;

/** Reads a body piece by piece, so that one without an end, or a small one that unpacks to gigabytes, cannot fill the memory. */
async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const body: AsyncIterable<Uint8Array> = response.body;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > MAX_ANSWER_BYTES) throw tooLarge();
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(): GraphApiError {
  return invalidAnswer(
    `Graph sent more than ${String(MAX_ANSWER_BYTES / 2 ** 20)} MiB in one answer.`,
    'body_too_large',
    'Ask for less at once, and check baseUrl and the proxy between.',
  );
}

function authorize(request: Request, bearer: Secret | null): void {
  if (bearer !== null) request.headers.set('authorization', `Bearer ${bearer.reveal()}`);
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

/** Makes our error of the transport's, which has the request and its headers: only its code is taken over. */
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

/** Finds `ECONNRESET` and the like, wherever in the chain of causes it is. */
function systemCode(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z0-9_]{3,40}$/.test(cause.code)) return cause.code;
  }
  return null;
}
