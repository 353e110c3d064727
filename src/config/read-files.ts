import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';

import type { ConfigProblem } from '../base/errors.ts';
import { ioCode } from '../runtime/io-error.ts';
import { findJsonError } from './json-position.ts';

/** A file read and understood, or why not. */
export type FileResult<T> = { readonly value: T } | { readonly problem: ConfigProblem };

/** The keys of a configuration file with their values as they were written. */
export type RawSettings = ReadonlyMap<string, unknown>;

/** Reads a JSON file that holds one object. Its text is never shown: it may hold secrets. */
export async function readSettingsFile(path: string): Promise<FileResult<RawSettings>> {
  const read = await readText('config_file', path, 'Create it, or pass the path of the one you have.');
  if ('problem' in read) return read;
  // Editors on Windows may begin a file with a byte order mark.
  const text = read.value.replace(/^\uFEFF/, '');
  const at = findJsonError(text);
  if (at !== null) {
    return problem(
      `broken JSON in ${path} at line ${String(at.line)}, column ${String(at.column)}`,
      'Correct it there. JSON has no comments, no single quotes and no comma after the last entry.',
    );
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return problem(`JSON that is not an object in ${path}`, 'Write the settings as { "key": value, … }.');
  }
  return { value: new Map(Object.entries(value)) };
}

/** Reads a file of `NAME=value` lines. */
export async function readEnvFile(path: string): Promise<FileResult<Readonly<Record<string, string | undefined>>>> {
  const read = await readText('envFile', path, 'Create it, or leave envFile out.');
  return 'problem' in read ? read : { value: parseEnv(read.value) };
}

function problem(found: string, remedy: string): { problem: ConfigProblem } {
  return { problem: { key: 'config_file', found, remedy } };
}

async function readText(key: string, path: string, remedy: string): Promise<FileResult<string>> {
  try {
    return { value: await readFile(path, 'utf8') };
  } catch (error) {
    const code = ioCode(error);
    if (code === null) throw error;
    if (code === 'ENOENT') return { problem: { key, found: `no file at ${path}`, remedy } };
    return { problem: { key, found: `a path that cannot be read (${code}): ${path}`, remedy } };
  }
}
