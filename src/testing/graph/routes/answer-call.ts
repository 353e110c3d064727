import type { IndexedNode } from '../dataset/dataset-index.ts';
import { planFieldsText, type PlannedField, requestWeight } from '../fields/plan-fields.ts';
import { accountInsights } from '../insights/account-insights.ts';
import {
  mediaInsights,
  parseMediaInsights,
  refuseChildInsights,
  requireInsightsScope,
} from '../insights/media-insights.ts';
import { commentObject, commentsEdge, repliesEdge } from '../nodes/comments.ts';
import {
  childrenOf,
  hashtagMedia,
  hashtagObject,
  hashtagSearch,
  liveMediaEdge,
  mediaEdge,
  mediaObject,
  searchedHashtags,
  storiesEdge,
  tagsEdge,
} from '../nodes/media-node.ts';
import { accountsEdge, pageObject, publishingLimit, userObject } from '../nodes/user-node.ts';
import { type EdgeQuery, pageLimit } from '../paging.ts';
import {
  aliasMissing,
  goneFailure,
  nonexistingField,
  nonexistingFieldOn,
  objectMissing,
  permissionDenied,
  reduceData,
} from '../rules/failures.ts';
import type { NodeKind } from '../rules/field-tables.ts';
import { PAGE_LIMITS, type PageLimit, SCOPES } from '../rules/platform.ts';
import { type GraphCall, hasScope, noteMisuse } from '../graph-state.ts';

/** Answers a node by its id. */
function answerNode(call: GraphCall, node: IndexedNode, asMe: boolean): unknown {
  switch (node.kind) {
    case 'user': {
      requireBasic(call);
      const kind = asMe ? 'me' : 'user';
      return userObject(call, planned(call, kind), kind);
    }
    case 'media':
      requireBasic(call);
      return mediaObject(call, node.media, planned(call, 'media'), { kind: 'media', indirect: false });
    case 'child':
      requireBasic(call);
      return mediaObject(call, node.media, planned(call, 'child'), { kind: 'child', indirect: false });
    case 'comment':
      requireBasic(call);
      return commentObject(call, node.comment, planned(call, 'comment'), node);
    case 'hashtag':
      return hashtagObject(call, node.hashtag);
    case 'page':
      return pageObject(call, node.page, planned(call, 'page'));
    default:
      return node satisfies never;
  }
}

/** Answers an edge of a node. */
function answerEdge(call: GraphCall, node: IndexedNode, edge: string): unknown {
  if (node.kind !== 'hashtag' && node.kind !== 'page') requireBasic(call);
  switch (node.kind) {
    case 'user':
      return userEdge(call, edge);
    case 'media':
      if (edge === 'insights') {
        requireInsightsScope(call);
        return { data: mediaInsights(call, node.media, parseMediaInsights(call, call.params), 'node') };
      }
      if (edge === 'comments')
        return commentsEdge(call, node.media, edgeQuery(call, 'comment', edge, PAGE_LIMITS.comments));
      if (edge === 'children') return childrenOf(call, node.media, { plan: planned(call, 'child') });
      return emptyEdge(call, edge, ['collaborators', 'product_tags']);
    case 'child':
      if (edge === 'insights') throw refuseChildInsights(call, parseMediaInsights(call, call.params));
      return emptyEdge(call, edge, ['product_tags']);
    case 'comment':
      if (edge !== 'replies') throw unknownEdge(call, edge);
      return repliesEdge(call, node.comment, node.media, edgeQuery(call, 'comment', edge, PAGE_LIMITS.replies));
    case 'hashtag':
      if (edge !== 'recent_media' && edge !== 'top_media') throw unknownEdge(call, edge);
      return hashtagMedia(call, node.hashtag, edge);
    case 'page':
      throw unknownEdge(call, edge);
    default:
      return node satisfies never;
  }
}

const EMPTY_USER_EDGES: readonly string[] = [
  ...['collaborative_media', 'collaboration_invites', 'connected_threads_user', 'upcoming_events'],
  ...['agencies', 'authorized_adaccounts'],
];

function userEdge(call: GraphCall, edge: string): unknown {
  switch (edge) {
    case 'media':
      return mediaEdge(call, edgeQuery(call, 'media', edge, PAGE_LIMITS.media));
    case 'stories':
      return storiesEdge(call, edgeQuery(call, 'media', edge, PAGE_LIMITS.stories));
    case 'tags':
      requireTagScope(call);
      return tagsEdge(call, edgeQuery(call, 'foreign_media', edge, PAGE_LIMITS.tags));
    case 'live_media':
      return liveMediaEdge(call, edgeQuery(call, 'media', edge, PAGE_LIMITS.stories));
    case 'insights':
      return accountInsights(call, call.params);
    case 'content_publishing_limit':
      return publishingLimit(call, planned(call, 'publishing_limit'));
    case 'recently_searched_hashtags':
      if (call.state.login !== 'facebook') throw unknownEdge(call, edge);
      return searchedHashtags(call, edgeQuery(call, 'hashtag', edge, PAGE_LIMITS.recently_searched_hashtags));
    default:
      return emptyEdge(call, edge, EMPTY_USER_EDGES);
  }
}

