import { normalizeTimestamp } from '../base/time.ts';

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
 * The size of a listed object in bytes; `null` when the row has none, or one that is no whole number of bytes from 0 to
 * 2^53 − 1: a made-up 0 would be counted as a measurement. `10.0` is a whole number; `1e3` was rounded by whoever wrote it.
 *
 * @example
 * rowSize({ size: '1048576' }); //=> 1048576
 * rowSize({ size: '1e3' }); //=> null
 */
export function rowSize({ size }: Pick<ObjectRow, 'size'>): number | null {
  const bytes = typeof size === 'string' ? bytesOf(size) : size;
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
}

/** Digits one by one: a listing has one such text a row, and a pattern and a conversion would cost twice as much. */
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
 * Custom metadata without Google's own `goog-reserved-*` keys; `null` when the row has none to give.
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
 * Object contexts as keys with their values; `null` when the row has none. Times and extended data are left out, and what
 * is not as documented.
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
 * A listing's timestamp in the documents' form; `null` when it is absent or no timestamp.
 *
 * @example
 * rowTimestamp('2025-04-30T13:47:12.345Z'); //=> '2025-04-30T13:47:12Z'
 */
export function rowTimestamp(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : normalizeTimestamp(text);
}
