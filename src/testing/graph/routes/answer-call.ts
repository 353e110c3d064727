import type { IndexedNode } from '../dataset/dataset-index.ts';
import { accountsEdge } from '../nodes/page-node.ts';
import { aliasMissing, nonexistingField, objectMissing } from '../rules/failures.ts';
import { PAGE_LIMITS } from '../rules/limits.ts';
import { type GraphCall, noteMisuse } from '../world.ts';
import { hashtagSearch } from './hashtag-routes.ts';
import { answerEdge, answerNode, edgeQuery, planned } from './node-routes.ts';

/** The body of a read that is allowed to happen. Throws what the platform answers instead. */
export function answerCall(call: GraphCall): unknown {
  const [first, second, ...rest] = call.segments;
  if (call.method !== 'GET') {
    noteMisuse(call, 'unsupported_method', `${call.method} /${call.segments.join('/')}`);
    throw objectMissing(first ?? '', call.method.toLowerCase());
  }
  if (first === undefined || rest.length > 0) throw objectMissing(call.segments.join('/'));
  if (first === 'me') return answerMe(call, second);
  if (first === 'ig_hashtag_search' && second === undefined && call.world.login === 'facebook') {
    return hashtagSearch(call);
  }
  const node = nodeOf(call, first);
  return second === undefined ? answerNode(call, node, false) : answerEdge(call, node, second);
}

function answerMe(call: GraphCall, edge: string | undefined): unknown {
  if (call.world.login === 'instagram') {
    if (edge !== undefined) return answerEdge(call, { kind: 'user' }, edge);
    const body = answerNode(call, { kind: 'user' }, true);
    return call.world.meShape === 'data' ? { data: [body] } : body;
  }
  if (edge === 'accounts') return accountsEdge(call, edgeQuery(call, 'page', 'accounts', PAGE_LIMITS.accounts));
  if (edge !== undefined) throw nonexistingField(edge);
  return personObject(call);
}

function personObject(call: GraphCall): Readonly<Record<string, unknown>> {
  const { person } = call.world.index;
  const object: Record<string, unknown> = {};
  for (const field of planned(call, 'person')) {
    if (field.name === 'name') object['name'] = person.name;
    if (field.name === 'accounts') {
      object['accounts'] = accountsEdge(call, { params: field.args, plan: field.plan ?? [], fields: field.inner });
    }
  }
  return { ...object, id: person.id };
}

function nodeOf(call: GraphCall, id: string): IndexedNode {
  const { world } = call;
  if (!/^\d+$/.test(id)) {
    noteMisuse(call, 'id_not_numeric', id);
    throw aliasMissing(id, world.login);
  }
  const hashtag = world.login === 'facebook' ? world.hashtags.find(id) : null;
  const node = hashtag === null ? world.index.nodes.get(id) : ({ kind: 'hashtag', hashtag } as const);
  if (node === undefined) throw objectMissing(id);
  if (world.login === 'instagram' && (node.kind === 'hashtag' || node.kind === 'page')) throw objectMissing(id);
  return node;
}
