import { inspect } from 'node:util';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';

import { SCHEMA_IDS } from '../../src/documents/shapes.ts';
import { isGraphApiError, isInsightInventoryError } from '../../src/base/errors.ts';
import { instagramAnalyticsSchema, type InstagramAnalytics } from '../../src/documents/analytics.ts';
import type { InstagramAnalyticsManager } from '../../src/instagram/instagram-analytics-manager.ts';
import type { ManagerDependencies } from '../../src/runtime/dependencies.ts';
import { graphFault } from '../../src/testing/graph/start-graph-simulator.ts';
import type { Fault, FaultAction } from '../../src/testing/shared/fault.ts';
import { NOW, closeStudios, refuse, rejectionOf, startStudio } from '../unit/instagram/studio.ts';

afterEach(closeStudios);

const MIXED = { posts: 6, mix: { image: 1, reels: 1, carousel: 1 } };
const LOGINS = ['facebook', 'instagram'] as const;

/** Gives the document without what the run measured of itself. */
function content(document: InstagramAnalytics): unknown {
  const { export_info: info, ...rest } = document;
  return {
    ...rest,
    export_info: { ...info, calls: null, exported_at: null, api: { ...info.api, host: null } },
    account_info: { ...rest.account_info, retrieved_at: null },
  };
}

const cleanDocuments = new Map<string, InstagramAnalytics>();

/** Gives the document of a collection in which nothing fails, collected once a login. */
async function cleanDocument(login: (typeof LOGINS)[number]): Promise<InstagramAnalytics> {
  const known = cleanDocuments.get(login);
  if (known !== undefined) return known;
  const document = await (await startStudio({ account: MIXED, simulator: { login } })).manager.collect();
  cleanDocuments.set(login, document);
  return document;
}

describe('what fails for a moment', () => {
  const actions: readonly (readonly [string, FaultAction])[] = [
    ['an HTML 502', { kind: 'html' }],
    ['an HTML 504', { kind: 'html', status: 504 }],
    ['an unknown error 1', graphFault('unknown')],
    ['an error 2', graphFault('service_unavailable')],
    ['a server error -1/2207001', graphFault('server')],
    ['a timeout -2/2207003', graphFault('timeout')],
    ['a 503 without a body', { kind: 'status', status: 503, body: '' }],
    ['an answer cut against its length', { kind: 'truncated' }],
    ['an answer cut in its chunks', { kind: 'truncated', how: 'chunked' }],
    ['an answer cut to a matching length', { kind: 'truncated', how: 'matching_length' }],
    ['an answer that is no JSON', { kind: 'malformed_json' }],
    ['an empty answer', { kind: 'empty' }],
    ['a reset before the answer', { kind: 'reset' }],
    ['a reset in the answer', { kind: 'reset', when: 'mid_body' }],
  ];

  it.each(actions)('%s, at any one request, changes nothing but the count of calls', async (_name, action) => {
    for (const login of LOGINS) {
      const simulator = { login };
      const clean = await cleanDocument(login);
      const requests = clean.export_info.calls.http_requests;
      for (let nth = 1; nth <= requests; nth += 1) {
        const faults: Fault[] = [{ match: ({ item }) => item === null, nth, action }];
        const { manager } = await startStudio({ account: MIXED, simulator: { ...simulator, faults } });
        const document = await manager.collect();
        expect({ login, nth, content: content(document) }).toEqual({ login, nth, content: content(clean) });
        expect(document.export_info.calls.http_requests).toBe(requests + 1);
      }
    }
  });

  it.each([
    ['a null', { kind: 'null' }],
    ['an HTML 502', { kind: 'html' }],
    ['no JSON', { kind: 'malformed_json' }],
    ['nothing', { kind: 'empty' }],
    ['an error 2', graphFault('service_unavailable')],
  ] as const)('%s in place of single items of a batch is asked again, those items alone', async (_name, action) => {
    const clean = await (await startStudio({ account: MIXED })).manager.collect();
    const faults: Fault[] = [{ match: ({ item }) => item !== null && item % 2 === 1, times: 3, action }];
    const { manager, simulator } = await startStudio({ account: MIXED, simulator: { faults } });
    const document = await manager.collect();
    expect(content(document)).toEqual(content(clean));
    expect(simulator.stats().graphCalls).toBe(clean.export_info.calls.graph_calls + 3);
  });

  it('and does not recover leaves the rest of the document whole', async () => {
    for (const login of LOGINS) {
      const { manager, simulator } = await startStudio({ account: MIXED, simulator: { login } });
      simulator.addFault({ match: '/media', action: { kind: 'html' } });
      const document = await manager.collect();
      expect(document.recent_media).toBeNull();
      expect([document.summary_metrics, document.hashtag_performance, document.recent_activity]).toEqual([
        null,
        null,
        null,
      ]);
      expect(document.account_info?.account_insights?.['reach']?.week).toBeTypeOf('number');
      expect(document.issues.map(({ scope, kind, code }) => ({ scope, kind, code }))).toEqual([
        { scope: 'media', kind: 'transient', code: 'http:502' },
      ]);
      expect(document.coverage.media).toEqual({ asked: 25, got: 0 });
    }
  });

  it('keeps the page when what only reels have cannot be read', async () => {
    const { manager, simulator } = await startStudio();
    simulator.addFault({
      match: ({ query }) => (query.get('fields') ?? '').startsWith('id,insights'),
      action: { kind: 'html' },
    });
    const document = await manager.collect();
    expect(document.recent_media).toHaveLength(6);
    expect(document.recent_media?.every(({ insights }) => insights.views !== null && insights.skip_rate !== null)).toBe(
      true,
    );
    expect(document.issues).toEqual([]);
  });

  it('spends no more than the retries of one request on a platform that is down', async () => {
    const { manager, simulator, clock } = await startStudio({ simulator: { faults: [{ action: { kind: 'html' } }] } });
    const document = await manager.collect();
    expect([document.account_info, document.recent_media]).toEqual([null, null]);
    // The batch of the account and the page, each once and three times again.
    expect(simulator.stats().requests).toBe(8);
    // Full jitter: at most 0.5, 1 and 2 s for each.
    expect(clock.slept).toHaveLength(6);
    expect(Math.max(...clock.slept)).toBeLessThanOrEqual(2_000);
    const error = await rejectionOf(manager.exportToJson('/nonexistent/never.json'));
    expect(isInsightInventoryError(error) && error.kind).toBe('transient');
  });
});

