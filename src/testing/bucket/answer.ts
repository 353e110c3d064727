import { jsonReply, type Reply, withMisuse } from '../shared/reply.ts';
import type { SimulatedRequest } from '../shared/fault.ts';
import { nextIndex, type PageFlaw } from '../shared/fault-plan.ts';
import {
  type AccessRules,
  deniedReply,
  errorReply,
  failedPrecondition,
  isBucketName,
  invalidParameterReply,
  invalidReply,
  noSuchObjectReply,
  statusReply,
  unauthenticatedReply,
  unpaidReply,
} from './refusals.ts';
import { applyMask, BUCKET_SCHEMA, bucketResource, OBJECT_SCHEMA, resourceMaker } from './resources.ts';
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
import { parseRoute, queryMisuse } from './route.ts';

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

/** Needs no permission: it tells the caller which of the named ones it has, and leaves the key out for none. */
function permissionsReply(request: SimulatedRequest, state: BucketState): Reply {
  const asked = request.query.getAll('permissions');
  const denied =
    unauthenticatedReply(request, 'storage.buckets.get', 'bucket', state.rules) ?? unpaidReply(request, state.rules);
  if (denied !== null) return denied;
  if (asked.length === 0) {
    const place = { locationType: 'parameter', location: 'permissions' };
    return errorReply(400, { reason: 'required', message: 'Required parameter: permissions', ...place });
  }
  const granted = asked.filter((permission) => state.rules.permissions.has(permission));
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
