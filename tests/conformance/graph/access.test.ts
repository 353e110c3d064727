import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { GraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import { ask, startBakery } from './ask.ts';
import { ACCOUNT, NOW, REEL } from './bakery.ts';

const DAY_MS = 86_400_000;
let simulator: GraphSimulator;
let instagram: GraphSimulator;
beforeAll(async () => {
  simulator = await startBakery();
  instagram = await startBakery({ login: 'instagram' });
});
afterAll(async () => {
  await simulator.close();
  await instagram.close();
});

describe('versions', () => {
  it.each([
    ['AV-01', 'v27.0', 'v27.0'],
    ['AV-11', 'v26.0', 'v26.0'],
    ['AV-02', 'v25.0', 'v25.0'],
    ['AV-03', 'v21.0', 'v21.0'],
    ['AV-04 expired, served by the oldest live version without a word', 'v20.0', 'v21.0'],
    ['AV-05 long expired', 'v3.2', 'v21.0'],
    ['AV-06 no version', '', 'v21.0'],
  ])('%s (%s)', async (_, version, served) => {
    const answer = await ask(simulator, `/${ACCOUNT}`, { version });
    expect([answer.status, answer.headers.get('facebook-api-version')]).toEqual([200, served]);
  });

  it.each(['v26.1', 'v27.5'])('AV-07 %s was never released', async (version) => {
    expect((await ask(simulator, `/${ACCOUNT}`, { version })).code).toBe('2500');
  });

  it.each(['v28.0', 'v99.0'])(
    'AV-12 %s may have come since: served by the newest rules, not checked',
    async (version) => {
      const answer = await ask(simulator, `/${ACCOUNT}`, { version });
      expect([answer.status, answer.headers.get('facebook-api-version')]).toEqual([200, version]);
      expect(answer.misuse).toEqual(['version_not_checked']);
    },
  );

  it('AV-08 v21.0 ends on 2027-01-21', async () => {
    const later = await startBakery({ now: Date.parse('2027-01-21T00:00:00Z') });
    const answer = await ask(later, `/${ACCOUNT}`, { version: 'v21.0' });
    expect(answer.headers.get('facebook-api-version')).toBe('v22.0');
    await later.close();
  });

  it('AV-09 a clock in the past brings no version back and takes none away', async () => {
    const earlier = await startBakery({ now: Date.parse('2025-01-01T00:00:00Z') });
    expect((await ask(earlier, `/${ACCOUNT}`)).headers.get('facebook-api-version')).toBe('v26.0');
    await earlier.close();
  });

  it('AV-10 links keep the version of the request, and none without one', async () => {
    const next = async (version: string): Promise<string> => {
      const { body } = await ask(simulator, `/${ACCOUNT}/media?limit=1`, { version });
      return (body['paging'] as { next: string }).next.slice(simulator.url.length);
    };
    expect(await next('v25.0')).toMatch(/^\/v25\.0\//);
    expect(await next('')).toMatch(/^\/17841/);
  });
});

describe('removed features', () => {
  it.each([
    ['AF-01', '/?ids=1,2'],
    ['AF-02', `/${ACCOUNT}/media?ids=1,2`],
    ['AF-03', `/${ACCOUNT}?pretty=1`],
    ['AF-04', `/${ACCOUNT}?debug=all`],
    ['AF-05', `/${ACCOUNT}/media?date_format=U`],
  ])('%s %s is refused in every version', async (_, path) => {
    for (const version of ['v26.0', 'v21.0', '']) {
      const answer = await ask(simulator, path, { version });
      expect([answer.status, answer.code, answer.misuse]).toEqual([400, '100', ['removed_feature']]);
    }
  });

  it('AF-06 debug_token keeps its name', async () => {
    expect((await ask(simulator, `/debug_token?input_token=${simulator.token}&debug=all`)).status).toBe(200);
  });

  it('AF-07 there is no 304: a conditional request is answered whole and noted', async () => {
    const answer = await ask(simulator, `/${ACCOUNT}`, { headers: { 'if-none-match': '"x"' } });
    expect([answer.status, answer.misuse]).toEqual([200, ['removed_feature']]);
    expect(answer.headers.get('etag')).toBeNull();
  });

  it.each(['method=get', 'callback=show'])('AF-08 %s is answered still and noted: new apps may not', async (query) => {
    const answer = await ask(simulator, `/${ACCOUNT}?${query}`);
    expect([answer.status, answer.misuse]).toEqual([200, ['removed_feature']]);
  });
});

describe('tokens', () => {
  it('AT-01 in the header, without misuse', async () => {
    expect((await ask(simulator, `/${ACCOUNT}`)).misuse).toEqual([]);
    expect((await ask(instagram, `/${ACCOUNT}`)).misuse).toEqual([]);
  });

  it('AT-02 in the query it works and is noted', async () => {
    const answer = await ask(simulator, `/${ACCOUNT}?access_token=${simulator.token}`, { token: '' });
    expect([answer.status, answer.misuse]).toEqual([200, ['token_in_query']]);
  });

  it('AT-03 links repeat a token that came in the query, with its proof, and no other', async () => {
    const proof = createHmac('sha256', 'simulated-app-secret').update(simulator.token).digest('hex');
    const query = `access_token=${simulator.token}&appsecret_proof=${proof}`;
    const inQuery = await ask(simulator, `/${ACCOUNT}/media?limit=1&${query}`, { token: '' });
    expect(inQuery.text).toContain(`access_token=${simulator.token}`);
    expect(inQuery.text).toContain(`appsecret_proof=${proof}`);
    const inHeader = await ask(simulator, `/${ACCOUNT}/media?limit=1`);
    expect(inHeader.text).not.toContain('access_token');
  });

  it.each([458, 459, 460, 463, 464, 467, 490, 492] as const)('AT-04 190/%i', async (problem) => {
    const token = simulator.issueToken({ problem });
    const answer = await ask(simulator, `/${ACCOUNT}`, { token });
    expect([answer.status, answer.code]).toEqual([400, `190/${String(problem)}`]);
    expect(answer.headers.get('www-authenticate')).toMatch(/"invalid_token"/);
  });

  it('AT-05 none, and one that is none, are 190 without a subcode', async () => {
    for (const token of ['', 'nonsense']) {
      expect((await ask(simulator, `/${ACCOUNT}`, { token })).code).toBe('190');
    }
    expect((await ask(instagram, `/${ACCOUNT}`, { token: 'nonsense' })).body).toMatchObject({
      error: { message: 'Invalid OAuth 2.0 Access Token', type: 'IGApiException', code: 190 },
    });
  });

  it('AT-06 a token expires on the clock', async () => {
    let now = NOW;
    const ticking = await startBakery({ now: () => now });
    now += 60 * DAY_MS - 1;
    expect((await ask(ticking, `/${ACCOUNT}`)).status).toBe(200);
    now += 1;
    expect((await ask(ticking, `/${ACCOUNT}`)).message).toBe(
      'Error validating access token: Session has expired on Thursday, 21-Jan-27 04:00:00 PST. The current time is Thursday, 21-Jan-27 04:00:00 PST.',
    );
    await ticking.close();
  });

  it('AT-07 a token is broken in mid-run and another goes on', async () => {
    const running = await startBakery();
    running.breakToken(running.token, 467);
    expect((await ask(running, `/${ACCOUNT}`)).code).toBe('190/467');
    expect((await ask(running, `/${ACCOUNT}`, { token: running.issueToken() })).status).toBe(200);
    await running.close();
  });
});

describe('proof of the app secret', () => {
  it.each([
    ['AP-01 missing and required', true, null, 'API calls from the server require an appsecret_proof argument'],
    ['AP-02 wrong and required', true, 'wrong', 'Invalid appsecret_proof provided in the API argument'],
    ['AP-03 wrong and not required', false, 'wrong', 'Invalid appsecret_proof provided in the API argument'],
    ['AP-04 right and required', true, 'right', null],
    ['AP-05 right and not required', false, 'right', null],
    ['AP-06 missing and not required', false, null, null],
  ])('%s', async (_, requireProof, kind, message) => {
    const running = await startBakery({ requireProof, appSecret: 's3cret' });
    const right = createHmac('sha256', 's3cret').update(running.token).digest('hex');
    const query = kind === null ? '' : `?appsecret_proof=${kind === 'right' ? right : 'a0'}`;
    const answer = await ask(running, `/${ACCOUNT}${query}`);
    expect(answer.message).toBe(message);
    if (message !== null) expect(answer.body).toMatchObject({ error: { type: 'GraphMethodException', code: 100 } });
    await running.close();
  });

  it('AP-07 of a batch it is at the top', async () => {
    const running = await startBakery({ requireProof: true, appSecret: 's3cret' });
    const proof = createHmac('sha256', 's3cret').update(running.token).digest('hex');
    const batch = JSON.stringify([{ method: 'GET', relative_url: ACCOUNT }]);
    const codes = async (form: Record<string, string>): Promise<unknown> =>
      (JSON.parse((await ask(running, '/', { form })).text) as { code: number }[])[0]?.code;
    expect(await codes({ batch, appsecret_proof: proof })).toBe(200);
    expect(await codes({ batch })).toBe(400);
    await running.close();
  });
});

describe('scopes', () => {
  const cases = [
    ['AC-01', 'instagram_basic', `/${ACCOUNT}`, '10'],
    ['AC-02', 'instagram_basic', `/${ACCOUNT}/media`, '10'],
    ['AC-03', 'instagram_manage_insights', `/${REEL.id}/insights?metric=reach`, '10'],
    ['AC-04', 'instagram_manage_insights', `/${ACCOUNT}/media?fields=insights.metric(reach)`, '10'],
    ['AC-05', 'instagram_manage_insights', `/${ACCOUNT}/insights?metric=reach&period=day`, '200'],
    ['AC-06', 'instagram_manage_insights', `/${ACCOUNT}?fields=business_discovery.username(other_bakery){id}`, '10'],
    ['AC-07', 'pages_show_list', '/me/accounts', '200'],
  ] as const;
  it.each(cases)('%s without %s: %s', async (_, missing, path, code) => {
    const scopes = ['pages_show_list', 'instagram_basic', 'instagram_manage_insights'].filter(
      (scope) => scope !== missing,
    );
    const answer = await ask(simulator, path, { token: simulator.issueToken({ scopes }) });
    expect([answer.code, answer.status]).toEqual([code, code === '200' ? 403 : 400]);
  });

  it('AC-08 without the comments scope, names of commenters are absent', async () => {
    const path = `/${REEL.id}/comments?fields=id,username,from&limit=1`;
    const token = simulator.issueToken({ scopes: ['instagram_basic'] });
    expect((await ask(simulator, path, { token })).body['data']).toEqual([{ id: '17900000000000011' }]);
    expect((await ask(simulator, path)).text).toContain('a_customer');
  });

  it('AC-09 tags need the comments scope on the Instagram login', async () => {
    const token = instagram.issueToken({ scopes: ['instagram_business_basic'] });
    expect((await ask(instagram, `/${ACCOUNT}/tags`, { token })).code).toBe('10');
    expect((await ask(instagram, `/${ACCOUNT}/tags`)).status).toBe(200);
  });

  it('AC-10 hashtags need a feature of the app', async () => {
    const bare = await startBakery({ features: [] });
    for (const path of [`/ig_hashtag_search?user_id=${ACCOUNT}&q=rye`, '/17843800000000007?fields=name']) {
      expect((await ask(bare, path)).code).toBe('3');
    }
    await bare.close();
  });
});

describe('token endpoints', () => {
  const app = 'client_id=100000000000001&client_secret=simulated-app-secret';

  it('AE-01 a Facebook token is exchanged while it lives', async () => {
    const short = simulator.issueToken({ life: 'short' });
    const path = `/oauth/access_token?grant_type=fb_exchange_token&${app}&fb_exchange_token=`;
    const answer = await ask(simulator, `${path}${short}`, { version: '', token: '' });
    expect(answer.body).toMatchObject({ token_type: 'bearer', expires_in: 5_183_944 });
    expect(answer.misuse).toEqual([]);
    expect((await ask(simulator, `/${ACCOUNT}`, { token: String(answer.body['access_token']) })).status).toBe(200);
    const dead = simulator.issueToken({ issuedAt: NOW - 61 * DAY_MS });
    expect((await ask(simulator, `${path}${dead}`, { token: '' })).code).toBe('190/463');
  });

  it.each([
    ['AE-02', 'grant_type=fb_exchange_token&client_id=1&client_secret=2&fb_exchange_token=x'],
    ['AE-03', 'grant_type=fb_exchange_token&client_id=100000000000001&client_secret=2&fb_exchange_token=x'],
    ['AE-04', `grant_type=nonsense&${app}`],
    ['AE-05', `${app}&fb_exchange_token=x`],
  ])('%s %s is refused', async (_, query) => {
    expect((await ask(simulator, `/oauth/access_token?${query}`, { token: '' })).status).toBe(400);
  });

  it('AE-06 a code is good once, and errors have their own envelope', async () => {
    const form = {
      ...{ client_id: '100000000000001', client_secret: 'simulated-app-secret', grant_type: 'authorization_code' },
      ...{ redirect_uri: 'https://example.com/', code: instagram.issueCode() },
    };
    const first = await ask(instagram, '/oauth/access_token', { version: '', token: '', form });
    expect(first.text).toMatch(/"user_id":24841400000000001,/);
    const second = await ask(instagram, '/oauth/access_token', { version: '', token: '', form });
    expect(second.body).toEqual({
      ...{ error_type: 'OAuthException', code: 400, error_message: 'Invalid authorization code' },
    });
  });

  it('AE-07 only a short-lived Instagram token is exchanged', async () => {
    const exchange = (token: string): ReturnType<typeof ask> =>
      ask(
        instagram,
        `/access_token?grant_type=ig_exchange_token&client_secret=simulated-app-secret&access_token=${token}`,
        {
          ...{ version: '', token: '' },
        },
      );
    const answer = await exchange(instagram.issueToken({ life: 'short' }));
    expect(answer.body).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 });
    expect(answer.misuse).toEqual([]);
    expect((await exchange(instagram.token)).code).toBe('452');
  });

  it('AE-08 a refresh needs a token of at least 24 hours, alive, in the query', async () => {
    const refresh = (query: string, token = ''): ReturnType<typeof ask> =>
      ask(instagram, `/refresh_access_token?grant_type=ig_refresh_token${query}`, { version: '', token });
    const issued = (ageMs: number): string => instagram.issueToken({ issuedAt: NOW - ageMs });
    const answer = await refresh(`&access_token=${issued(DAY_MS)}`);
    expect(answer.body).toMatchObject({ expires_in: 5_183_944, permissions: expect.any(String) as unknown });
    expect(answer.misuse).toEqual([]);
    expect((await refresh(`&access_token=${issued(DAY_MS - 1)}`)).code).toBe('100');
    expect((await refresh(`&access_token=${issued(61 * DAY_MS)}`)).code).toBe('190/463');
    expect((await refresh('', issued(DAY_MS))).message).toBe('The parameter access_token is required');
  });

  it('AE-09 token endpoints belong to their login', async () => {
    expect((await ask(simulator, '/refresh_access_token?grant_type=ig_refresh_token')).status).toBe(400);
    expect((await ask(instagram, '/debug_token?input_token=x')).status).toBe(400);
  });
});

