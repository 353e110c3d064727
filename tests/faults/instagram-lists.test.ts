import { afterEach, describe, expect, it } from 'vitest';

import type { InsightInventoryError } from '../../src/base/errors.ts';
import { isInsightInventoryError } from '../../src/base/errors.ts';
import { findInstagramAccounts } from '../../src/instagram/find-accounts.ts';
import type { PageFlaw } from '../../src/testing/shared/fault-plan.ts';
import type { PageNode } from '../../src/testing/graph/dataset/graph-dataset.ts';
import type { SimulatedRequest } from '../../src/testing/shared/fault.ts';
import { closeStudios, refuse, startStudio, type Studio, type StudioOptions } from '../unit/instagram/studio.ts';

afterEach(closeStudios);

describe('a page that is too heavy', () => {
  it('is asked for again with half its posts, rounded up, and so are those after it', async () => {
    const studio = await startStudio({ account: { posts: 25, mix: { reels: 1 } } });
    const tooMuch = {
      code: 1,
      message: 'Please reduce the amount of data you are asking for, then retry your request',
    };
    const isHeavy = ({ path, query }: SimulatedRequest): boolean =>
      path.endsWith('/media') && Number(query.get('limit')) > 9;
    studio.simulator.addFault(refuse(isHeavy, tooMuch, 500));
    const posts = await studio.manager.getRecentMedia({ limit: 25, comments: false, insights: false });
    expect(posts.map(({ id }) => id)).toEqual(studio.dataset.media.map(({ id }) => id));
    const limits = studio.simulator.requests.flatMap(({ path, query }) =>
      path.endsWith('/media') ? [Number(query.get('limit'))] : [],
    );
    expect(limits).toEqual([25, 13, 7, 7, 7, 4]);
  });
});

/** One list of the platform: how it is read in pages smaller than itself, and how many items it has. */
interface ListCase {
  readonly edge: string;
  readonly items: number;
  readonly studio: StudioOptions;
  readonly read: (studio: Studio) => Promise<readonly { readonly id: string }[]>;
}

const OTHER_POSTS = Array.from({ length: 12 }, (_, place) => ({
  id: `1800009${String(place).padStart(10, '0')}`,
  media_type: 'IMAGE',
  timestamp: '2026-11-01T10:00:00+0000',
  like_count: place,
}));

const COMMENTS = Array.from({ length: 12 }, (_, place) => ({
  id: `1790009${String(place).padStart(10, '0')}`,
  text: `comment ${String(place)}`,
  timestamp: '2026-11-01T10:00:00+0000',
}));

const PAGES: readonly PageNode[] = Array.from({ length: 12 }, (_, place) => ({
  id: `10000000000${String(place).padStart(4, '0')}`,
  name: `Page ${String(place)}`,
}));

async function startWith(studio: StudioOptions, more: (studio: Studio) => object): Promise<Studio> {
  const first = await startStudio(studio);
  return startStudio({
    ...studio,
    simulator: { ...studio.simulator, dataset: { ...first.dataset, ...more(first) } },
  });
}

const LISTS: readonly ListCase[] = [
  {
    edge: 'media',
    items: 12,
    studio: { account: { posts: 12, mix: { reels: 1 } } },
    read: ({ manager }) => manager.getRecentMedia({ limit: 100, comments: false, insights: false }),
  },
  {
    edge: 'comments',
    items: 12,
    studio: { account: { posts: 1 }, media: (posts) => posts.map((post) => ({ ...post, comments: COMMENTS })) },
    read: ({ manager, dataset }) => manager.getRecentComments(dataset.media[0]?.id ?? '', { limit: 100 }),
  },
  {
    edge: 'tags',
    items: 12,
    studio: { account: { posts: 1 } },
    read: ({ manager }) => manager.getTaggedMedia({ limit: 100 }),
  },
  {
    edge: 'top_media',
    items: 12,
    studio: { account: { posts: 1 } },
    read: ({ manager }) => manager.searchHashtag('clay', { limit: 100 }),
  },
  {
    edge: 'accounts',
    items: 12,
    studio: { account: { posts: 1 } },
    read: async ({ simulator, dataset }) => {
      const found = await findInstagramAccounts({ accessToken: simulator.token, baseUrl: simulator.url });
      expect(new Set(found.map(({ account_id }) => account_id))).toEqual(new Set([dataset.account.id]));
      return found.map(({ page_id }) => ({ id: page_id ?? '' }));
    },
  },
  {
    edge: 'business_discovery.media',
    items: 12,
    studio: { account: { posts: 1 } },
    read: async ({ manager }) => (await manager.discoverAccount('neighbour', { limit: 100 })).media ?? [],
  },
];