describe('a server that hangs', () => {
  it('is given up after the time of one attempt, and tried again', async () => {
    const { manager } = await startStudio({
      simulator: {
        faults: [
          { nth: 1, action: { kind: 'hang' } },
          { nth: 2, action: { kind: 'hang', when: 'mid_body' } },
        ],
      },
      deps: { timeoutMs: 500 },
    });
    const document = await manager.collect();
    expect(document.issues).toEqual([]);
    expect(document.export_info.calls.retries).toBe(2);
  });

  it.each(['before', 'mid_body'] as const)('ends at the deadline of the method (%s)', async (when) => {
    const { manager, simulator } = await startStudio({
      simulator: { faults: [{ action: { kind: 'hang', when } }] },
      deps: { deadlineMs: 120, timeoutMs: 60_000 },
    });
    const error = await rejectionOf(manager.collect());
    expect(isInsightInventoryError(error) && [error.kind, error.code]).toEqual(['timeout', 'timeout:deadline']);
    const { requests } = simulator.stats();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(simulator.stats().requests).toBe(requests);
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308] as const)(
    '%i is refused: nothing, and no token, goes to another address',
    async (status) => {
      const { simulator: other } = await startStudio();
      const { manager, simulator } = await startStudio();
      simulator.addFault({ action: { kind: 'redirect', status, location: `${other.url}/v26.0/me` } });
      const error = await rejectionOf(manager.getAccountInfo());
      expect(isGraphApiError(error) && [error.kind, error.status]).toEqual(['invalid_response', status]);
      expect(other.stats().requests).toBe(0);
      expect(simulator.stats().requests).toBe(1);
    },
  );
});

