/** The login a name exists on. */
type FieldLogin = 'both' | 'facebook' | 'instagram';

/** One name that may be in `fields`. */
export interface FieldRule {
  readonly name: string;
  readonly login: FieldLogin;
  /** The kind of node behind it, when it has fields of its own. */
  readonly of?: NodeKind | 'insights' | undefined;
  /** Names inside a plain object. */
  readonly parts?: readonly string[] | undefined;
}

/** What a node is. The same media has other fields when it is reached another way. */
export type NodeKind =
  | 'user'
  | 'me'
  | 'person'
  | 'page'
  | 'media'
  | 'child'
  | 'foreign_media'
  | 'discovered_user'
  | 'discovered_media'
  | 'hashtag'
  | 'hashtag_media'
  | 'comment'
  | 'publishing_limit';

const both = (...names: readonly string[]): FieldRule[] => names.map((name) => ({ name, login: 'both' }));
const facebook = (...names: readonly string[]): FieldRule[] => names.map((name) => ({ name, login: 'facebook' }));

const COMMON: readonly FieldRule[] = [
  ...both('id', 'caption', 'media_type', 'media_product_type', 'media_url', 'thumbnail_url', 'permalink', 'shortcode'),
  ...both('username', 'timestamp', 'like_count', 'comments_count', 'is_comment_enabled', 'is_shared_to_feed'),
  ...both('alt_text', 'media_audio_type', 'is_ai_generated'),
  ...facebook('ig_id', 'legacy_instagram_media_id', 'reposts_count', 'saved_count', 'shares_count'),
  ...facebook('total_like_count', 'total_comments_count', 'total_views_count', 'boost_ads_list'),
  ...facebook('copyright_check_information', 'current_live_viewer_count', 'has_poll', 'has_slider', 'video_title'),
  ...facebook('view_count'),
  { name: 'boost_eligibility_info', login: 'facebook', parts: ['eligible_to_boost', 'boost_ineligible_reason'] },
  { name: 'owner', login: 'both', parts: ['id', 'username'] },
];

/**
 * The account's own media. Sources: IG Media reference (2026-09-11), changelog to 2026-06-22, live probe 2026-05-08,
 * the machine specification of 2026-04-15. `caption` and `media_product_type` are called Facebook-only by one page and
 * are read on both hosts in practice.
 */
const MEDIA_FIELDS: readonly FieldRule[] = [
  ...COMMON,
  { name: 'children', login: 'both', of: 'child' },
  { name: 'comments', login: 'both', of: 'comment' },
  { name: 'insights', login: 'both', of: 'insights' },
  ...facebook('collaborators', 'product_tags'),
];

/** A picture or video inside a carousel. It has no insights. */
const CHILD_FIELDS: readonly FieldRule[] = [
  ...COMMON,
  { name: 'insights', login: 'both', of: 'insights' },
  ...facebook('product_tags'),
];

/** Media of others, reached through tags and mentions: everything but insights and the owner's own counts. */
const FOREIGN_MEDIA_FIELDS: readonly FieldRule[] = [
  ...COMMON,
  { name: 'children', login: 'both', of: 'child' },
  { name: 'comments', login: 'both', of: 'comment' },
  { name: 'insights', login: 'both', of: 'insights' },
];

/** Media of another business, found by its name. The one place `view_count` can be read. Source: 2026-08-12. */
const DISCOVERED_MEDIA_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'caption', 'media_type', 'media_product_type', 'media_url', 'thumbnail_url', 'permalink'),
  ...facebook('timestamp', 'username', 'like_count', 'comments_count', 'view_count', 'owner'),
  { name: 'children', login: 'facebook', of: 'child' },
];

/** Media under a hashtag. No user, no engagement beyond two counts. Source: recent_media and top_media references. */
const HASHTAG_MEDIA_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'caption', 'comments_count', 'like_count', 'media_type', 'media_url', 'permalink', 'timestamp'),
  { name: 'children', login: 'facebook', of: 'child' },
];

/** Comments and replies. Source: IG Comment reference. */
const COMMENT_FIELDS: readonly FieldRule[] = [
  ...both('id', 'text', 'timestamp', 'username', 'like_count', 'hidden', 'parent_id', 'legacy_instagram_comment_id'),
  { name: 'from', login: 'both', parts: ['id', 'username', 'self_ig_scoped_id'] },
  { name: 'user', login: 'both', parts: ['id'] },
  { name: 'media', login: 'both', parts: ['id', 'media_product_type'] },
  { name: 'replies', login: 'both', of: 'comment' },
];

