import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { collectionIssueSchema, schemaReference, timestamp } from './shapes.ts';

/** How many pictures a document holds, and how large they are. A page with all of them still opens at once on a phone. */
export const THUMBNAIL_LIMITS = { images: 10, imageBytes: 400_000, totalBytes: 2_000_000 } as const;

/**
 * Small pictures of posts, for a page. A document of its own: a program or a model that reads the figures of an account has
 * no use for pictures. No address is in it.
 */
export interface Thumbnails {
  /** Identifier of the document's JSON Schema; in a written file. */
  $schema?: string;
  thumbnails_version: '1.0';
  /** When they were read. */
  retrieved_at: string;
  /** A `data:` URI of a JPEG, PNG or WebP by the id of its post. */
  images: Record<string, string>;
  /** None, or one for all pictures that could not be had. */
  issues: CollectionIssue[];
}

const DATA_URI = /^data:(image\/(?:jpeg|png|webp));base64,([A-Za-z0-9+/]+={0,2})$/;

/** Validates {@link Thumbnails}. */
export const thumbnailsSchema: v.GenericSchema<unknown, Thumbnails> = v.object({
  $schema: schemaReference,
  thumbnails_version: v.literal('1.0'),
  retrieved_at: timestamp,
  images: v.record(v.string(), v.pipe(v.string(), v.regex(DATA_URI))),
  issues: v.array(collectionIssueSchema),
});

/** A format of pictures that every browser shows and that holds no script. */
export type ThumbnailType = 'image/jpeg' | 'image/png' | 'image/webp';

const PNG_SIGNATURE = '89504e470d0a1a0a';

/** Tells the format of a picture by its first bytes, whatever a header or a name says; `null` for any other file. */
export function thumbnailTypeOf(bytes: Uint8Array): ThumbnailType | null {
  const head = Buffer.from(bytes.subarray(0, 12));
  if (head.toString('hex', 0, 3) === 'ffd8ff') return 'image/jpeg';
  if (head.toString('hex', 0, 8) === PNG_SIGNATURE) return 'image/png';
  return head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : null;
}

/** Tells whether a text is the URI of a picture of these formats, by its bytes too, and within the size of one. */
export function isThumbnail(uri: string): boolean {
  const [, type, base64 = ''] = DATA_URI.exec(uri) ?? [];
  if (type === undefined || base64.length > Math.ceil(THUMBNAIL_LIMITS.imageBytes / 3) * 4) return false;
  return thumbnailTypeOf(Buffer.from(base64.slice(0, 16), 'base64')) === type;
}