describe('an abort', () => {
  /** Every method that sends something. */
  const methods: readonly (readonly [
    string,
    (manager: InstagramAnalyticsManager, signal: AbortSignal, id: string) => Promise<unknown>,
  ])[] = [
    ['collect', (manager, signal) => manager.collect({ signal, audience: true })],
    ['exportToJson', (manager, signal) => manager.exportToJson(undefined, { signal })],
    ['getRecentMedia', (manager, signal) => manager.getRecentMedia({ signal })],
    ['getAccountInfo', (manager, signal) => manager.getAccountInfo({ signal })],
    ['getMediaInsights', (manager, signal, id) => manager.getMediaInsights(id, { signal })],
    ['getRecentComments', (manager, signal, id) => manager.getRecentComments(id, { signal })],
    ['getLatestVideoPerformance', (manager, signal) => manager.getLatestVideoPerformance({ signal })],
    ['getTokenInfo', (manager, signal) => manager.getTokenInfo({ signal })],
    ['request', (manager, signal, id) => manager.request(id, { signal })],
    [
      'iterateMedia',
      async (manager, signal) => {
        const ids: string[] = [];
        for await (const post of manager.iterateMedia({ signal })) ids.push(post.id);
        return ids;
      },
    ],
  ];

  it.each(methods)(
    '%s ends with the reason of the caller after any request, and sends nothing more',
    async (_name, call) => {
      for (const login of LOGINS) {
        const free = await startStudio({ account: MIXED, simulator: { login } });
        const id = free.dataset.media[0]?.id ?? '';
        await call(free.manager, new AbortController().signal, id);
        const total = free.simulator.stats().requests;
        for (let after = 0; after <= total; after += 1) {
          const controller = new AbortController();
          let late = 0;
          const fetch = (request: Request): Promise<Response> => {
            if (controller.signal.aborted) late += 1;
            return globalThis.fetch(request);
          };
          const { manager, simulator } = await startStudio({ account: MIXED, simulator: { login }, deps: { fetch } });
          const reason = { after };
          if (after === 0) controller.abort(reason);
          let seen = 0;
          simulator.addFault({
            match: ({ item }) => {
              if (item !== null) return false;
              seen += 1;
              if (seen === after) controller.abort(reason);
              return false;
            },
            action: { kind: 'empty' },
          });
          const error = await rejectionOf(call(manager, controller.signal, id));
          expect({ login, after, error }).toEqual({ login, after, error: reason });
          expect(error).toBe(reason);
          await new Promise((resolve) => setTimeout(resolve, 10));
          expect({ login, after, late }).toEqual({ login, after, late: 0 });
          // Those sent before it, side by side with the last one, may still arrive: 6 are in flight at most.
          const most = after === 0 ? 0 : after + 5;
          expect(simulator.stats().requests).toBeLessThanOrEqual(most);
        }
      }
    },
    60_000,
  );

  it('during a wait for the limit, a retry or a token ends at once', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const clock = {
      now: () => NOW,
      sleep: async (_ms: number, signal?: AbortSignal) => {
        controller.abort(reason);
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      },
    };
    for (const action of [graphFault('user_limit'), graphFault('unknown')]) {
      const { manager, simulator } = await startStudio({ simulator: { faults: [{ action }] }, deps: { clock } });
      expect(await rejectionOf(manager.collect({ signal: controller.signal }))).toBe(reason);
      expect(simulator.stats().requests).toBeLessThanOrEqual(1);
    }
    const { managerWith, simulator } = await startStudio();
    const late = new AbortController();
    const provider = (): Promise<never> => {
      late.abort(reason);
      return new Promise(() => undefined);
    };
    expect(await rejectionOf(managerWith({ accessToken: provider }).collect({ signal: late.signal }))).toBe(reason);
    expect(simulator.stats().requests).toBe(0);
  });

  it('leaves no listener on a signal that lives on', async () => {
    const { manager } = await startStudio({ account: MIXED, simulator: { login: 'instagram' } });
    const { signal } = new AbortController();
    let listening = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listening += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listening -= 1;
      remove(...args);
    };
    await manager.collect({ signal });
    expect(listening).toBeLessThanOrEqual(0);
  });

  it('does not undo a file that was there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'instagram-wire-'));
    try {
      const path = join(folder, 'analytics.json');
      await writeFile(path, 'the last good one');
      const { manager, simulator } = await startStudio();
      const controller = new AbortController();
      simulator.addFault({
        match: ({ path: requested }) => {
          if (requested.endsWith('/media')) controller.abort();
          return false;
        },
        action: { kind: 'empty' },
      });
      await rejectionOf(manager.exportToJson(path, { signal: controller.signal }));
      expect(await readFile(path, 'utf8')).toBe('the last good one');
      expect(await readdir(folder)).toEqual(['analytics.json']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the exported file', () => {
  it('is the document, whole, and matches the schema', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'instagram-wire-'));
    try {
      const path = join(folder, 'analytics.json');
      const { manager } = await startStudio({ account: MIXED });
      const document = await manager.exportToJson(path, { audience: true });
      const read: unknown = JSON.parse(await readFile(path, 'utf8'));
      expect(read).toEqual({ $schema: SCHEMA_IDS['instagram-analytics'], ...document });
      expect(v.is(instagramAnalyticsSchema, read)).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has the same bytes for the same account', async () => {
    const texts: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const { manager } = await startStudio({ account: MIXED });
      texts.push(JSON.stringify(content(await manager.collect())));
    }
    expect(texts[1]).toBe(texts[0]);
  });
});

