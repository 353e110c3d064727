import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { checkInput, type Input } from '../base/check-input.ts';
import { text, valueWhere } from '../base/inputs.ts';
import { appendLine, writeFileAtomic } from './atomic-write.ts';
import { readTextIfAny } from './file-io.ts';

/** A place for small texts that outlive a run: ledgers, caches, cursors. */
export interface KeyValueStore {
  /** `null` when nothing was set under the key. */
  get(key: string): Promise<string | null>;
  /** Replaces what was set under the key. */
  set(key: string, value: string): Promise<void>;
  /**
   * Adds a line to the text under the key, in one step, so that processes that share the store lose none of each other's.
   * A store without it is read and set: then each process needs a store of its own.
   */
  append?(key: string, line: string): Promise<void>;
}

/** A store that lives as long as the process. */
export function createMemoryStore(): KeyValueStore {
  const values = new Map<string, string>();
  return {
    get: async (key) => Promise.resolve(values.get(checkKey('get', key)) ?? null),
    set: async (key, value) => {
      await Promise.resolve();
      values.set(checkKey('set', key), checkValue('set', value));
    },
    append: async (key, line) => {
      await Promise.resolve();
      const before = values.get(checkKey('append', key)) ?? '';
      values.set(key, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${checkValue('append', line)}\n`);
    },
  };
}

/**
 * A store of one file per key in a folder, which is made when first written to. Each value is written whole or not at
 * all. Any key will do: the file's name is made from it in a way that cannot leave the folder.
 *
 * @throws an error of kind `io` from `get`, `set` and `append` when the disk refuses
 */
export function createFileStore(dir: string): KeyValueStore {
  checkInput('createFileStore', 'dir', dir, text('Give the path of a folder.'));
  const pathOf = (key: string): string => join(dir, fileNameOf(key));
  return {
    get: async (key) => readTextIfAny(pathOf(checkKey('get', key))),
    set: async (key, value) => {
      await writeFileAtomic(pathOf(checkKey('set', key)), checkValue('set', value));
    },
    append: async (key, line) => {
      await appendLine(pathOf(checkKey('append', key)), checkValue('append', line));
    },
  };
}

/** A text that a file gives back as it was: half of a surrogate pair would come back as another character. */
function storable(remedy: string): Input<string> {
  return valueWhere<string>((value) => typeof value === 'string' && !/\p{Surrogate}/u.test(value), remedy);
}

const storedKey = storable('Give a text without halves of surrogate pairs.');
const storedValue = storable('Give a text; JSON.stringify() makes one of anything else.');

function checkKey(where: string, key: string): string {
  return checkInput(where, 'key', key, storedKey);
}

function checkValue(where: 'set' | 'append', value: string): string {
  return checkInput(where, where === 'set' ? 'value' : 'line', value, storedValue);
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
