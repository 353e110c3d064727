import type { PageNode } from '../dataset/graph-dataset.ts';
import type { PlannedField } from '../fields/plan-fields.ts';
import { cutPage } from '../paging.ts';
import { scopeRequired } from '../rules/failures.ts';
import { PAGE_LIMITS } from '../rules/limits.ts';
import { SCOPES } from '../rules/scopes.ts';
import type { GraphCall } from '../world.ts';
import type { EdgeBody, EdgeQuery } from './edge.ts';
import { userObject } from './user-node.ts';

/** A Facebook Page as JSON. */
export function pageObject(
  call: GraphCall,
  page: PageNode,
  plan: readonly PlannedField[],
): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  for (const field of plan) {
    const value = fieldValue(call, page, field);
    if (value !== undefined) object[field.name] = value;
  }
  object['id'] = page.id;
  return object;
}

/** The Pages of the person behind the token. */
export function accountsEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  const scope = SCOPES[call.world.login].pages;
  if (scope !== null && !call.token.scopes.includes(scope)) throw scopeRequired(scope);
  const { index } = call.world;
  const list = { path: `${index.person.id}/accounts`, edge: 'accounts', rows: index.pages };
  const page = cutPage(call, { ...list, limit: PAGE_LIMITS.accounts, ...query, style: 'both' });
  const data = page.rows.map((node) => pageObject(call, node, query.plan));
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}

function fieldValue(call: GraphCall, page: PageNode, field: PlannedField): unknown {
  switch (field.name) {
    case 'name':
      return page.name;
    case 'category':
      return 'Creator';
    case 'tasks':
      return ['ANALYZE', 'MODERATE', 'CREATE_CONTENT', 'MANAGE'];
    case 'access_token':
      return call.world.pageToken(page.id);
    case 'instagram_business_account':
      return linkedAccount(call, page, field);
    default:
      return undefined;
  }
}

function linkedAccount(call: GraphCall, page: PageNode, field: PlannedField): unknown {
  const id = page.instagram_business_account;
  if (id === undefined) return undefined;
  return id === call.world.index.dataset.account.id ? userObject(call, field.plan ?? [], 'user') : { id };
}
