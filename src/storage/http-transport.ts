import { encodeText } from '../files/path.ts';
import { readRetryAfter } from '../runtime/retry.ts';
import type { HttpAnswer, HttpOptions, HttpSend } from './http-send.ts';
import { failureOf, firstError, property, type StorageFailure, TransportFailure } from './storage-failure.ts';

/**
 * The most calls of one batch; each is billed as a call of its own. Source: sending batch requests (dated-tables.ts).
 */
export const BATCH_SIZE = 100;

/** One answer of a batch, its body as text. */
interface BatchPart {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const BOUNDARY = 'insight_inventory_batch';

/** Content type of {@link encodeBatch}. */
const BATCH_TYPE: string = 'multipart/mixed; boundary='.concat(BOUNDARY);

/**
 * Writes GET requests as the parts of one `multipart/mixed` body, numbered from 0. The headers of the whole request hold
 * for each part.
 *
 * @param paths - path and query of each, percent-encoded
 */
function encodeBatch(paths: readonly string[]): string {
  const parts = paths.map((path, index) => [
    `--${BOUNDARY}`,
    'Content-Type: application/http',
    `Content-ID: <${String(index)}>`,
    '',
    `GET ${path} HTTP/1.1`,
    '',
    '',
  ]);
  return [...parts.flat(), `--${BOUNDARY}--`, ''].join('\r\n');
}

/**
 * Reads the answers of a batch in the order of its requests: by `Content-ID: <response-3>`, else as they come. `null`
 * when it is no such answer, or one is missing.
 *
 * @param type - the answer's `Content-Type`
 * @param count - how many were asked
 */
function parseBatch(type: string | undefined, body: string, count: number): readonly BatchPart[] | null {
  const [, quoted, plain] = /^multipart\/mixed;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return null;
  const texts = body.split(`--${boundary}`).slice(1, -1);
  const found = new Map<number, BatchPart>();
  texts.forEach((text, position) => {
    const [outer, answer] = cutAtBlankLine(text.replace(/^\r?\n/, ''));
    const [head, content] = cutAtBlankLine(answer);
    const status = Number(/^HTTP\/\S+ (\d{3})/.exec(head)?.[1]);
    const id = /^content-id:.*response-(\d+)>?\s*$/im.exec(outer)?.[1];
    if (Number.isInteger(status))
      found.set(id === undefined ? position : Number(id), { status, headers: headersIn(head), body: content.trim() });
  });
  const parts = Array.from({ length: count }, (_, index) => found.get(index));
  return parts.every((part) => part !== undefined) ? parts : null;
}

function cutAtBlankLine(text: string): readonly [string, string] {
  const { index, 0: line } = /\r?\n\r?\n/.exec(text) ?? { index: text.length, 0: '' };
  return [text.slice(0, index), text.slice(index + line.length)];
}

function headersIn(head: string): Record<string, string> {
  const lines = head.split(/\r?\n/).slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** Values of a query; `undefined` is left out. */
export type StorageQuery = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One read of an object's bytes. */
export interface BytesRequest {
  readonly name: string;
  /** First and last byte, both included. */
  readonly start: number;
  readonly end: number;
  readonly generation?: string | undefined;
  /** The stored bytes of an object stored packed, in place of a refusal. @default false */
  readonly packed?: boolean | undefined;
}

/**
 * How requests about one bucket reach the service. Each call is one request and one attempt; what goes wrong is thrown
 * as whatever the transport throws, for `readFailure` to read.
 */
export interface StorageTransport {
  /** Reads a JSON reply, parsed. `path` is relative to the bucket: `/o`. */
  getJson(path: string, query: StorageQuery, signal: AbortSignal | undefined): Promise<unknown>;
  /**
   * Reads JSON replies of several paths in one request, parsed, in their order; `null` for what is not there. Left out
   * by a way that has no batches. Throws when any of them fails otherwise.
   */
  getJsonBatch?(paths: readonly string[], query: StorageQuery, signal: AbortSignal | undefined): Promise<unknown[]>;
  /** Reads stored bytes as they are, never unpacked. Empty beyond the object's end. */
  getBytes(request: BytesRequest, signal: AbortSignal | undefined): Promise<Uint8Array>;
}

/** A bucket and the way in. */
export interface StorageAccess {
  /** `https://storage.googleapis.com`, no slash at the end. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly userProject?: string | undefined;
  /** Headers that carry the credentials; called for each request, so that they can be renewed. */
  readonly authorize: (url: string) => Promise<Readonly<Record<string, string>>>;
}

/** How JSON is asked of a service of Google's beside storage. Each call is one request and one attempt. */
export interface JsonTransport {
  get(path: string, query: StorageQuery, signal: AbortSignal | undefined): Promise<unknown>;
  post(path: string, body: unknown, signal: AbortSignal | undefined): Promise<unknown>;
}

/** Sends JSON to an endpoint. @throws {TransportFailure} for every answer but 200 */
export function jsonTransport(
  { endpoint, authorize }: Pick<StorageAccess, 'endpoint' | 'authorize'>,
  sendHttp: HttpSend,
  now: () => number,
): JsonTransport {
  const send = async (url: string, content: string | undefined, signal: AbortSignal | undefined): Promise<unknown> => {
    const authorization = await authorize(url);
    signal?.throwIfAborted();
    const type = content === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await sendHttp(url, { headers: { ...HEADERS, ...type, ...authorization }, signal, content });
    if (answer.status !== 200) throw new TransportFailure(failureIn(answer, now()));
    return parseJson(answer);
  };
  return {
    get: (path, query, signal) => send(`${endpoint}${path}?${encodeQuery(query)}`, undefined, signal),
    post: (path, body, signal) => send(`${endpoint}${path}`, JSON.stringify(body), signal),
  };
}

/** The service compresses for clients that say so in both headers. Source: JSON API performance tips (dated-tables.ts). */
const HEADERS = { 'accept-encoding': 'gzip', 'user-agent': 'insight-inventory (gzip)' };

/**
 * Sends requests of our own with the client's credentials and endpoint: less work per page than through the client (measured
 * 2026-11-22), and a request that is not wanted any more is really cancelled.
 */
export function httpTransport(access: StorageAccess, sendHttp: HttpSend, now: () => number): StorageTransport {
  const path = `/storage/v1/b/${encodeURIComponent(access.bucket)}`;
  const base = `${access.endpoint}${path}`;
  const send = async (
    url: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
    body?: Pick<HttpOptions, 'maxBytes' | 'keepCompressed' | 'content'>,
  ) => {
    const authorization = await access.authorize(url);
    signal?.throwIfAborted();
    return sendHttp(url, { headers: { ...HEADERS, ...headers, ...authorization }, signal, ...body });
  };
  return {
    getJson: async (resource, query, signal) => {
      const address = `${base}${resource}?${encodeQuery({ ...query, userProject: access.userProject })}`;
      const answer = await send(address, {}, signal);
      if (answer.status !== 200) throw new TransportFailure(failureIn(answer, now()));
      return parseJson(answer);
    },
    getJsonBatch: async (resources, query, signal) => {
      const encoded = encodeQuery({ ...query, userProject: access.userProject });
      const content = encodeBatch(resources.map((resource) => `${path}${resource}?${encoded}`));
      const answer = await send(`${access.endpoint}/batch/storage/v1`, { 'content-type': BATCH_TYPE }, signal, {
        content,
      });
      if (answer.status !== 200) throw new TransportFailure(failureIn(answer, now()));
      const parts = parseBatch(answer.headers['content-type'], answer.body.toString('utf8'), resources.length);
      if (parts === null) throw new TransportFailure(failureOf({ networkCode: 'INVALID_BODY' }));
      return parts.map((part) => readPart(part, now()));
    },
    getBytes: async ({ name, start, end, generation, packed = false }, signal) => {
      const query = encodeQuery({ alt: 'media', generation, userProject: access.userProject });
      const headers = {
        'accept-encoding': packed ? 'gzip' : 'identity',
        range: `bytes=${String(start)}-${String(end)}`,
      };
      const body = { maxBytes: end - start + 1, keepCompressed: true };
      const answer = await send(`${base}/o/${encodeText(name)}?${query}`, headers, signal, body);
      if (answer.status === 416) return new Uint8Array();
      if (answer.status !== 206 && answer.status !== 200) throw new TransportFailure(failureIn(answer, now()));
      checkEncoding(answer.headers, packed);
      // A whole object where a part was asked for: right only if the part begins at its start.
      if (answer.status === 200 && start > 0) throw new TransportFailure(failureOf({ networkCode: 'RANGE_IGNORED' }));
      return answer.body.subarray(0, end - start + 1);
    },
  };
}

/**
 * Refuses the bytes of an object stored with a `Content-Encoding`: those of `gzip` the service unpacks unless the request
 * takes gzip, and then it ignores the range, while the size of the listing is that of the packed bytes; those of `br` and
 * others come as they are, packed.
 * Source: transcoding of gzip-compressed files (dated-tables.ts).
 *
 * @param packed - whether the stored bytes were asked for, as they are
 * @throws {TransportFailure} with the code `STORED_GZIP`
 */
export function checkEncoding(headers: Readonly<Record<string, unknown>>, packed: boolean): void {
  const encoding = headers['content-encoding'];
  const isPacked = typeof encoding === 'string' && !/^(?:identity)?$/i.test(encoding);
  const isStoredPacked = headers['x-goog-stored-content-encoding'] === 'gzip';
  const wasUnpacked = !isPacked && (isStoredPacked || String(headers['warning']).includes('gunzipped'));
  if (wasUnpacked || (isPacked && !packed)) throw new TransportFailure(failureOf({ networkCode: 'STORED_GZIP' }));
}

function readPart({ status, headers, body }: BatchPart, nowMs: number): unknown {
  if (status === 404) return null;
  const answer = { status, headers, body: Buffer.from(body) };
  if (status !== 200) throw new TransportFailure(failureIn(answer, nowMs));
  return parseJson(answer);
}

function encodeQuery(query: StorageQuery): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const values = typeof value === 'object' ? value : [String(value)];
    for (const one of values) pairs.push(`${key}=${encodeText(one)}`);
  }
  return pairs.join('&');
}

