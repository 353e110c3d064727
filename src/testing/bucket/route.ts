import type { Misuse } from '../shared/request-log.ts';

/** What a path names. */
type Route =
  | { readonly kind: 'bucket' | 'permissions' | 'list'; readonly bucket: string }
  | { readonly kind: 'object'; readonly bucket: string; readonly name: string; readonly download: boolean }
  | { readonly kind: 'unencoded'; readonly bucket: string; readonly name: string }
  | { readonly kind: 'unknown' };

/**
 * Reads a path in both forms clients use: `/storage/v1/b/…` (an endpoint override) and `/b/…` (STORAGE_EMULATOR_HOST),
 * each also behind `/download`. Object names are one encoded segment; a bare slash in one makes another resource of it.
 *
 * @example
 * parseRoute('/storage/v1/b/media/o/clips%2Fa.mp4');
 * //=> { kind: 'object', bucket: 'media', name: 'clips/a.mp4', download: false }
 */
export function parseRoute(path: string): Route {
  const match = /^(\/download)?(?:\/storage\/v1)?\/b\/([^/]+)(?:\/(.*))?$/.exec(path);
  const bucket = decoded(match?.[2] ?? '');
  if (match === null || bucket === null) return { kind: 'unknown' };
  const download = match[1] !== undefined;
  const rest = match[3] ?? '';
  if (rest.startsWith('o/') && rest.length > 2) {
    const segment = rest.slice(2);
    const name = decoded(segment);
    if (name === null) return { kind: 'unknown' };
    return segment.includes('/') ? { kind: 'unencoded', bucket, name } : { kind: 'object', bucket, name, download };
  }
  if (download) return { kind: 'unknown' };
  if (rest === '') return { kind: 'bucket', bucket };
  if (rest === 'o' || rest === 'o/') return { kind: 'list', bucket };
  return rest === 'iam/testPermissions' ? { kind: 'permissions', bucket } : { kind: 'unknown' };
}

/** The path of batches. */
export const BATCH_PATH = '/batch/storage/v1';

/** The name of the method a request calls, for counts and faults. */
export function endpointOf(method: string, path: string, query: URLSearchParams): string {
  if (path === BATCH_PATH) return 'batch';
  const route = parseRoute(path);
  if (method !== 'GET' && method !== 'HEAD') return 'unsupported';
  switch (route.kind) {
    case 'bucket':
      return 'buckets.get';
    case 'permissions':
      return 'buckets.testIamPermissions';
    case 'list':
      return 'objects.list';
    case 'object':
    case 'unencoded':
      return query.get('alt') === 'media' ? 'objects.media' : 'objects.get';
    case 'unknown':
      return 'unknown';
    default:
      return route satisfies never;
  }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

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
