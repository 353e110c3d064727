import { afterEach, describe, expect, it } from 'vitest';

import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import type { InstagramConfig } from '../../../src/runtime/platform-configs.ts';
import { closeStudios, NOW, startStudio } from './studio.ts';

afterEach(closeStudios);

const DAY_S = 86_400;
const now = NOW / 1_000;

/** A manager whose token is described with a body of its own. */
async function described(data: Readonly<Record<string, unknown>>, config: Partial<InstagramConfig> = {}) {
  const { managerWith } = await startStudio();
  const fetch: FetchLike = (request) =>
    request.url.includes('debug_token')
      ? Promise.resolve(Response.json({ data: { is_valid: true, scopes: [], ...data } }))
      : globalThis.fetch(request);
  return managerWith(config, { fetch });
}

describe('what is wrong with a token', () => {
  it.each([
    ['that is not valid', { is_valid: false }, 'The token is not valid: get a new one.'],
    [
      'and why',
      { is_valid: false, error: { message: 'It was revoked.' } },
      'not valid (It was revoked.): get a new one.',
    ],
    ['that has ended', { expires_at: now - DAY_S }, 'The token has expired'],
    ['that ends soon', { expires_at: now + DAY_S }, 'The token expires soon: call refreshToken().'],
    ['whose access to data has ended', { data_access_expires_at: now - 1 }, 'has run out after 90 days'],
    ['of another app', { app_id: '7' }, 'belongs to another app than appId'],
  ])('%s is told with its remedy', async (_, data, remedy) => {
    const manager = await described(data, { appId: '42' });
    const { remedies } = await manager.getTokenInfo();
    expect(remedies.join('\n')).toContain(remedy);
  });

  it('of another account is told on Instagram login', async () => {
    const { managerWith } = await startStudio({ simulator: { login: 'instagram' } });
    const fetch: FetchLike = () => Promise.resolve(Response.json({ id: '1', user_id: '17841400000000009' }));
    const { remedies, valid } = await managerWith({}, { fetch }).getTokenInfo();
    expect([valid, remedies]).toEqual([true, [expect.stringContaining('belongs to another account than userId')]]);
  });

  it('is nothing where Instagram login tells no account', async () => {
    const { managerWith } = await startStudio({ simulator: { login: 'instagram' } });
    const manager = managerWith({}, { fetch: () => Promise.resolve(Response.json({})) });
    expect(await manager.getTokenInfo()).toMatchObject({ valid: true, user_id: null });
  });

  it('is asked again where the answer describes none', async () => {
    const { managerWith } = await startStudio();
    const manager = managerWith({}, { fetch: () => Promise.resolve(Response.json({ data: 5 })) });
    await expect(manager.getTokenInfo()).rejects.toMatchObject({ name: 'GraphApiError' });
  });
});

describe('a token that is kept fresh', () => {
  it('is left as it is when it never ends', async () => {
    const manager = await described({ expires_at: 0 });
    expect(await manager.ensureFreshToken()).toMatchObject({ expiresAt: null });
  });

  it('is not refreshed when it is no longer valid', async () => {
    const manager = await described({ is_valid: false });
    await expect(manager.ensureFreshToken()).rejects.toMatchObject({ kind: 'auth', code: 'auth:invalid_token' });
  });
});
