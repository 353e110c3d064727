import * as v from 'valibot';

/** A comment or a reply of an exported account; a post's `comments_count` counts both. */
export interface ExportedComment {
  id: string;
  text?: string;
  timestamp: string;
  like_count?: number;
  username?: string;
  replies?: ExportedComment[];
}

/** A post as read through the Graph API, its insights flattened to name and value. */
export interface ExportedMedia {
  id: string;
  media_type: string;
  media_product_type?: string;
  permalink?: string;
  timestamp: string;
  caption?: string;
  like_count?: number;
  comments_count?: number;
  insights?: Record<string, number>;
  comments?: ExportedComment[];
  /** Of the clip at the post's media address; without it the address holds no clip that can be read. */
  duration_seconds?: number;
  /** Width of the clip as shown. @default 1080 */
  width?: number;
  /** Height of the clip as shown. @default 1920 */
  height?: number;
}

/** An account as read through the Graph API: the format of `instagram-account.json`. Keys not named here are kept. */
export interface AccountExport {
  exported_at?: string;
  user: {
    id: string;
    username: string;
    name?: string;
    biography?: string;
    website?: string;
    followers_count?: number;
    follows_count?: number;
    media_count?: number;
  };
  /** Metric → period (`day`, `week`, `days_28`) → value. */
  account_insights?: Record<string, Record<string, number>>;
  media: ExportedMedia[];
  note?: string;
}

/** An object of a bucket listing, in the JSON API's words; the last four say what is inside a clip or a picture. */
export interface ListedObject {
  name: string;
  /** Bytes; the JSON API writes them as text. */
  size: string | number;
  contentType?: string;
  timeCreated?: string;
  metadata?: Record<string, string>;
  duration_seconds?: number;
  /** Width as shown, after any rotation. */
  width?: number;
  /** Height as shown, after any rotation. */
  height?: number;
  /** Clockwise turn from the stored picture to the one shown: 0, 90, 180 or 270. */
  rotation?: number;
}

/** A bucket's objects: the format of `bucket-objects.json`. */
export interface BucketListing {
  note?: string;
  bucket: string;
  /** What an inventory of these objects should count, for those who check one against it. */
  expected?: Record<string, number>;
  objects: ListedObject[];
}

const text = v.string();
const filled = v.pipe(v.string(), v.nonEmpty());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
/** Ids and sizes pass 2^53: an id that was written as a number has already lost its last digits. */
const digits = v.pipe(v.string(), v.regex(/^\d+$/, 'Expected digits in quotes'));
const time = v.pipe(
  v.string(),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'Expected an ISO 8601 time'),
);

const commentSchema: v.GenericSchema<unknown, ExportedComment> = v.looseObject({
  id: digits,
  text: v.exactOptional(text),
  timestamp: time,
  like_count: v.exactOptional(whole),
  username: v.exactOptional(text),
  replies: v.exactOptional(v.lazy(() => v.array(commentSchema))),
});

const mediaSchema: v.GenericSchema<unknown, ExportedMedia> = v.looseObject({
  id: digits,
  media_type: filled,
  media_product_type: v.exactOptional(text),
  permalink: v.exactOptional(text),
  timestamp: time,
  caption: v.exactOptional(text),
  like_count: v.exactOptional(whole),
  comments_count: v.exactOptional(whole),
  insights: v.exactOptional(v.record(v.string(), v.number())),
  comments: v.exactOptional(v.array(commentSchema)),
  duration_seconds: v.exactOptional(positive),
  width: v.exactOptional(v.pipe(positive, v.integer())),
  height: v.exactOptional(v.pipe(positive, v.integer())),
});

const userEntries = {
  id: digits,
  username: filled,
  name: v.exactOptional(text),
  biography: v.exactOptional(text),
  website: v.exactOptional(text),
  followers_count: v.exactOptional(whole),
  follows_count: v.exactOptional(whole),
  media_count: v.exactOptional(whole),
};

/** Checks an `instagram-account.json`: what is named must be right, what is not named is kept. */
export const accountExportSchema: v.GenericSchema<unknown, AccountExport> = v.looseObject({
  exported_at: v.exactOptional(text),
  user: v.looseObject(userEntries),
  account_insights: v.exactOptional(v.record(v.string(), v.record(v.string(), v.number()))),
  media: v.array(mediaSchema),
  note: v.exactOptional(text),
});

const NO_SIZE = 'Expected a number of bytes';

const objectSchema: v.GenericSchema<unknown, ListedObject> = v.looseObject({
  name: filled,
  size: v.union([v.pipe(v.string(), v.regex(/^\d+$/, NO_SIZE)), whole], NO_SIZE),
  contentType: v.exactOptional(text),
  timeCreated: v.exactOptional(time),
  metadata: v.exactOptional(v.record(v.string(), v.string())),
  duration_seconds: v.exactOptional(positive),
  width: v.exactOptional(v.pipe(positive, v.integer())),
  height: v.exactOptional(v.pipe(positive, v.integer())),
  rotation: v.exactOptional(v.picklist([0, 90, 180, 270])),
});

/** Checks a `bucket-objects.json`; every name must be there once. */
export const bucketListingSchema: v.GenericSchema<unknown, BucketListing> = v.looseObject({
  note: v.exactOptional(text),
  bucket: filled,
  expected: v.exactOptional(v.record(v.string(), v.number())),
  objects: v.pipe(
    v.array(objectSchema),
    v.check(
      (objects) => new Set(objects.map((object) => object.name)).size === objects.length,
      'Expected every name once',
    ),
  ),
});
