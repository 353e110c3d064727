import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { GraphDataset } from '../../../../../src/testing/graph/dataset/graph-dataset.ts';
import type { GraphSimulator } from '../../../../../src/testing/graph/start-graph-simulator.ts';
import { ask, startBakery } from '../../../../conformance/graph/ask.ts';
import { ACCOUNT, BAKERY, REEL } from '../../../../conformance/graph/bakery.ts';

let facebook: GraphSimulator;
beforeAll(async () => {
  facebook = await startBakery();
});
afterAll(() => facebook.close());

const TAG = '17843800000000007';
const CHILD = '18000000000000031';
const COMMENT = '17900000000000011';
const PAGE = '1050000000000001';

describe('an address', () => {
  it.each<[string, string, string | null, object]>([
    [
      'fields of the account',
      `/${ACCOUNT}?fields=ig_id,is_published,has_profile_pic`,
      null,
      { is_published: true, has_profile_pic: true },
    ],
    ['a field for catalogues', `/${ACCOUNT}?fields=shopping_review_status`, '10', {}],
    [
      'the accounts of the person, as a field',
      '/me?fields=name,accounts{id}',
      null,
      { accounts: { data: [{ id: PAGE }, {}] } },
    ],
    [
      'a page',
      `/${PAGE}?fields=name,category,tasks,instagram_business_account`,
      null,
      { category: 'Creator', instagram_business_account: { id: ACCOUNT } },
    ],
    ['an edge of a page', `/${PAGE}/posts`, '100', {}],
    ['a hashtag with its name', `/${TAG}?fields=id,name`, null, { id: TAG, name: 'sourdough' }],
    ['a hashtag', `/${TAG}?fields=id`, null, { id: TAG }],
    ['an edge of a hashtag', `/${TAG}/media?user_id=${ACCOUNT}`, '100', {}],
    ['the page before of a hashtag', `/${TAG}/top_media?user_id=${ACCOUNT}&fields=id&before=x`, '100', {}],
    ['a cursor of another list', `/${TAG}/top_media?user_id=${ACCOUNT}&fields=id&after=x`, '100', {}],
    ['the insights of a child', `/${CHILD}/insights?metric=reach`, '100', {}],
    ['the tags of a child', `/${CHILD}/product_tags`, null, { data: [] }],
    ['another edge of a child', `/${CHILD}/comments`, '100', {}],
    ['an edge of a comment', `/${COMMENT}/likes`, '100', {}],
    ['the replies of a comment', `/${COMMENT}/replies?fields=id`, null, { data: [{ id: '17900000000000021' }] }],
    ['the children of a post without', `/${REEL.id}/children?fields=id`, null, {}],
    ['nothing', '/', '100', {}],
    ['too much', `/${ACCOUNT}/media/1`, '100', {}],
  ])('of %s is answered', async (_, path, code, body) => {
    const answer = await ask(facebook, path);
    expect(answer.code?.split('/')[0] ?? null).toBe(code);
    expect(answer.body).toMatchObject(body);
  });

  it('of the token of a page is the page itself, if there is one', async () => {
    const { body } = await ask(facebook, `/${PAGE}?fields=access_token`);
    const token = String(body['access_token']);
    expect((await ask(facebook, '/me?fields=name', { token })).body).toMatchObject({ id: PAGE });
    expect((await ask(facebook, '/me/accounts', { token })).message).toContain('on node type (Page)');
  });

  it('is read and nothing else', async () => {
    expect(await ask(facebook, `/${REEL.id}`, { method: 'DELETE' })).toMatchObject({
      status: 400,
      misuse: ['unsupported_method'],
    });
  });

  it('lists the hashtags that were searched, latest first', async () => {
    await ask(facebook, `/ig_hashtag_search?user_id=${ACCOUNT}&q=sourdough`);
    const edge = await ask(facebook, `/${ACCOUNT}/recently_searched_hashtags?fields=id,name`);
    expect(edge.body['data']).toContainEqual({ id: TAG, name: 'sourdough' });
    const field = await ask(facebook, `/${ACCOUNT}?fields=recently_searched_hashtags`);
    expect(field.body).toMatchObject({ recently_searched_hashtags: { data: [{}, {}] } });
  });
});