describe('debug_token', () => {
  const inspect = async (input: string): Promise<Record<string, unknown>> =>
    (await ask(simulator, `/debug_token?input_token=${input}`)).body['data'] as Record<string, unknown>;

  it('AD-01 tells times in seconds and scopes', async () => {
    const data = await inspect(simulator.issueToken({ issuedAt: NOW, scopes: ['instagram_basic'] }));
    expect(data).toMatchObject({
      is_valid: true,
      issued_at: NOW / 1_000,
      expires_at: (NOW + 60 * DAY_MS) / 1_000,
      data_access_expires_at: (NOW + 90 * DAY_MS) / 1_000,
      scopes: ['instagram_basic'],
    });
  });

  it('AD-02 0 is never', async () => {
    const data = await inspect(simulator.issueToken({ expiresAt: null }));
    expect(data).toMatchObject({ is_valid: true, expires_at: 0 });
  });

  it('AD-03 an expired, a broken and an unknown token are answers, not errors', async () => {
    const expired = simulator.issueToken({ issuedAt: NOW - 61 * DAY_MS });
    expect(await inspect(expired)).toMatchObject({ is_valid: false, scopes: [], error: { code: 190, subcode: 463 } });
    const broken = simulator.issueToken({ problem: 460 });
    expect(await inspect(broken)).toMatchObject({ is_valid: false, error: { subcode: 460 } });
    expect(await inspect('nonsense')).toMatchObject({ is_valid: false, error: { code: 190 } });
  });

  it('AD-04 the app token may ask in the header, and a dead token may not', async () => {
    const app = await ask(simulator, `/debug_token?input_token=${simulator.token}`, {
      token: '100000000000001|simulated-app-secret',
    });
    expect([app.status, app.misuse]).toEqual([200, []]);
    const dead = simulator.issueToken({ problem: 463 });
    expect((await ask(simulator, '/debug_token?input_token=x', { token: dead })).code).toBe('190/463');
  });
});