async function open({ studio }: ListCase, paging: NonNullable<StudioOptions['simulator']>['paging']) {
  return startWith({ ...studio, simulator: { paging } }, ({ dataset }) => ({
    tags: OTHER_POSTS,
    hashtags: [{ id: '17843826142012701', name: 'clay', top: OTHER_POSTS, recent: OTHER_POSTS }],
    pages: PAGES.map((page) => ({ ...page, instagram_business_account: dataset.account.id })),
    otherAccounts: [{ id: '17841400000000077', username: 'neighbour', media_count: 12, media: OTHER_POSTS }],
  }));
}

/** Reads what a list gave: its items, or those it had when it broke. */
async function readAll(
  list: ListCase,
  studio: Studio,
): Promise<{ ids: string[]; error: InsightInventoryError | null }> {
  const idOf = (item: unknown): string => {
    const row = item as { id?: string; page_id?: string };
    return row.id ?? row.page_id ?? '';
  };
  try {
    return { ids: (await list.read(studio)).map(idOf), error: null };
  } catch (error) {
    if (!isInsightInventoryError(error) || error.partial === undefined) throw error;
    return { ids: error.partial.items.map(idOf), error };
  }
}

describe.each(LISTS)('the list $edge', (list) => {
  const rows = ({ edge }: { readonly edge: string }): number | undefined => (edge === list.edge ? 5 : undefined);
  const flawed =
    (flaw: PageFlaw, from = 0) =>
    ({ edge, index }: { readonly edge: string; readonly index: number }): PageFlaw | undefined =>
      edge === list.edge && index >= from ? flaw : undefined;

  it.each(['overlaps', 'doubles'] as const)('gives each item once when a page %s', async (flaw) => {
    const studio = await open(list, { rows, flaw: flawed(flaw) });
    const { ids, error } = await readAll(list, studio);
    expect(error).toBeNull();
    expect(ids).toHaveLength(list.items);
    expect(new Set(ids).size).toBe(list.items);
  });

  it.each(['repeats', 'circles'] as const)('ends with what it has when its pages %s', async (flaw) => {
    const studio = await open(list, { rows, flaw: flawed(flaw, 1) });
    const { ids, error } = await readAll(list, studio);
    expect(error).toMatchObject({ kind: 'invalid_response', code: 'graph:repeated_page' });
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(new Set(ids).size).toBe(ids.length);
    expect(error?.partial?.after).toEqual(expect.any(String));
    expect(studio.simulator.stats().graphCalls).toBeLessThanOrEqual(6);
  });
});

describe.each(LISTS.filter(({ edge }) => edge !== 'business_discovery.media'))('the list $edge', (list) => {
  it('goes on past an empty page, and ends after a few of them in a row', async () => {
    const rowsOf =
      (isEmpty: (index: number) => boolean) =>
      ({ edge, index }: { readonly edge: string; readonly index: number }): number | undefined =>
        edge !== list.edge ? undefined : isEmpty(index) ? 0 : 5;
    const one = await open(list, { rows: rowsOf((index) => index === 1) });
    expect((await readAll(list, one)).ids).toHaveLength(list.items);
    const endless = await open(list, { rows: rowsOf((index) => index > 0) });
    const { ids, error } = await readAll(list, endless);
    expect(error).toMatchObject({ code: 'graph:empty_pages', retryable: true });
    expect(ids).toHaveLength(5);
    expect(endless.simulator.stats().graphCalls).toBeLessThanOrEqual(10);
  });
});
