import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import type { ErrorCode } from '../../base/issues.ts';
import { isInsightInventoryError, StorageError } from '../../base/errors.ts';
import { rowSize } from '../../files/object-row.ts';
import type { ObjectStore, StoreCall } from '../../storage/object-store.ts';
import { unreadableReport } from './report-row.ts';

/** Bytes of one request: large enough that the round trip does not count, small enough to hold a few. */
const CHUNK_BYTES = 4_194_304;

/** An object that can be read in any place. */
export interface ReadableObject {
  readonly size: number;
  /** Whether these are packed bytes of what the object holds: it is stored with `Content-Encoding: gzip`. */
  readonly packed: boolean;
  /** Half-open: `[start, end)`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/**
 * Opens one generation of an object, so that a report written anew while it is read is not mixed with the old one. One
 * request.
 */
export async function openObject(store: ObjectStore, name: string, call: StoreCall): Promise<ReadableObject> {
  const row = await store.getObject(name, call);
  const size = rowSize(row);
  const packed = row.contentEncoding === 'gzip';
  const generation = row.generation === null || row.generation === undefined ? undefined : String(row.generation);
  const broken = (says: string, code: ErrorCode): StorageError =>
    new StorageError(`gs://${store.bucket}/${name} ${says}.`, {
      kind: 'invalid_response',
      code,
      retryable: true,
      remedy: 'Run it again; if it stays so, check that no proxy alters replies.',
      bucket: store.bucket,
      objectName: name,
    });
  if (size === null) throw broken('has no size that can be read', 'gcs:object_size');
  return {
    size,
    packed,
    read: async (start, end) => {
      const bytes = await store.readRange({ name, start, end: end - 1, generation, packed }, call);
      if (bytes.byteLength === end - start) return bytes;
      throw broken('gave fewer bytes than it has', 'gcs:short_read');
    },
  };
}

/** Gives what the object holds from its start, unpacked if it is gzip, by its content encoding or by its first bytes. */
export async function* readUnpacked(object: ReadableObject): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = readPieces(object);
  const first = await pieces.next();
  if (first.done === true) return;
  const all = startingWith(first.value, pieces);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* all;
    return;
  }
  const unpacked = createGunzip();
  // What fails is thrown by the loop below as well.
  pipeline(Readable.from(all), unpacked).catch(() => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (error) {
    if (isInsightInventoryError(error) || !(error instanceof Error) || !('code' in error)) throw error;
    throw unreadableReport(`Its gzip is damaged or cut short (${String(error.code)}).`);
  }
}

async function* startingWith<T>(
  first: T,
  rest: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  yield first;
  yield* rest;
}

/** The whole object from its start, the next piece on its way while one is worked on. */
export async function* readPieces(object: ReadableObject): AsyncGenerator<Uint8Array, void, undefined> {
  const ask = (start: number): Promise<Uint8Array> | null =>
    start >= object.size ? null : object.read(start, Math.min(start + CHUNK_BYTES, object.size));
  let start = 0;
  let coming = ask(start);
  while (coming !== null) {
    const piece = await coming;
    start += CHUNK_BYTES;
    coming = ask(start);
    // Awaited in the next turn; until then its failure must not count as unhandled.
    coming?.catch(() => undefined);
    yield piece;
  }
}
