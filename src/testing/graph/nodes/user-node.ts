import { newestFirst } from '../dataset/dataset-index.ts';
import { liveMediaEdge, mediaEdge, mediaObject, searchedHashtags, storiesEdge, tagsEdge } from './media-node.ts';
import type { OtherAccount, PageNode } from '../dataset/graph-dataset.ts';
import type { PlannedField } from '../fields/plan-fields.ts';
import { accountInsights } from '../insights/account-insights.ts';
import { cutPage, type EdgeBody, type EdgeQuery } from '../paging.ts';
import { invalidParameter, permissionDenied, scopeRequired, usernameMissing } from '../rules/failures.ts';
import { PAGE_LIMITS, rawNumber, SCOPES } from '../rules/platform.ts';
import { type GraphCall, hasScope } from '../graph-state.ts';
import { commentObject, pickParts } from './comments.ts';

/** Makes another business by its name: public counts and posts, paged by cursors without links. */
function discoveredUser(call: GraphCall, field: PlannedField): Readonly<Record<string, unknown>> {
  if (!hasScope(call, SCOPES.facebook.insights)) throw permissionDenied();
  const username = field.args.get('username');
  if (username === undefined || username === '') throw invalidParameter('username');
  const { account, otherAccounts = [] } = call.state.index.dataset;
  const own: OtherAccount = { ...account, media: call.state.index.posts };
  const found = [own, ...otherAccounts].find((other) => other.username.toLowerCase() === username.toLowerCase());
  if (found === undefined) throw usernameMissing(username);
  const object: Record<string, unknown> = {};
  for (const { name, ...inner } of field.plan) {
    const value = name === 'media' ? mediaOf(call, found, { name, ...inner }) : plainDiscoveredValue(call, found, name);
    if (value !== undefined && value !== '') object[name] = value;
  }
  object['id'] = found.id;
  return object;
}

function plainDiscoveredValue(call: GraphCall, found: OtherAccount, name: string): unknown {
  switch (name) {
    case 'username':
      return found.username;
    case 'name':
      return found.name;
    case 'biography':
      return found.biography;
    case 'website':
      return found.website;
    case 'followers_count':
      return found.followers_count;
    case 'follows_count':
      return found.follows_count;
    case 'media_count':
      return found.media_count ?? found.media?.length;
    case 'profile_picture_url':
      return call.state.addressOf('picture', found.id);
    default:
      return found.fields?.[name];
  }
}

function mediaOf(call: GraphCall, found: OtherAccount, field: PlannedField): unknown {
  const page = cutPage(call, {
    path: `${found.id}/media`,
    edge: 'business_discovery.media',
    rows: newestFirst(found.media ?? []),
    limit: PAGE_LIMITS.media,
    params: field.args,
    fields: field.inner,
    style: 'nested_discovery',
  });
  const place = { kind: 'discovered_media', indirect: true } as const;
  const data = page.rows.map((media) =>
    mediaObject(call, { ...media, username: media.username ?? found.username }, field.plan, place),
  );
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}

/** Tells how much of the day's publishing is used. */
export function publishingLimit(call: GraphCall, plan: readonly PlannedField[]): { readonly data: readonly unknown[] } {
  const limit = call.state.index.dataset.publishingLimit ?? {
    quota_usage: 0,
    quota_total: 100,
    quota_duration: 86_400,
  };
  const { quota_usage, ...config } = limit;
  const row: Record<string, unknown> = {};
  for (const field of plan) {
    if (field.name === 'quota_usage') row['quota_usage'] = quota_usage;
    if (field.name === 'config') row['config'] = pickParts(config, field.parts);
  }
  return { data: [row] };
}

/** Makes the account as JSON. `me` is the form of graph.instagram.com with the app-scoped id. */
export function userObject(
  call: GraphCall,
  plan: readonly PlannedField[],
  kind: 'user' | 'me',
): Readonly<Record<string, unknown>> {
  const { account } = call.state.index.dataset;
  const object: Record<string, unknown> = {};
  for (const field of plan) {
    if (account.omits?.includes(field.name) === true) continue;
    const value = edgeValue(call, field) ?? plainValue(call, field.name);
    if (value !== undefined) object[field.name] = value;
  }
  // The one documented reply that lacks an id nobody asked for.
  if (kind === 'me' && call.state.meShape === 'data' && !plan.some(({ name }) => name === 'id')) return object;
  object['id'] = kind === 'me' ? call.state.index.appScopedId : account.id;
  return object;
}

