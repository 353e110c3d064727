import { describe, expect, it } from 'vitest';

import { findInstagramAccounts } from '../../../src/instagram/find-accounts.ts';

const find = (login: 'facebook' | 'instagram', ...bodies: readonly unknown[]) => {
  const left = [...bodies];
  const fetch = (): Promise<Response> => {
    const body = left.shift();
    return Promise.resolve(
      Response.json(body, { status: typeof body === 'object' && body !== null && 'error' in body ? 400 : 200 }),
    );
  };
  return findInstagramAccounts({ accessToken: 'a-token-of-some-length', login }, { fetch });
};

describe('the account of an Instagram login', () => {
  it.each([
    ['by its id for the app', { id: '1', user_id: '178414', username: 'studio' }, ['178414', 'studio']],
    ['by the id alone', { id: '178415' }, ['178415', null]],
  ])('is found %s', async (_, body, [account_id, username]) => {
    expect(await find('instagram', body)).toEqual([{ account_id, username, page_id: null, page_name: null }]);
  });

  it.each([
    ['no id', {}],
    ['no row', []],
    ['a text', 'x'],
  ])('is none in an answer with %s', async (_, body) => {
    expect(await find('instagram', body)).toEqual([]);
  });
});

describe('the accounts of a Facebook login', () => {
  const page = { id: '10', name: 'Studio', instagram_business_account: { id: '178414', username: 'studio' } };
  const pageToken = {
    error: {
      message: '(#100) Tried accessing nonexisting field (accounts) on node type (Page)',
      type: 'OAuthException',
      code: 100,
    },
  };

  it('leave out pages without one', async () => {
    expect(await find('facebook', { data: [page, { id: '11' }] })).toMatchObject([
      { account_id: '178414', page_id: '10' },
    ]);
  });

  it('are that of the page, for the token of a page', async () => {
    expect(await find('facebook', pageToken, page)).toMatchObject([{ account_id: '178414', page_name: 'Studio' }]);
  });

  it('are none where that page cannot be read: then the refusal is told', async () => {
    await expect(find('facebook', pageToken, {})).rejects.toMatchObject({ graphCode: 100 });
  });
});
