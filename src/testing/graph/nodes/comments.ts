import { newestFirst } from '../dataset/dataset-index.ts';
import type { CommentNode, MediaNode } from '../dataset/graph-dataset.ts';
import type { PlannedField } from '../fields/plan-fields.ts';
import { cutPage, type EdgeBody, type EdgeQuery, withheldPage } from '../paging.ts';
import { graphTime, PAGE_LIMITS, SCOPES } from '../rules/platform.ts';
import { type GraphCall, hasScope } from '../graph-state.ts';

/** Picks the asked keys of a plain object; the value itself when nothing particular is asked. */
export function pickParts(value: unknown, parts: readonly string[] | null): unknown {
  if (parts === null || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => parts.includes(name)));
}

/** Makes the comments inside another node; the key is left out when there are none. */
export function commentsOf(call: GraphCall, media: MediaNode, field: PlannedField): EdgeBody | undefined {
  if ((media.comments ?? []).length === 0 && media.withholdsComments !== true) return undefined;
  return commentsEdge(call, media, { params: field.args, plan: field.plan, fields: field.inner });
}

/** Makes a page of top-level comments, newest first. */
export function commentsEdge(call: GraphCall, media: MediaNode, query: EdgeQuery): EdgeBody {
  const rows = newestFirst(media.comments ?? []);
  const { params, plan, fields } = query;
  const spec = { path: `${media.id}/comments`, edge: 'comments', rows, limit: PAGE_LIMITS.comments, params, fields };
  if (media.withholdsComments === true) return withheldPage(spec.path);
  const page = cutPage(call, { ...spec, style: 'after' });
  const data = page.rows.map((comment) => commentObject(call, comment, plan, { media, parentId: null }));
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}

/** Makes a page of replies, newest first like comments; no paging while all of them fit. */
export function repliesEdge(call: GraphCall, comment: CommentNode, media: MediaNode, query: EdgeQuery): EdgeBody {
  const rows = newestFirst(comment.replies ?? []);
  const { params, plan, fields } = query;
  const spec = { path: `${comment.id}/replies`, edge: 'replies', rows, limit: PAGE_LIMITS.replies, params, fields };
  if (comment.withholdsReplies === true) return withheldPage(spec.path);
  const page = cutPage(call, { ...spec, style: 'when_more' });
  const data = page.rows.map((reply) => commentObject(call, reply, plan, { media, parentId: comment.id }));
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}

/** What a comment belongs to. */
interface CommentPlace {
  /** `null` for a comment under somebody else's post. */
  readonly media: MediaNode | null;
  /** The comment a reply belongs to. */
  readonly parentId: string | null;
}

/** Makes the comment as JSON: what the plan asks and the comment has. */
export function commentObject(
  call: GraphCall,
  comment: CommentNode,
  plan: readonly PlannedField[],
  place: CommentPlace,
): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  for (const field of plan) {
    const value = fieldValue(call, comment, field, place);
    if (value !== undefined) object[field.name] = pickParts(value, field.parts);
  }
  object['id'] = comment.id;
  return object;
}

function fieldValue(call: GraphCall, comment: CommentNode, field: PlannedField, place: CommentPlace): unknown {
  switch (field.name) {
    case 'text':
      return comment.text;
    case 'timestamp':
      return graphTime(comment.timestamp);
    case 'username':
      return mayNameUsers(call) ? comment.username : undefined;
    case 'like_count':
      return comment.like_count ?? 0;
    case 'hidden':
      return comment.hidden ?? false;
    case 'parent_id':
      return place.parentId ?? undefined;
    case 'from':
      return mayNameUsers(call) ? fromOf(comment) : undefined;
    case 'user':
      return isOwn(call, comment) ? { id: call.state.index.dataset.account.id } : undefined;
    case 'media':
      return place.media === null
        ? undefined
        : { id: place.media.id, media_product_type: place.media.media_product_type ?? 'FEED' };
    case 'replies':
      return repliesOf(call, comment, field, place);
    default:
      return undefined;
  }
}

function repliesOf(call: GraphCall, comment: CommentNode, field: PlannedField, place: CommentPlace): unknown {
  if (place.media === null || ((comment.replies ?? []).length === 0 && comment.withholdsReplies !== true)) {
    return undefined;
  }
  return repliesEdge(call, comment, place.media, { params: field.args, plan: field.plan, fields: field.inner });
}

/**
 * Tells whether users may be named: since 2024-08-27 names of commenters need the comments scope; without it they are
 * simply absent.
 */
function mayNameUsers(call: GraphCall): boolean {
  return hasScope(call, SCOPES[call.state.login].comments);
}

function isOwn(call: GraphCall, comment: CommentNode): boolean {
  return comment.username === call.state.index.dataset.account.username;
}

function fromOf(comment: CommentNode): { id: string; username: string } | undefined {
  if (comment.username === undefined) return undefined;
  return { id: comment.from_id ?? `73${comment.id.slice(2)}`, username: comment.username };
}