const PUBLIC: readonly FieldRule[] = both(
  ...['id', 'username', 'name', 'biography', 'website', 'profile_picture_url'],
  ...['followers_count', 'follows_count', 'media_count'],
);

const EDGES: readonly FieldRule[] = [
  { name: 'media', login: 'both', of: 'media' },
  { name: 'stories', login: 'both', of: 'media' },
  { name: 'tags', login: 'both', of: 'foreign_media' },
  { name: 'live_media', login: 'both', of: 'media' },
  { name: 'insights', login: 'both', of: 'insights' },
];

/** The Instagram account by its id. Sources: IG User reference (2026-04-22), machine specification 2026-04-15. */
const USER_FIELDS: readonly FieldRule[] = [
  ...PUBLIC,
  ...EDGES,
  ...facebook('ig_id', 'legacy_instagram_user_id', 'is_published', 'has_profile_pic', 'alt_text'),
  ...facebook('shopping_product_tag_eligibility', 'shopping_review_status'),
  { name: 'account_type', login: 'instagram' },
  { name: 'user_id', login: 'instagram' },
  { name: 'content_publishing_limit', login: 'both', of: 'publishing_limit' },
  { name: 'recently_searched_hashtags', login: 'facebook', of: 'hashtag' },
  { name: 'business_discovery', login: 'facebook', of: 'discovered_user' },
  { name: 'mentioned_media', login: 'facebook', of: 'foreign_media' },
  { name: 'mentioned_comment', login: 'facebook', of: 'comment' },
  { name: 'collaborative_media_search', login: 'facebook', of: 'foreign_media' },
];

/** `/me` on graph.instagram.com: the professional account, under its app-scoped id. */
const ME_FIELDS: readonly FieldRule[] = [
  ...PUBLIC,
  ...EDGES,
  { name: 'account_type', login: 'instagram' },
  { name: 'user_id', login: 'instagram' },
];

/** `/me` on graph.facebook.com: the person who gave the token. */
const PERSON_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'name'),
  { name: 'accounts', login: 'facebook', of: 'page' },
];

/** A Facebook Page, for the way from a token to the account id. */
const PAGE_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'name', 'access_token', 'category', 'tasks', 'username'),
  { name: 'instagram_business_account', login: 'facebook', of: 'user' },
  { name: 'connected_instagram_account', login: 'facebook', of: 'user' },
];

/** Another business, found by its name. Source: business_discovery reference (2026-08-12). */
const DISCOVERED_USER_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'username', 'name', 'biography', 'website', 'profile_picture_url'),
  ...facebook('followers_count', 'follows_count', 'media_count', 'ig_id'),
  { name: 'media', login: 'facebook', of: 'discovered_media' },
];

const HASHTAG_FIELDS: readonly FieldRule[] = facebook('id', 'name');

const PUBLISHING_LIMIT_FIELDS: readonly FieldRule[] = [
  ...both('quota_usage'),
  { name: 'config', login: 'both', parts: ['quota_total', 'quota_duration'] },
];

/** The fields of each kind of node, by name. */
export const FIELD_TABLES: Readonly<Record<NodeKind, ReadonlyMap<string, FieldRule>>> = {
  user: table(USER_FIELDS),
  me: table(ME_FIELDS),
  person: table(PERSON_FIELDS),
  page: table(PAGE_FIELDS),
  media: table(MEDIA_FIELDS),
  child: table(CHILD_FIELDS),
  foreign_media: table(FOREIGN_MEDIA_FIELDS),
  discovered_user: table(DISCOVERED_USER_FIELDS),
  discovered_media: table(DISCOVERED_MEDIA_FIELDS),
  hashtag: table(HASHTAG_FIELDS),
  hashtag_media: table(HASHTAG_MEDIA_FIELDS),
  comment: table(COMMENT_FIELDS),
  publishing_limit: table(PUBLISHING_LIMIT_FIELDS),
};

/** What a request without `fields` gets. */
export const DEFAULT_FIELDS: Readonly<Record<NodeKind, readonly string[]>> = {
  user: ['id'],
  me: ['id'],
  person: ['name', 'id'],
  page: ['access_token', 'category', 'name', 'id', 'tasks'],
  media: ['id'],
  child: ['id'],
  foreign_media: ['id'],
  discovered_user: ['id'],
  discovered_media: ['id'],
  hashtag: ['id'],
  hashtag_media: ['id'],
  comment: ['timestamp', 'text', 'id'],
  publishing_limit: ['quota_usage'],
};

function table(rules: readonly FieldRule[]): ReadonlyMap<string, FieldRule> {
  return new Map(rules.map((rule) => [rule.name, rule]));
}
