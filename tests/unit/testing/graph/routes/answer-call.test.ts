import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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
