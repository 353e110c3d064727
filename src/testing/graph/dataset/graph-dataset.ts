/** Account metrics by name. A metric left out is answered like one without data, never with 0. */
export type AccountInsightsSource = Readonly<Record<string, AccountMetricSource>>;

/**
 * Where one metric's numbers come from. Fixed totals answer any window of their length: `day` a window of one day,
 * `week` one of 7, `days_28` one of 28, and each day of a series. `daily` holds one number for each day.
 */
export interface AccountMetricSource {
  readonly day?: number | undefined;
  readonly week?: number | undefined;
  readonly days_28?: number | undefined;
  /**
   * `YYYY-MM-DD`, a day in Pacific time, to a number. Windows are summed; people are counted once in `reach` and
   * `accounts_engaged`, so there 70 % of the sum is taken, and at least the best day. Wins over the fixed totals.
   */
  readonly daily?: Readonly<Record<string, number>> | undefined;
  /** Breakdown names (sorted, joined by commas) to rows, the same for every window. */
  readonly breakdowns?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
}

/** One row of a breakdown. `values` in the order of the sorted breakdown names. */
export interface BreakdownRow {
  readonly values: readonly string[];
  /** A number for every window, or one for each day as in `daily`. */
  readonly value: number | Readonly<Record<string, number>>;
}

/** Who the audience is. Keys of the inner records are breakdowns: `age`, `gender`, `age,gender`, `city`, `country`. */
export interface AudienceSource {
  readonly followers?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
  readonly engaged?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
  readonly reached?: Readonly<Record<string, readonly BreakdownRow[]>> | undefined;
  /** Engagements in the timeframe. Below 100 `engaged` and `reached` have no data. @default enough */
  readonly engagements?: number | undefined;
  /** Pacific day to hour of the day to followers online. An empty record is answered as `{}`. */
  readonly onlineFollowers?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
}

/**
 * Everything a Graph simulator answers from. Keys that Graph sends keep Graph's spelling; keys in camelCase steer the
 * simulator. What is left out is what Graph leaves out: an absent number is never answered with 0.
 */
export interface GraphDataset {
  readonly account: AccountNode;
  /** Posts and stories in any order; stories are those with `media_product_type` `STORY`. */
  readonly media: readonly MediaNode[];
  readonly accountInsights?: AccountInsightsSource | undefined;
  readonly audience?: AudienceSource | undefined;
  /** Posts of others in which the account is tagged. */
  readonly tags?: readonly MediaNode[] | undefined;
  readonly liveMedia?: readonly MediaNode[] | undefined;
  /** Posts and comments of others that mention the account, read by their id. */
  readonly mentionedMedia?: readonly MediaNode[] | undefined;
  readonly mentionedComments?: readonly CommentNode[] | undefined;
  /** Businesses that `business_discovery` finds. */
  readonly otherAccounts?: readonly OtherAccount[] | undefined;
  /** Hashtags with posts. Any other tag exists too, without posts. */
  readonly hashtags?: readonly HashtagNode[] | undefined;
  /** Tags the account has searched before the simulator started. */
  readonly searchedHashtags?: readonly SearchedHashtag[] | undefined;
  /** @default 0 of 100 a day used */
  readonly publishingLimit?: PublishingLimit | undefined;
  /** Facebook login: who gave the token. @default a person with a made-up id */
  readonly person?: { readonly id: string; readonly name: string } | undefined;
  /** Facebook login: that person's Pages. @default one Page that is linked to the account */
  readonly pages?: readonly PageNode[] | undefined;
}

