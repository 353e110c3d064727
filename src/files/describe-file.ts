import { toMegabytes } from '../base/sums.ts';
import { normalizeTimestamp } from '../base/time.ts';
import type { EssentialFileRecord, FileCategory, FileMediaMetadata, FileRecord } from '../documents/file.ts';
import type { Unavailable } from '../documents/shapes.ts';
import { categorizeParts, type CategoryRules, compileRules } from './categorize-file.ts';
import { bareContentType } from './category-table.ts';
import { isSystemFile } from './ignore.ts';
import * as check from './inputs.ts';
import { encodeText, extensionOf, fileNameOf, folderOf } from './path.ts';

/**
 * One object as a listing gives it: the part of the Cloud Storage object resource a record is made of. Numbers come as
 * text; what the request's `fields` left out is absent. Source: objects.list reference, 2026-11-22.
 */
export interface ObjectRow {
  readonly name: string;
  /** Whole bytes; absent or anything else on an odd row, which `rowSize` reads as `null`. */
  readonly size?: string | number | null | undefined;
  readonly contentType?: string | null | undefined;
  /** Of a single object only: a listing does not ask for it. */
  readonly contentEncoding?: string | null | undefined;
  readonly timeCreated?: string | null | undefined;
  readonly updated?: string | null | undefined;
  readonly storageClass?: string | null | undefined;
  readonly generation?: string | number | null | undefined;
  readonly md5Hash?: string | null | undefined;
  readonly crc32c?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, string | null | undefined>> | null | undefined;
  /** `{ custom: { KEY: { value, createTime, updateTime } } }`, read by `customContexts`; absent without contexts. */
  readonly contexts?: unknown;
  /** When a version was replaced or deleted; asked for with `generations` alone. */
  readonly timeDeleted?: string | null | undefined;
  /** Absent while the object grows; asked for with `generations` alone. */
  readonly timeFinalized?: string | null | undefined;
}

/**
 * Gives the size of a listed object in bytes; `null` when the row has none, or one that is no whole number of bytes
 * from 0 to 2^53 − 1: a made-up 0 would be counted as a measurement. `10.0` is a whole number; `1e3` was rounded by
 * whoever wrote it.
 *
 * @example
 * rowSize({ size: '1048576' }); //=> 1048576
 * rowSize({ size: '1e3' }); //=> null
 */
export function rowSize({ size }: Pick<ObjectRow, 'size'>): number | null {
  const bytes = typeof size === 'string' ? bytesOf(size) : size;
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}

/**
 * Parses digits one by one: a listing has one such text a row, and a pattern and a conversion would cost twice as much.
 */
function bytesOf(text: string): number | null {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return WHOLE_NUMBER.test(text) ? Number(text) : null;
    bytes = bytes * 10 + digit;
  }
  return text === '' ? null : bytes;
}

const WHOLE_NUMBER = /^\d+(?:\.0+)?$/;

/**
 * Gives custom metadata without Google's own `goog-reserved-*` keys; `null` when the row has none to give.
 *
 * @example
 * customMetadata({ printer: 'mk3', 'goog-reserved-file-mtime': '1' }); //=> { printer: 'mk3' }
 */
export function customMetadata(metadata: ObjectRow['metadata']): Record<string, string> | null {
  if (metadata === null || metadata === undefined) return null;
  const kept: [string, string][] = [];
  for (const [key, value] of Object.entries(metadata))
    if (typeof value === 'string' && !key.startsWith('goog-reserved-')) kept.push([key, value]);
  // Not by assignment: a key called __proto__ would vanish into the prototype.
  return Object.fromEntries(kept);
}

/**
 * Gives object contexts as keys with their values; `null` when the row has none. Times and extended data are left out,
 * and what is not as documented.
 *
 * @source Cloud Storage, object contexts: the field `contexts.custom` of an object (checked 2026-11-28)
 * @example
 * customContexts({ custom: { project: { value: 'kiln' } } }); //=> { project: 'kiln' }
 */
