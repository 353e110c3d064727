import type { DatedTable } from '../base/dated-table.ts';

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
