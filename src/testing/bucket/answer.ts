import { nextIndex, type PageFlaw } from '../shared/fault-plan.ts';
import type { SimulatedRequest } from '../shared/fault.ts';
import { jsonReply, type Reply, withMisuse } from '../shared/reply.ts';
import type { Misuse } from '../shared/request-log.ts';
import { emptyPage, flawedPage, listPage, pageBody } from './list-page.ts';
import {
  encodePageToken,
  type ListQuery,
  parseFields,
  parseListQuery,
  parseProjection,
  RefusedQuery,
  wantsPretty,
} from './list-query.ts';
import { mediaReply } from './media-reply.ts';
import type { NameView, ObjectStore } from './object-store.ts';
import {
  type AccessRules,
  deniedReply,
  errorReply,
  failedPrecondition,
  invalidParameterReply,
  invalidReply,
  isBucketName,
  noSuchObjectReply,
  statusReply,
  unauthenticatedReply,
  unpaidReply,
} from './refusals.ts';
import { applyMask, BUCKET_SCHEMA, bucketResource, OBJECT_SCHEMA, resourceMaker } from './resources.ts';

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

/** Gives the name of the method a request calls, for counts and faults. */
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
 * Lists what is wrong with a query though the service answers it: a credential in the address, where logs and proxies
 * see it, and parameters the method does not have, which are ignored without a word.
 *
 * @source Cloud Storage JSON API v1, discovery document (checked 2026-11-22)
 */
