import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import { itemAt } from '../base/lists.ts';
import { Secret } from '../base/redact.ts';
import type { GcsConfig } from '../runtime/platform-configs.ts';
import { MAX_CONFIG_BYTES } from '../runtime/file-io.ts';
import { failureOf, TransportFailure, type CredentialsFailure } from './storage-failure.ts';

/** Credentials as the auth library takes them: the fields of a key file. */
export type KeyFields = Record<string, unknown>;

/** The variable by which application default credentials name a key file. */
const KEY_FILE_VARIABLE = 'GOOGLE_APPLICATION_CREDENTIALS';

/**
 * Reads the credentials the configuration names, or the key file the environment names; `null` when neither does and
 * the auth library has to look further (the login of gcloud, the account of a virtual machine).
 *
 * @throws {TransportFailure} that names what is wrong with the file and its path
 */
export async function readCredentials(config: GcsConfig): Promise<KeyFields | null> {
  const { credentials } = config;
  if (credentials !== undefined) {
    const { client_email, private_key: key } = credentials;
    return checkServiceAccount({ client_email, private_key: key instanceof Secret ? key.reveal() : key }, null);
  }
  const path = keyFileOf(config);
  return path === null ? null : readKeyFile(path);
}

/** Gives the path of the key file that the configuration names, else the environment; `null` when neither does. */
export function keyFileOf({ keyFilename, credentials }: GcsConfig): string | null {
  if (credentials !== undefined) return null;
  const named = keyFilename ?? process.env[KEY_FILE_VARIABLE];
  return named === undefined || named === '' ? null : named;
}

/**
 * Reads a key file. A byte order mark, and a private key whose line ends are escaped twice or which is in quotes, are
 * repaired; everything else that is no key is refused with its own code.
 *
 * @throws {TransportFailure} naming the path and what was found there
 */
export async function readKeyFile(path: string): Promise<KeyFields> {
  // A key must not be in a message, nor in what is said of a path.
  if (NO_PATH.test(path)) throw refused('path_is_key', null);
  const bytes = await readBytes(path);
  return checkKey(parseKey(bytes, path), path);
}

/** What is in a key and in no path: its JSON or PEM, line ends, a run of letters longer than a file name may be. */
const NO_PATH = /\{\s*\\*"|PRIVATE KEY|[\r\n]|[^/\\]{256}/;

async function readBytes(path: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    // Reading a pipe nobody writes to would never end.
    if (!found.isFile() && !found.isDirectory()) throw refused('not_a_file', path);
    if (found.size > MAX_CONFIG_BYTES) throw refused('too_large', path);
    return await readFile(path);
  } catch (error) {
    if (error instanceof TransportFailure) throw error;
    throw refused(READ_PROBLEMS[errnoOf(error)] ?? 'unreadable', path);
  }
}

const READ_PROBLEMS: Readonly<Record<string, CredentialsFailure['word']>> = {
  ENOENT: 'file_missing',
  ENOTDIR: 'file_missing',
  EISDIR: 'is_folder',
  EACCES: 'no_access',
  EPERM: 'no_access',
};

function errnoOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

function parseKey(bytes: Buffer, path: string): unknown {
  if (bytes.byteLength === 0) throw refused('empty', path);
  // DER, as a P12 file begins; and the marks of UTF-16, as a Windows shell redirects.
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) throw refused('p12', path);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw refused('utf16', path);
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') throw refused('empty', path);
  if (text.startsWith('-----BEGIN')) throw refused('pem', path);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw refused(text.startsWith('{') ? 'cut_short' : 'not_json', path);
  }
}

/**
 * Types of credentials that the auth library turns into tokens itself, with the fields each needs. Source:
 * google-auth-library 9.15 and 10, 2026-11-27.
 */
const OTHER_TYPES: Readonly<Record<string, readonly string[]>> = {
  authorized_user: ['client_id', 'client_secret', 'refresh_token'],
  external_account: ['audience', 'subject_token_type', 'token_url', 'credential_source'],
  external_account_authorized_user: ['client_id', 'client_secret', 'refresh_token', 'token_url'],
  impersonated_service_account: ['source_credentials', 'service_account_impersonation_url'],
};

function checkKey(value: unknown, path: string): KeyFields {
  if (!isFields(value)) throw refused('not_json', path);
  if (isFields(value['installed']) || isFields(value['web'])) throw refused('oauth_client', path);
  const type = value['type'];
  const needed = typeof type === 'string' ? OTHER_TYPES[type] : undefined;
  if (needed?.every((field) => isFilled(value[field])) === true) return value;
  if (needed !== undefined) throw refused('incomplete', path);
  if (type !== undefined && type !== 'service_account') throw refused('unknown_type', path);
  return checkServiceAccount(value, path);
}

function checkServiceAccount(fields: KeyFields, path: string | null): KeyFields {
  const { client_email: email, private_key: key } = fields;
  const hasEmail = typeof email === 'string' && isFilled(email);
  const hasKey = typeof key === 'string' && isFilled(key);
  if (!hasEmail && !hasKey) throw refused('no_key', path);
  if (!hasEmail) throw refused('no_email', path);
  if (!hasKey) throw refused('no_private_key', path);
  if (key.trim().startsWith('{')) throw refused('key_is_file', path);
  const pem = mendPrivateKey(key);
  try {
    createPrivateKey(pem);
  } catch {
    throw refused(pem.startsWith('-----BEGIN ENCRYPTED ') ? 'encrypted_key' : 'bad_private_key', path);
  }
  return { ...fields, private_key: pem };
}

/**
 * Writes a private key as PEM, undoing what copying through files, shells and forms does to it: line ends that are
 * escaped, once or twice, or became spaces, spaces that were taken out, quotes around it.
 *
 * @example
 * mendPrivateKey('"-----BEGIN PRIVATE KEY-----\\nMII…\\n-----END PRIVATE KEY-----\\n"');
 */
export function mendPrivateKey(text: string): string {
  const bare = text.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const lines = bare.replace(/\\+r/g, '').replace(/\\+n/g, '\n');
  const parts = /^-----BEGIN *(RSA|EC|ENCRYPTED)? *PRIVATE *KEY-----([\sA-Za-z0-9+/=]*)-----END/.exec(lines.trim());
  if (parts === null) return `${lines.trim()}\n`;
  const kind = parts[1] === undefined ? 'PRIVATE KEY' : `${parts[1]} PRIVATE KEY`;
  const body = itemAt(parts, 2).replace(/\s+/g, '').replace(/.{64}/g, '$&\n').trim();
  return `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\n`;
}

function isFields(value: unknown): value is KeyFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null;
}

function refused(word: CredentialsFailure['word'], path: string | null): TransportFailure {
  return new TransportFailure(failureOf({ credentials: { word, path } }));
}
