import { both, facebook, type FieldRule } from './fields.ts';

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
export const MEDIA_FIELDS: readonly FieldRule[] = [
  ...COMMON,
  { name: 'children', login: 'both', of: 'child' },
  { name: 'comments', login: 'both', of: 'comment' },
  { name: 'insights', login: 'both', of: 'insights' },
  ...facebook('collaborators', 'product_tags'),
];

/** A picture or video inside a carousel. It has no insights. */
export const CHILD_FIELDS: readonly FieldRule[] = [
  ...COMMON,
  { name: 'insights', login: 'both', of: 'insights' },
  ...facebook('product_tags'),
];

/** Media of others, reached through tags and mentions: everything but insights and the owner's own counts. */
export const FOREIGN_MEDIA_FIELDS: readonly FieldRule[] = [
  ...COMMON,
  { name: 'children', login: 'both', of: 'child' },
  { name: 'comments', login: 'both', of: 'comment' },
  { name: 'insights', login: 'both', of: 'insights' },
];

/** Media of another business, found by its name. The one place `view_count` can be read. Source: 2026-08-12. */
export const DISCOVERED_MEDIA_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'caption', 'media_type', 'media_product_type', 'media_url', 'thumbnail_url', 'permalink'),
  ...facebook('timestamp', 'username', 'like_count', 'comments_count', 'view_count', 'owner'),
  { name: 'children', login: 'facebook', of: 'child' },
];

/** Media under a hashtag. No user, no engagement beyond two counts. Source: recent_media and top_media references. */
export const HASHTAG_MEDIA_FIELDS: readonly FieldRule[] = [
  ...facebook('id', 'caption', 'comments_count', 'like_count', 'media_type', 'media_url', 'permalink', 'timestamp'),
  { name: 'children', login: 'facebook', of: 'child' },
];

/** Comments and replies. Source: IG Comment reference. */
export const COMMENT_FIELDS: readonly FieldRule[] = [
  ...both('id', 'text', 'timestamp', 'username', 'like_count', 'hidden', 'parent_id', 'legacy_instagram_comment_id'),
  { name: 'from', login: 'both', parts: ['id', 'username', 'self_ig_scoped_id'] },
  { name: 'user', login: 'both', parts: ['id'] },
  { name: 'media', login: 'both', parts: ['id', 'media_product_type'] },
  { name: 'replies', login: 'both', of: 'comment' },
];