/** The Instagram account. */
export interface AccountNode {
  readonly id: string;
  readonly username: string;
  readonly name?: string | undefined;
  readonly biography?: string | undefined;
  readonly website?: string | undefined;
  readonly followers_count?: number | undefined;
  readonly follows_count?: number | undefined;
  /** @default the number of posts, stories left out */
  readonly media_count?: number | undefined;
  /** A JSON number on the wire, whatever its size. Write large ones as text. */
  readonly ig_id?: number | string | undefined;
  /**
   * UTC hour in the `end_time` of daily figures; the day stays the Pacific one. 16 for accounts east of Greenwich.
   * @default midnight in Los Angeles: 7 or 8
   * @source airbytehq/airbyte#74006 (checked 2026-11-27)
   */
  readonly endTimeHour?: number | undefined;
  /** Instagram login only. @default 'BUSINESS' */
  readonly account_type?: string | undefined;
  /** Instagram login: the `id` that `/me` gives; paths take `id` above. @default made from `id` */
  readonly appScopedId?: string | undefined;
  /** Fields that are left out although they would apply: `profile_picture_url` for an account without a picture. */
  readonly omits?: readonly string[] | undefined;
  /** Any further field, as it is to be answered. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** A post, a story or a child of a carousel. */
export interface MediaNode {
  readonly id: string;
  /** `IMAGE`, `VIDEO`, `CAROUSEL_ALBUM`, or a word of the future. */
  readonly media_type: string;
  /** `FEED`, `REELS`, `STORY`, `AD`, or a word of the future. @default 'FEED' */
  readonly media_product_type?: string | undefined;
  /** `2026-11-20T13:00:34+0000` or any ISO 8601 form. */
  readonly timestamp: string;
  readonly caption?: string | undefined;
  /** @default made from the id */
  readonly permalink?: string | undefined;
  /** @default made from the id */
  readonly shortcode?: string | undefined;
  readonly like_count?: number | undefined;
  /** @default the number of comments and replies */
  readonly comments_count?: number | undefined;
  readonly alt_text?: string | undefined;
  readonly media_audio_type?: string | undefined;
  /** Of somebody else's post. @default the account's */
  readonly username?: string | undefined;
  /** Only answered inside `business_discovery`. */
  readonly view_count?: number | undefined;
  /** @default an address of the simulator, which answers it with `content` */
  readonly media_url?: string | undefined;
  /** @default an address of the simulator; videos only */
  readonly thumbnail_url?: string | undefined;
  /** Insight values by metric. A metric left out has no row in the answer. */
  readonly insights?: Readonly<Record<string, number>> | undefined;
  /** Metric, then dimension value, then number: `{ navigation: { tap_back: 4 } }`. */
  readonly insightBreakdowns?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  readonly comments?: readonly CommentNode[] | undefined;
  readonly children?: readonly MediaNode[] | undefined;
  /** What `media_url` answers. @default a few bytes of filler for a video, a small grey JPEG for a picture */
  readonly content?: MediaContent | undefined;
  /** Bytes behind the address of its thumbnail. @default a small grey JPEG */
  readonly thumbnail?: MediaContent | undefined;
  /** Made before the account became professional: insights fail with 100/2108006. */
  readonly beforeBusinessAccount?: boolean | undefined;
  /** A story with fewer than 5 viewers: insights fail with 10. */
  readonly fewViewers?: boolean | undefined;
  /**
   * Not shared to Facebook: `facebook_views` and `crossposted_views` fail with -1/2207086.
   * @default true unless `insights` has one of the two
   */
  readonly notCrossposted?: boolean | undefined;
  /** The owner hides like counts: `like_count` is left out wherever the post is read through another node. */
  readonly hiddenLikes?: boolean | undefined;
  /**
   * Comments are counted and not given: the edge, and the expansion, are empty lists with `paging.cursors`.
   * @source diwenne/openreply#64, seen 2026-09 (checked 2026-11-27)
   */
  readonly withholdsComments?: boolean | undefined;
  /**
   * The post is still in its list and cannot be read any more: by its id, through its edges, and with it every list
   * request that expands it.
   * @source geoff-maddock/events-tracker#1900 (100/33 under a valid token), error table of publishing (24/2207006);
   * that one post fails the page of a list is inferred from other errors (checked 2026-11-27)
   */
  readonly gone?: GoneCode | undefined;
  /** Metrics this one post refuses although its kind has them. */
  readonly rejects?: readonly string[] | undefined;
  /** Fields that are left out although they would apply: `media_url` for a video with licensed music. */
  readonly omits?: readonly string[] | undefined;
  /** Any further field, as it is to be answered. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** The error of a post that is gone, by code and subcode. */
export type GoneCode = '100/33' | '803' | '24/2207006';

/** Bytes of a media file: all of them, or a source read by range. */
export type MediaContent =
  | Uint8Array
  | {
      readonly size: number;
      /** The bytes from `start` up to but not including `end`. */
      readonly read: (start: number, end: number) => Uint8Array;
    };

/** A comment or a reply. */
export interface CommentNode {
  readonly id: string;
  readonly text: string;
  readonly timestamp: string;
  /** Left out, `from` is left out too. */
  readonly username?: string | undefined;
  readonly from_id?: string | undefined;
  /** @default 0 */
  readonly like_count?: number | undefined;
  /** @default false */
  readonly hidden?: boolean | undefined;
  /** Replies are not given: an empty list with `paging.cursors`, as for comments. */
  readonly withholdsReplies?: boolean | undefined;
  readonly replies?: readonly CommentNode[] | undefined;
}

/** Another business and what it shows the public. */
export interface OtherAccount {
  readonly id: string;
  readonly username: string;
  readonly name?: string | undefined;
  readonly biography?: string | undefined;
  readonly website?: string | undefined;
  readonly followers_count?: number | undefined;
  readonly follows_count?: number | undefined;
  readonly media_count?: number | undefined;
  readonly media?: readonly MediaNode[] | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** A hashtag and its public posts. */
export interface HashtagNode {
  readonly id: string;
  /** Without `#`, lower case. */
  readonly name: string;
  readonly recent?: readonly MediaNode[] | undefined;
  readonly top?: readonly MediaNode[] | undefined;
}

/** A hashtag of the ledger of 30 in 7 days. */
export interface SearchedHashtag {
  readonly name: string;
  /** First search within its seven days, ISO 8601. */
  readonly at: string;
}

/** What `content_publishing_limit` answers. */
export interface PublishingLimit {
  readonly quota_usage: number;
  readonly quota_total: number;
  /** Seconds. */
  readonly quota_duration: number;
}

/** A Facebook Page. */
export interface PageNode {
  readonly id: string;
  readonly name: string;
  /** Id of the linked Instagram account; left out when there is none. */
  readonly instagram_business_account?: string | undefined;
  /**
   * Belongs to a business portfolio: missing from `me/accounts` of a token without `business_management`.
   * @source getopenpost/openpost#216, Automattic/jetpack#51282 (checked 2026-11-27)
   */
  readonly inPortfolio?: boolean | undefined;
}
