import type { PlannedField } from '../fields/plan-fields.ts';
import { accountInsights } from '../insights/account-insights.ts';
import { invalidParameter, permissionDenied } from '../rules/failures.ts';
import { publishingLimit } from '../routes/publishing-limit.ts';
import { liveMediaEdge, mediaEdge, storiesEdge, tagsEdge } from '../routes/user-media-edges.ts';
import type { GraphCall } from '../world.ts';
import { commentObject } from './comments.ts';
import { discoveredUser } from './discovered-user.ts';
import { mediaObject } from './media-node.ts';
import { rawNumber } from './raw-number.ts';

/** The account as JSON. `me` is the form of graph.instagram.com with the app-scoped id. */
export function userObject(
  call: GraphCall,
  plan: readonly PlannedField[],
  kind: 'user' | 'me',
): Readonly<Record<string, unknown>> {
  const { account } = call.world.index.dataset;
  const object: Record<string, unknown> = {};
  for (const field of plan) {
    if (account.omits?.includes(field.name) === true) continue;
    const value = edgeValue(call, field) ?? plainValue(call, field.name);
    if (value !== undefined) object[field.name] = value;
  }
  // The one documented reply that lacks an id nobody asked for.
  if (kind === 'me' && call.world.meShape === 'data' && !plan.some(({ name }) => name === 'id')) return object;
  object['id'] = kind === 'me' ? call.world.index.appScopedId : account.id;
  return object;
}

function edgeValue(call: GraphCall, field: PlannedField): unknown {
  const query = { params: field.args, plan: field.plan ?? [], fields: field.inner };
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
      return call.world.hashtags.recent(call, query);
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
  const { account } = call.world.index.dataset;
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
      return account.media_count ?? call.world.index.posts.length;
    case 'profile_picture_url':
      return call.world.addressOf('picture', account.id);
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

/** Empty texts are left out, not sent as `''`. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function mentionedMedia(call: GraphCall, field: PlannedField): unknown {
  const id = field.args.get('media_id');
  const media = call.world.index.dataset.mentionedMedia?.find((node) => node.id === id);
  // No source has the error for a post that does not mention the account.
  if (media === undefined) throw invalidParameter('media_id');
  return mediaObject(call, media, field.plan ?? [], { kind: 'foreign_media', indirect: true });
}

function mentionedComment(call: GraphCall, field: PlannedField): unknown {
  const id = field.args.get('comment_id');
  const comment = call.world.index.dataset.mentionedComments?.find((node) => node.id === id);
  if (comment === undefined) throw invalidParameter('comment_id');
  return commentObject(call, comment, field.plan ?? [], { media: null, parentId: null });
}
