import type { Reply } from '../shared/reply.ts';
import { parseRange } from './byte-range.ts';
import { statusReply } from './error-reply.ts';
import { fillerBytes, rangeBody } from './filler.ts';
import type { ObjectContent, ObjectRow } from './object-row.ts';

/** The bytes of an object, or of the range asked for: 200, 206 or 416. */
export function mediaReply(row: ObjectRow, rangeHeader: string | undefined): Reply {
  const range = parseRange(rangeHeader, row.size);
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
