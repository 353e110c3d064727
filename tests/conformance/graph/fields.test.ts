import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { GraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import { ask, rowsOf, startBakery } from './ask.ts';
import { ACCOUNT, BAKERY, CAROUSEL, IMAGE, OLD_VIDEO, REEL, STORY } from './bakery.ts';

let facebook: GraphSimulator;
let instagram: GraphSimulator;
beforeAll(async () => {
  facebook = await startBakery();
  instagram = await startBakery({ login: 'instagram' });
});
afterAll(async () => {
  await facebook.close();
  await instagram.close();
});

/**
 * Media fields of the facts (§3.1), typed in a second time: field, then whether a reel, an image, an album, an old feed
 * video and a carousel child show it (yes, no: left out), and the login it exists on.
 */
const MEDIA_FIELDS = `
FM-01 id                        yes yes yes yes yes both
FM-02 caption                   yes yes no  yes no  both
FM-03 media_type                yes yes yes yes yes both
FM-04 media_product_type        yes yes yes yes yes both
FM-05 media_url                 yes yes yes no  yes both
FM-06 thumbnail_url             yes no  no  yes yes both
FM-07 permalink                 yes yes yes yes no  both
FM-08 shortcode                 yes yes yes yes yes both
FM-09 username                  yes yes yes yes yes both
FM-10 timestamp                 yes yes yes yes yes both
FM-11 owner                     yes yes yes yes yes both
FM-12 comments_count            yes yes yes yes no  both
FM-13 is_comment_enabled        yes yes yes yes no  both
FM-14 is_shared_to_feed         yes no  no  no  no  both
FM-15 alt_text                  no  yes no  no  no  both
FM-16 children                  no  no  yes no  no  both
FM-17 media_audio_type          yes no  no  no  no  both
FM-18 is_ai_generated           yes no  no  no  no  both
FM-19 legacy_instagram_media_id yes no  no  no  no  facebook
FM-20 saved_count               yes yes yes yes no  facebook
FM-21 reposts_count             yes yes yes no  no  facebook
FM-22 total_views_count         yes no  no  no  no  facebook
FM-23 total_like_count          yes no  no  no  no  facebook
FM-24 boost_eligibility_info    yes yes yes yes yes facebook
`;
const FIELD_ROWS = MEDIA_FIELDS.trim()
  .split('\n')
  .map((line) => {
    const [id = '', field = '', ...rest] = line.split(/\s+/);
    return { id, field, shown: rest.slice(0, 5), login: rest[5] ?? '' };
  });

describe('media fields', () => {
  it.each(FIELD_ROWS)('$id $field is shown or left out by kind', async ({ field, shown, login }) => {
    const child = CAROUSEL.children?.[1]?.id ?? '';
    const ids = [REEL.id, IMAGE.id, CAROUSEL.id, OLD_VIDEO.id, child];
    for (const [place, id] of ids.entries()) {
      if (field === 'children' && place === 4) continue;
      const answer = await ask(facebook, `/${id}?fields=${field}`);
      expect(answer.status, id).toBe(200);
      expect(Object.hasOwn(answer.body, field), `${field} of ${id}`).toBe(shown[place] === 'yes');
    }
    const other = await ask(instagram, `/${REEL.id}?fields=${field}`);
    if (login === 'both') {
      expect(other.status).toBe(200);
    } else {
      expect(other.message).toBe(`(#100) Tried accessing nonexisting field (${field})`);
      expect(other.misuse).toEqual(['field_of_other_login']);
    }
  });

  it.each(['branded_content_partner', 'engagement', 'play_count', 'video_views', 'like_counts'])(
    'FX-01 %s does not exist and fails the whole request, on a list without rows too',
    async (field) => {
      const message = `(#100) Tried accessing nonexisting field (${field})`;
      expect((await ask(facebook, `/${REEL.id}?fields=id,${field}`)).message).toBe(message);
      const empty = await startBakery({ dataset: { ...BAKERY, media: [] } });
      const list = await ask(empty, `/${ACCOUNT}/media?fields=id,${field}`);
      expect([list.status, list.message, list.misuse]).toEqual([400, message, ['unknown_field']]);
      await empty.close();
    },
  );

  it('FX-02 view_count is 36104 outside business discovery', async () => {
    expect((await ask(facebook, `/${REEL.id}?fields=view_count`)).code).toBe('36104');
  });

  it('FX-03 copyright information of a picture is 9005/1452042, of a video an object', async () => {
    expect((await ask(facebook, `/${IMAGE.id}?fields=copyright_check_information`)).code).toBe('9005/1452042');
    expect((await ask(facebook, `/${REEL.id}?fields=copyright_check_information`)).status).toBe(200);
  });

  it.each([
    [
      'FX-04',
      'id,id',
      'Syntax error "Field id specified more than once. This is only possible before version 2.1" at character 5: id,id',
    ],
    ['FX-05', 'id,owner{id,id}', null],
    ['FX-06', 'id,,caption', null],
    ['FX-07', 'comments{id', null],
    ['FX-08', 'comments.limt(5){id}', null],
  ])('%s %s is 2500', async (_, fields, message) => {
    const answer = await ask(facebook, `/${REEL.id}?fields=${fields}`);
    expect([answer.status, answer.code]).toEqual([400, '2500']);
    if (message !== null) expect(answer.message).toBe(message);
  });

  it('FX-09 hidden likes are left out of lists and kept on the post itself', async () => {
    const list = await ask(facebook, `/${ACCOUNT}/media?fields=id,like_count`);
    expect(rowsOf(list).find(({ id }) => id === CAROUSEL.id)).toEqual({ id: CAROUSEL.id });
    expect((await ask(facebook, `/${CAROUSEL.id}?fields=like_count`)).body).toEqual({
      like_count: 54,
      id: CAROUSEL.id,
    });
  });

  it('FX-10 without fields there is an id', async () => {
    expect((await ask(facebook, `/${REEL.id}`)).body).toEqual({ id: REEL.id });
  });

  it('FX-11 media addresses change with every read', async () => {
    const read = async (): Promise<unknown> => (await ask(facebook, `/${REEL.id}?fields=media_url`)).body['media_url'];
    expect(await read()).not.toBe(await read());
  });

  it('FX-12 comments_count counts replies', async () => {
    const media = { ...REEL, comments_count: undefined };
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [media] } });
    expect((await ask(simulator, `/${REEL.id}?fields=comments_count`)).body).toMatchObject({ comments_count: 4 });
    await simulator.close();
  });

  it('FX-13 parts of objects', async () => {
    expect((await ask(facebook, `/${REEL.id}?fields=owner{id}`)).body).toEqual({ owner: { id: ACCOUNT }, id: REEL.id });
    expect((await ask(facebook, `/${REEL.id}?fields=owner{name}`)).code).toBe('100');
    expect((await ask(facebook, `/${REEL.id}?fields=caption{id}`)).code).toBe('100');
  });
});