describe('secrets', () => {
  const CANARY = 'EAAcanarycanarycanarycanary0001';
  const APP_SECRET = 'app-secret-canary-0002';

  /** Runs something and gathers everything a caller, a log or a screen could see of it. */
  async function everythingSeen(
    faults: readonly Fault[],
    config: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const seen: unknown[] = [];
    const log = (message: string, fields?: Record<string, unknown>): void => {
      seen.push(message, fields);
    };
    const deps: ManagerDependencies = {
      logger: { debug: log, info: log, warn: log, error: log },
      onProgress: (event) => seen.push(event),
      timeoutMs: 250,
      retry: { retries: 1 },
    };
    const { managerWith, simulator, dataset } = await startStudio({
      simulator: { faults, appSecret: APP_SECRET },
      account: { posts: 60 },
    });
    simulator.issueToken({ value: CANARY });
    const manager = managerWith(
      { accessToken: CANARY, appId: '100000000000001', appSecret: APP_SECRET, ...config },
      deps,
    );
    const id = dataset.media[0]?.id ?? '';
    const calls = [
      () => manager.collect({ limit: 60, audience: true }),
      () => manager.getTokenInfo(),
      () => manager.getRecentComments(id),
      () => manager.getMediaInsights(id),
      () => manager.getRecentMedia({ limit: 60 }),
      () => manager.request(`${dataset.account.id}/media`, { params: { limit: 2 } }),
      () => manager.request(EAA_PATH),
    ];
    for (const call of calls) {
      try {
        seen.push(await call());
      } catch (error) {
        seen.push(error);
        if (error instanceof Error) seen.push(error.message, error.stack, error.cause);
        if (isInsightInventoryError(error)) seen.push(error.toIssue());
      }
    }
    seen.push(manager, manager.getUsage(), manager.plan());
    return seen.map((item) => `${inspect(item, { depth: 20, showHidden: true })} ${JSON.stringify([item])}`).join('\n');
  }

  const EAA_PATH = `${CANARY}/media`;
  const leak = `Malformed access token ${CANARY} of ${APP_SECRET}`;

  it.each([
    ['when all is well', []],
    ['when the platform repeats it in an error', [refuse('/', { code: 190, message: leak })]],
    ['when a single call repeats it', [refuse('/media', { code: 100, message: leak, error_user_title: leak })]],
    ['when a batch item repeats it', [refuse('/insights', { code: 2, message: leak })]],
    ['when the connection breaks', [{ action: { kind: 'reset' } }]],
    ['when the server hangs', [{ match: '/media', action: { kind: 'hang' } }]],
    [
      'when it redirects',
      [{ action: { kind: 'redirect', location: `https://elsewhere.invalid/?access_token=${CANARY}` } }],
    ],
    [
      'when a proxy shows the request',
      [{ action: { kind: 'status', status: 502, body: `<html>Authorization: Bearer ${CANARY}</html>` } }],
    ],
  ] as readonly (readonly [string, readonly Fault[]])[])(
    'do not leave %s',
    async (_name, faults) => {
      const configs = [
        {},
        { tokenTransport: 'query' },
        { login: 'facebook', accessToken: () => Promise.resolve({ value: CANARY, expiresAt: null }) },
      ];
      for (const seen of await Promise.all(configs.map((config) => everythingSeen(faults, config)))) {
        expect(seen).not.toContain(CANARY);
        expect(seen).not.toContain(APP_SECRET);
      }
    },
    60_000,
  );

  it('stand in the header, not in the address', async () => {
    const { manager, simulator } = await startStudio({ account: MIXED });
    await manager.collect();
    for (const request of simulator.requests) {
      expect(`${request.path}?${request.query.toString()}${request.body}`).not.toContain(simulator.token);
      expect(request.headers['authorization']).toBe(`Bearer ${simulator.token}`);
    }
  });

  it('are taken out of the next address of a raw answer, which stays usable', async () => {
    const { managerWith, dataset, simulator } = await startStudio({ config: { tokenTransport: 'query' } });
    const body = await managerWith({}).request(`${dataset.account.id}/media`, {
      params: { limit: 2, fields: 'id,media_url' },
    });
    expect(JSON.stringify(body)).not.toContain(simulator.token);
    expect(body).toMatchObject({ paging: { cursors: { after: expect.stringMatching(/\w+/) as string } } });
    expect(JSON.stringify(body)).toMatch(/next":"http[^"]*after=/);
    // Addresses of media are signed by their query: without it they would be of no use.
    expect(JSON.stringify(body)).toMatch(/media_url":"http[^"]*\?[^"]+=/);
  });
});
