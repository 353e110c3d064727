import { newestFirst } from '../dataset/dataset-index.ts';
import type { OtherAccount } from '../dataset/graph-dataset.ts';
import type { PlannedField } from '../fields/plan-fields.ts';
import { cutPage } from '../paging.ts';
import { invalidParameter, permissionDenied, usernameMissing } from '../rules/failures.ts';
import { PAGE_LIMITS } from '../rules/limits.ts';
import { SCOPES } from '../rules/scopes.ts';
import type { GraphCall } from '../world.ts';
import { mediaObject } from './media-node.ts';

/** Another business by its name: public counts and posts, paged by cursors without links. */
export function discoveredUser(call: GraphCall, field: PlannedField): Readonly<Record<string, unknown>> {
  if (!call.token.scopes.includes(SCOPES.facebook.insights)) throw permissionDenied();
  const username = field.args.get('username');
  if (username === undefined || username === '') throw invalidParameter('username');
  const { account, otherAccounts = [] } = call.world.index.dataset;
  const own: OtherAccount = { ...account, media: call.world.index.posts };
  const found = [own, ...otherAccounts].find((other) => other.username.toLowerCase() === username.toLowerCase());
  if (found === undefined) throw usernameMissing(username);
  const object: Record<string, unknown> = {};
  for (const { name, ...inner } of field.plan ?? []) {
    const value = name === 'media' ? mediaOf(call, found, { name, ...inner }) : plainValue(call, found, name);
    if (value !== undefined && value !== '') object[name] = value;
  }
  object['id'] = found.id;
  return object;
}

function plainValue(call: GraphCall, found: OtherAccount, name: string): unknown {
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
      return call.world.addressOf('picture', found.id);
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
    mediaObject(call, { ...media, username: media.username ?? found.username }, field.plan ?? [], place),
  );
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}
