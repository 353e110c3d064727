import { type DatedTable, datedTable } from '../base/dated-table.ts';
import { ACCOUNT_METRICS } from '../graph/account-metrics.ts';
import { GRAPH_ERROR_SOURCES } from '../graph/error-table.ts';
import { ACCOUNT_FIELDS, COMMENT_FIELDS, HASHTAG_MEDIA_FIELDS, MEDIA_FIELDS } from '../graph/fields.ts';
import { MEDIA_HOSTS } from '../graph/media-address.ts';
import { MEDIA_METRICS } from '../graph/media-metrics.ts';
import { LIMITS_SOURCE, LOGINS, REMOVALS, SCOPES, VERSIONS } from '../graph/platform.ts';
import { USAGE_SOURCES } from '../graph/usage.ts';

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

/** Every table of what Cloud Storage does, with the day it was checked. */
export const STORAGE_TABLES: readonly DatedTable[] = [
  {
    name: 'Cloud Storage',
    entries: [
      { name: 'properties of an object', source: 'JSON API `objects` resource', checkedOn: '2026-11-22' },
      { name: 'permissions', source: 'IAM permissions and roles for Cloud Storage', checkedOn: '2026-11-22' },
      { name: 'status and error codes', source: 'JSON API status and error codes', checkedOn: '2026-11-27' },
      { name: 'requests a second', source: 'request-rate guidelines', checkedOn: '2026-11-22' },
      { name: 'compressed answers', source: 'JSON API performance tips', checkedOn: '2026-11-22' },
      { name: 'batches of calls', source: 'sending batch requests', checkedOn: '2026-11-28' },
      { name: 'object contexts and their filter', source: 'use object contexts', checkedOn: '2026-11-28' },
      { name: 'transcoding', source: 'transcoding of gzip-compressed files', checkedOn: '2026-11-27' },
      { name: 'inventory report columns', source: 'Storage Insights metadata fields', checkedOn: '2026-11-22' },
      { name: 'messages of refused credentials', source: 'google-auth-library 9.15 and 10', checkedOn: '2026-11-27' },
    ],
  },
];
