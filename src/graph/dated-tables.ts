import { datedTable, type DatedTable } from '../base/dated-table.ts';
import { ACCOUNT_METRICS } from './account-metrics.ts';
import { ACCOUNT_FIELDS, COMMENT_FIELDS, HASHTAG_MEDIA_FIELDS, MEDIA_FIELDS } from './fields.ts';
import { GRAPH_ERROR_SOURCES } from './error-table.ts';
import { MEDIA_HOSTS } from './media-address.ts';
import { MEDIA_METRICS } from './media-metrics.ts';
import { LIMITS_SOURCE, LOGINS, REMOVALS, SCOPES } from './platform.ts';
import { USAGE_SOURCES } from './usage.ts';
import { VERSIONS } from './versions.ts';

/** Every table of what Graph does, with the day each entry was checked. */
export const GRAPH_TABLES: readonly DatedTable[] = [
  datedTable('Graph versions', VERSIONS, ({ version }) => version),
  datedTable('removed features', REMOVALS, ({ what }) => what),
  datedTable('logins', Object.values(LOGINS), ({ host }) => host),
  datedTable('permissions', SCOPES, ({ scope }) => scope),
  datedTable('limits of a request', [LIMITS_SOURCE], () => 'all limits'),
  datedTable('post metrics', MEDIA_METRICS, ({ metric }) => metric),
  datedTable('account metrics', ACCOUNT_METRICS, ({ metric }) => metric),
  datedTable('account fields', ACCOUNT_FIELDS, ({ field }) => field),
  datedTable('post fields', MEDIA_FIELDS, ({ field }) => field),
  datedTable('comment fields', COMMENT_FIELDS, ({ field }) => field),
  datedTable('hashtag post fields', HASHTAG_MEDIA_FIELDS, ({ field }) => field),
  datedTable('media hosts', MEDIA_HOSTS, ({ suffix }) => suffix),
  datedTable('Graph error codes', GRAPH_ERROR_SOURCES, ({ of }) => of),
  datedTable('quotas and usage headers', USAGE_SOURCES, ({ of }) => of),
];
