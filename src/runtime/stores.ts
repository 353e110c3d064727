import { createHash } from 'node:crypto';
import { join } from 'node:path';

import * as v from 'valibot';

import { checkInput, type Input } from '../base/check-input.ts';
import { ConfigError } from '../base/errors.ts';
import { text, text as textInput, valueWhere, withMethods } from '../base/inputs.ts';
import type { Secret } from '../base/redact.ts';
import { toEpochMs } from '../base/time.ts';
import { appendLine, writeFileAtomic } from './atomic-write.ts';
import { readTextIfAny, requireSavable } from './file-io.ts';

/** A place for small texts that outlive a run: ledgers, caches, cursors. */
export interface KeyValueStore {
  /** Reads a value; `null` when nothing was set under the key. */
  get(key: string): Promise<string | null>;
  /** Replaces what was set under the key. */
  set(key: string, value: string): Promise<void>;
  /**
   * Adds a line to the text under the key, in one step, so that processes that share the store lose none of each other's.
   * A store without it is read and set: then each process needs a store of its own.
   */
  append?(key: string, line: string): Promise<void>;
}

/** Reads a store that a caller brings. */
export const keyValueStoreInput: Input<KeyValueStore> = withMethods(
  ['get', 'set'],
  'Give createFileStore(folder) or the like.',
);

/** Creates a store that lives as long as the process. */
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
 * Creates a store of one file per key in a folder, which is made when first written to. Each value is written whole or
 * not at all. Any key will do: the file's name is made from it in a way that cannot leave the folder.
 *
 * @throws an error of kind `io` from `get`, `set` and `append` when the disk refuses; `io:too_large` for a value of more than
 * 256 MiB
 */
export function createFileStore(dir: string): KeyValueStore {
  checkInput('createFileStore', 'dir', dir, text('Give the path of a folder.'));
  const pathOf = (key: string): string => join(dir, fileNameOf(key));
  return {
    get: async (key) => readTextIfAny(pathOf(checkKey('get', key))),
    set: async (key, value) => {
      const path = pathOf(checkKey('set', key));
      requireSavable(path, Buffer.byteLength(checkValue('set', value)));
      await writeFileAtomic(path, value);
    },
    append: async (key, line) => {
      await appendLine(pathOf(checkKey('append', key)), checkValue('append', line));
    },
  };
}

/**
 * Makes the input of a text that a file gives back as it was: half of a surrogate pair would come back as another
 * character.
 */
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
 * Makes the file name of a key: a readable start for people, a hash for the rest: two keys that differ only in case, or
 * that are longer than a file name may be, do not meet.
 */
function fileNameOf(key: string): string {
  const readable = key
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return `${readable}.${createHash('sha256').update(key).digest('hex').slice(0, 32)}.txt`;
}

/** The one plain carrier of an access token. */
export interface AccessToken {
  value: string;
  /** ISO 8601; `null` for a token that does not expire or whose expiry is not known. */
  expiresAt: string | null;
}

/** What a token provider is asked for. */
export interface AccessTokenRequest {
  /** True when the last token was refused or is about to expire: a cached one will not do. */
  readonly forceRefresh: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Gives the token when it is needed, from a vault or another service. */
export type AccessTokenProvider = (request: AccessTokenRequest) => Promise<AccessToken>;

/** An access token as a configuration may give it. */
export type AccessTokenSource = string | Secret | AccessTokenProvider;

/** Where a refreshed token is kept for the next run. */
export interface TokenStore {
  /** Loads the token; `null` when none was saved. */
  load(): Promise<AccessToken | null>;
  /** Replaces what was saved. */
  save(token: AccessToken): Promise<void>;
}

/** What a README or a template has where a token belongs, or what is left of a variable nobody filled in. */
const PLACEHOLDER =
  /[<>{}[\]$]|\.{3}|\*{3}|x{5,}|your[_-]|[_-]here$|change[_-]?me|placeholder|(?:paste|insert|replace)[_-]|^(?:\w+_)?access_token(?:=|$)|^(?:undefined|null|nan|none|todo|tbd|true|false)$/i;

/**
 * Names what keeps a text from being an access token, as the end of a sentence; `null` when nothing does. Tokens travel
 * in headers and are letters, digits and a few signs; their length is not documented.
 *
 * @example
 * tokenProblem('<YOUR_TOKEN>'); //=> 'is a placeholder'
 */
export function tokenProblem(value: string): string | null {
  if (value === '') return 'is empty';
  if (PLACEHOLDER.test(value)) return 'is a placeholder';
  if (/["'`,;]/.test(value)) return 'has quotation marks, commas or semicolons';
  return /^[\x21-\x7e]+$/.test(value) ? null : 'has spaces, line breaks or characters beyond ASCII';
}

const expiry = v.pipe(
  v.string(),
  v.check((text) => toEpochMs(text) !== null),
);
const savedToken = v.object({ access_token: v.pipe(v.string(), v.nonEmpty()), expires_at: v.nullish(expiry, null) });
const givenToken = v.object({ value: v.pipe(v.string(), v.nonEmpty()), expiresAt: v.nullish(expiry, null) });

const TOKEN_REMEDY = 'Give { value, expiresAt } with the token as text and an ISO 8601 time or null.';

/** What may be saved; a wrong one is not shown. */
const newToken: Input<AccessToken> = valueWhere((value) => v.is(givenToken, value), TOKEN_REMEDY);

/** Owner only. */
const TOKEN_FILE_MODE = 0o600;

/**
 * Keeps the token in a JSON file that only its owner may read, `{ "access_token", "expires_at" }`, replaced whole.
 *
 * @throws {ConfigError} from `load` when the file holds something else (its contents are not shown); an error of kind
 * `io` when the disk refuses
 */
export function createFileTokenStore(path: string): TokenStore {
  checkInput('createFileTokenStore', 'path', path, textInput('Give the path of a file.'));
  return {
    load: async () => {
      const text = await readTextIfAny(path);
      if (text === null) return null;
      const saved = v.safeParse(v.pipe(v.string(), v.rawTransform(parseJson), savedToken), text);
      if (!saved.success)
        throw notAToken(`a file that holds no saved token (${path})`, 'Delete the file, or restore it.');
      return { value: saved.output.access_token, expiresAt: saved.output.expires_at };
    },
    save: async (token) => {
      checkInput('save', 'token', token, newToken, { isSecret: true });
      const saved = { access_token: token.value, expires_at: token.expiresAt };
      await writeFileAtomic(path, `${JSON.stringify(saved, null, 2)}\n`, { mode: TOKEN_FILE_MODE });
    },
  };
}

function parseJson({ dataset, addIssue, NEVER }: v.RawTransformContext<string>): unknown {
  try {
    return JSON.parse(dataset.value) as unknown;
  } catch {
    addIssue();
    return NEVER;
  }
}

function notAToken(found: string, remedy: string): ConfigError {
  return new ConfigError([{ key: 'tokenStore', found, remedy }]);
}
