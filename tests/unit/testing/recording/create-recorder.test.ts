import { describe, expect, it } from 'vitest';

import { createRecorder } from '../../../../src/testing/recording/create-recorder.ts';

const HOST = 'https://graph.facebook.com';

/** What is recorded of one exchange. */
async function recorded(request: Request, answer: () => Response) {
  const recorder = createRecorder({ fetch: () => Promise.resolve(answer()), now: () => 0 });
  await recorder.fetch(request);
  return recorder.recording();
}

const bodyOf = async (body: unknown): Promise<unknown> => {
  const { exchanges } = await recorded(new Request(`${HOST}/v26.0/1`), () => Response.json(body));
  return exchanges[0]?.body;
};

describe('a value', () => {
  it.each([
    ['an address that is none', { media_url: 'https://[' }, { media_url: 'https://example.invalid/' }],
    ['a link of the API', { next: `${HOST}/v26.0/me/media` }, { next: `${HOST}/v26.0/me/media` }],
    [
      'a media address',
      { media_url: 'https://scontent.cdninstagram.com/v/t51.jpg?oh=secret' },
      { media_url: 'https://redacted.cdninstagram.com/1.jpg' },
    ],
    [
      'a permalink',
      { permalink: 'https://www.instagram.com/reel/Cxyz/' },
      { permalink: 'https://www.instagram.com/p/1/' },
    ],
    ['a foreign address', { website: 'https://me.example/x' }, { website: 'https://example.invalid/1' }],
    ['a number as text', { value: '12.5' }, { value: '12.5' }],
    ['a name of an insight', { name: 'reach', values: [{ value: 5 }] }, { name: 'reach', values: [{ value: 5 }] }],
  ])('%s', async (_, body, expected) => {
    expect(await bodyOf(body)).toEqual(expected);
  });

  it('of an id is another number, the same one each time', async () => {
    const body = (await bodyOf({ id: 1784140001, ids: ['1784140001'] })) as { id: number; ids: string[] };
    expect(body.id).not.toBe(1784140001);
    expect(body.ids).toEqual([String(body.id)]);
  });

  it('that is no JSON is told by its length', async () => {
    const { exchanges } = await recorded(new Request(`${HOST}/v26.0/1`), () => new Response('<html>'));
    expect(exchanges[0]?.body).toBe('6 characters that are no JSON');
  });
});

describe('a parameter', () => {
  it('of an id is redacted as one, and anything else by its shape', async () => {
    const request = new Request(`${HOST}/v26.0/1?user_id=17841400000000001&q=my+tag`);
    const [exchange] = (await recorded(request, () => Response.json({}))).exchanges;
    expect(exchange?.params['user_id']).toMatch(/^\d+$/);
    expect(exchange?.params['user_id']).not.toBe('17841400000000001');
    expect(exchange?.params['q']).not.toContain('my');
  });
});

describe('an exchange', () => {
  it('without a version has none', async () => {
    expect(await recorded(new Request(`${HOST}/me`), () => Response.json({}))).toMatchObject({ api_version: null });
  });

  it.each([
    'https://scontent.cdninstagram.com/v/t51.jpg',
    'https://video.xx.fbcdn.net/v/t50.mp4?oh=secret',
    'http://127.0.0.1:4000/cdn/media/1.jpg',
  ])('with the media file %s is not kept', async (address) => {
    const { exchanges, host } = await recorded(new Request(address), () => new Response('bytes'));
    expect([exchanges, host]).toEqual([[], null]);
  });

  it('that is sent as a form stays one', async () => {
    const request = new Request(`${HOST}/v26.0/oauth/access_token`, { method: 'POST', body: 'grant_type=x' });
    const { exchanges } = await recorded(request, () => Response.json({ access_token: 'secret' }));
    expect(exchanges).toMatchObject([{ method: 'POST', body: { access_token: '[redacted]' } }]);
  });

  it.each([
    ['usage that is no JSON', 'x-app-usage', 'x', 'null'],
    ['a challenge', 'www-authenticate', 'OAuth "Facebook Platform"', 'OAuth "Facebook Platform"'],
  ])('keeps %s', async (_, name, value, kept) => {
    const answer = (): Response => Response.json({}, { headers: { [name]: value } });
    const [exchange] = (await recorded(new Request(`${HOST}/v26.0/1`), answer)).exchanges;
    expect(exchange?.headers[name]).toBe(kept);
  });
});

describe('a batch', () => {
  const items = [
    { method: 'GET', relative_url: 'v26.0/me?fields=id' },
    { method: 'GET', relative_url: 'v26.0/1' },
  ];
  const asked = (): Request =>
    new Request(`${HOST}/v26.0/`, { method: 'POST', body: new URLSearchParams({ batch: JSON.stringify(items) }) });

  it('is kept item by item; one that was not answered is left out', async () => {
    const headers = [{ name: 'Facebook-API-Version', value: 'v26.0' }, { name: 5 }];
    const answers = [{ code: 200, headers, body: '{"name":"x"}' }, null];
    const { exchanges } = await recorded(asked(), () => Response.json(answers));
    expect(exchanges).toMatchObject([{ path: 'me', in_batch: true, headers: { 'facebook-api-version': 'v26.0' } }]);
    expect(exchanges).toHaveLength(1);
  });

  it('keeps items without headers or a body', async () => {
    const { exchanges } = await recorded(asked(), () => Response.json([{ code: 500 }, { code: 200, body: '{}' }]));
    expect(exchanges.map(({ status, headers }) => [status, headers])).toEqual([
      [500, {}],
      [200, {}],
    ]);
  });

  it('that was refused as a whole is one exchange without its parameters', async () => {
    const { exchanges } = await recorded(asked(), () => Response.json({ error: { code: 1 } }, { status: 400 }));
    expect(exchanges).toMatchObject([{ in_batch: false, params: {}, status: 400 }]);
  });
});