/** Gives fields of a request, refused when they ask for more than one request may. */
function planned(call: GraphCall, kind: NodeKind): readonly PlannedField[] {
  const plan = planFieldsText(call, kind, call.params.get('fields'));
  requireWeight(call, requestWeight(plan));
  return plan;
}

/** Gives the query of an edge, refused when its rows together ask for more than one request may. */
function edgeQuery(call: GraphCall, kind: NodeKind, edge: string, limit: PageLimit): EdgeQuery {
  const { params } = call;
  const fields = params.get('fields') ?? '';
  const plan = planFieldsText(call, kind, fields);
  // The page notes a limit that is too large; here it only counts.
  const rows = pageLimit({ ...call, misuse: [] }, { edge, limit, params });
  requireWeight(call, rows * requestWeight(plan));
  return { params, plan, fields };
}

function requireWeight(call: GraphCall, weight: number): void {
  call.state.usage.addWeight(weight, call.isPlatform);
  if (weight > call.state.maxWeight) throw reduceData();
}

function requireBasic(call: GraphCall): void {
  if (!hasScope(call, SCOPES[call.state.login].basic)) throw permissionDenied();
}

/** Requires the scope of tags. Tags need the comments scope on the Instagram login. */
function requireTagScope(call: GraphCall): void {
  const { login } = call.state;
  if (login === 'instagram' && !hasScope(call, SCOPES[login].comments)) throw permissionDenied();
}

function emptyEdge(call: GraphCall, edge: string, known: readonly string[]): { data: readonly [] } {
  if (call.state.login === 'facebook' && known.includes(edge)) return { data: [] };
  throw unknownEdge(call, edge);
}

function unknownEdge(call: GraphCall, edge: string): Error {
  noteMisuse(call, 'unknown_edge', edge);
  return nonexistingField(edge);
}

/** Answers the body of a read that is allowed to happen. Throws what the platform answers instead. */
export function answerCall(call: GraphCall): unknown {
  const [first, second, ...rest] = call.segments;
  if (call.method !== 'GET') {
    noteMisuse(call, 'unsupported_method', `${call.method} /${call.segments.join('/')}`);
    throw objectMissing(first ?? '', call.method.toLowerCase());
  }
  if (first === undefined || rest.length > 0) throw objectMissing(call.segments.join('/'));
  if (first === 'me') return answerMe(call, second);
  if (first === 'ig_hashtag_search' && second === undefined && call.state.login === 'facebook') {
    return hashtagSearch(call);
  }
  const node = nodeOf(call, first);
  return second === undefined ? answerNode(call, node, false) : answerEdge(call, node, second);
}

function answerMe(call: GraphCall, edge: string | undefined): unknown {
  if (call.state.login === 'instagram') {
    if (edge !== undefined) return answerEdge(call, { kind: 'user' }, edge);
    const body = answerNode(call, { kind: 'user' }, true);
    return call.state.meShape === 'data' ? { data: [body] } : body;
  }
  if (call.token.kind === 'page') return answerMePage(call, edge);
  if (edge === 'accounts') return accountsEdge(call, edgeQuery(call, 'page', 'accounts', PAGE_LIMITS.accounts));
  if (edge !== undefined) throw nonexistingField(edge);
  return personObject(call);
}

/** Answers a Page token is the Page, which has no accounts of its own. */
function answerMePage(call: GraphCall, edge: string | undefined): unknown {
  if (edge !== undefined) throw nonexistingFieldOn(edge, 'Page');
  const page = call.state.index.pages[0];
  if (page === undefined) throw objectMissing('me');
  return pageObject(call, page, planned(call, 'page'));
}

function personObject(call: GraphCall): Readonly<Record<string, unknown>> {
  const { person } = call.state.index;
  const object: Record<string, unknown> = {};
  for (const field of planned(call, 'person')) {
    if (field.name === 'name') object['name'] = person.name;
    if (field.name === 'accounts') {
      object['accounts'] = accountsEdge(call, { params: field.args, plan: field.plan, fields: field.inner });
    }
  }
  return { ...object, id: person.id };
}

function nodeOf(call: GraphCall, id: string): IndexedNode {
  const { state } = call;
  if (!/^\d+$/.test(id)) {
    noteMisuse(call, 'id_not_numeric', id);
    throw aliasMissing(id, state.login);
  }
  const hashtag = state.login === 'facebook' ? state.hashtags.find(id) : null;
  const node = hashtag === null ? state.index.nodes.get(id) : ({ kind: 'hashtag', hashtag } as const);
  if (node === undefined) throw objectMissing(id);
  if (state.login === 'instagram' && (node.kind === 'hashtag' || node.kind === 'page')) throw objectMissing(id);
  if (node.kind === 'media' && node.media.gone !== undefined) throw goneFailure(node.media.gone, id, state.login);
  return node;
}
