import { StorageError } from '../../base/errors.ts';
import type { ObjectStore, StoreCall } from '../../storage/object-store.ts';

/** Bytes of one request: large enough that the round trip does not count, small enough to hold a few. */
const CHUNK_BYTES = 4_194_304;

/** An object that can be read in any place. */
export interface ReadableObject {
  readonly size: number;
  /** Half-open: `[start, end)`. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Opens one generation of an object, so that a report written anew while it is read is not mixed with the old one. */
export async function openObject(store: ObjectStore, name: string, call: StoreCall): Promise<ReadableObject> {
  const row = await store.getObject(name, call);
  const generation = row.generation === null || row.generation === undefined ? undefined : String(row.generation);
  return {
    size: Number(row.size),
    read: async (start, end) => {
      const bytes = await store.readRange({ name, start, end: end - 1, generation }, call);
      if (bytes.byteLength === end - start) return bytes;
      throw new StorageError(`gs://${store.bucket}/${name} gave fewer bytes than it has.`, {
        kind: 'invalid_response',
        code: 'gcs:short_read',
        retryable: true,
        bucket: store.bucket,
        objectName: name,
      });
    },
  };
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
