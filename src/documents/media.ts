import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { type MediaMetadata, mediaMetadataSchema } from './file.ts';
import {
  collectionIssueSchema,
  numberOrNull,
  schemaReference,
  textOrNull,
  timestamp,
  timestampOrNull,
  type Unavailable,
  unavailableSchema,
} from './shapes.ts';

/** A comment and the replies under it. Replies are flat: a reply to a reply is under the top-level comment. */
export interface CommentRecord {
  id: string;
  /** `''` when Graph sent none. */
  text: string;
  /** `null` when the token lacks the comments permission. */
  username: string | null;
  /** Who wrote it, as an id of Graph's own; `null` when the token lacks the comments permission. */
  from_id: string | null;
  timestamp: string | null;
  /** `null` when Graph left it out. */
  like_count: number | null;
  /** Never has replies of its own below. */
  replies: CommentRecord[];
  /** True only when Graph had a further page of replies. */
  replies_truncated: boolean;
}

/** Validates a {@link CommentRecord}, replies included. */
export const commentRecordSchema: v.GenericSchema<unknown, CommentRecord> = v.object({
  id: v.string(),
  text: v.string(),
  username: textOrNull,
  from_id: textOrNull,
  timestamp: timestampOrNull,
  like_count: numberOrNull,
  replies: v.array(v.lazy(() => commentRecordSchema)),
  replies_truncated: v.boolean(),
});

/**
 * Every insight of a media record, in document order. `views` and the like are counts, `*_ms` milliseconds, `skip_rate`
 * percent; `impressions` and `plays` are retired names that take the value of `views`.
 */
export const MEDIA_INSIGHT_KEYS = [
  'views',
  'reach',
  'likes',
  'comments',
  'saved',
  'shares',
  'total_interactions',
  'reposts',
  'follows',
  'profile_visits',
  'profile_activity',
  'avg_watch_time_ms',
  'total_watch_time_ms',
  'skip_rate',
  'crossposted_views',
  'facebook_views',
  'replies',
  'navigation',
  'link_clicks',
  'impressions',
  'plays',
] as const;

/** The name of an insight in a record. */
export type MediaInsightKey = (typeof MEDIA_INSIGHT_KEYS)[number];
/** The insights of one post: counts, `*_ms` in milliseconds, `skip_rate` in percent. */
export type MediaInsightValues = Record<MediaInsightKey, number | null>;

/** The insights of one post, with what they came from and why any is missing. */
export interface MediaInsights {
  insights: MediaInsightValues;
  /** Alias to the metric it was filled from: `{ impressions: 'views' }`. */
  metric_sources: Record<string, string>;
  unavailable: Unavailable;
}

/** What interactions were added up from. */
export type InteractionsBasis = 'total_interactions' | 'likes_comments_saved_shares' | 'likes_comments';
/** What a rate divides by. */
export type EngagementBasis = 'reach' | 'views' | 'followers';

/** Interactions with one post and its rates, in percent. */
export interface Engagement {
  /** `null` unless all terms of one of the bases are known: a partial sum never passes for the whole. */
  interactions: number | null;
  interactions_basis: InteractionsBasis | null;
  rate_by_reach: number | null;
  rate_by_views: number | null;
  /** `null` unless the followers are known: `collect` reads them. */
  rate_by_followers: number | null;
}

/** One post. */
export interface MediaRecord {
  id: string;
  /** `IMAGE`, `VIDEO`, `CAROUSEL_ALBUM`; kept open. Reels are `VIDEO`. */
  media_type: string;
  /** `FEED`, `REELS`, `STORY`, `AD`; kept open. */
  media_product_type: string | null;
  /** True for reels, old videos and video stories. */
  is_video: boolean;
  caption: string | null;
  /** Of the caption: lower case, without `#`, each once. */
  hashtags: string[];
  permalink: string | null;
  /** ISO 8601, UTC: when it was published. */
  timestamp: string;
  /** Signed and short-lived: `null` in documents unless asked for. */
  media_url: string | null;
  thumbnail_url: string | null;
  /** `null` when the owner hides likes; `insights.likes` may still be known. */
  like_count: number | null;
  /** Includes replies. */
  comments_count: number | null;
  /** Each `null` has its reason in `unavailable`, as `insights.NAME`. */
  insights: MediaInsightValues;
  /** Alias to the metric it was filled from: `{ impressions: 'views' }`. */
  metric_sources: Record<string, string>;
  /** Path of each `null` to its reason. */
  unavailable: Unavailable;
  engagement: Engagement;
  /** Younger than 48 hours: the figures still grow. */
  maturing: boolean;
  /** Of a carousel; the type is `null` when Graph left it out. */
  children?: { id: string; media_type: string | null }[];
  /** `MUSIC` or `ORIGINAL_SOUND`, on videos only; kept open. */
  media_audio_type?: string;
  /** Whether it is labelled as made with AI; absent where Graph does not say. */
  is_ai_generated?: boolean;
  /** Length and shape, present when probing was asked for; `null` when the file could not be reached. */
  media_details?: MediaMetadata | null;
  /** Absent: not asked for. `null`: asked for and failed. */
  comments?: CommentRecord[] | null;
  /** True only when Graph had a further page. */
  comments_truncated?: boolean;
}

const mediaInsightValuesSchema: v.GenericSchema<unknown, MediaInsightValues> = v.object(
  v.entriesFromList(MEDIA_INSIGHT_KEYS, numberOrNull),
);

/** Validates {@link MediaInsights}. */
export const mediaInsightsSchema: v.GenericSchema<unknown, MediaInsights> = v.object({
  insights: mediaInsightValuesSchema,
  metric_sources: v.record(v.string(), v.string()),
  unavailable: unavailableSchema,
});

const engagementSchema: v.GenericSchema<unknown, Engagement> = v.object({
  interactions: numberOrNull,
  interactions_basis: v.nullable(v.picklist(['total_interactions', 'likes_comments_saved_shares', 'likes_comments'])),
  rate_by_reach: numberOrNull,
  rate_by_views: numberOrNull,
  rate_by_followers: numberOrNull,
});

/** Validates a {@link MediaRecord}. */
export const mediaRecordSchema: v.GenericSchema<unknown, MediaRecord> = v.object({
  id: v.string(),
  media_type: v.string(),
  media_product_type: textOrNull,
  is_video: v.boolean(),
  caption: textOrNull,
  hashtags: v.array(v.string()),
  permalink: textOrNull,
  timestamp,
  media_url: textOrNull,
  thumbnail_url: textOrNull,
  like_count: numberOrNull,
  comments_count: numberOrNull,
  insights: mediaInsightValuesSchema,
  metric_sources: v.record(v.string(), v.string()),
  unavailable: unavailableSchema,
  engagement: engagementSchema,
  maturing: v.boolean(),
  children: v.exactOptional(v.array(v.object({ id: v.string(), media_type: textOrNull }))),
  media_audio_type: v.exactOptional(v.string()),
  is_ai_generated: v.exactOptional(v.boolean()),
  media_details: v.exactOptional(v.nullable(mediaMetadataSchema)),
  comments: v.exactOptional(v.nullable(v.array(commentRecordSchema))),
  comments_truncated: v.exactOptional(v.boolean()),
});

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
