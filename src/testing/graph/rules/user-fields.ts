import { both, facebook, type FieldRule } from './fields.ts';

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
export const USER_FIELDS: readonly FieldRule[] = [
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
export const ME_FIELDS: readonly FieldRule[] = [
  ...PUBLIC,
  ...EDGES,
  { name: 'account_type', login: 'instagram' },
  { name: 'user_id', login: 'instagram' },
];

/** `/me` on graph.facebook.com: the person who gave the token. */
export const PERSON_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'name'),
  { name: 'accounts', login: 'facebook', of: 'page' },
];

/** A Facebook Page, for the way from a token to the account id. */
export const PAGE_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'name', 'access_token', 'category', 'tasks', 'username'),
  { name: 'instagram_business_account', login: 'facebook', of: 'user' },
  { name: 'connected_instagram_account', login: 'facebook', of: 'user' },
];

/** Another business, found by its name. Source: business_discovery reference (2026-08-12). */
export const DISCOVERED_USER_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'username', 'name', 'biography', 'website', 'profile_picture_url'),
  ...facebook('followers_count', 'follows_count', 'media_count', 'ig_id'),
  { name: 'media', login: 'facebook', of: 'discovered_media' },
];

export const HASHTAG_FIELDS: readonly FieldRule[] = facebook('id', 'name');

export const PUBLISHING_LIMIT_FIELDS: readonly FieldRule[] = [
  ...both('quota_usage'),
  { name: 'config', login: 'both', parts: ['quota_total', 'quota_duration'] },
];
