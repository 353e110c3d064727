import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import * as v from 'valibot';

import { InsightInventoryError } from '../base/errors.ts';
import { findJsonError } from '../config/load-config.ts';
import { instagramAnalyticsSchema, type InstagramAnalytics } from '../documents/analytics.ts';
import { type AnyInventory, essentialGcsInventorySchema, fullGcsInventorySchema } from '../documents/inventory.ts';
import { planningContextSchema, type PlanningContext } from '../documents/planning.ts';
import { thumbnailsSchema, type Thumbnails } from '../documents/media.ts';
import { ioCode, MAX_SAVED_BYTES, readBytes, tooLarge, toReadError } from '../runtime/file-io.ts';

/** What each kind of document is called in its file's name and in a sentence. */
const KINDS = {
  analytics: { prefix: 'instagram_analytics', words: 'an Instagram analytics document', key: 'export_info' },
  inventory: { prefix: 'gcs_inventory', words: 'a bucket inventory', key: 'inventory_info' },
  thumbnails: { prefix: 'instagram_thumbnails', words: 'a document of thumbnails', key: 'thumbnails_version' },
  planning: { prefix: 'planning_context', words: 'a planning context', key: 'planning_info' },
} as const;

export type DocumentKind = keyof typeof KINDS;

/**
 * Reads the account's document in a file, compressed or not.
 *
 * @throws InsightInventoryError of kind `io` that names the file and the key that is not as it should be
 */
export async function readAnalytics(path: string): Promise<InstagramAnalytics> {
  return check('analytics', path, await readJson('analytics', path), instagramAnalyticsSchema);
}

/** Reads the bucket's document in a file, in either detail. @throws as {@link readAnalytics} */
export async function readInventory(path: string): Promise<AnyInventory> {
  const json = await readJson('inventory', path);
  // Tried one after the other, a schema of both would not tell the key that is wrong.
  const isEssential = v.is(v.object({ inventory_info: v.object({ detail: v.literal('essential') }) }), json);
  return isEssential
    ? check('inventory', path, json, essentialGcsInventorySchema)
    : check('inventory', path, json, fullGcsInventorySchema);
}

/** Reads what a planner needs, in a file. @throws as {@link readAnalytics} */
export async function readPlanning(path: string): Promise<PlanningContext> {
  return check('planning', path, await readJson('planning', path), planningContextSchema);
}

/** Reads the pictures of posts, in a file. @throws as {@link readAnalytics} */
export async function readThumbnails(path: string): Promise<Thumbnails> {
  return check('thumbnails', path, await readJson('thumbnails', path), thumbnailsSchema);
}

interface NamedDocument {
  readonly stamp: string;
  readonly count: number;
  readonly path: string;
}

/**
 * Finds the newest document of each kind in an output folder, by the time in its name; `null` where there is none. A
 * planning context counts only when it was made from these two: of the same run.
 */
export async function findNewestDocuments(folder: string): Promise<Record<DocumentKind, string | null>> {
  const names = await listNames(folder);
  const newest = (kind: DocumentKind): NamedDocument | null => {
    const shape = new RegExp(`^${KINDS[kind].prefix}_(\\d{8}_\\d{6})(?:_(\\d+))?\\.json(?:\\.gz)?$`);
    let best: NamedDocument | null = null;
    for (const name of names) {
      const [, stamp, count = '1'] = shape.exec(name) ?? [];
      if (stamp === undefined) continue;
      const found = { stamp, count: Number(count), path: join(folder, name) };
      const isNewer = best === null || stamp > best.stamp || (stamp === best.stamp && found.count > best.count);
      if (isNewer) best = found;
    }
    return best;
  };
  const [analytics, inventory, planning] = [newest('analytics'), newest('inventory'), newest('planning')];
  const isOfBoth = planning?.stamp === analytics?.stamp && planning?.stamp === inventory?.stamp;
  return {
    analytics: analytics?.path ?? null,
    inventory: inventory?.path ?? null,
    thumbnails: newest('thumbnails')?.path ?? null,
    planning: isOfBoth ? (planning?.path ?? null) : null,
  };
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (ioCode(error) === 'ENOENT') return [];
    throw toReadError(folder, error);
  }
}

const unzip = promisify(gunzip);

async function readJson(kind: DocumentKind, path: string): Promise<unknown> {
  const bytes = await readBytes(path, MAX_SAVED_BYTES);
  const text = (await unpack(kind, path, bytes)).toString('utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const { line, column } = (await findJsonError(text)) ?? { line: 1, column: 1 };
    throw notADocument(kind, `${path} holds broken JSON at line ${String(line)}, column ${String(column)}.`);
  }
}

/** Unpacks the bytes of a file if their start says that they are compressed, whatever the file is called. */
async function unpack(kind: DocumentKind, path: string, bytes: Buffer): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unzip(bytes, { maxOutputLength: MAX_SAVED_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(path, MAX_SAVED_BYTES);
    throw notADocument(kind, `${path} cannot be unpacked: it is cut off or damaged.`);
  }
}

function check<T>(kind: DocumentKind, path: string, json: unknown, schema: v.GenericSchema<unknown, T>): T {
  const read = v.safeParse(schema, json, { abortEarly: true });
  if (read.success) return read.output;
  const other = (Object.keys(KINDS) as DocumentKind[]).find(
    (each) => each !== kind && typeof json === 'object' && json !== null && KINDS[each].key in json,
  );
  if (other !== undefined) throw notADocument(kind, `${path} is ${KINDS[other].words}, not ${KINDS[kind].words}.`);
  const [issue] = read.issues;
  const place = v.getDotPath(issue);
  throw notADocument(kind, `${path} is not ${KINDS[kind].words}: ${place ?? 'the whole'}: ${issue.message}.`);
}

function notADocument(kind: DocumentKind, message: string): InsightInventoryError {
  return new InsightInventoryError(message, {
    kind: 'io',
    code: 'io:document',
    remedy: `Name a file that a collection of this version wrote (${KINDS[kind].prefix}_….json).`,
  });
}
