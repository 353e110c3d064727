import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ConfigError, type InputProblem } from '../../base/errors.ts';
import { createDataset, type Dataset } from './dataset.ts';
import { accountExportSchema, bucketListingSchema } from './dataset-format.ts';

const ACCOUNT_FILE = 'instagram-account.json';
const LISTING_FILE = 'bucket-objects.json';

type Read<T> = { readonly value: T } | { readonly problem: InputProblem };

const FORMAT_HINT =
  'It must have the format of the demo data: demoAccount and demoBucket of insight-inventory/testing.';

/** Code of a failed system call, `ENOENT` and the like. */
function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'an unreadable file';
}

async function readText(path: string): Promise<Read<string>> {
  try {
    return { value: await readFile(path, 'utf8') };
  } catch (error) {
    const code = systemCode(error);
    const found = code === 'ENOENT' ? 'no such file' : code;
    return { problem: { key: path, found, remedy: `Name a folder that holds ${ACCOUNT_FILE} and ${LISTING_FILE}.` } };
  }
}

function parseJson(path: string, text: string): Read<unknown> {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { problem: { key: path, found: `broken JSON (${detail})`, remedy: 'Write the file again, whole.' } };
  }
}

async function readChecked<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<Read<T>> {
  const text = await readText(path);
  if ('problem' in text) return text;
  const json = parseJson(path, text.value.replace(/^\uFEFF/, ''));
  if ('problem' in json) return json;
  const parsed = v.safeParse(schema, json.value, { abortEarly: true });
  if (parsed.success) return { value: parsed.output };
  const [issue] = parsed.issues;
  const at = v.getDotPath(issue);
  return { problem: { key: path, found: `${at === null ? '' : `${at}: `}${issue.message}`, remedy: FORMAT_HINT } };
}

/**
 * Any account and bucket in the format of the demo data: reads `instagram-account.json` and `bucket-objects.json` of
 * `directory`, checks both, and returns them ready for the simulators. A listing without creation times gets them from
 * names that carry `_YYYYMMDD_HHMM`; see `createDataset` for the bytes of the media.
 *
 * Throws a `ConfigError` that names every file that is missing, unreadable or of another format, what was found in it
 * and what to do.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const [account, listing] = await Promise.all([
    readChecked(join(directory, ACCOUNT_FILE), accountExportSchema),
    readChecked(join(directory, LISTING_FILE), bucketListingSchema),
  ]);
  if ('problem' in account || 'problem' in listing) {
    throw new ConfigError([account, listing].flatMap((read) => ('problem' in read ? [read.problem] : [])));
  }
  return createDataset(account.value, listing.value);
}
