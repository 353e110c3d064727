import { createHash } from 'node:crypto';
import type { MediaBytes } from '../media-files/media-bytes.ts';
import { hash32 } from '../shared/random.ts';
import { contextsOf, type ObjectContexts } from './contexts.ts';
import { nameProblem } from './object-names.ts';

/** What an object holds: bytes in memory, or a function of the half-open range `[start, end)`. */
export type ObjectContent = Uint8Array | ((start: number, end: number) => Uint8Array);

/** The key a caller encrypted an object with: the service keeps its hash alone. */
export interface CustomerEncryption {
  readonly encryptionAlgorithm: string;
  /** Base64 of the SHA-256 of the key. */
  readonly keySha256: string;
}

/**
 * One object version as the simulator serves it. A `null` field is left out of the resource. int64 values are texts, as
 * on the wire; `size` is a number because ranges are computed from it.
 */
export interface ObjectRow {
  readonly name: string;
  /** Bytes, an exact integer. */
  readonly size: number;
  readonly generation: string;
  readonly metageneration: string;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly contentDisposition: string | null;
  readonly contentLanguage: string | null;
  readonly cacheControl: string | null;
  readonly storageClass: string;
  readonly md5Hash: string | null;
  readonly crc32c: string;
  readonly etag: string;
  readonly timeCreated: string | null;
  readonly updated: string | null;
  readonly timeFinalized: string | null;
  readonly timeDeleted: string | null;
  readonly softDeleteTime: string | null;
  readonly hardDeleteTime: string | null;
  readonly customTime: string | null;
  readonly componentCount: number | null;
  readonly temporaryHold: boolean | null;
  readonly eventBasedHold: boolean | null;
  readonly kmsKeyName: string | null;
  readonly customerEncryption: CustomerEncryption | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly contexts: ObjectContexts | null;
  /** What is stored; `null`: filler bytes. */
  readonly content: ObjectContent | null;
  /** Fields of the resource that are not what they should be; `null`: none. */
  readonly asSent: { readonly value: unknown } | null;
}

const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ['mp4', 'video/mp4'],
  ['mov', 'video/quicktime'],
  ['webm', 'video/webm'],
  ['mkv', 'video/x-matroska'],
  ['mp3', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['wav', 'audio/wav'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['stl', 'model/stl'],
  ['glb', 'model/gltf-binary'],
  ['pdf', 'application/pdf'],
  ['json', 'application/json'],
  ['csv', 'text/csv'],
  ['txt', 'text/plain'],
  ['html', 'text/html'],
  ['zip', 'application/zip'],
]);

/**
 * Gives the content type an uploader would have set, by extension; `application/octet-stream` for the rest.
 *
 * @example
 * contentTypeOf('clips/a.MP4'); //=> 'video/mp4'
 */
function contentTypeOf(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
  return BY_EXTENSION.get(extension) ?? 'application/octet-stream';
}

const TABLE: Uint32Array = makeTable();

/**
 * Computes the CRC32C (Castagnoli) as Cloud Storage writes it: base64 of the four bytes, big-endian.
 *
 * @example
 * crc32cBase64(new TextEncoder().encode('123456789')); //=> '4waSgw=='
 */
export function crc32cBase64(bytes: Uint8Array): string {
  let state = 0xffffffff;
  for (const byte of bytes) state = (TABLE[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((state ^ 0xffffffff) >>> 0);
  return sum.toString('base64');
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value;
  });
}

/**
 * An object to put into a simulated bucket. Only `name` is required; everything else has a fixed default, so the same
 * rows always give the same bucket. `null` leaves the field out of the resource.
 */