export function customContexts(contexts: unknown): Record<string, string> | null {
  if (!isObject(contexts) || !isObject(contexts['custom'])) return null;
  const kept: [string, string][] = [];
  for (const [key, entry] of Object.entries(contexts['custom']))
    if (isObject(entry) && typeof entry['value'] === 'string') kept.push([key, entry['value']]);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives a listing's timestamp in the documents' form; `null` when it is absent or no timestamp.
 *
 * @example
 * rowTimestamp('2025-04-30T13:47:12.345Z'); //=> '2025-04-30T13:47:12Z'
 */
export function rowTimestamp(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : normalizeTimestamp(text);
}

/** Where a row was listed, and the caller's own categories. */
export interface DescribeOptions {
  readonly bucket: string;
  readonly rules?: CategoryRules | undefined;
}

/**
 * Makes the record of a listed object.
 *
 * What the row leaves out is `null`, with its reason in `unavailable` where every object has the value. `metadata` is
 * custom metadata without `goog-reserved-*`, `null` when the object has none. Videos, sound and images carry their
 * format by name; length and size of the picture are added when the file is probed.
 *
 * @throws InsightInventoryError of kind `invalid_request` when a rule names no category
 * @example
 * describeFile({ name: 'video/clip.mp4', size: '1048576' }, { bucket: 'prints' }).size_mb; //=> 1
 */
export function describeFile(row: ObjectRow, options: DescribeOptions): FileRecord {
  check.describeFile({ row, options });
  return createDescriber(options)(row);
}

/** Makes {@link describeFile} for many rows of one bucket: rules and addresses are prepared once. */
export function createDescriber(options: DescribeOptions): (row: ObjectRow) => FileRecord {
  const byRule = compileRules(options.rules);
  const addresses = createAddresses(options.bucket);
  return (row) => {
    const { name } = row;
    const fileName = fileNameOf(name);
    const extension = extensionOf(fileName);
    const contentType = row.contentType ?? null;
    const category = isSystemFile(name) ? 'other' : categorizeParts(fileName, extension, contentType, byRule);
    const bytes = rowSize(row);
    const record: FileRecord = {
      name,
      folder: folderOf(name),
      file_name: fileName,
      extension,
      file_category: category,
      size_bytes: bytes,
      size_mb: bytes === null ? null : toMegabytes(bytes),
      content_type: contentType,
      storage_class: row.storageClass ?? null,
      created_time: rowTimestamp(row.timeCreated),
      updated_time: rowTimestamp(row.updated),
      generation: row.generation === null || row.generation === undefined ? null : String(row.generation),
      md5_hash: row.md5Hash ?? null,
      crc32c: row.crc32c ?? null,
      public_url: addresses.publicUrl(name),
      gs_uri: addresses.gsUri(name),
      metadata: customMetadata(row.metadata),
    };
    const contexts = customContexts(row.contexts);
    if (contexts !== null) record.contexts = contexts;
    addMediaFormat(record, category);
    const unavailable = reasonsOf(record, row);
    if (unavailable !== null) record.unavailable = unavailable;
    return record;
  };
}

/** The values every object has, by the property of a row they are read from. */
const EVERY_OBJECT_HAS = {
  storage_class: 'storageClass',
  created_time: 'timeCreated',
  updated_time: 'updated',
  generation: 'generation',
  crc32c: 'crc32c',
} as const;

/**
 * Tells why values of a record are `null`; `null` when none needs a reason. What the row has and cannot be read is
 * `failed`, what its source left out `not_requested`. A composed object has no MD5, known by its other checksum:
 * `not_applicable`. A content type and custom metadata are an object's own choice: their `null` says that it has none.
 */
function reasonsOf(record: FileRecord, row: ObjectRow): Unavailable | null {
  const reasons: Unavailable = {};
  if (record.size_bytes === null) Object.assign(reasons, { size_bytes: 'failed', size_mb: 'failed' });
  let key: keyof typeof EVERY_OBJECT_HAS;
  for (key in EVERY_OBJECT_HAS) {
    if (record[key] !== null) continue;
    reasons[key] = (row[EVERY_OBJECT_HAS[key]] ?? null) === null ? 'not_requested' : 'failed';
  }
  if (record.md5_hash === null) reasons['md5_hash'] = record.crc32c === null ? 'not_requested' : 'not_applicable';
  return Object.keys(reasons).length === 0 ? null : reasons;
}

function addMediaFormat(record: FileRecord, category: FileCategory): void {
  if (category === 'video') record.video_metadata = mediaFormat(record, category);
  else if (category === 'audio') record.audio_metadata = mediaFormat(record, category);
  else if (category === 'image') record.image_metadata = mediaFormat(record, category);
}

function mediaFormat(record: FileRecord, family: string): FileMediaMetadata {
  const format = record.extension === '' ? subtypeOf(record.content_type) : record.extension;
  return { format: format.toUpperCase(), content_type: family };
}

/** Gives, for a name without an extension, the content type's own word: `mp4` of `video/mp4`. */
function subtypeOf(contentType: string | null): string {
  const type = bareContentType(contentType);
  return type.slice(type.indexOf('/') + 1);
}

/**
 * Gives a record cut down to what a model needs.
 *
 * @example
 * Object.keys(toEssential(record)); //=> ['name', 'size_mb', 'file_category', 'created_time', 'public_url', 'metadata']
 */
export function toEssential(file: EssentialFileRecord): EssentialFileRecord {
  return {
    name: file.name,
    size_mb: file.size_mb,
    file_category: file.file_category,
    created_time: file.created_time,
    public_url: file.public_url,
    metadata: file.metadata,
  };
}

const HOST = 'https://storage.googleapis.com';

/** Names made of these alone are the same in a URL, unless one of their segments is `.` or `..`. */
const PLAIN = /^[\w\-~./]+$/;
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * Percent-encodes an object name segment by segment ({@link encodeText}). A name with a `.` or `..` segment has its
 * slashes encoded too, or a URL parser would resolve it to another object.
 *
 * @example
 * encodeObjectPath('video/a b.mp4'); //=> 'video/a%20b.mp4'
 */
function encodeObjectPath(name: string): string {
  const mayHaveDotSegment = name.startsWith('.') || name.includes('/.');
  if (!mayHaveDotSegment && PLAIN.test(name)) return name;
  const encoded = encodeText(name);
  return mayHaveDotSegment && DOT_SEGMENT.test(name) ? encoded : encoded.replaceAll('%2F', '/');
}

/** Gives the addresses of a bucket's objects, the bucket's part made once. */
function createAddresses(bucket: string): { publicUrl(name: string): string; gsUri(name: string): string } {
  const urlStart = `${HOST}/${encodeObjectPath(bucket)}/`;
  const uriStart = `gs://${bucket}/`;
  return { publicUrl: (name) => urlStart + encodeObjectPath(name), gsUri: (name) => uriStart + name };
}
