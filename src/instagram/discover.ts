import * as v from 'valibot';

import { GraphApiError } from '../base/errors.ts';
import { normalizeTimestamp } from '../base/time.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { readCursorPage } from '../graph/answer.ts';
import { LIMITS } from '../graph/platform.ts';
import { invalidOption } from './options.ts';

/** A post of another business, with its public counts. Nobody can read another account's insights. */
export interface DiscoveredMedia {
  id: string;
  media_type: string | null;
  media_product_type: string | null;
  caption: string | null;
  permalink: string | null;
  timestamp: string | null;
  /** `null` when the owner hides likes. */
  like_count: number | null;
  comments_count: number | null;
}

/** Another business or creator account, as far as it is public. */
export interface DiscoveredAccount {
  username: string;
  followers_count: number | null;
  media_count: number | null;
  media: DiscoveredMedia[];
}

const text = v.nullish(v.string(), null);
const number = v.nullish(v.number(), null);
const mediaRow = v.object({
  id: v.string(),
  media_type: text,
  media_product_type: text,
  caption: text,
  permalink: text,
  timestamp: text,
  like_count: number,
  comments_count: number,
});
const body = v.object({
  business_discovery: v.object({ followers_count: number, media_count: number, media: v.optional(v.unknown()) }),
});

const MEDIA_FIELDS = 'id,media_type,media_product_type,caption,permalink,timestamp,like_count,comments_count';

/**
 * Another business account's public counts and newest posts. Cost: 1 call per 100 posts; counted against the app's
 * limit, not the account's.
 *
 * @throws GraphApiError `not_found` for a personal, unknown or age-gated account
 */
export async function discoverAccount(
  run: GraphRun,
  userId: string,
  username: string,
  limit: number,
): Promise<DiscoveredAccount> {
  // The name goes into a field expression: anything but Instagram's own alphabet could change its meaning.
  if (!/^[\w.]{1,30}$/.test(username)) {
    throw invalidOption(
      'username',
      'not an Instagram user name',
      'Letters, digits, dots and underscores only, without @.',
    );
  }
  const media: DiscoveredMedia[] = [];
  let page = await readDiscovery(run, userId, username, { size: Math.min(limit, LIMITS.mediaPage), after: null });
  const { followers_count, media_count } = page;
  media.push(...page.media);
  while (page.after !== null && media.length < limit) {
    const size = Math.min(limit - media.length, LIMITS.mediaPage);
    page = await readDiscovery(run, userId, username, { size, after: page.after });
    media.push(...page.media);
  }
  return { username, followers_count, media_count, media: media.slice(0, limit) };
}

interface DiscoveryPage {
  readonly followers_count: number | null;
  readonly media_count: number | null;
  readonly media: DiscoveredMedia[];
  readonly after: string | null;
}

async function readDiscovery(
  run: GraphRun,
  userId: string,
  username: string,
  { size, after }: { readonly size: number; readonly after: string | null },
): Promise<DiscoveryPage> {
  const cursor = after === null ? '' : `.after(${after})`;
  const posts = size > 0 ? `,media.limit(${String(size)})${cursor}{${MEDIA_FIELDS}}` : '';
  const fields = `business_discovery.username(${username}){followers_count,media_count${posts}}`;
  const answer = v.safeParse(body, await run.get({ path: userId, params: { fields } }));
  if (!answer.success) throw unreadable();
  const { followers_count, media_count, media } = answer.output.business_discovery;
  const page = media === undefined ? { rows: [], after: null } : readCursorPage(media);
  // A cursor stands on the last page too: an empty page is the end.
  return {
    followers_count,
    media_count,
    media: page.rows.flatMap(readRow),
    after: page.rows.length === 0 ? null : page.after,
  };
}

function readRow(value: unknown): DiscoveredMedia[] {
  const row = v.safeParse(mediaRow, value);
  if (!row.success) return [];
  const { timestamp } = row.output;
  return [{ ...row.output, timestamp: timestamp === null ? null : normalizeTimestamp(timestamp) }];
}

function unreadable(): GraphApiError {
  return new GraphApiError('Graph answered a business discovery with something that is none.', {
    kind: 'invalid_response',
    code: 'graph:business_discovery',
    remedy: 'Check that the account is a business or creator account.',
    status: null,
  });
}