function edgeValue(call: GraphCall, field: PlannedField): unknown {
  const query = { params: field.args, plan: field.plan, fields: field.inner };
  switch (field.name) {
    case 'media':
      return mediaEdge(call, query);
    case 'stories':
      return storiesEdge(call, query);
    case 'tags':
      return tagsEdge(call, query);
    case 'live_media':
      return liveMediaEdge(call, query);
    case 'insights':
      return accountInsights(call, field.args);
    case 'content_publishing_limit':
      return publishingLimit(call, query.plan);
    case 'recently_searched_hashtags':
      return searchedHashtags(call, query);
    case 'business_discovery':
      return discoveredUser(call, field);
    case 'mentioned_media':
      return mentionedMedia(call, field);
    case 'mentioned_comment':
      return mentionedComment(call, field);
    default:
      return undefined;
  }
}

function plainValue(call: GraphCall, name: string): unknown {
  const { account } = call.state.index.dataset;
  const given = account.fields?.[name];
  if (given !== undefined) return given;
  switch (name) {
    case 'username':
      return account.username;
    case 'name':
      return nonEmpty(account.name);
    case 'biography':
      return nonEmpty(account.biography);
    case 'website':
      return nonEmpty(account.website);
    case 'followers_count':
      return account.followers_count;
    case 'follows_count':
      return account.follows_count;
    case 'media_count':
      return account.media_count ?? call.state.index.posts.length;
    case 'profile_picture_url':
      return call.state.addressOf('picture', account.id);
    case 'ig_id':
      return account.ig_id === undefined ? undefined : rawNumber(account.ig_id);
    case 'account_type':
      return account.account_type ?? 'BUSINESS';
    case 'user_id':
      return account.id;
    case 'is_published':
    case 'has_profile_pic':
      return true;
    case 'shopping_product_tag_eligibility':
    case 'shopping_review_status':
      // Needs catalogue permissions that no token of a reader has.
      throw permissionDenied();
    default:
      return undefined;
  }
}

/** Gives a text unless it is empty: empty texts are left out, not sent as `''`. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function mentionedMedia(call: GraphCall, field: PlannedField): unknown {
  const id = field.args.get('media_id');
  const media = call.state.index.dataset.mentionedMedia?.find((node) => node.id === id);
  // No source has the error for a post that does not mention the account.
  if (media === undefined) throw invalidParameter('media_id');
  return mediaObject(call, media, field.plan, { kind: 'foreign_media', indirect: true });
}

function mentionedComment(call: GraphCall, field: PlannedField): unknown {
  const id = field.args.get('comment_id');
  const comment = call.state.index.dataset.mentionedComments?.find((node) => node.id === id);
  if (comment === undefined) throw invalidParameter('comment_id');
  return commentObject(call, comment, field.plan, { media: null, parentId: null });
}

/** Makes a Facebook Page as JSON. */
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

/** Makes a page of the Pages of the person behind the token. */
export function accountsEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  const { pages: scope, portfolio } = SCOPES[call.state.login];
  if (scope !== null && !call.token.scopes.includes(scope)) throw scopeRequired(scope);
  const { index } = call.state;
  const rows = index.pages.filter((page) => {
    if (page.inPortfolio === true && portfolio !== null && !call.token.scopes.includes(portfolio)) return false;
    return scope === null || hasScope(call, scope, page.id);
  });
  const list = { path: `${index.person.id}/accounts`, edge: 'accounts', rows };
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
      return call.state.pageToken(page.id);
    case 'instagram_business_account':
      return linkedAccount(call, page, field);
    default:
      return undefined;
  }
}

function linkedAccount(call: GraphCall, page: PageNode, field: PlannedField): unknown {
  const id = page.instagram_business_account;
  if (id === undefined) return undefined;
  return id === call.state.index.dataset.account.id ? userObject(call, field.plan, 'user') : { id };
}
