import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { GraphSimulator } from '../../../../src/testing/graph/start-graph-simulator.ts';
import { ask, startBakery } from '../../../conformance/graph/ask.ts';
import { ACCOUNT, BAKERY, STORY } from '../../../conformance/graph/bakery.ts';

const ME = encodeURIComponent;
let facebook: GraphSimulator;
let instagram: GraphSimulator;
beforeAll(async () => {
  const [other] = BAKERY.otherAccounts ?? [];
  const profile = { name: 'Other', biography: 'Rolls', website: 'https://example.org/', follows_count: 7 };
  const dataset = { ...BAKERY, otherAccounts: other === undefined ? [] : [{ ...other, ...profile }] };
  facebook = await startBakery({ dataset });
  instagram = await startBakery({ dataset, login: 'instagram' });
});
afterAll(async () => {
  await facebook.close();
  await instagram.close();
});

describe('edges as fields of the account', () => {
  const asked = async (fields: string, simulator = facebook): Promise<Record<string, unknown>> =>
    (await ask(simulator, `/${ACCOUNT}?fields=${ME(fields)}`)).body;

  it('answer with the lists that their own addresses give', async () => {
    const fields = 'media.limit(1){id},stories{id},tags{id},live_media{id},content_publishing_limit{quota_usage}';
    expect(await asked(fields)).toMatchObject({
      media: { data: [{ id: expect.stringMatching(/^180/) as string }] },
      stories: { data: [{ id: STORY.id }] },
      tags: { data: [{ id: '18000000000000090' }] },
      content_publishing_limit: { data: [{ quota_usage: 3 }] },
      id: ACCOUNT,
    });
  });

  it('answer with the figures of the account', async () => {
    const { insights } = await asked('insights.metric(reach).period(day)');
    expect(insights).toMatchObject({ data: [{ name: 'reach', period: 'day' }] });
  });

  it('tell all of another account', async () => {
    const names = 'username,name,biography,website,followers_count,follows_count,media_count,profile_picture_url';
    expect((await asked(`business_discovery.username(other_bakery){${names}}`))['business_discovery']).toEqual({
      ...{ username: 'other_bakery', name: 'Other', biography: 'Rolls', website: 'https://example.org/' },
      ...{ followers_count: 90_210, follows_count: 7, media_count: 801, id: '17841400000000099' },
      profile_picture_url: expect.stringMatching(/^http/) as string,
    });
  });

  it('want the name of the other account', async () => {
    const { status } = await ask(facebook, `/${ACCOUNT}?fields=${ME('business_discovery.username(){id}')}`);
    expect(status).toBe(400);
  });
});

describe('mentions', () => {
  it.each([
    [
      'mentioned_media.media_id(18000000000000091){caption,username}',
      'mentioned_media',
      { caption: 'with @example_bakery' },
    ],
    [
      'mentioned_comment.comment_id(17900000000000011){text}',
      'mentioned_comment',
      { text: '@example_bakery open today?' },
    ],
  ])('%s is read', async (fields, name, found) => {
    expect((await ask(facebook, `/${ACCOUNT}?fields=${ME(fields)}`)).body[name]).toMatchObject(found);
  });

  it.each(['mentioned_media.media_id(18000000000000999){id}', 'mentioned_comment.comment_id(1){id}'])(
    '%s is refused: it does not name the account',
    async (fields) => {
      expect((await ask(facebook, `/${ACCOUNT}?fields=${ME(fields)}`)).status).toBe(400);
    },
  );
});

describe('the exchange of a code for a token', () => {
  const form = (changed: Readonly<Record<string, string | null>> = {}): Record<string, string> => {
    const whole: Readonly<Record<string, string | null>> = {
      ...{ grant_type: 'authorization_code', client_id: '100000000000001', client_secret: 'simulated-app-secret' },
      ...{ redirect_uri: 'https://example.com/', code: instagram.issueCode(), ...changed },
    };
    return Object.fromEntries(Object.entries(whole).filter((entry): entry is [string, string] => entry[1] !== null));
  };
  const exchange = async (changed?: Readonly<Record<string, string | null>>): ReturnType<typeof ask> =>
    ask(instagram, '/oauth/access_token', { version: '', token: '', form: form(changed) });

  it('gives a token for a code, once', async () => {
    const code = instagram.issueCode();
    expect((await exchange({ code })).body).toMatchObject({ access_token: expect.any(String) as string });
    expect((await exchange({ code })).body).toMatchObject({ error_message: 'Invalid authorization code' });
  });

  it.each([
    [{ grant_type: 'password' }, 'Invalid grant_type'],
    [{ client_id: '9' }, 'Invalid platform app'],
    [{ client_secret: 'no' }, 'Error validating client secret.'],
    [{ redirect_uri: null }, 'Invalid redirect_uri'],
    [{ code: null }, 'Invalid authorization code'],
  ])('is refused with %j', async (changed, error_message) => {
    const { status, body } = await exchange(changed);
    expect([status, body]).toEqual([400, { error_type: 'OAuthException', code: 400, error_message }]);
  });
});

describe('the grants of a token', () => {
  const secret = 'client_secret=simulated-app-secret';

  it('are those of its login', async () => {
    const app = await ask(
      facebook,
      `/oauth/access_token?grant_type=client_credentials&client_id=100000000000001&${secret}`,
      { token: '' },
    );
    expect(app.body).toEqual({ access_token: '100000000000001|simulated-app-secret', token_type: 'bearer' });
  });

  it.each([
    '/access_token?grant_type=fb_exchange_token&client_secret=simulated-app-secret&access_token=x',
    '/access_token?grant_type=ig_exchange_token&client_secret=wrong&access_token=x',
    '/refresh_access_token?grant_type=ig_exchange_token&access_token=x',
  ])('are refused otherwise: %s', async (path) => {
    expect((await ask(instagram, path, { version: '', token: '' })).status).toBe(400);
  });
});

describe('a token', () => {
  it.each([
    ['a text', '2026-11-20T00:00:00Z', '190/463'],
    ['a Date', new Date('2026-11-20T00:00:00Z'), '190/463'],
    ['a number', Date.parse('2026-11-20T00:00:00Z'), '190/463'],
    ['a time to come', '2026-12-20T00:00:00Z', null],
    ['never', null, null],
  ])('expires at the moment that %s says', async (_, expiresAt, code) => {
    const token = facebook.issueToken({ expiresAt });
    expect((await ask(facebook, `/${ACCOUNT}?fields=id`, { token })).code).toBe(code);
  });

  it('that was not issued cannot be broken', () => {
    expect(() => {
      facebook.breakToken('none', 460);
    }).toThrow('issued no such token');
  });

  it('has to be named to be looked up', async () => {
    expect((await ask(facebook, '/debug_token')).status).toBe(400);
    expect((await ask(facebook, '/debug_token?input_token=')).status).toBe(400);
  });
});

it('deletes nothing, whatever the address', async () => {
  const { status, misuse } = await ask(facebook, '/', { method: 'DELETE' });
  expect([status, misuse]).toEqual([400, ['unsupported_method']]);
});
