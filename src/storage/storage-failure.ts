import { readRetryAfter } from '../runtime/retry.ts';

/** The facts of a failed request, read out of whatever the transport threw. Holds no request, no header, no address. */
export interface StorageFailure {
  /** HTTP status of the storage service; `null` when no answer of its came. */
  readonly status: number | null;
  /** The JSON API's word for it: `forbidden`, `rateLimitExceeded`. */
  readonly reason: string | null;
  /** The service's own sentence. */
  readonly detail: string | null;
  /** `ECONNRESET` and the like. */
  readonly networkCode: string | null;
  readonly retryAfterMs: number | null;
  /** Credentials could not be turned into an access token: nothing reached the storage service. */
  readonly credentials: 'missing' | 'unreadable' | 'refused' | null;
}

/** A failure with nothing known about it but what is given. */
export function failureOf(facts: Partial<StorageFailure>): StorageFailure {
  return {
    status: null,
    reason: null,
    detail: null,
    networkCode: null,
    retryAfterMs: null,
    credentials: null,
    ...facts,
  };
}

/** A failed request of our own transport: its facts and nothing else. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly failure: StorageFailure;

  constructor(failure: StorageFailure) {
    super('A storage request failed.');
    this.failure = failure;
  }
}

/**
 * The facts in an error of `@google-cloud/storage` 7 or 8 or of its auth library. `null` when it shows none: a bug, not
 * a failed request.
 *
 * @param nowMs - to turn a `Retry-After` date into a wait
 */
export function readFailure(error: unknown, nowMs: number): StorageFailure | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof TransportFailure) return error.failure;
  const credentials = credentialsProblem(error);
  if (credentials !== null) return failureOf({ credentials, networkCode: textCode(error) });
  const code = 'code' in error ? error.code : null;
  const response = 'response' in error ? error.response : null;
  const status = httpStatus(code) ?? httpStatus(property(error, 'status')) ?? httpStatus(property(response, 'status'));
  if (status !== null) {
    const first = firstError(property(error, 'errors'));
    return failureOf({
      status,
      reason: first.reason,
      detail: first.message,
      retryAfterMs: readRetryAfter(header(property(response, 'headers'), 'retry-after'), nowMs),
    });
  }
  const networkCode = networkCodeOf(error);
  return networkCode === null ? null : failureOf({ networkCode });
}

/** Looks through `cause` and `error`, where newer and older transports put the socket's own error. */
function networkCodeOf(error: Error): string | null {
  const inner = property(error, 'cause') ?? property(error, 'error');
  const type = property(error, 'type');
  // node-fetch says what happened in `type`: 'request-timeout', 'body-timeout', 'invalid-json', 'system' (with a code).
  if (type === 'request-timeout' || type === 'body-timeout') return 'ETIMEDOUT';
  if (type === 'invalid-json') return 'INVALID_BODY';
  const code = textCode(error) ?? (inner instanceof Error ? networkCodeOf(inner) : null);
  if (code !== null) return code;
  if (/premature close|aborted|socket hang up|unexpected connection closure/i.test(error.message)) return 'ECONNRESET';
  if (/socket connection timeout|network timeout/i.test(error.message)) return 'ETIMEDOUT';
  return type === 'system' || error.name === 'FetchError' ? 'FETCH_FAILED' : null;
}

function credentialsProblem(error: Error): StorageFailure['credentials'] {
  const { message } = error;
  if (message.includes('Could not load the default credentials')) return 'missing';
  // The token endpoint's answer to an expired, revoked or unknown key.
  if (/\binvalid_(?:grant|client)\b|invalid_rapt|Could not refresh access token/.test(message)) return 'refused';
  const code = textCode(error);
  if (property(error, 'syscall') === 'open' && (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')) {
    return 'unreadable';
  }
  if (error instanceof SyntaxError || code?.startsWith('ERR_OSSL') === true || message.includes('DECODER routines')) {
    return 'unreadable';
  }
  return /client_email|private_key|keyfile|key file|credentials? (?:file|JSON)/i.test(message) ? 'unreadable' : null;
}

function textCode(error: Error): string | null {
  const code = property(error, 'code');
  return typeof code === 'string' && !/^\d+$/.test(code) ? code : null;
}

function httpStatus(value: unknown): number | null {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && status >= 300 && status <= 599 ? status : null;
}

function firstError(errors: unknown): { reason: string | null; message: string | null } {
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  const reason = property(first, 'reason');
  const message = property(first, 'message');
  return {
    reason: typeof reason === 'string' ? reason : null,
    message: typeof message === 'string' ? message : null,
  };
}

/** From `Headers` (version 8) or a plain object (version 7). */
function header(headers: unknown, name: string): string | null {
  const value = headers instanceof Headers ? headers.get(name) : property(headers, name);
  return typeof value === 'string' ? value : null;
}

function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return found;
}
