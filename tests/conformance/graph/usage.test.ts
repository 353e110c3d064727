import { describe, expect, it } from 'vitest';

import type { ThrottleCode } from '../../../src/testing/graph/usage-meter.ts';
import { type Answer, ask, startBakery } from './ask.ts';
import { ACCOUNT, NOW, REEL } from './bakery.ts';

const app = (answer: Answer): Record<string, number> =>
  JSON.parse(answer.headers.get('x-app-usage') ?? 'null') as Record<string, number>;
const business = (answer: Answer): Record<string, unknown> | undefined =>
  (JSON.parse(answer.headers.get('x-business-use-case-usage') ?? '{}') as Record<string, Record<string, unknown>[]>)[
    ACCOUNT
  ]?.[0];

describe('usage headers', () => {
  it('US-01 there are none unless they are configured', async () => {
    const running = await startBakery();
    const answer = await ask(running, `/${ACCOUNT}`);
    expect(answer.headers.get('x-app-usage')).toBeNull();
    expect(answer.headers.get('x-business-use-case-usage')).toBeNull();
    await running.close();
  });

  it('US-02 each call adds to the count, its weight to the times, and both are whole percents', async () => {
    const running = await startBakery({
      usage: { app: { call_count: 12 }, business: {}, perCall: 1.5, perWeight: 0.1 },
    });
    const light = await ask(running, `/${ACCOUNT}`);
    expect(app(light)).toEqual({ call_count: 13, total_cputime: 0, total_time: 0 });
    // 25 posts with insights: 25 x (1 + 2) = 75 nodes, of which 0.1 each make 7.5 percent.
    const heavy = await ask(running, `/${ACCOUNT}/media?fields=id,insights.metric(reach)`);
    expect(app(heavy)).toEqual({ call_count: 15, total_cputime: 7, total_time: 7 });
    expect(business(heavy)).toEqual({
      ...{ type: 'instagram', call_count: 3, total_cputime: 7, total_time: 7, estimated_time_to_regain_access: 0 },
    });
    await running.close();
  });

  it('US-03 they appear after enough calls', async () => {
    const running = await startBakery({ usage: { app: {}, fromCall: 3 } });
    const headers = [];
    for (let call = 0; call < 3; call += 1)
      headers.push((await ask(running, `/${ACCOUNT}`)).headers.get('x-app-usage'));
    expect(headers.map((value) => value !== null)).toEqual([false, false, true]);
    await running.close();
  });

  it('US-04 hashtags, discovery and tokens count for the app alone', async () => {
    const running = await startBakery({ usage: { app: {}, business: {} } });
    await ask(running, `/ig_hashtag_search?user_id=${ACCOUNT}&q=rye`);
    await ask(running, `/${ACCOUNT}?fields=business_discovery.username(other_bakery){id}`);
    const answer = await ask(running, '/me');
    expect([app(answer)['call_count'], business(answer)?.['call_count']]).toEqual([3, 0]);
    await running.close();
  });

  it('US-05 an entry that starts without a time to regain never has one', async () => {
    const start = { type: 'instagram', call_count: 5, total_cputime: 1, total_time: 1 };
    const running = await startBakery({ usage: { business: { [ACCOUNT]: [start] } } });
    expect(business(await ask(running, `/${ACCOUNT}`))).toEqual({ ...start, call_count: 6 });
    await running.close();
  });
});

describe('throttling', () => {
  it.each([
    ['TH-01', 4, 403, '(#4) Application request limit reached'],
    ['TH-02', 17, 400, '(#17) User request limit reached'],
    ['TH-03', 32, 403, '(#32) Page request limit reached'],
    ['TH-04', 341, 400, '(#341) Application limit reached'],
    ['TH-05', 613, 400, '(#613) Calls to this api have exceeded the rate limit.'],
    ['TH-06', 80_002, 400, /^\(#80002\) There have been too many calls to this Instagram account\. Wait a bit/],
  ] as const)('%s code %i after the quota', async (_, code: ThrottleCode, status, message) => {
    const running = await startBakery({ quota: { calls: 3, code } });
    for (let call = 0; call < 3; call += 1) expect((await ask(running, `/${ACCOUNT}`)).status).toBe(200);
    const refused = await ask(running, `/${ACCOUNT}`);
    expect([refused.status, refused.code]).toEqual([status, String(code)]);
    expect(refused.message).toMatch(message);
    await running.close();
  });

  it('TH-07 code 4 says it is transient and the header is full', async () => {
    const running = await startBakery({ quota: { calls: 1, code: 4 } });
    await ask(running, `/${ACCOUNT}`);
    const refused = await ask(running, `/${ACCOUNT}`);
    expect(refused.body).toMatchObject({ error: { is_transient: true, type: 'OAuthException' } });
    expect(app(refused)['call_count']).toBe(100);
    await running.close();
  });

  it.each([400, 403, 429] as const)('TH-08 the status can be %i', async (status) => {
    const running = await startBakery({ quota: { calls: 0, code: 4, status } });
    expect((await ask(running, `/${ACCOUNT}`)).status).toBe(status);
    await running.close();
  });

  it('TH-09 the header tells the minutes, the block ends on the clock, and calls in between begin it anew', async () => {
    let now = NOW;
    const running = await startBakery({ now: () => now, quota: { calls: 1, regainMinutes: 12 } });
    await ask(running, `/${ACCOUNT}`);
    expect(business(await ask(running, `/${ACCOUNT}`))?.['estimated_time_to_regain_access']).toBe(12);
    now += 11 * 60_000;
    expect((await ask(running, `/${ACCOUNT}`)).code).toBe('80002');
    now += 11 * 60_000;
    expect((await ask(running, `/${ACCOUNT}`)).code).toBe('80002');
    now += 12 * 60_000;
    expect((await ask(running, `/${ACCOUNT}`)).status).toBe(200);
    await running.close();
  });

  it('TH-10 the time to regain may be untold', async () => {
    const running = await startBakery({ quota: { calls: 0, regainMinutes: null } });
    expect(business(await ask(running, `/${ACCOUNT}`))).not.toHaveProperty('estimated_time_to_regain_access');
    await running.close();
  });

  it('TH-11 each item of a batch is a call', async () => {
    const running = await startBakery({ quota: { calls: 2 } });
    const batch = JSON.stringify([1, 2, 3].map(() => ({ method: 'GET', relative_url: REEL.id })));
    const items = JSON.parse((await ask(running, '/', { form: { batch } })).text) as { code: number; body: string }[];
    expect(items.map(({ code }) => code)).toEqual([200, 200, 400]);
    expect(items[2]?.body).toContain('80002');
    await running.close();
  });

  it('TH-12 a full usage header throttles without a quota', async () => {
    const running = await startBakery({ usage: { app: { total_time: 100 } } });
    expect((await ask(running, `/${ACCOUNT}`)).code).toBe('4');
    await running.close();
  });
});
