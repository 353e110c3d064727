import { gunzipSync } from 'node:zlib';
import type { Reply, StreamedBody } from '../shared/reply.ts';
import { customerKeyReply, statusReply } from './refusals.ts';
import type { ObjectContent, ObjectRow } from './simulated-object.ts';

/**
 * Reads a `Range` header for an object of `size` bytes: the half-open range to send, `null` for the whole object, or
 * `'unsatisfiable'` (416). An empty object satisfies no range. A header the rules do not cover, several ranges among
 * them, is ignored, as RFC 9110 allows.
 *
 * @example
 * parseRange('bytes=-4', 10); //=> { start: 6, end: 10 }
 */
export function parseRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [first = '', last = ''] = match?.slice(1) ?? [];
  if (match === null || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  if (last !== '' && Number(last) < Number(first)) return null;
  if (Number(first) >= size) return 'unsatisfiable';
  return { start: Number(first), end: last === '' ? size : Math.min(Number(last) + 1, size) };
}

// A prime period, so that a read that is off by a chunk or a power of two shows as different bytes.
const PERIOD = 65_521;
const CHUNK = 65_536;

/**
 * Makes the bytes `[start, end)` of an object that was given a size and no content: byte `p` depends on `p` alone, so
 * every range of every object can be checked without storing it.
 *
 * @example
 * fillerBytes(0, 3); //=> Uint8Array [1, 110, 219]
 */
export function fillerBytes(start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  for (let index = 0; index < bytes.length; index += 1) {
    const place = (start + index) % PERIOD;
    bytes[index] = (Math.imul(place, 109) + (place >>> 8) + 1) & 0xff;
  }
  return bytes;
}

/** Makes a body of `[start, end)` made in chunks while it is sent. */
function rangeBody(start: number, end: number, read: (start: number, end: number) => Uint8Array): StreamedBody {
  return { length: end - start, chunks: chunks(start, end, read) };
}

function* chunks(start: number, end: number, read: (start: number, end: number) => Uint8Array): Generator<Uint8Array> {
  for (let at = start; at < end; at += CHUNK) {
    const to = Math.min(at + CHUNK, end);
    const bytes = read(at, to);
    // Without this check a wrong content function would show up as an unexplained cut connection.
    if (bytes.length !== to - at)
      throw new RangeError(`content(${String(at)}, ${String(to)}) gave ${String(bytes.length)} bytes.`);
    yield bytes;
  }
}

/**
 * Makes the bytes of an object, or of the range asked for: 200, 206 or 416; 400 for an object under a key of the caller
 * whose hash the request does not carry.
 */
export function mediaReply(row: ObjectRow, headers: Readonly<Record<string, string>>): Reply {
  if (row.customerEncryption !== null && headers['x-goog-encryption-key-sha256'] !== row.customerEncryption.keySha256) {
    return customerKeyReply();
  }
  const unpacked = unpackedContent(row, headers);
  if (unpacked !== null) return unpackedReply(row, unpacked);
  const range = parseRange(headers['range'], row.size);
  if (range === 'unsatisfiable')
    return statusReply(416, { headers: { 'content-range': `bytes */${String(row.size)}` } });
  const { start, end } = range ?? { start: 0, end: row.size };
  const partial =
    range === null ? {} : { 'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(row.size)}` };
  return {
    status: range === null ? 200 : 206,
    headers: { ...mediaHeaders(row), ...partial },
    body: bodyOf(row.content, start, end),
    errorCode: null,
    misuse: [],
  };
}

/** Gives the bytes a client that takes no gzip is sent, `null` when the stored ones go out as they are. */
function unpackedContent(row: ObjectRow, headers: Readonly<Record<string, string>>): Uint8Array | null {
  if (row.contentEncoding !== 'gzip' || !(row.content instanceof Uint8Array)) return null;
  if (/\bno-transform\b/.test(row.cacheControl ?? '') || /\bgzip\b/.test(headers['accept-encoding'] ?? '')) return null;
  try {
    return gunzipSync(row.content);
  } catch {
    // Labelled gzip and none: there is nothing to unpack.
    return null;
  }
}

/**
 * Makes the reply of decompressive transcoding: always the whole object, without a range, a length of its own and the
 * stored hash.
 */
function unpackedReply(row: ObjectRow, body: Uint8Array): Reply {
  const headers = mediaHeaders(row);
  delete headers['content-encoding'];
  delete headers['accept-ranges'];
  Object.assign(headers, { vary: 'Accept-Encoding', warning: '214 UploadServer gunzipped' });
  return { status: 200, headers, body, errorCode: null, misuse: [] };
}

function mediaHeaders(row: ObjectRow): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': row.contentType ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: row.etag,
    'x-goog-generation': row.generation,
    'x-goog-metageneration': row.metageneration,
    'x-goog-storage-class': row.storageClass,
    'x-goog-stored-content-length': String(row.size),
  };
  const updated = row.updated === null ? Number.NaN : Date.parse(row.updated);
  if (!Number.isNaN(updated)) headers['last-modified'] = new Date(updated).toUTCString();
  if (row.cacheControl !== null) headers['cache-control'] = row.cacheControl;
  if (row.contentDisposition !== null) headers['content-disposition'] = row.contentDisposition;
  if (row.contentLanguage !== null) headers['content-language'] = row.contentLanguage;
  if (row.contentEncoding !== null) headers['content-encoding'] = row.contentEncoding;
  // Clients check downloads against these; hashes that are made up for objects without bytes would fail every one.
  if (row.content instanceof Uint8Array) {
    headers['x-goog-stored-content-encoding'] = row.contentEncoding ?? 'identity';
    headers['x-goog-hash'] = row.md5Hash === null ? `crc32c=${row.crc32c}` : `crc32c=${row.crc32c},md5=${row.md5Hash}`;
  }
  return headers;
}

function bodyOf(content: ObjectContent | null, start: number, end: number): Reply['body'] {
  if (content instanceof Uint8Array) return content.subarray(start, end);
  return rangeBody(start, end, content ?? fillerBytes);
}
