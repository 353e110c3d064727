import * as v from 'valibot';

import { mediaMetadataSchema, type MediaMetadata } from '../documents/media-metadata.ts';
import { createMemoryStore, type KeyValueStore } from '../runtime/stores.ts';

/** Raised when probing finds more or other than before, so that old entries are not taken. */
const CACHE_VERSION = 1;

/** Results of earlier probes. What is kept is what the file says, never that it could not be read. */
export interface ProbeCache {
  /** `null` when nothing usable is there; an entry that is broken counts as none. */
  get(identity: string): Promise<MediaMetadata | null>;
  set(identity: string, metadata: MediaMetadata): Promise<void>;
}

/**
 * A cache of probes in any key-value store: memory by default, a folder with `createFileStore`. The caller's identity
 * names one content for ever, such as an object's generation or a post's id; a name alone would not.
 *
 * @throws what the store throws
 */
export function createProbeCache(store: KeyValueStore = createMemoryStore()): ProbeCache {
  return {
    get: async (identity) => parseEntry(await store.get(keyOf(identity))),
    set: (identity, metadata) => store.set(keyOf(identity), JSON.stringify(metadata)),
  };
}

function keyOf(identity: string): string {
  return `media-probe:${String(CACHE_VERSION)}:${identity}`;
}

function parseEntry(text: string | null): MediaMetadata | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const entry = v.safeParse(mediaMetadataSchema, value);
  return entry.success ? entry.output : null;
}