function queryMisuse(endpoint: string, query: URLSearchParams): Misuse[] {
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

/** Which page of which listing is given. */
export interface ListedPage {
  /** `prefix` of the request. */
  readonly prefix: string;
  /** Pages before this one, as the page tokens count them. */
  readonly index: number;
}

/** Everything an answer depends on. */
export interface BucketState {
  readonly bucket: string;
  readonly url: string;
  readonly store: ObjectStore;
  readonly rules: AccessRules;
  readonly versioning: boolean;
  readonly pageCap: number | null;
  /** What is wrong with a page of a listing. */
  readonly pageFlaw: ((page: ListedPage) => PageFlaw | undefined) | null;
  /** Counts list requests, for pages that come back empty or short. */
  readonly oddPages: OddPages;
}

/** Answers one request of the JSON API. */
export function answer(request: SimulatedRequest, state: BucketState): Reply {
  const misuse = queryMisuse(request.endpoint, request.query);
  try {
    return withMisuse(routed(request, state), misuse);
  } catch (error) {
    if (error instanceof RefusedQuery) return withMisuse(error.reply, misuse);
    throw error;
  }
}

function routed(request: SimulatedRequest, state: BucketState): Reply {
  if (request.endpoint === 'unsupported') {
    return errorReply(501, { reason: 'notImplemented', message: 'The simulator only reads.' });
  }
  const route = parseRoute(request.path);
  if (route.kind === 'unknown') return statusReply(404);
  if (route.bucket !== state.bucket) return missingBucket(request, state, route.bucket);
  switch (route.kind) {
    case 'bucket':
      return bucketReply(request, state);
    case 'permissions':
      return permissionsReply(request, state);
    case 'list':
      return listReply(request, state);
    case 'unencoded':
      return withMisuse(statusReply(404), [{ rule: 'unencoded_object_name', detail: route.name }]);
    case 'object':
      return objectReply(request, state, route.name);
    default:
      return route satisfies never;
  }
}

function missingBucket(request: SimulatedRequest, state: BucketState, bucket: string): Reply {
  if (!isBucketName(bucket)) return invalidReply(`Invalid bucket name: '${bucket}'`);
  const permission = request.endpoint === 'objects.list' ? 'storage.objects.list' : 'storage.buckets.get';
  const missing = errorReply(404, { reason: 'notFound', message: 'The specified bucket does not exist.' });
  return unauthenticatedReply(request, permission, 'bucket', state.rules) ?? missing;
}

function bucketReply(request: SimulatedRequest, state: BucketState): Reply {
  const denied = deniedReply(request, 'storage.buckets.get', 'bucket', state.rules);
  if (denied !== null) return denied;
  parseProjection(request.query);
  const { bucket, url, versioning } = state;
  const resource = bucketResource({ bucket, url, versioning, requesterPays: state.rules.requesterPays });
  const kept = applyMask(resource, parseFields(request.query, BUCKET_SCHEMA));
  return jsonReply(200, kept, { indent: wantsPretty(request.query) ? 2 : 0 });
}

/**
 * Answers a test of permissions. Needs no permission: it tells the caller which of the named ones it has, and leaves
 * the key out for none.
 */
function permissionsReply(request: SimulatedRequest, state: BucketState): Reply {
  const requested = request.query.getAll('permissions');
  const denied =
    unauthenticatedReply(request, 'storage.buckets.get', 'bucket', state.rules) ?? unpaidReply(request, state.rules);
  if (denied !== null) return denied;
  if (requested.length === 0) {
    const place = { locationType: 'parameter', location: 'permissions' };
    return errorReply(400, { reason: 'required', message: 'Required parameter: permissions', ...place });
  }
  const granted = requested.filter((permission) => state.rules.permissions.has(permission));
  const permissions = granted.length === 0 ? {} : { permissions: granted };
  return jsonReply(200, { kind: 'storage#testIamPermissionsResponse', ...permissions }, { indent: 2 });
}

/** Pages without items or of half their size, every so many requests. */
interface OddPages {
  readonly emptyEvery: number | null;
  readonly shortEvery: number | null;
  served: number;
  /** Queries that had their empty page. */
  readonly emptied: Set<string>;
}

function listReply(request: SimulatedRequest, state: BucketState): Reply {
  const denied = deniedReply(request, 'storage.objects.list', 'bucket', state.rules);
  if (denied !== null) return denied;
  const query = parseListQuery(request.query, state.pageCap);
  if (query.projection === 'full') {
    const aclDenied = deniedReply(request, 'storage.objects.getIamPolicy', 'bucket', state.rules);
    if (aclDenied !== null) return aclDenied;
  }
  const view = viewOf(state.store, query);
  const odd = state.oddPages;
  odd.served += 1;
  const short = odd.shortEvery !== null && odd.served % odd.shortEvery === 0;
  // Once at one place: requests side by side could else meet the n-th every time, and one of them never get on.
  const place = request.query.toString();
  const empty = odd.emptyEvery !== null && odd.served % odd.emptyEvery === 0 && !odd.emptied.has(place);
  if (empty) odd.emptied.add(place);
  const right = empty
    ? emptyPage(view, query)
    : listPage(view, query, short ? Math.ceil(query.limit / 2) : query.limit);
  const { prefix, index, bounds } = query;
  const flaw = state.pageFlaw?.({ prefix, index });
  const page = flawedPage(view, right, query, flaw);
  const token = page.next === null ? null : encodePageToken(page.next, bounds, nextIndex(flaw, index));
  const { bucket, url } = state;
  const body = pageBody(view, page, query, {
    token,
    context: { bucket, url, projection: query.projection, isListed: true },
  });
  return jsonReply(200, body, { indent: wantsPretty(request.query) ? 2 : 0, misuse: query.misuse });
}

function viewOf(store: ObjectStore, query: ListQuery): NameView {
  if (query.softDeleted) return store.softDeleted;
  if (query.versions) return store.all;
  return query.includeFolders ? store.withFolders : store.live;
}

function objectReply(request: SimulatedRequest, state: BucketState, name: string): Reply {
  const denied = deniedReply(request, 'storage.objects.get', 'object', state.rules);
  if (denied !== null) return denied;
  const { query } = request;
  const projection = parseProjection(query);
  if (projection === 'full') {
    const aclDenied = deniedReply(request, 'storage.objects.getIamPolicy', 'object', state.rules);
    if (aclDenied !== null) return aclDenied;
  }
  const generation = query.get('generation');
  if (generation !== null && !/^\d+$/.test(generation)) {
    return invalidParameterReply('generation', `Invalid value for generation: ${generation}`);
  }
  const softDeleted = query.get('softDeleted') === 'true';
  if (softDeleted && generation === null) return invalidReply('softDeleted needs a generation.');
  const row = state.store.find(name, generation, softDeleted);
  if (row === null) return noSuchObjectReply(state.bucket, name);
  const failed = failedPrecondition(query, row);
  if (failed !== null) return failed;
  if (request.endpoint === 'objects.media') return mediaReply(row, request.headers);
  const { bucket, url } = state;
  const resource = resourceMaker(parseFields(query, OBJECT_SCHEMA), { bucket, url, projection, isListed: false })(row);
  return jsonReply(200, resource, { indent: wantsPretty(query) ? 2 : 0 });
}