function parseJson(answer: HttpAnswer): unknown {
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    return value;
  } catch {
    throw new TransportFailure(failureOf({ networkCode: isHtml(answer) ? 'HTML_BODY' : 'INVALID_BODY' }));
  }
}

/** Recognizes HTML by its text: the service itself answers errors of a download as plain text that is called HTML. */
function isHtml({ body }: HttpAnswer): boolean {
  return /^\s*<(?:!doctype|html|head|body|title)\b/i.test(body.toString('utf8', 0, 200));
}

/** Reads an error of the service: in JSON, of a download as plain text, of the older API as XML. */
function failureIn(answer: HttpAnswer, nowMs: number): StorageFailure {
  const { status, headers } = answer;
  const retryAfterMs = readRetryAfter(headers['retry-after'] ?? null, nowMs);
  if (isHtml(answer)) return failureOf({ status, isHtml: true, retryAfterMs });
  const body = answer.body.toString('utf8').trim();
  try {
    const error = property(JSON.parse(body), 'error');
    const { reason, message } = firstError(property(error, 'errors'));
    const texts = [message ?? property(error, 'message'), ...reasonsIn(property(error, 'details'))];
    const detail = texts.filter((text) => typeof text === 'string').join(' ');
    return failureOf({ status, reason, detail: detail === '' ? null : detail, retryAfterMs });
  } catch {
    const detail = body
      .slice(0, MAX_DETAIL)
      .replace(/<[^>]*>/g, ' ')
      .trim();
    return failureOf({ status, detail: detail === '' ? null : detail, retryAfterMs });
  }
}

/** Characters of an error's text that are looked at. */
const MAX_DETAIL = 2_000;

/** Lists the reasons of a newer error envelope: `SERVICE_DISABLED`. */
function reasonsIn(details: unknown): unknown[] {
  return Array.isArray(details) ? details.map((detail) => property(detail, 'reason')) : [];
}
