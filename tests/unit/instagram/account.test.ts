import { describe, expect, it } from 'vitest';

import { openAccount } from '../../support/demo.ts';

const WITHOUT_RETRY = { retry: { retries: 0 } };

describe('an account whose own fields cannot be read', () => {
  it('keeps its insights: one failed part costs no other', async () => {
    const whole = await (await openAccount()).instagram.collect();
    const { graph, instagram } = await openAccount(WITHOUT_RETRY, { login: 'instagram' });
    graph.addFault({ match: ({ path }) => /^\/v26\.0\/\d+$/.test(path), action: { kind: 'status', status: 503 } });
    const { account_info, coverage, issues, recent_media } = await instagram.collect();
    expect(account_info?.account_insights).toEqual(whole.account_info?.account_insights);
    expect(account_info).toMatchObject({
      username: null,
      followers_count: null,
      unavailable: { followers_count: 'failed', following_count: 'failed', media_count: 'failed' },
    });
    expect(coverage.account_info).toEqual({ asked: 1, got: 0 });
    expect(issues).toMatchObject([{ scope: 'account_info', kind: 'transient' }]);
    expect(recent_media).toHaveLength(7);
  });

  it('is an error where the account alone is asked for', async () => {
    const { graph, instagram } = await openAccount(WITHOUT_RETRY, { login: 'instagram' });
    graph.addFault({ match: ({ path }) => /^\/v26\.0\/\d+$/.test(path), action: { kind: 'status', status: 503 } });
    await expect(instagram.getAccountInfo()).rejects.toMatchObject({ kind: 'transient' });
  });
});
