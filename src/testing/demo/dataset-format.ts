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