describe('the account', () => {
  it.each([
    ['FU-01', 'shopping_review_status'],
    ['FU-02', 'shopping_product_tag_eligibility'],
  ])('%s %s needs a permission nobody has', async (_, field) => {
    expect((await ask(facebook, `/${ACCOUNT}?fields=${field}`)).code).toBe('10');
  });

  it('FU-03 ig_id is a JSON number with all its digits', async () => {
    expect((await ask(facebook, `/${ACCOUNT}?fields=ig_id`)).text).toBe(`{"ig_id":9007199254740993,"id":"${ACCOUNT}"}`);
    expect((await ask(instagram, `/${ACCOUNT}?fields=ig_id`)).code).toBe('100');
  });

  it('FU-04 account_type and user_id belong to the Instagram login', async () => {
    expect((await ask(facebook, `/${ACCOUNT}?fields=account_type`)).code).toBe('100');
    const me = await ask(instagram, '/me?fields=id,user_id,account_type');
    expect(me.body).toEqual({ user_id: ACCOUNT, account_type: 'BUSINESS', id: '24841400000000001' });
  });

  it('FU-05 the app-scoped id of /me is no id for paths', async () => {
    expect((await ask(instagram, '/24841400000000001?fields=id')).code).toBe('100/33');
    expect((await ask(instagram, '/me/media?fields=id&limit=1')).status).toBe(200);
  });

  it('FU-06 /me is a person on the Facebook login', async () => {
    expect((await ask(facebook, '/me')).body).toEqual({ name: 'Example Person', id: '1000000000000001' });
    expect((await ask(facebook, '/me/media')).code).toBe('100');
    const pages = await ask(facebook, '/me/accounts?fields=id,name,instagram_business_account');
    expect(rowsOf(pages)).toEqual([
      { id: '1050000000000001', name: 'Example Bakery', instagram_business_account: { id: ACCOUNT } },
      { id: '1050000000000002', name: 'Page without IG' },
    ]);
  });

  it('FU-07 a Page leads to the account', async () => {
    const page = await ask(facebook, '/1050000000000001?fields=instagram_business_account{id,username}');
    expect(page.body).toMatchObject({ instagram_business_account: { id: ACCOUNT, username: 'example_bakery' } });
    expect((await ask(instagram, '/1050000000000001')).code).toBe('100/33');
  });

  it.each(['live_media', 'collaboration_invites', 'upcoming_events', 'agencies'])(
    'FU-08 %s is an empty list',
    async (edge) => {
      expect((await ask(facebook, `/${ACCOUNT}/${edge}`)).body).toEqual({ data: [] });
    },
  );

  it.each(['business_discovery', 'recently_searched_hashtags', 'agencies', 'nonsense'])(
    'FU-09 %s is no edge of the Instagram login',
    async (edge) => {
      const answer = await ask(instagram, `/${ACCOUNT}/${edge}`);
      expect([answer.message, answer.misuse]).toEqual([
        `(#100) Tried accessing nonexisting field (${edge})`,
        ['unknown_edge'],
      ]);
    },
  );

  it.each([
    'business_discovery.username(x){id}',
    'mentioned_media.media_id(1){id}',
    'mentioned_comment.comment_id(1){id}',
  ])('FU-10 %s is no field of the Instagram login', async (field) => {
    expect((await ask(instagram, `/${ACCOUNT}?fields=${field}`)).code).toBe('100');
  });

  it('FU-11 stories are 24 hours old at most and no posts', async () => {
    const old = { ...STORY, id: '18000000000000051', timestamp: '2026-11-21T11:59:59+0000' };
    const simulator = await startBakery({ dataset: { ...BAKERY, media: [old, STORY, REEL] } });
    expect(rowsOf(await ask(simulator, `/${ACCOUNT}/stories`))).toEqual([{ id: STORY.id }]);
    expect(rowsOf(await ask(simulator, `/${ACCOUNT}/media`))).toEqual([{ id: REEL.id }]);
    await simulator.close();
  });
});

