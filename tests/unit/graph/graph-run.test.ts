import { fc, test } from '@fast-check/vitest';
import { afterEach, describe, expect, it } from 'vitest';
import { isInsightInventoryError } from '../../../src/base/errors.ts';
import { InstagramAnalyticsManager } from '../../../src/instagram/instagram-analytics-manager.ts';
import { createFakeClock } from '../runtime/fake-clock.ts';
import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import { closeStudios, startStudio } from '../instagram/studio.ts';

afterEach(closeStudios);

/** Makes a `fetch` that changes the items of every batch answer of more than so many. */
function tampering(change: (items: unknown[]) => unknown[], counts: { batches: number }): FetchLike {
  return async (request) => {
    const response = await globalThis.fetch(request);
    if (request.method !== 'POST') return response;
    const items = (await response.json()) as unknown[];
    if (items.length < 3) return Response.json(items);
    counts.batches += 1;
    return Response.json(change(items));
  };
}

describe('a batch answer', () => {
  it.each([
    ['one item too few at its beginning', (items: unknown[]) => items.slice(1)],
    ['one item too many', (items: unknown[]) => [...items, ...items.slice(0, 1)]],
    ['its first items in another order', ([a, b, ...others]: unknown[]) => [b, a, ...others]],
    ['its items turned round', (items: unknown[]) => items.toReversed()],
  ])('with %s gives nobody the figures of another', async (_name, change) => {
    const account = { posts: 8, mix: { image: 1, video: 1 } };
    const { manager, managerWith } = await startStudio({ account });
    const clean = await manager.collect();
    const counts = { batches: 0 };
    const deps = { fetch: tampering(change, counts), retry: { retries: 1 } };
    const document = await managerWith({}, deps).collect();
    expect(counts.batches).toBeGreaterThan(0);
    const figures = new Map(clean.recent_media?.map((post) => [post.id, post.insights.reach]));
    for (const { id, insights } of document.recent_media ?? [])
      expect([null, figures.get(id)]).toContain(insights.reach);
    for (const [name, value] of Object.entries(document.account_info?.account_insights ?? {})) {
      if (value.day !== null)
        expect(value).toEqual(
          Object.entries(clean.account_info?.account_insights ?? {}).find(([key]) => key === name)?.[1],
        );
    }
    expect(document.issues.map(({ kind }) => kind)).toContain('invalid_response');
    // A batch that fails is one cause, however many posts were in it.
    expect(document.issues.length).toBeLessThanOrEqual(5);
  });
});

