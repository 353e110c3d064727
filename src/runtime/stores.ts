import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { writeFileAtomic } from './atomic-write.ts';
import { ioCode, toReadError } from './io-error.ts';

/** A place for small texts that outlive a run: ledgers, caches, cursors. */
export interface KeyValueStore {
  /** `null` when nothing was set under the key. */
  get(key: string): Promise<string | null>;
  /** Replaces what was set under the key. */
  set(key: string, value: string): Promise<void>;
}

/** A store that lives as long as the process. */
export function createMemoryStore(): KeyValueStore {
  const values = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(values.get(key) ?? null),
    set: (key, value) => {
      values.set(key, value);
      return Promise.resolve();
    },
  };
}

/**
 * A store of one file per key in a folder, which is made when first written to. Each value is written whole or not at
 * all. Any key will do: the file's name is made from it in a way that cannot leave the folder.
 *
 * @throws an error of kind `io` from `get` and `set` when the disk refuses
 */
export function createFileStore(dir: string): KeyValueStore {
  const pathOf = (key: string): string => join(dir, fileNameOf(key));
  return {
    get: async (key) => {
      const path = pathOf(key);
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (ioCode(error) === 'ENOENT') return null;
        throw toReadError(path, error);
      }
    },
    set: async (key, value) => {
      await writeFileAtomic(pathOf(key), value);
    },
  };
}

/**
 * A readable start for people, a hash for the rest: two keys that differ only in case, or that are longer than a file
 * name may be, do not meet.
 */
function fileNameOf(key: string): string {
  const readable = key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return `${readable}.${createHash('sha256').update(key).digest('hex').slice(0, 32)}.txt`;
}
