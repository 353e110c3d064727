import { checkEncoding, type BytesRequest, type StorageTransport } from './http-transport.ts';
import { property, readFailure } from './storage-failure.ts';

/**
 * What this library uses of a `Storage` client of `@google-cloud/storage` 7 or 8, so that a configured client can be
 * handed in. Structural: no type of that package is named, and either major fits.
 */
export interface StorageLike {
  /** The bucket of this name; sends nothing. */
  bucket(name: string, options?: { userProject?: string }): BucketLike;
}

/** What this library uses of a `Bucket` of that client. */
export interface BucketLike {
  /** One authenticated JSON API request, `uri` relative to the bucket: `/o`. Resolves to body and response. */
  request(options: { uri: string; qs?: Record<string, unknown> }): Promise<[unknown, unknown]>;
  /** The object of this name; sends nothing. */
  file(name: string, options?: { generation?: string }): FileLike;
}

/** What this library uses of a `File` of that client. */
export interface FileLike {
  /** The bytes from `start` to `end`, both included. */
  createReadStream(options?: {
    start?: number;
    end?: number;
    validation?: false;
    decompress?: boolean;
    userProject?: string;
  }): StorageReadStream;
}

/** What this library uses of a read stream. */
export interface StorageReadStream extends AsyncIterable<unknown> {
  /** Calls back with the response, whose headers say how the object is stored. */
  on?(event: 'response', listener: (response: unknown) => void): unknown;
  /** Stops the reading. */
  destroy(error?: Error): unknown;
}

/**
 * Sends requests through a caller's own client of `@google-cloud/storage`, with its interceptors, proxy and retries. Listings
 * go through its raw `request`: its `getFiles` makes an object of 7 KB per row and stops at the first page when `fields`
 * are given (7.22 and 8.4, measured 2026-11-22). A request in flight cannot be cancelled; its answer is left unread.
 */
export function sdkTransport(bucket: BucketLike, userProject: string | undefined): StorageTransport {
  return {
    getJson: async (path, query) => {
      const given = Object.entries(query).filter((entry) => entry[1] !== undefined);
      const [body] = await bucket.request({ uri: path, qs: Object.fromEntries(given) });
      return body;
    },
    getBytes: (request, signal) => readStream(bucket, request, userProject, signal),
  };
}

async function readStream(
  bucket: BucketLike,
  { name, start, end, generation, packed = false }: BytesRequest,
  userProject: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const file = bucket.file(name, generation === undefined ? {} : { generation });
  const stream = file.createReadStream({
    start,
    end,
    validation: false,
    decompress: false,
    // A file does not take the project of its bucket.
    ...(userProject === undefined ? {} : { userProject }),
  });
  const stop = (): void => {
    stream.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  let headers: Readonly<Record<string, unknown>> = {};
  stream.on?.('response', (response) => {
    headers = plainHeaders(property(response, 'headers'));
  });
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > end - start + 1) break;
    }
    checkEncoding(headers, packed);
    return Buffer.concat(chunks);
  } catch (error) {
    // Range not satisfiable: the object ends before the first byte asked for.
    if (readFailure(error, 0)?.status === 416) return new Uint8Array();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Reads the headers of either major: a plain object in version 7, `Headers` in version 8. */
export function plainHeaders(headers: unknown): Record<string, string> {
  if (headers instanceof Headers) return Object.fromEntries(headers);
  return typeof headers === 'object' && headers !== null ? { ...(headers as Record<string, string>) } : {};
}