export interface SimulatedObject {
  /** 1 to 1,024 bytes of UTF-8. A name the service would refuse throws a `RangeError`. */
  readonly name: string;
  /** Bytes. Needed when `content` is a function; else it must agree. @default length of `content`, else 0 */
  readonly size?: number | undefined;
  /**
   * A text (UTF-8), bytes, a media file as `mp4Bytes` and its like make it, or a function of the half-open range
   * `[start, end)`. Left out, `size` filler bytes are served, which depend on their position alone.
   */
  readonly content?: string | ObjectContent | MediaBytes | undefined;
  /** @default by extension, else `application/octet-stream` */
  readonly contentType?: string | null | undefined;
  /**
   * `gzip` with gzip in `content`: unpacked on the way for clients that take none, which then get the whole object
   * whatever range they ask for; `size` stays that of the packed bytes. `cacheControl` with `no-transform` prevents it.
   *
   * @source Cloud Storage, transcoding of gzip-compressed files; rclone/rclone#2658 (checked 2026-11-27)
   */
  readonly contentEncoding?: string | null | undefined;
  readonly contentDisposition?: string | null | undefined;
  readonly contentLanguage?: string | null | undefined;
  readonly cacheControl?: string | null | undefined;
  /** @default 'STANDARD' */
  readonly storageClass?: string | undefined;
  /**
   * RFC 3339. The service always has it; `null` leaves it out, for data sets that lack it.
   * @default one minute after the object before it, from 2025-01-01T00:00:00.000Z
   */
  readonly timeCreated?: string | null | undefined;
  /** @default `timeCreated` */
  readonly updated?: string | null | undefined;
  /**
   * `null`: an object of a zonal bucket (class `RAPID`) that still grows.
   * @default `timeCreated`
   * @source Cloud Storage release notes to 2026-11-04 (checked 2026-11-27)
   */
  readonly timeFinalized?: string | null | undefined;
  /** Makes this a noncurrent version, listed only with `versions=true`. */
  readonly timeDeleted?: string | null | undefined;
  readonly customTime?: string | null | undefined;
  /** Decimal int64. @default microseconds of `timeCreated` */
  readonly generation?: string | undefined;
  /** @default '1' */
  readonly metageneration?: string | undefined;
  /**
   * Base64. True for bytes; otherwise made up from name and generation: it tells objects apart and does not match the
   * bytes served, so it is not sent with them. `null` leaves it out, as a `componentCount` does: composite objects have
   * none.
   */
  readonly md5Hash?: string | null | undefined;
  /** Base64, big-endian; as `md5Hash`. */
  readonly crc32c?: string | undefined;
  readonly componentCount?: number | null | undefined;
  readonly temporaryHold?: boolean | null | undefined;
  readonly eventBasedHold?: boolean | null | undefined;
  readonly kmsKeyName?: string | null | undefined;
  /**
   * Encrypted with a key of the caller: without `x-goog-encryption-key-sha256` of that key the bytes are refused with
   * 400, and hashes are left out.
   *
   * @source Cloud Storage, customer-supplied encryption keys; floci-io/floci-gcp#28 (checked 2026-11-27)
   */
  readonly customerEncryption?: CustomerEncryption | null | undefined;
  /**
   * When the object was soft-deleted: it is listed with `softDeleted=true` alone, and read with its generation.
   * RFC 3339. @default none
   */
  readonly softDeleteTime?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, string>> | null | undefined;
  /**
   * Object contexts, key by key, by which a listing can filter. Keys and values the service would refuse throw a
   * `RangeError`. @default none
   */
  readonly contexts?: Readonly<Record<string, string>> | null | undefined;
  /**
   * What the resource says instead of what is right, for rows no document describes: a record is laid over the fields
   * (`{ size: 'abc' }`, `{ name: undefined }` leaves the name out), anything else takes the place of the whole row.
   * @default nothing
   * @source fields of rows that public reports name, in the hands of clients (checked 2026-11-27)
   */
  readonly asSent?: unknown;
}

/** @source Cloud Storage soft delete, usual retention (checked 2026-11-27) */
const SOFT_DELETE_DAYS = 7;
const FIRST_CREATED_MS = Date.UTC(2025, 0, 1);

/**
 * Fills in the defaults. `ordinal` counts the objects put into the bucket so far and spaces their creation times.
 * Throws a `RangeError` for what the service could not hold.
 */
