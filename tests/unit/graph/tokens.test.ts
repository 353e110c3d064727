import { afterEach, describe, expect, it } from 'vitest';
import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import { closeStudios, type Studio, startStudio } from '../instagram/studio.ts';

afterEach(closeStudios);

const SECRET = 'simulated-app-secret';

/** Makes a `fetch` that answers one endpoint with a body of its own, and leaves the others to the simulator. */
function answering(endpoint: string, body: object, status = 200): FetchLike {
  return (request) =>
    request.url.includes(endpoint) ? Promise.resolve(Response.json(body, { status })) : globalThis.fetch(request);
}

async function studioOf(login: 'facebook' | 'instagram'): Promise<Studio> {
  return startStudio({ simulator: { login } });
}

describe('the token that inspects', () => {
  it('is the token itself when Graph refuses the app, and the app is named as wrong', async () => {
    const { managerWith, simulator } = await studioOf('facebook');
    const info = await managerWith({ appId: '123456', appSecret: 'not-the-secret' }).getTokenInfo();
    expect(info.valid).toBe(true);
    expect(info.scopes).not.toBeNull();
    expect(info.remedies.join(' ')).toContain('appId and the appSecret');
    expect(simulator.requests).toHaveLength(2);
  });

  it('is nobody when the app demands a proof that the wrong secret cannot give', async () => {
    const { managerWith } = await startStudio({ simulator: { requireProof: true } });
    const asking = managerWith({ appId: '123456', appSecret: 'not-the-secret' }).getTokenInfo();
    await expect(asking).rejects.toMatchObject({
      remedy: expect.stringContaining('appId and the appSecret') as string,
    });
  });

  it('reads an answer with odd fields as far as it goes', async () => {
    const data = {
      is_valid: true,
      app_id: 12,
      scopes: ['instagram_basic', 7, null],
      expires_at: '0',
      user_id: {},
      granular_scopes: 'odd',
      error: 'odd',
    };
    const { managerWith } = await studioOf('facebook');
    const info = await managerWith({}, { fetch: answering('debug_token', { data }) }).getTokenInfo();
    expect(info).toMatchObject({ valid: true, app_id: '12', user_id: null, expires: 'never' });
    expect(info.scopes).toContain('instagram_basic');
  });

  it('survives times no calendar has', async () => {
    const data = { is_valid: true, expires_at: 1e300, data_access_expires_at: 99999999999999 };
    const { managerWith } = await studioOf('facebook');
    const info = await managerWith({}, { fetch: answering('debug_token', { data }) }).getTokenInfo();
    expect(info).toMatchObject({ expires_at: null, data_access_expires_at: null });
  });
});

describe('scopes that are granted one by one', () => {
  it.each([
    ['for another account', ['17841499999999999'], true],
    ['for this account too', ['17841499999999999', '17841400000000001'], false],
    ['for all', undefined, false],
    ['for none that is named', [], false],
    ['for a Page, which may be that of the account', ['112233'], false],
  ])('%s', async (_name, target_ids, isReported) => {
    const scope = 'instagram_manage_insights';
    const data = {
      is_valid: true,
      expires_at: 0,
      scopes: [scope],
      granular_scopes: [7, { scope, target_ids }, { scope: 7 }],
    };
    const { managerWith } = await studioOf('facebook');
    const info = await managerWith(
      { userId: '17841400000000001' },
      { fetch: answering('debug_token', { data }) },
    ).getTokenInfo();
    expect(
      info.remedies.some((remedy) => remedy.includes('instagram_manage_insights for other accounts than userId')),
    ).toBe(isReported);
  });
});

describe('a scope in several rows', () => {
  it('is granted for the targets of all of them', async () => {
    const scope = 'instagram_basic';
    const rows = ['17841499999999999', '17841400000000001'].map((id) => ({ scope, target_ids: [id] }));
    const data = { is_valid: true, expires_at: 0, scopes: [scope], granular_scopes: rows };
    const { managerWith } = await studioOf('facebook');
    const info = await managerWith(
      { userId: '17841400000000001' },
      { fetch: answering('debug_token', { data }) },
    ).getTokenInfo();
    expect(info.remedies.join(' ')).not.toContain('other accounts');
  });
});