describe('others', () => {
  it('FO-01 a business is found by its name in any case, with its view counts', async () => {
    const fields = 'business_discovery.username(Other_Bakery){username,media.limit(2){id,view_count}}';
    const { body } = await ask(facebook, `/${ACCOUNT}?fields=${fields}`);
    expect(body['business_discovery']).toMatchObject({
      username: 'other_bakery',
      media: { data: [{ id: '18000000000000080', view_count: 45_000 }, { id: '18000000000000079' }] },
    });
  });

  it('FO-02 its pages go on by cursor inside the braces, without links', async () => {
    const page = async (
      after: string,
    ): Promise<{ data: { id: string }[]; paging?: { cursors: { after: string } } }> => {
      const fields = `business_discovery.username(other_bakery){media.limit(1)${after}{id}}`;
      const { body } = await ask(facebook, `/${ACCOUNT}?fields=${fields}`);
      return (
        body['business_discovery'] as { media: { data: { id: string }[]; paging?: { cursors: { after: string } } } }
      ).media;
    };
    const first = await page('');
    expect(first.paging).toEqual({ cursors: { after: expect.any(String) as unknown } });
    const second = await page(`.after(${first.paging?.cursors.after ?? ''})`);
    expect(second.data).toEqual([{ id: '18000000000000079' }]);
    const third = await page(`.after(${second.paging?.cursors.after ?? ''})`);
    expect(third).toEqual({ data: [] });
  });

  it('FO-03 an unknown name is 110/2207013', async () => {
    const answer = await ask(facebook, `/${ACCOUNT}?fields=business_discovery.username(nobody){id}`);
    expect([answer.status, answer.code]).toEqual([400, '110/2207013']);
  });

  it('FO-04 nobody sees the insights of others', async () => {
    const fields = 'business_discovery.username(other_bakery){media{insights.metric(reach)}}';
    expect((await ask(facebook, `/${ACCOUNT}?fields=${fields}`)).code).toBe('100');
  });

  it('FO-05 posts of others cannot be read by their id', async () => {
    for (const id of ['18000000000000090', '18000000000000080']) {
      expect((await ask(facebook, `/${id}?fields=id`)).code).toBe('100/33');
    }
  });

  it('FO-06 a post of others shows its username and no owner', async () => {
    const [row] = rowsOf(await ask(facebook, `/${ACCOUNT}/tags?fields=id,owner,username,saved_count`));
    expect(row).toEqual({ id: '18000000000000090', username: 'a_customer' });
  });

  it.each([
    ['FO-07', '/some_handle', '803', '(#803) Some of the aliases you requested do not exist: some_handle'],
    ['FO-08', '/1234567', '100/33', /^Unsupported get request\. Object with ID '1234567' does not exist/],
  ])('%s %s', async (_, path, code, message) => {
    const answer = await ask(facebook, path);
    expect(answer.code).toBe(code);
    expect(answer.message).toMatch(message);
  });

  it('FO-09 an id that is no number is a mistake', async () => {
    expect((await ask(facebook, '/some_handle')).misuse).toEqual(['id_not_numeric']);
  });
});