describe('a form', () => {
  const batch = JSON.stringify([{ method: 'GET', relative_url: `v26.0/${ACCOUNT}?fields=username` }]);

  it.each([
    ['JSON', 'application/json', JSON.stringify({ batch, include_headers: false })],
    ['JSON with the list itself', 'application/json', JSON.stringify({ batch: JSON.parse(batch) as unknown })],
    [
      'a multipart form',
      'multipart/form-data; boundary=xx',
      `--xx\r\nContent-Disposition: form-data; name="batch"\r\n\r\n${batch}\r\n--xx--\r\n`,
    ],
  ])('may be %s', async (_, type, body) => {
    const headers = { authorization: `Bearer ${facebook.token}`, 'content-type': type };
    const response = await fetch(`${facebook.url}/v26.0/`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject([{ code: 200 }]);
  });

  it.each([
    ['no JSON', '{'],
    ['a number', '5'],
    ['items that are none', JSON.stringify({ batch: [{ relative_url: 5 }] })],
  ])('of %s is refused', async (_, body) => {
    const headers = { authorization: `Bearer ${facebook.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${facebook.url}/v26.0/`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
  });
});

describe('a media file', () => {
  const addressOf = async (): Promise<string> => {
    const { body } = await ask(facebook, `/${REEL.id}?fields=thumbnail_url`);
    return String(body['thumbnail_url']);
  };

  it.each([
    ['whole', undefined, 200, 2_048],
    ['from a place', 'bytes=2000-', 206, 48],
    ['of its end', 'bytes=-8', 206, 8],
    ['of none of its end', 'bytes=-0', 416, 0],
    ['beyond its end', 'bytes=5000-', 416, 0],
    ['backwards, which is no range', 'bytes=9-3', 200, 2_048],
    ['by another unit', 'lines=1-2', 200, 2_048],
  ])('is served %s', async (_, range, status, length) => {
    const response = await fetch(await addressOf(), { headers: range === undefined ? {} : { range } });
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([status, length]);
  });

  it('is not served without its signature', async () => {
    const address = new URL(await addressOf());
    address.search = '';
    expect(await (await fetch(address)).text()).toBe('URL signature expired');
    address.pathname = '/cdn/other';
    expect(await (await fetch(address)).text()).toBe('Bad URL');
  });
});

it('has a page of no account, and none at all', async () => {
  const simulator = await startBakery({ dataset: { ...BAKERY, pages: [] } });
  try {
    expect((await ask(simulator, '/me/accounts')).body).toEqual({ data: [] });
  } finally {
    await simulator.close();
  }
});

describe('an account of which little is known', () => {
  const SPARSE: GraphDataset = {
    account: { id: ACCOUNT, username: 'new_bakery', fields: { has_profile_pic: false } },
    media: [
      { id: '18000000000000001', media_type: 'IMAGE', timestamp: '2026-11-20T13:00:34+0000', insights: { reach: 5 } },
      { id: '18000000000000002', media_type: 'CAROUSEL_ALBUM', timestamp: '2026-11-19T13:00:34+0000' },
      {
        ...{ id: '18000000000000003', media_type: 'IMAGE', timestamp: '2026-11-18T13:00:34+0000' },
        comments: [{ id: '17900000000000011', text: 'Hello', timestamp: '2026-11-20T15:00:00+0000' }],
      },
    ],
    accountInsights: {
      reach: {
        week: 70,
        breakdowns: { follow_type: [{ values: ['FOLLOWER'], value: { '2026-11-18': 3, '2026-11-20': 4 } }] },
      },
      profile_views: { days_28: 280 },
      follows_and_unfollows: { breakdowns: { follow_type: [{ values: ['FOLLOWER'], value: 9 }] } },
    },
    mentionedMedia: [
      {
        ...{ id: '18000000000000091', media_type: 'IMAGE', timestamp: '2026-11-09T10:00:00+0000' },
        comments: [{ id: '17900000000000031', text: 'Hi', timestamp: '2026-11-20T15:00:00+0000' }],
      },
    ],
    mentionedComments: [{ id: '17900000000000041', text: '@new_bakery', timestamp: '2026-11-20T15:00:00+0000' }],
    otherAccounts: [{ id: '17841400000000099', username: 'other_bakery' }],
  };
  let sparse: GraphSimulator;
  beforeAll(async () => {
    sparse = await startBakery({ dataset: SPARSE });
  });
  afterAll(() => sparse.close());
  const [POST, ALBUM, TALKED] = ['18000000000000001', '18000000000000002', '18000000000000003'];
  const window = `since=${String(Date.parse('2026-11-15T08:00:00Z') / 1_000)}&until=${String(Date.parse('2026-11-22T08:00:00Z') / 1_000)}`;

  it.each<[string, string, object]>([
    ['has no number of its own', `/${ACCOUNT}?fields=ig_id,username`, { username: 'new_bakery', id: ACCOUNT }],
    ['has what it is given', `/${ACCOUNT}?fields=has_profile_pic`, { has_profile_pic: false, id: ACCOUNT }],
    [
      'has posts of the feed',
      `/${POST}?fields=media_product_type,comments{id}`,
      { media_product_type: 'FEED', id: POST },
    ],
    ['has an album without pictures', `/${ALBUM}/children?fields=id`, { data: [] }],
    ['has a post without comments', `/${POST}/comments?fields=id`, { data: [] }],
    [
      'has a comment that answers none',
      `/17900000000000011?fields=parent_id,media,like_count`,
      { media: { id: TALKED, media_product_type: 'FEED' }, like_count: 0, id: '17900000000000011' },
    ],
    [
      'is mentioned in a post of nobody',
      `/${ACCOUNT}?fields=mentioned_media.media_id(18000000000000091){username,comments{id}}`,
      {
        mentioned_media: {
          comments: { data: [{ id: '17900000000000031' }], paging: expect.any(Object) as object },
          id: '18000000000000091',
        },
        id: ACCOUNT,
      },
    ],
    [
      'is mentioned in a comment under no known post',
      `/${ACCOUNT}?fields=mentioned_comment.comment_id(17900000000000041){media,text}`,
      { mentioned_comment: { text: '@new_bakery', id: '17900000000000041' }, id: ACCOUNT },
    ],
    [
      'finds another account without posts',
      `/${ACCOUNT}?fields=business_discovery.username(other_bakery){media_count,media{id}}`,
      { business_discovery: { media: { data: [] }, id: '17841400000000099' }, id: ACCOUNT },
    ],
    ['has searched no hashtag', `/${ACCOUNT}/recently_searched_hashtags?fields=id`, { data: [] }],
  ])('%s', async (_, path, body) => {
    expect((await ask(sparse, path.replaceAll('{', '%7B').replaceAll('}', '%7D'))).body).toEqual(body);
  });

  it.each<[string, string, readonly (number | null)[]]>([
    ['of a post of the feed', `/${POST}/insights?metric=reach`, [5]],
    ['of a week', `/${ACCOUNT}/insights?metric=reach&period=week`, [70]],
    ['of a day that only the week is known of', `/${ACCOUNT}/insights?metric=reach&period=day`, []],
    ['of four weeks that only the week is known of', `/${ACCOUNT}/insights?metric=reach&period=days_28`, []],
  ])('has the figures %s', async (_, path, values) => {
    const { body } = await ask(sparse, path);
    const [row] = body['data'] as { values?: { value: number }[] }[];
    expect((row?.values ?? []).map(({ value }) => value)).toEqual(values);
  });

  it('adds up the days of a breakdown that are known', async () => {
    const path = `/${ACCOUNT}/insights?metric=reach&period=day&metric_type=total_value`;
    const { body } = await ask(sparse, `${path}&breakdown=follow_type&${window}`);
    expect(body).toMatchObject({
      data: [{ total_value: { value: 70, breakdowns: [{ results: [{ dimension_values: ['FOLLOWER'], value: 7 }] }] } }],
    });
  });

  it.each([
    'follower_count',
    'online_followers',
    'profile_views&metric_type=total_value',
    'follows_and_unfollows&metric_type=total_value&breakdown=follow_type',
  ])('gives no figures of %s', async (metric) => {
    const period = metric === 'online_followers' ? 'lifetime' : 'day';
    const { status, body } = await ask(sparse, `/${ACCOUNT}/insights?metric=${metric}&period=${period}`);
    expect(status).toBe(200);
    for (const row of body['data'] as object[]) {
      expect(row).not.toHaveProperty('values');
      expect(row).not.toHaveProperty('total_value');
    }
  });
});
