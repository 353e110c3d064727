import { readRetryAfter } from '../runtime/retry.ts';
import type { CredentialsWord } from './credentials-causes.ts';

/** Credentials could not be turned into an access token: nothing reached the storage service. */
export interface CredentialsFailure {
  readonly word: CredentialsWord;
  /** The key file that was tried; `null` when it is not known or there was none. */
  readonly path: string | null;
}

/** What is known of a failed request, read out of whatever the transport threw. No request, no header, no address. */
export interface StorageFailure {
  /** HTTP status of the storage service; `null` when no answer of its came. */
  readonly status: number | null;
  /** The JSON API's word for it: `forbidden`, `rateLimitExceeded`. */
  readonly reason: string | null;
  /** The service's own sentence. */
  readonly detail: string | null;
  /** A web page came where the JSON API answers in JSON. */
  readonly isHtml: boolean;
  /** `ECONNRESET` and the like. */
  readonly networkCode: string | null;
  readonly retryAfterMs: number | null;
  readonly credentials: CredentialsFailure | null;
}

/** Creates a failure of which only what is given is known. */
export function failureOf(known: Partial<StorageFailure>): StorageFailure {
  return {
    status: null,
    reason: null,
    detail: null,
    isHtml: false,
    networkCode: null,
    retryAfterMs: null,
    credentials: null,
    ...known,
  };
}

/** A failed request of our own transport: what is known of it and nothing else. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly failure: StorageFailure;

  constructor(failure: StorageFailure) {
    super('A storage request failed.');
    this.failure = failure;
  }
}

/**
 * Reads an error of `@google-cloud/storage` 7 or 8 or of its auth library. `null` when it shows nothing of a failed
 * request: a bug.
 *
 * @param nowMs - to turn a `Retry-After` date into a wait
 */
export function readFailure(error: unknown, nowMs: number): StorageFailure | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof TransportFailure) return error.failure;
  const word = credentialsWord(error);
  if (word !== null) return failureOf({ credentials: { word, path: null } });
  const response = 'response' in error ? error.response : null;
  const status = statusOf(error);
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

/**
 * Reads what the auth library threw where an access token was asked for: whatever it is, it is no bug of the caller's. A
 * network that is down and a token endpoint that is busy keep their own kind and may be tried again.
 *
 * @param path - of the key file in use, which is named
 */
export function readTokenFailure(error: unknown, nowMs: number, path: string | null = null): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const known = readFailure(error, nowMs);
  // The auth library puts the status of the token endpoint or the metadata server into its sentence only.
  const text = error instanceof Error ? /status code (\d{3})/.exec(error.message)?.[1] : undefined;
  const status = (error instanceof Error ? statusOf(error) : null) ?? httpStatus(text);
  if (status !== null && (status >= 500 || status === 429)) return new TransportFailure(failureOf({ status }));
  if (known?.credentials === null && known.networkCode !== null) return new TransportFailure(known);
  return new TransportFailure(failureOf({ credentials: { word: known?.credentials?.word ?? 'unusable', path } }));
}

/**
 * What the auth library and Google's token endpoint say, and the word for it; the first that fits. Source:
 * google-auth-library 9.15 and 10, OAuth 2.0 token errors, 2026-11-27.
 */
const CREDENTIALS_MESSAGES: readonly (readonly [RegExp, CredentialsFailure['word']])[] = [
  [/Could not load the default credentials|Unable to find credentials/, 'missing'],
  [/invalid_grant.*(?:\biat\b|\bexp\b|timeframe|short-lived)|Token used too early/is, 'clock'],
  [/invalid_rapt|reauth related error/i, 'reauth'],
  [/invalid_grant.*(?:account not found|user does not exist)|account has been deleted/is, 'account_gone'],
  [/invalid_grant.*signature/is, 'key_deleted'],
  [/unable to impersonate|iamcredentials\.googleapis|serviceAccounts\.getAccessToken/i, 'impersonation'],
  [/\b(?:deleted_client|disabled_client|invalid_client|unauthorized_client)\b/, 'client_refused'],
  [/\b(?:invalid_scope|access_denied|org_internal|admin_policy_enforced|account_restricted)\b/, 'policy'],
  [/Compute Engine built-in service account|metadata server|execution environment/i, 'machine'],
  [/\binvalid_grant\b|Could not refresh access token|No refresh token|No access, refresh token/, 'refused'],
  [/subject.token|EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES|executable|\bsts\b/i, 'federation'],
  [/\.p12|certificate type|Supported extensions/i, 'p12'],
  [/contain a client_email|without `client_email`/, 'no_email'],
  [/contain a private_key/, 'no_private_key'],
  [/DECODER routines|PEM routines|asn1|ERR_OSSL|secretOrPrivateKey/i, 'bad_private_key'],
  [/does not exist, or it is not a file/i, 'file_missing'],
  [/client_email|private_key|keyfile|key file|credentials? (?:file|JSON)/i, 'unreadable'],
];

function credentialsWord(error: Error): CredentialsFailure['word'] | null {
  // An error of the storage service lists its errors, and may quote the name of any object.
  if (Array.isArray(property(error, 'errors'))) return null;
  const description = property(property(property(error, 'response'), 'data'), 'error_description');
  const text = `${error.message} ${typeof description === 'string' ? description : ''} ${textCode(error) ?? ''}`;
  const found = CREDENTIALS_MESSAGES.find(([pattern]) => pattern.test(text))?.[1];
  if (found !== undefined) return found;
  if (error instanceof SyntaxError) return 'not_json';
  const path = property(error, 'syscall') === 'open' || property(error, 'syscall') === 'read';
  const code = textCode(error);
  if (path && (code === 'ENOENT' || code === 'ENOTDIR')) return 'file_missing';
  if (path && code === 'EISDIR') return 'is_folder';
  return path && (code === 'EACCES' || code === 'EPERM') ? 'no_access' : null;
}

function statusOf(error: Error): number | null {
  return (
    httpStatus(property(error, 'code')) ??
    httpStatus(property(error, 'status')) ??
    httpStatus(property(property(error, 'response'), 'status'))
  );
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

function textCode(error: Error): string | null {
  const code = property(error, 'code');
  return typeof code === 'string' && !/^\d+$/.test(code) ? code : null;
}

function httpStatus(value: unknown): number | null {
  const status = typeof value === 'string' ? Number(value) : value;
  return typeof status === 'number' && status >= 300 && status <= 599 ? status : null;
}

/** Reads the first error of the service's envelope: its `reason` and `message`. */
export function firstError(errors: unknown): { reason: string | null; message: string | null } {
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  const reason = property(first, 'reason');
  const message = property(first, 'message');
  return {
    reason: typeof reason === 'string' ? reason : null,
    message: typeof message === 'string' ? message : null,
  };
}

/** Reads a header from `Headers` (version 8) or a plain object (version 7). */
function header(headers: unknown, name: string): string | null {
  const value = headers instanceof Headers ? headers.get(name) : property(headers, name);
  return typeof value === 'string' ? value : null;
}

/** Reads a property of any value, own or inherited; `undefined` where there is none. */
export function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found: unknown = Reflect.get(value, key);
  return found;
}