export function objectRow(object: SimulatedObject, ordinal: number): ObjectRow {
  const problem = nameProblem(object.name);
  if (problem !== null) throw new RangeError(`Object name ${JSON.stringify(object.name)} ${problem}.`);
  const content = contentOf(object.content);
  const createdMs = FIRST_CREATED_MS + ordinal * 60_000;
  const timeCreated = object.timeCreated === undefined ? new Date(createdMs).toISOString() : object.timeCreated;
  const generation = checkedInt64(object.generation ?? generationFor(timeCreated, createdMs, ordinal));
  const bytes = content instanceof Uint8Array ? content : null;
  const made = madeUpHashes(`${object.name}#${generation}`);
  return {
    name: object.name,
    size: sizeOf(object),
    generation,
    metageneration: checkedInt64(object.metageneration ?? '1'),
    contentType: object.contentType === undefined ? contentTypeOf(object.name) : object.contentType,
    contentEncoding: object.contentEncoding ?? null,
    contentDisposition: object.contentDisposition ?? null,
    contentLanguage: object.contentLanguage ?? null,
    cacheControl: object.cacheControl ?? null,
    storageClass: object.storageClass ?? 'STANDARD',
    md5Hash: md5Of(object, bytes ?? null, made.md5),
    crc32c: object.crc32c ?? (bytes === null ? made.crc32c : crc32cBase64(bytes)),
    etag: Buffer.from(`\b${generation}`).toString('base64'),
    timeCreated,
    updated: object.updated === undefined ? timeCreated : object.updated,
    timeFinalized: object.timeFinalized === undefined ? timeCreated : object.timeFinalized,
    timeDeleted: object.timeDeleted ?? object.softDeleteTime ?? null,
    softDeleteTime: object.softDeleteTime ?? null,
    hardDeleteTime: hardDeleteTime(object.softDeleteTime ?? null),
    customTime: object.customTime ?? null,
    componentCount: object.componentCount ?? null,
    temporaryHold: object.temporaryHold ?? null,
    eventBasedHold: object.eventBasedHold ?? null,
    kmsKeyName: object.kmsKeyName ?? null,
    customerEncryption: object.customerEncryption ?? null,
    metadata: object.metadata ?? null,
    contexts: contextsOf(object.contexts ?? null, timeCreated),
    content,
    asSent: 'asSent' in object ? { value: object.asSent } : null,
  };
}

/** Gives the MD5 of an object. A composite object has no MD5. */
function md5Of(object: SimulatedObject, bytes: Uint8Array | null, made: string): string | null {
  if (object.md5Hash !== undefined) return object.md5Hash;
  if ((object.componentCount ?? null) !== null) return null;
  return bytes === null ? made : md5Base64(bytes);
}

/** Computes when a soft-deleted object is gone for good: after the usual 7 days. */
function hardDeleteTime(softDeleteTime: string | null): string | null {
  if (softDeleteTime === null) return null;
  return new Date(Date.parse(softDeleteTime) + SOFT_DELETE_DAYS * 86_400_000).toISOString();
}

/** Makes a generation. A later one of the same name must be larger, so the ordinal breaks ties. */
function generationFor(timeCreated: string | null, createdMs: number, ordinal: number): string {
  const parsed = timeCreated === null ? createdMs : Date.parse(timeCreated);
  const ms = Number.isNaN(parsed) ? createdMs : parsed;
  return `${String(ms)}${String(ordinal % 1_000).padStart(3, '0')}`;
}

function contentOf(content: SimulatedObject['content']): ObjectContent | null {
  if (content === undefined) return null;
  if (typeof content === 'string') return Buffer.from(content);
  return 'read' in content ? (start, end) => content.read(start, end) : content;
}

function sizeOf(object: SimulatedObject): number {
  const { content } = object;
  const known = knownSize(content);
  const size = object.size ?? known ?? (typeof content === 'function' ? null : 0);
  if (size === null) throw new RangeError(`Object ${object.name}: a content function needs a size.`);
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`Object ${object.name}: size ${String(size)}.`);
  if (known !== null && known !== size) {
    throw new RangeError(`Object ${object.name}: size ${String(size)}, but content of ${String(known)} bytes.`);
  }
  return size;
}

function knownSize(content: SimulatedObject['content']): number | null {
  if (content === undefined || typeof content === 'function') return null;
  if (typeof content === 'string') return Buffer.byteLength(content);
  return 'read' in content ? content.size : content.length;
}

function checkedInt64(text: string): string {
  if (!/^\d{1,19}$/.test(text)) throw new RangeError(`Not a decimal int64: ${text}`);
  return text;
}

function md5Base64(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

function madeUpHashes(key: string): { readonly md5: string; readonly crc32c: string } {
  const md5 = createHash('md5').update(key).digest();
  const crc32c = Buffer.alloc(4);
  crc32c.writeUInt32BE(hash32(md5.readInt32BE(0), md5.readInt32BE(4)));
  return { md5: md5.toString('base64'), crc32c: crc32c.toString('base64') };
}
