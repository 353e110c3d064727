import type { Misuse } from '../shared/request-log.ts';

// Standard query parameters of every Google API, then those of each method.
const STANDARD = ['alt', 'fields', 'key', 'prettyPrint', 'quotaUser', 'userIp', 'uploadType', '$.xgafv', 'userProject'];
const PRECONDITIONS = [
  'ifGenerationMatch',
  'ifGenerationNotMatch',
  'ifMetagenerationMatch',
  'ifMetagenerationNotMatch',
];
const BY_ENDPOINT: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'objects.list',
    [
      'delimiter',
      'endOffset',
      'filter',
      'includeFoldersAsPrefixes',
      'includeTrailingDelimiter',
      'matchGlob',
      'maxResults',
      'pageToken',
      'prefix',
      'projection',
      'softDeleted',
      'startOffset',
      'versions',
    ],
  ],
  ['objects.get', ['generation', 'projection', 'softDeleted', 'restoreToken', ...PRECONDITIONS]],
  ['objects.media', ['generation', 'projection', 'softDeleted', 'restoreToken', ...PRECONDITIONS]],
  ['buckets.get', ['generation', 'projection', 'softDeleted', ...PRECONDITIONS]],
  ['buckets.testIamPermissions', ['permissions']],
]);
const SECRETS = ['access_token', 'oauth_token', 'bearer_token'];

/**
 * What is wrong with a query though the service answers it: a credential in the address, where logs and proxies see
 * it, and parameters the method does not have, which are ignored without a word.
 *
 * @source Cloud Storage JSON API v1, discovery document (checked 2026-11-22)
 */
export function queryMisuse(endpoint: string, query: URLSearchParams): Misuse[] {
  const known = BY_ENDPOINT.get(endpoint);
  const misuse: Misuse[] = [];
  for (const name of new Set(query.keys())) {
    if (SECRETS.includes(name)) misuse.push({ rule: 'token_in_query', detail: name });
    else if (known !== undefined && !known.includes(name) && !STANDARD.includes(name)) {
      misuse.push({ rule: 'unknown_parameter', detail: name });
    }
  }
  return misuse;
}
