import { ResponseValidationError } from '../base/errors.ts';

/**
 * One object as a listing gives it: the part of the Cloud Storage object resource a record is made of. Numbers come as
 * text; what the request's `fields` left out is absent. Source: objects.list reference, 2026-11-22.
 */
export interface ObjectRow {
  readonly name: string;
  readonly size: string | number;
  readonly contentType?: string | null | undefined;
  readonly timeCreated?: string | null | undefined;
  readonly updated?: string | null | undefined;
  readonly storageClass?: string | null | undefined;
  readonly generation?: string | number | null | undefined;
  readonly md5Hash?: string | null | undefined;
  readonly crc32c?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, string | null | undefined>> | null | undefined;
}

/**
 * The size of a listed object in bytes.
 *
 * @throws ResponseValidationError when the size is no whole number of bytes: a made-up 0 would be counted as a
 * measurement
 */
export function rowSize(row: Pick<ObjectRow, 'name' | 'size'>): number {
  const size = typeof row.size === 'string' && row.size !== '' ? Number(row.size) : row.size;
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  throw new ResponseValidationError(
    `The listing gives object ${JSON.stringify(row.name)} a size that is no byte count.`,
    {
      kind: 'invalid_response',
      code: 'gcs:object_size',
      remedy: 'List the object again with `size` among the requested fields.',
    },
  );
}

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
