import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';

import * as v from 'valibot';

import { isInsightInventoryError, ResponseValidationError, StorageError } from '../../base/errors.ts';
import type { ErrorCode } from '../../base/issues.ts';
import { toTimestamp } from '../../base/time.ts';
import { type ObjectRow, rowSize } from '../../files/describe-file.ts';
import type { ObjectStore, StoreCall } from '../../storage/object-store.ts';

/**
 * Columns of an inventory report that a row is made of; a report may leave most of them out. It has no custom metadata.
 * Source: Storage Insights metadata fields (dated-tables.ts).
 */
export const REPORT_COLUMNS = [
  'bucket',
  'name',
  'size',
  'contentType',
  'storageClass',
  'timeCreated',
  'timeDeleted',
  'updated',
  'generation',
  'md5Hash',
  'crc32c',
] as const;
export type ReportColumn = (typeof REPORT_COLUMNS)[number];

/** The value of a column, as text; `null` when the report leaves it empty or out. */
type ReadColumn = (column: ReportColumn) => string | null;

/** Why a row is no object of the bucket as it is now: an earlier version, another bucket's, or one without a name. */
export type LeftOut = 'deleted' | 'other_bucket' | 'unnamed';

/** Reads a row as a live object of the bucket, without a size where it has none; or says why it is none. */
export function reportRow(read: ReadColumn, bucket: string): ObjectRow | LeftOut {
  const name = read('name');
  if (name === null) return 'unnamed';
  if (read('timeDeleted') !== null) return 'deleted';
  const owner = read('bucket');
  if (owner !== null && owner !== bucket) return 'other_bucket';
  return {
    name,
    size: read('size'),
    contentType: read('contentType'),
    storageClass: read('storageClass'),
    timeCreated: timeText(read('timeCreated')),
    updated: timeText(read('updated')),
    generation: read('generation'),
    md5Hash: read('md5Hash'),
    crc32c: read('crc32c'),
  };
}

/** Tells whether a shard is Parquet, by its name; the others are CSV. */
export function isParquet(name: string): boolean {
  return name.toLowerCase().endsWith('.parquet');
}

/** Digits of a moment counted since 1970 in seconds, milliseconds, microseconds and nanoseconds, and how many make one ms. */
const EPOCH_DIGITS: Readonly<Record<number, number>> = { 10: 0.001, 13: 1, 16: 1_000, 19: 1_000_000 };

/** Writes a moment that a Parquet or BigQuery writer gave as a number, as a timestamp; every other text as it is. */
function timeText(text: string | null): string | null {
  if (text === null || !/^\d{10,19}$/.test(text)) return text;
  const perMillisecond = EPOCH_DIGITS[text.length];
  return perMillisecond === undefined ? text : toTimestamp(Number(text) / perMillisecond);
}

/** Creates the error of a report that cannot be read, with the reason. */
export function unreadableReport(why: string): ResponseValidationError {
  return new ResponseValidationError(`The inventory report cannot be read. ${why}`, {
    kind: 'invalid_response',
    code: 'gcs:report_unreadable',
    remedy: 'Configure the report with a header row, the columns name and size, and CSV or Parquet.',
  });
}

/** What a manifest says of its report. */
export interface ReportManifest {
  /** Names of the shards, each once, in the manifest's order; the address of one in another bucket. */
  readonly shards: readonly string[];
  /** Shards of earlier snapshots that the manifest names as well; they are not read. */
  readonly otherShards: number;
  /** Rows of all shards together; `null` when the manifest does not say. */
  readonly records: number | null;
  /** When the bucket looked like this, as the manifest has it; `null` when it does not say. */
  readonly snapshotTime: string | null;
}

/** Only the shards are certain to be there. Source: independent readers of such reports, 2026-11-22; not a live one. */
const manifestSchema = v.object({
  report_shards_file_names: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1)),
  records_processed: v.fallback(
    v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.number()), null),
    null,
  ),
  snapshot_time: v.fallback(v.nullish(v.string(), null), null),
});

/** A manifest is a few kilobytes; more is something else. */
const MAX_MANIFEST_BYTES = 4_194_304;
const UNPACKED = { maxOutputLength: MAX_MANIFEST_BYTES };

/**
 * Reads a Storage Insights manifest, which is written last and so says that the report is complete.
 *
 * @throws {StorageError} when it cannot be read, and with code `gcs:report_manifest` when it is no manifest
 */
export async function readManifest(store: ObjectStore, name: string, call: StoreCall): Promise<ReportManifest> {
  const stored = await store.readRange({ name, start: 0, end: MAX_MANIFEST_BYTES - 1, packed: true }, call);
  const text = textOf(stored);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifestSchema), text);
  if (!parsed.success) {
    throw new StorageError(`gs://${store.bucket}/${name} is no manifest of a Storage Insights inventory report.`, {
      kind: 'invalid_response',
      code: 'gcs:report_manifest',
      remedy: 'Name the object that ends in _manifest.json, beside the shards of the report.',
      bucket: store.bucket,
      objectName: name,
    });
  }
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const { report_shards_file_names: files, records_processed: records, snapshot_time: snapshotTime } = parsed.output;
  // A shard named twice would count twice.
  const shards = [...new Set(files.map((file) => shardName(file, folder, store.bucket)))];
  return { ...newestSnapshot(shards), records, snapshotTime };
}

/** Reads the text of an object, unpacked if it is gzip; empty when it is damaged, which is no manifest either. */
function textOf(bytes: Uint8Array): string {
  try {
    // The decoder takes a byte order mark away.
    return new TextDecoder().decode(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, UNPACKED) : bytes);
  } catch {
    return '';
  }
}

/** Finds the shards of the newest snapshot: the time is part of their names, as `…_2026-11-20T06:35_0.csv`. */
function newestSnapshot(shards: readonly string[]): Pick<ReportManifest, 'shards' | 'otherShards'> {
  const timeOf = (name: string): string => /.*(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})_/.exec(name)?.[1] ?? '';
  const newest = shards.reduce((latest, name) => (timeOf(name) > latest ? timeOf(name) : latest), '');
  const taken = shards.filter((name) => timeOf(name) === newest);
  return { shards: taken, otherShards: shards.length - taken.length };
}

/** Gives the name of a shard. Shards are named bare, beside the manifest; a full address is taken as well. */
function shardName(file: string, folder: string, ownBucket: string): string {
  const { bucket, name } = parseAddress(file);
  if (bucket !== null) return bucket === ownBucket ? name : file;
  return file.includes('/') ? file : folder + file;
}

/** Reads `gs://BUCKET/NAME`, or a bare name, whose bucket is `null`. */
export function parseAddress(address: string): { readonly bucket: string | null; readonly name: string } {
  const match = /^gs:\/\/([^/]+)\/(.+)$/.exec(address);
  return { bucket: match?.[1] ?? null, name: match?.[2] ?? address };
}

/** Bytes of one request: large enough that the round trip does not count, small enough to hold a few. */
const CHUNK_BYTES = 4_194_304;

/** An object that can be read in any place. */
export interface ReadableObject {
  readonly size: number;
  /** Whether these are packed bytes of what the object holds: it is stored with `Content-Encoding: gzip`. */
  readonly packed: boolean;
  /** Reads a range, half-open: `[start, end)`. */
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
  const broken = (explanation: string, code: ErrorCode): StorageError =>
    new StorageError(`gs://${store.bucket}/${name} ${explanation}.`, {
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

/** Reads the whole object from its start, the next piece on its way while one is worked on. */
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
