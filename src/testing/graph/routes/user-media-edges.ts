import { newestFirst } from '../dataset/dataset-index.ts';
import type { MediaNode } from '../dataset/graph-dataset.ts';
import { parseMoment, parseTime } from '../graph-time.ts';
import type { EdgeBody, EdgeQuery } from '../nodes/edge.ts';
import { mediaObject, type MediaPlace } from '../nodes/media-node.ts';
import { cutPage } from '../paging.ts';
import { invalidParameter } from '../rules/failures.ts';
import { MEDIA_EDGE_CAP, PAGE_LIMITS, RECENT_MS } from '../rules/limits.ts';
import type { GraphCall, Params } from '../world.ts';

const OWN: MediaPlace = { kind: 'media', indirect: true };
const FOREIGN: MediaPlace = { kind: 'foreign_media', indirect: true };

/** The account's posts, newest first: the latest 10,000, stories left out, between `since` and `until`. */
export function mediaEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  const rows = between(call, query.params).slice(0, MEDIA_EDGE_CAP);
  return listEdge(call, 'media', rows, query, OWN);
}

/** Stories of the last 24 hours. */
export function storiesEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  const now = call.world.now();
  const rows = call.world.index.stories.filter(({ timestamp }) => now - parseTime(timestamp) <= RECENT_MS);
  return listEdge(call, 'stories', rows, query, OWN);
}

/** Posts of others in which the account is tagged. */
export function tagsEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  return listEdge(call, 'tags', newestFirst(call.world.index.dataset.tags ?? []), query, FOREIGN);
}

/** Broadcasts that are running now. */
export function liveMediaEdge(call: GraphCall, query: EdgeQuery): EdgeBody {
  return listEdge(call, 'stories', call.world.index.dataset.liveMedia ?? [], query, OWN);
}

function listEdge(
  call: GraphCall,
  edge: 'media' | 'stories' | 'tags',
  rows: readonly MediaNode[],
  query: EdgeQuery,
  place: MediaPlace,
): EdgeBody {
  const path = `${call.world.index.dataset.account.id}/${edge}`;
  const page = cutPage(call, { path, edge, rows, limit: PAGE_LIMITS[edge], style: 'both', ...query });
  const data = page.rows.map((media) => mediaObject(call, media, query.plan, place));
  return page.paging === undefined ? { data } : { data, paging: page.paging };
}

/** Posts of the edge between `since` and `until`, both included. */
function between(call: GraphCall, params: Params): readonly MediaNode[] {
  const { posts, postTimes } = call.world.index;
  const since = momentOf(call, params, 'since');
  const until = momentOf(call, params, 'until');
  if (since === null && until === null) return posts;
  const [first, last] = [(since ?? 0) * 1_000, until === null ? Infinity : until * 1_000];
  return posts.slice(0, MEDIA_EDGE_CAP).filter((_, index) => {
    const time = postTimes[index] ?? 0;
    return time >= first && time <= last;
  });
}

function momentOf(call: GraphCall, params: Params, name: 'since' | 'until'): number | null {
  const text = params.get(name);
  if (text === null || text === undefined || text === '') return null;
  const moment = parseMoment(text, call.world.now());
  if (moment === null) throw invalidParameter(name);
  return moment;
}