describe('an answer that repeats the access token', () => {
  it('shows it in no record and no text, alone or in a batch', async () => {
    const { simulator, managerWith } = await startStudio({ account: { posts: 2 } });
    const echoing: FetchLike = async (request) => {
      const response = await globalThis.fetch(request);
      const text = await response.text();
      const echo = text.replaceAll(/(username|caption|permalink)(\\?":\\?")[^"\\]*/g, `$1$2${simulator.token}`);
      return new Response(echo, { status: response.status, headers: response.headers });
    };
    const manager = managerWith({}, { fetch: echoing });
    const shown = [await manager.collect(), await manager.request('me', { params: { fields: 'id,name' } })];
    expect(JSON.stringify(shown)).not.toContain(simulator.token);
    expect(shown).toMatchObject([{ account_info: { username: '[redacted]' } }, {}]);
  });
});

describe('a list', () => {
  it('that goes on and names no cursor keeps what was read and says so', async () => {
    const fetch: FetchLike = async (request) => {
      const response = await globalThis.fetch(request);
      if (!request.url.includes('/media?')) return response;
      const page = (await response.json()) as { paging: object };
      return Response.json({ ...page, paging: { next: { odd: true }, cursors: [] } });
    };
    const { managerWith } = await startStudio({ account: { posts: 120 } });
    const document = await managerWith({ maxMediaItems: 120 }, { fetch }).collect();
    expect(document.recent_media?.length).toBeGreaterThan(0);
    expect(document.issues.map(({ code }) => code)).toContain('graph:cut_list');
    const few = await managerWith({ maxMediaItems: 5 }, { fetch }).collect();
    expect(few.recent_media).toHaveLength(5);
    expect(few.issues.map(({ code }) => code)).not.toContain('graph:cut_list');
  });
});

describe('an answer', () => {
  it('that never ends costs one attempt its time', async () => {
    let requests = 0;
    const fetch: FetchLike = () => {
      requests += 1;
      const body = new ReadableStream({
        start: (stream) => {
          stream.enqueue(new TextEncoder().encode('{"id":'));
        },
      });
      return Promise.resolve(new Response(body));
    };
    const { managerWith } = await startStudio();
    const reading = managerWith({}, { fetch, timeoutMs: 20, retry: { retries: 1 } }).getAccountInfo({
      insights: false,
    });
    await expect(reading).rejects.toMatchObject({ code: 'timeout:request' });
    expect(requests).toBe(2);
  });

  it.each([
    ['retry-after', '99999999999999'],
    ['retry-after', '-1e308'],
    ['x-app-usage', '{"call_count":1e308,"total_time":-1e308}'],
    [
      'x-business-use-case-usage',
      '{"1":[{"type":"instagram","call_count":1e300,"estimated_time_to_regain_access":1e300}]}',
    ],
    [
      'x-business-use-case-usage',
      '{"1":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":-1e300}]}',
    ],
  ])('with the header %s: %s ends as an issue', async (name, value) => {
    const error = { message: 'Too many calls', type: 'OAuthException', code: 4 };
    let requests = 0;
    const fetch: FetchLike = (request) => {
      requests += 1;
      return requests === 1
        ? globalThis.fetch(request)
        : Promise.resolve(Response.json({ error }, { status: 429, headers: { [name]: value } }));
    };
    const { managerWith } = await startStudio();
    const document = await managerWith({}, { fetch, maxWaitMs: 100 }).collect();
    expect(document.account_info).not.toBeNull();
    expect(document.issues.map(({ kind }) => kind)).toContain('rate_limit');
  });

  it.each([
    ['instagram', '{"call_volume":100,"cpu_time":12}'],
    ['instagram', '{"call_volume":"100","cpu_time":"12"}'],
    ['facebook', '{"call_count":100,"total_time":12}'],
  ] as const)('of a full app limit stops a run on %s login: %s', async (login, usage) => {
    const fetch: FetchLike = async (request) => {
      const response = await globalThis.fetch(request);
      return new Response(response.body, { status: response.status, headers: { 'x-app-usage': usage } });
    };
    const { managerWith, simulator } = await startStudio({ account: { posts: 120 }, simulator: { login } });
    const document = await managerWith({ maxMediaItems: 120 }, { fetch }).collect();
    expect(document.issues.map(({ kind }) => kind)).toContain('rate_limit');
    expect(simulator.stats().requests).toBeLessThanOrEqual(5); // those side by side: the account’s and the first page
  });
});

describe('the id of a Page in place of the account', () => {
  it('is blamed on userId, and not taken for one refused field after another', async () => {
    let requests = 0;
    const fetch: FetchLike = (request) => {
      requests += 1;
      const field = /[?&]fields=(?:id%2C|user_id%2C)*(\w+)/.exec(request.url)?.[1] ?? 'media';
      const message = `(#100) Tried accessing nonexisting field (${field}) on node type (Page)`;
      const error = { message, type: 'OAuthException', code: 100, fbtrace_id: 'A' };
      return Promise.resolve(Response.json({ error }, { status: 400 }));
    };
    const { managerWith } = await startStudio();
    const remedy = expect.stringContaining('check userId') as string;
    const reading = managerWith({ userId: '112233' }, { fetch }).getAccountInfo({ insights: false });
    await expect(reading).rejects.toMatchObject({ kind: 'not_found', remedy });
    expect(requests).toBe(1);
  });
});

describe('a version that Graph does not answer', () => {
  it('is blamed on apiVersion, wherever it is met', async () => {
    const { managerWith } = await startStudio();
    const manager = managerWith({ apiVersion: 'v26.1' });
    const remedy = expect.stringContaining('apiVersion') as string;
    await expect(manager.getAccountInfo({ insights: false })).rejects.toMatchObject({ remedy });
    const document = await manager.collect();
    expect(document.issues.length).toBeGreaterThan(0);
    const asked = document.issues.filter(({ scope }) => scope !== 'api_version');
    for (const issue of asked) expect(issue.remedy).toContain('apiVersion');
  });
});

describe('any headers and bodies', () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.bigInt());
  const text = fc.oneof(
    number.map(String),
    fc.stringMatching(/^[ -~]*$/),
    fc.constant('Fri, 31 Dec 9999 23:59:59 GMT'),
  );
  const usage = fc.dictionary(
    fc.constantFrom('call_count', 'call_volume', 'type', 'total_time', 'estimated_time_to_regain_access'),
    fc.oneof(fc.double(), fc.stringMatching(/^[ -~]*$/), fc.constant('instagram'), fc.constant(null)),
  );
  const headers = fc.record(
    {
      'retry-after': text,
      'x-app-usage': usage.map((one) => JSON.stringify(one)),
      'x-business-use-case-usage': fc.array(usage).map((rows) => JSON.stringify({ '17841400000000001': rows })),
    },
    { requiredKeys: [] },
  );
  const error = fc.record(
    {
      message: fc.string(),
      code: fc.oneof(fc.integer({ min: -3, max: 200 }), number.map(String)),
      error_subcode: fc.double(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    error.map((one) => ({ error: one })),
    fc.jsonValue(),
  );
  const status = fc.constantFrom(200, 400, 403, 429, 500, 503);

  test.prop([headers, status, body], { numRuns: 150 })(
    'end as a value or one of our errors',
    async (extra, code, answer) => {
      const fetch: FetchLike = () => Promise.resolve(Response.json(answer, { status: code, headers: extra }));
      const manager = new InstagramAnalyticsManager(
        { userId: '17841400000000001', accessToken: 'EAAtokentokentokentoken' },
        { fetch, retry: { retries: 1 }, clock: createFakeClock(Date.parse('2026-11-22T12:00:00Z')) },
      );
      const ended = await manager.collect().then(
        (document) => document.issues.every(({ code: named }) => /^\w+:./.test(named)),
        (thrown: unknown) => isInsightInventoryError(thrown),
      );
      expect(ended).toBe(true);
    },
  );
});
