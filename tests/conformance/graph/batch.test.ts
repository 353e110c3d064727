import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { graphFault, type GraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import { type Answer, ask, startBakery } from './ask.ts';
import { ACCOUNT, OLD_VIDEO, REEL } from './bakery.ts';

interface Item {
  readonly code: number;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}
let simulator: GraphSimulator;
beforeAll(async () => {
  simulator = await startBakery();
});
afterAll(() => simulator.close());

function send(
  running: GraphSimulator,
  urls: readonly string[],
  form: Record<string, string> = {},
  options: Parameters<typeof ask>[2] = {},
): Promise<Answer> {
  const batch = JSON.stringify(urls.map((relative_url) => ({ method: 'GET', relative_url })));
  return ask(running, '/', { form: { batch, ...form }, ...options });
}
const itemsOf = (answer: Answer): (Item | null)[] => JSON.parse(answer.text) as (Item | null)[];
const bodyOf = (item: Item | null | undefined): unknown => JSON.parse(item?.body ?? 'null');

describe('batch', () => {
  it('BT-01 items are answered in order, each with its own code, the outer status stays 200', async () => {
    const answer = await send(simulator, [
      ...[
        `${REEL.id}?fields=id`,
        `/${OLD_VIDEO.id}/insights?metric=views`,
        `/v25.0/${ACCOUNT}?fields=username`,
        'nobody',
      ],
    ]);
    expect(answer.status).toBe(200);
    expect(itemsOf(answer).map((item) => item?.code)).toEqual([200, 400, 200, 400]);
    expect(bodyOf(itemsOf(answer)[0])).toEqual({ id: REEL.id });
    expect(bodyOf(itemsOf(answer)[2])).toEqual({ username: 'example_bakery', id: ACCOUNT });
  });

  it('BT-02 headers come as names and values, with usage, unless they are declined', async () => {
    const running = await startBakery({ usage: { app: {}, business: {} } });
    const [item] = itemsOf(await send(running, [ACCOUNT]));
    expect(item?.headers?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Content-Type', 'X-App-Usage', 'X-Business-Use-Case-Usage']),
    );
    const bare = await send(running, [ACCOUNT], { include_headers: 'false' });
    expect(itemsOf(bare)[0]).not.toHaveProperty('headers');
    expect(bare.misuse).toEqual(['batch_without_headers']);
    await running.close();
  });

  it('BT-03 50 items pass, 51 fail as a whole without a code', async () => {
    expect(
      itemsOf(
        await send(
          simulator,
          Array.from({ length: 50 }, () => ACCOUNT),
        ),
      ),
    ).toHaveLength(50);
    const refused = await send(
      simulator,
      Array.from({ length: 51 }, () => ACCOUNT),
    );
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ error: { type: 'GraphBatchException' } });
    expect(refused.misuse).toEqual(['batch_over_maximum']);
  });

  it('BT-04 a bad token fails the whole batch with an error object', async () => {
    const refused = await send(simulator, [ACCOUNT], {}, { token: 'nonsense' });
    expect([refused.status, refused.code]).toEqual([400, '190']);
  });

  it('BT-05 the token may stand in the form; in the query it is noted', async () => {
    const inForm = await send(simulator, [ACCOUNT], { access_token: simulator.token }, { token: '' });
    expect([itemsOf(inForm)[0]?.code, inForm.misuse]).toEqual([200, []]);
    const batch = JSON.stringify([{ method: 'GET', relative_url: ACCOUNT }]);
    const inQuery = await ask(simulator, `/?access_token=${simulator.token}`, { token: '', form: { batch } });
    expect([itemsOf(inQuery)[0]?.code, inQuery.misuse]).toEqual([200, ['token_in_query']]);
  });

  it('BT-06 an item may carry its own token', async () => {
    const dead = simulator.issueToken({ problem: 467 });
    const batch = JSON.stringify([
      { method: 'GET', relative_url: ACCOUNT },
      { method: 'GET', relative_url: ACCOUNT, access_token: dead },
    ]);
    const answer = await ask(simulator, '/', { form: { batch } });
    expect(itemsOf(answer).map((item) => item?.code)).toEqual([200, 400]);
  });

  it.each(['{', '{}', '[1]', '[{"method":"GET"}]'])('BT-07 %s is no batch', async (batch) => {
    expect((await ask(simulator, '/', { form: { batch } })).code).toBe('100');
  });

  it('BT-08 the Instagram login has none', async () => {
    const running = await startBakery({ login: 'instagram' });
    const answer = await send(running, [ACCOUNT]);
    expect([answer.status, answer.code, answer.misuse]).toEqual([400, '100/33', ['batch_unsupported']]);
    await running.close();
  });

  it('BT-09 an item cannot write', async () => {
    const batch = JSON.stringify([{ method: 'POST', relative_url: `${REEL.id}/comments`, body: 'message=hi' }]);
    const answer = await ask(simulator, '/', { form: { batch } });
    expect([itemsOf(answer)[0]?.code, answer.misuse]).toEqual([400, ['unsupported_method']]);
  });

  it('BT-10 rules of single calls hold inside: misuse, removed parameters, weights', async () => {
    const heavy = encodeURIComponent('id,insights.metric(reach),comments.limit(10){id,replies.limit(5){id}}');
    const urls = [`${ACCOUNT}?pretty=1`, `${REEL.id}?fields=nonsense`, `${ACCOUNT}/media?limit=100&fields=${heavy}`];
    const answer = await send(simulator, urls);
    expect(itemsOf(answer).map((item) => item?.code)).toEqual([400, 400, 500]);
    expect(answer.misuse).toEqual(['removed_feature', 'unknown_field']);
  });

  it('BT-11 JSON and multipart bodies are read too', async () => {
    const batch = [{ method: 'GET', relative_url: ACCOUNT }];
    const form = new FormData();
    form.set('batch', JSON.stringify(batch));
    for (const init of [
      { body: JSON.stringify({ batch }), headers: { 'content-type': 'application/json' } },
      { body: form, headers: {} },
    ]) {
      const headers = { ...init.headers, authorization: `Bearer ${simulator.token}` };
      const response = await fetch(`${simulator.url}/v26.0/`, { method: 'POST', body: init.body, headers });
      expect(await response.json()).toMatchObject([{ code: 200 }]);
    }
  });
});

