import type { FieldRule, NodeKind } from './fields.ts';
import {
  CHILD_FIELDS,
  COMMENT_FIELDS,
  DISCOVERED_MEDIA_FIELDS,
  FOREIGN_MEDIA_FIELDS,
  HASHTAG_MEDIA_FIELDS,
  MEDIA_FIELDS,
} from './media-fields.ts';
import {
  DISCOVERED_USER_FIELDS,
  HASHTAG_FIELDS,
  ME_FIELDS,
  PAGE_FIELDS,
  PERSON_FIELDS,
  PUBLISHING_LIMIT_FIELDS,
  USER_FIELDS,
} from './user-fields.ts';

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