describe('a new token', () => {
  it.each([
    ['5184000', '2027-01-21T12:00:00Z'],
    [5_184_000, '2027-01-21T12:00:00Z'],
    [undefined, null],
    [null, null],
    [1e300, null],
    [-5, null],
    [{ seconds: 5 }, null],
  ])('is kept whatever its life looks like: %j', async (expires_in, expiresAt) => {
    const { managerWith } = await studioOf('instagram');
    const body = { access_token: 'IGAAnewtokennewtoken', token_type: 'bearer', expires_in };
    const deps = { fetch: answering('refresh_access_token', body) };
    await expect(managerWith({}, deps).refreshToken()).resolves.toEqual({ value: 'IGAAnewtokennewtoken', expiresAt });
  });

  it('that Graph will not give says what was refused and what can be', async () => {
    const error = {
      message: 'Unsupported request - method type: get',
      type: 'IGApiException',
      code: 100,
      fbtrace_id: 'A',
    };
    const { managerWith } = await studioOf('instagram');
    const deps = { fetch: answering('refresh_access_token', { error }, 400) };
    await expect(managerWith({}, deps).refreshToken()).rejects.toMatchObject({
      message: 'Graph refused to refresh the access token. Graph: Unsupported request - method type: get (graph:100)',
      remedy: expect.stringMatching(/24 hours old.*log in again/) as string,
    });
  });

  it.each(['Unsupported get request.', 'The access token could not be decrypted', 'Invalid parameter'])(
    'that Graph will not exchange says which token can be: %s',
    async (message) => {
      const { managerWith } = await studioOf('facebook');
      const fetch = answering('oauth/access_token', { error: { message, type: 'OAuthException', code: 100 } }, 400);
      const manager = managerWith({ appId: '100000000000001', appSecret: SECRET }, { fetch });
      await expect(manager.refreshToken()).rejects.toMatchObject({
        remedy: expect.stringMatching(/user access token.*appId.*log in again/) as string,
      });
    },
  );

  it('that needs an app tells a wrong one from a wrong token', async () => {
    const { managerWith } = await studioOf('facebook');
    const exchange = (config: object): Promise<unknown> =>
      managerWith({ appId: '100000000000001', appSecret: SECRET, ...config }).refreshToken();
    await expect(exchange({ appSecret: 'another' })).rejects.toMatchObject({
      remedy: expect.stringContaining('appSecret') as string,
    });
    await expect(exchange({ appId: '999' })).rejects.toMatchObject({
      remedy: expect.stringContaining('appId') as string,
    });
    await expect(exchange({ accessToken: 'EAAanothertokenaltogether' })).rejects.toMatchObject({
      kind: 'auth',
      remedy: expect.stringContaining('token') as string,
    });
  });
});

describe('a token of the other login', () => {
  it.each([
    ['facebook', 'IGAAtokenofinstagramlogin', 'instagram'],
    ['instagram', 'EAAtokenoffacebooklogin', 'facebook'],
  ] as const)('is inspected as such on %s login', async (login, accessToken, other) => {
    const { managerWith } = await studioOf(login);
    const { valid, remedies } = await managerWith({ accessToken }).getTokenInfo();
    expect(valid).toBe(false);
    expect(remedies.join(' ')).toContain(`Configure login: '${other}'`);
  });

  it('is blamed on login, alone and at the top of a batch', async () => {
    const { managerWith } = await studioOf('facebook');
    const manager = managerWith({ accessToken: 'IGAAtokenofinstagramlogin' });
    const remedy = expect.stringContaining("Configure login: 'instagram'") as string;
    await expect(manager.collect()).rejects.toMatchObject({ kind: 'auth', remedy });
    await expect(manager.getAccountInfo({ insights: false })).rejects.toMatchObject({ kind: 'auth', remedy });
  });
});

describe('an account the token may not read', () => {
  it('is blamed on userId', async () => {
    const { managerWith } = await studioOf('facebook');
    const reading = managerWith({ userId: '17841499999999999' }).getAccountInfo({ insights: false });
    await expect(reading).rejects.toMatchObject({
      kind: 'not_found',
      remedy: expect.stringContaining('userId') as string,
    });
  });
});