describe('faults of batch items', () => {
  it.each([
    ['BF-01', { kind: 'null' }, null],
    ['BF-02', graphFault('unknown'), 500],
    ['BF-03', graphFault('app_limit'), 403],
    ['BF-04', { kind: 'html' }, 502],
    ['BF-05', { kind: 'empty' }, 200],
    ['BF-06', { kind: 'malformed_json' }, 200],
    ['BF-07', { kind: 'status', status: 503 }, 503],
  ] as const)('%s %o hits one item once', async (_, action, code) => {
    const running = await startBakery({ faults: [{ match: ({ item }) => item === 1, times: 1, action }] });
    const first = itemsOf(await send(running, [ACCOUNT, REEL.id, ACCOUNT]));
    expect(first.map((item) => item?.code ?? null)).toEqual([200, code, 200]);
    if (action.kind === 'malformed_json') expect(() => bodyOf(first[1])).toThrow();
    const second = itemsOf(await send(running, [ACCOUNT, REEL.id, ACCOUNT]));
    expect(second.map((item) => item?.code ?? null)).toEqual([200, 200, 200]);
    await running.close();
  });

  it('BF-08 items are matched by their path and counted as calls', async () => {
    const running = await startBakery({ faults: [{ match: `/${REEL.id}/`, action: { kind: 'null' } }] });
    const items = itemsOf(await send(running, [`${REEL.id}/insights?metric=reach`, ACCOUNT]));
    expect(items.map((item) => item?.code ?? null)).toEqual([null, 200]);
    expect(running.stats()).toMatchObject({
      requests: 1,
      graphCalls: 2,
      byEndpoint: { batch: 1 },
      callsByEndpoint: { '/{media}/insights': 1, '/{ig-user}': 1 },
    });
    await running.close();
  });
});
