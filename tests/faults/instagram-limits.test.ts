import { afterEach, describe, expect, it } from 'vitest';

import { isGraphApiError, isInsightInventoryError } from '../../src/base/errors.ts';
import type { InstagramAnalytics } from '../../src/documents/analytics.ts';
import type { AccessToken } from '../../src/runtime/stores.ts';
import { graphFault } from '../../src/testing/graph/start-graph-simulator.ts';
import { NOW, closeStudios, refuse, rejectionOf, startStudio } from '../unit/instagram/studio.ts';

afterEach(closeStudios);

const MINUTE = 60_000;
const whole = (document: InstagramAnalytics): boolean =>
  document.issues.length === 0 && (document.recent_media ?? []).every((post) => post.insights.reach !== null);

describe('a token that is refused from the start', () => {
  it.each([458, 459, 460, 463, 464, 467, 490, 492] as const)(
    '190/%i throws at once, after the requests already under way',
    async (problem) => {
      const { simulator, managerWith } = await startStudio();
      const manager = managerWith({ accessToken: simulator.issueToken({ problem }) });
      const error = await rejectionOf(manager.collect());
      if (!isGraphApiError(error)) throw new Error('It should be a Graph error.');
      expect([error.kind, error.code, error.retryable]).toEqual(['auth', `graph:190/${String(problem)}`, false]);
      expect(error.remedy).not.toBeNull();
      // The account and the first page of posts are asked side by side.
      expect(simulator.stats().requests).toBeLessThanOrEqual(2);
    },
  );

  it.each(['facebook', 'instagram'] as const)('that was never one throws too, on %s login', async (login) => {
    const { managerWith, simulator } = await startStudio({ simulator: { login } });
    const error = await rejectionOf(
      managerWith({ accessToken: 'EAAnonsensenonsensenonsense' }, { concurrency: 1 }).collect(),
    );
    expect(isGraphApiError(error) && [error.kind, error.graphCode]).toEqual(['auth', 190]);
    expect(simulator.stats().requests).toBe(1);
  });

  it('is a remedy, not an error, when the token is inspected', async () => {
    for (const login of ['facebook', 'instagram'] as const) {
      const { managerWith, simulator } = await startStudio({ simulator: { login } });
      const info = await managerWith({ accessToken: simulator.issueToken({ problem: 463 }) }).getTokenInfo();
      expect(info.valid).toBe(false);
      expect(info.remedies.join(' ')).toMatch(/get a new one/);
    }
  });

  it('leaves an exported file as it was', async () => {
    const { manager, simulator } = await startStudio();
    simulator.breakToken(simulator.token, 463);
    expect(isGraphApiError(await rejectionOf(manager.exportToJson('/nonexistent/never-written.json')))).toBe(true);
  });
});

describe('a token that is refused in the middle', () => {
  it.each(['facebook', 'instagram'] as const)(
    'gives a partial document with an auth issue on %s login',
    async (login) => {
      const { manager, simulator } = await startStudio({
        simulator: { login },
        account: { posts: 60, mix: { image: 1 } },
      });
      simulator.addFault(
        refuse(({ query }) => query.has('after'), { code: 190, error_subcode: 463, message: 'Session has expired' }),
      );
      const document = await manager.collect({ limit: 60 });
      expect(document.account_info?.followers_count).toBe(5_000);
      expect(document.recent_media).toHaveLength(50);
      expect(document.recent_media?.[0]?.insights.reach).toBeTypeOf('number');
      expect(document.issues.filter((issue) => issue.kind === 'auth').length).toBeGreaterThan(0);
      expect(document.coverage.media).toEqual({ asked: 60, got: 50 });
    },
  );

  it('sends nothing after the refusal, and tells it once a part', async () => {
    const { managerWith, simulator } = await startStudio({ account: { posts: 60, mix: { image: 1, reels: 1 } } });
    const manager = managerWith({}, { concurrency: 1 });
    simulator.addFault(
      refuse(({ query }) => query.has('after'), { code: 190, error_subcode: 463, message: 'Session has expired' }),
    );
    const document = await manager.collect({ limit: 60 });
    expect(simulator.requests.at(-1)?.query.has('after')).toBe(true);
    expect(document.issues.map(({ scope, code, id }) => ({ scope, code, id }))).toEqual([
      { scope: 'media_insights', code: 'graph:190/463', id: null },
      { scope: 'media', code: 'graph:190/463', id: null },
    ]);
  });

  it.each(['facebook', 'instagram'] as const)(
    'goes on with one fresh token of a provider, on %s login',
    async (login) => {
      const { managerWith, simulator } = await startStudio({
        simulator: { login },
        account: { posts: 60, mix: { image: 1 } },
      });
      const asked: boolean[] = [];
      const provider = ({ forceRefresh }: { forceRefresh: boolean }): Promise<AccessToken> => {
        asked.push(forceRefresh);
        return Promise.resolve({ value: forceRefresh ? simulator.issueToken() : simulator.token, expiresAt: null });
      };
      simulator.addFault({
        match: (request) => {
          // The token dies while the run is under way.
          if (request.query.has('after')) simulator.breakToken(simulator.token, 463);
          return false;
        },
        action: { kind: 'empty' },
      });
      const document = await managerWith({ accessToken: provider }).collect({ limit: 60 });
      expect(whole(document)).toBe(true);
      expect(document.recent_media).toHaveLength(60);
      expect(asked).toEqual([false, true]);
    },
  );

  it('goes on with a fresh token when only the items of a batch are refused', async () => {
    const { managerWith, simulator } = await startStudio({ account: { posts: 4, mix: { image: 1, reels: 1 } } });
    const asked: boolean[] = [];
    const provider = ({ forceRefresh }: { forceRefresh: boolean }): Promise<AccessToken> => {
      asked.push(forceRefresh);
      return Promise.resolve({ value: forceRefresh ? simulator.issueToken() : simulator.token, expiresAt: null });
    };
    simulator.addFault({
      ...refuse(
        ({ item, path }) => item !== null && path.endsWith('/insights') && !path.includes(simulator.dataset.account.id),
        { code: 190, error_subcode: 463, message: 'Session has expired' },
      ),
      times: 4,
    });
    const document = await managerWith({ accessToken: provider }).collect();
    expect(whole(document)).toBe(true);
    expect(asked).toEqual([false, true]);
  });

  it('does not ask a provider again and again whose fresh tokens are refused too', async () => {
    const { managerWith, simulator } = await startStudio();
    let made = 0;
    const provider = (): Promise<AccessToken> => {
      made += 1;
      return Promise.resolve({ value: simulator.issueToken({ problem: 467 }), expiresAt: null });
    };
    const error = await rejectionOf(managerWith({ accessToken: provider }).collect());
    expect(isGraphApiError(error) && error.code).toBe('graph:190/467');
    expect(made).toBe(2);
  });
});

describe('a stored token', () => {
  it('that is refused gives way to the configured one, once', async () => {
    const { managerWith, simulator } = await startStudio();
    const stored = simulator.issueToken({ problem: 460 });
    const tokenStore = {
      load: () => Promise.resolve({ value: stored, expiresAt: null }),
      save: () => Promise.resolve(),
    };
    const document = await managerWith({}, { tokenStore }).collect();
    expect(whole(document)).toBe(true);
    // One for each of the requests that were under way with it.
    expect(simulator.stats().byErrorCode).toEqual({ '190/460': 2 });
  });

  it("that is refused gives way to a provider's cached token, and that to a fresh one", async () => {
    const { managerWith, simulator } = await startStudio();
    const stored = simulator.issueToken({ problem: 460 });
    const cached = simulator.issueToken({ problem: 463 });
    const tokenStore = {
      load: () => Promise.resolve({ value: stored, expiresAt: null }),
      save: () => Promise.resolve(),
    };
    const accessToken = ({ forceRefresh }: { forceRefresh: boolean }): Promise<AccessToken> =>
      Promise.resolve({ value: forceRefresh ? simulator.token : cached, expiresAt: null });
    const document = await managerWith({ accessToken }, { tokenStore }).collect();
    expect(whole(document)).toBe(true);
  });
});

describe('the life of a token', () => {
  const app = { appId: '100000000000001', appSecret: 'simulated-app-secret' };

  it('reports scopes, expiry and days left', async () => {
    const { managerWith, simulator } = await startStudio();
    const accessToken = simulator.issueToken({
      expiresAt: NOW + 5 * 86_400_000,
      issuedAt: NOW - 55 * 86_400_000,
      scopes: ['instagram_basic'],
    });
    const info = await managerWith({ accessToken, ...app }).getTokenInfo();
    expect(info).toMatchObject({
      valid: true,
      days_left: 5,
      expires_at: '2026-11-27T12:00:00Z',
      expires: 'at',
      scopes: ['instagram_basic'],
    });
    expect(info.missing_scopes).toContain('instagram_manage_insights');
    expect(info.remedies.join(' ')).toMatch(/expires soon.*instagram_manage_insights/);
    expect(JSON.stringify(info)).not.toContain(accessToken);
  });

  it('is reported where the app requires its proof', async () => {
    const { managerWith } = await startStudio({ simulator: { requireProof: true } });
    expect((await managerWith(app).getTokenInfo()).valid).toBe(true);
    expect(whole(await managerWith(app).collect())).toBe(true);
  });

  it('is refreshed once for all who ask at the same time, taken into use and saved', async () => {
    for (const login of ['facebook', 'instagram'] as const) {
      const { managerWith, simulator } = await startStudio({ simulator: { login } });
      const accessToken = simulator.issueToken({ issuedAt: NOW - 30 * 86_400_000 });
      const saved: AccessToken[] = [];
      const tokenStore = {
        load: () => Promise.resolve(null),
        save: (token: AccessToken) => {
          saved.push(token);
          return Promise.resolve();
        },
      };
      const manager = managerWith({ accessToken, ...app }, { tokenStore });
      const [first, second] = await Promise.all([manager.refreshToken(), manager.refreshToken()]);
      expect(second).toEqual(first);
      expect(first.value).not.toBe(accessToken);
      expect(saved).toEqual([first]);
      expect(simulator.stats().requests).toBe(1);
      await manager.getAccountInfo({ insights: false });
      expect(simulator.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${first.value}`);
    }
  });

  it('is prolonged by ensureFreshToken only near its end', async () => {
    const { managerWith, simulator } = await startStudio({ simulator: { login: 'instagram' } });
    const accessToken = simulator.issueToken({ issuedAt: NOW - 30 * 86_400_000 });
    const far = managerWith({ accessToken, tokenExpiration: '2026-11-29T12:00:01Z' });
    expect((await far.ensureFreshToken()).value).toBe(accessToken);
    expect(simulator.stats().requests).toBe(0);
    const near = managerWith({ accessToken, tokenExpiration: '2026-11-29T12:00:00Z' });
    expect((await near.ensureFreshToken()).value).not.toBe(accessToken);
  });

  it('is kept when a refresh fails while it is still valid', async () => {
    const { managerWith, simulator } = await startStudio({ simulator: { login: 'instagram' } });
    // Refreshed within its first 24 hours, which the platform refuses.
    const accessToken = simulator.issueToken({ issuedAt: NOW - 3_600_000 });
    const manager = managerWith({ accessToken, tokenExpiration: '2026-11-25T12:00:00Z' });
    expect(await manager.ensureFreshToken()).toEqual({ value: accessToken, expiresAt: '2026-11-25T12:00:00Z' });
    expect(isGraphApiError(await rejectionOf(manager.refreshToken()))).toBe(true);
  });

  it('is not given back when the refresh shows that Graph refuses it', async () => {
    const { managerWith } = await startStudio({ simulator: { login: 'instagram' } });
    const manager = managerWith({
      accessToken: `IGAA${'aZ3kP0qL'.repeat(5)}`,
      tokenExpiration: '2026-11-25T12:00:00Z',
    });
    const error = await rejectionOf(manager.ensureFreshToken());
    expect(isGraphApiError(error) && error.kind).toBe('auth');
  });

  it('is not given back when it runs out while its refresh is tried', async () => {
    const faults = [{ action: graphFault('service_unavailable') }];
    const { managerWith, simulator, clock } = await startStudio({ simulator: { login: 'instagram', faults } });
    const accessToken = simulator.issueToken({ issuedAt: NOW - 30 * 86_400_000 });
    // Good when the refresh begins; the waits between its attempts are longer than what is left.
    const manager = managerWith({ accessToken, tokenExpiration: new Date(NOW + 50).toISOString() });
    const error = await rejectionOf(manager.ensureFreshToken());
    expect(isGraphApiError(error) && error.kind).toBe('transient');
    expect(clock.now()).toBeGreaterThan(NOW + 50);
  });

  it('is really refreshed by refreshToken, even while ensureFreshToken finds nothing to do', async () => {
    const { managerWith, simulator } = await startStudio();
    const accessToken = simulator.issueToken({ issuedAt: NOW - 2 * 86_400_000 });
    const manager = managerWith({ accessToken, ...app });
    const [ensured, refreshed] = await Promise.all([manager.ensureFreshToken(), manager.refreshToken()]);
    expect(refreshed.value).not.toBe(accessToken);
    expect([accessToken, refreshed.value]).toContain(ensured.value);
  });

  it("ends one caller's wait by that caller's signal and not the other's", async () => {
    const { managerWith, simulator } = await startStudio({ simulator: { latencyMs: 30 } });
    const manager = managerWith({ accessToken: simulator.issueToken({ issuedAt: NOW - 2 * 86_400_000 }), ...app });
    const controller = new AbortController();
    const leaving = manager.refreshToken({ signal: controller.signal });
    const staying = manager.refreshToken();
    const reason = { left: true };
    controller.abort(reason);
    expect(await rejectionOf(leaving)).toBe(reason);
    expect((await staying).value).toMatch(/^EAA/);
    expect(simulator.stats().requests).toBe(1);
  });

  it('cannot be prolonged on Facebook login without the app, which is reported before any call', async () => {
    const { manager, simulator } = await startStudio();
    const error = await rejectionOf(manager.refreshToken());
    expect(isInsightInventoryError(error) && error.kind).toBe('config');
    expect(simulator.stats().requests).toBe(0);
  });
});

describe('throttling', () => {
  it('of the business, with a time to regain that is short, is waited for and announced', async () => {
    const steps: string[] = [];
    const { manager, simulator, clock } = await startStudio({
      account: { posts: 40, mix: { image: 1, reels: 1 } },
      simulator: { quota: { calls: 20, regainMinutes: 0.5 } },
      deps: { onProgress: (event) => steps.push(event.step) },
    });
    const document = await manager.collect({ limit: 40 });
    expect(whole(document)).toBe(true);
    expect(steps).toContain('wait');
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(30_000);
    expect(document.export_info.calls.waited_ms).toBeGreaterThanOrEqual(30_000);
    expect(document.export_info.calls.peak_usage_percent).toBe(100);
    expect(simulator.stats().callsByErrorCode['80002'] ?? 0).toBeGreaterThan(0);
  });

  it('of the business, with a time to regain that is long, ends the run with what was read and the time to come back', async () => {
    const { manager, simulator, clock } = await startStudio({
      account: { posts: 40, mix: { image: 1, reels: 1 } },
      simulator: { quota: { calls: 20, regainMinutes: 12 } },
    });
    const document = await manager.collect({ limit: 40 });
    expect(document.account_info?.followers_count).toBe(5_000);
    expect(document.recent_media).toHaveLength(40);
    const limits = document.issues.filter((issue) => issue.kind === 'rate_limit');
    expect(limits).toHaveLength(1);
    expect(limits[0]).toMatchObject({ id: null, retryable: true });
    expect(limits[0]?.remedy).toContain('2026-11-22T12:12:00Z');
    expect(manager.getUsage().regain_at).toBe('2026-11-22T12:12:00Z');
    expect(clock.slept).toEqual([]);
    const missing =
      document.recent_media?.filter((post) => post.unavailable['insights.skip_rate'] === 'rate_limited') ?? [];
    expect(missing.length).toBeGreaterThan(0);
    const after = simulator.stats().requests;
    await rejectionOf(manager.getAccountInfo());
    expect(simulator.stats().requests).toBe(after);
  });

  it('of the app, which never says how long, ends the run at once when its window is longer than the patience', async () => {
    const { manager, clock, simulator } = await startStudio({ simulator: { quota: { calls: 5, code: 4 } } });
    const document = await manager.collect();
    expect(document.account_info?.account_insights?.['reach']?.day).toBeTypeOf('number');
    const issue = document.issues.find(({ kind }) => kind === 'rate_limit');
    expect(issue?.remedy).toContain('2026-11-22T13:00:00Z');
    // The header was full before the error: nothing is gained by a minute of waiting.
    expect(clock.slept).toEqual([]);
    expect(simulator.stats().callsByErrorCode['4'] ?? 0).toBeLessThanOrEqual(1);
  });

  it.each([
    'app_limit',
    'user_limit',
    'page_limit',
    'application_limit',
    'custom_limit',
    'business_limit',
    'too_many_requests',
  ] as const)('%s without any header waits a minute and goes on when that helps', async (name) => {
    const { manager, clock } = await startStudio({ simulator: { faults: [{ nth: 2, action: graphFault(name) }] } });
    expect(whole(await manager.collect())).toBe(true);
    expect(clock.slept).toEqual([MINUTE]);
  });

  it('honours Retry-After', async () => {
    const action = { ...graphFault('too_many_requests'), retryAfter: 7 };
    const { manager, clock } = await startStudio({ simulator: { faults: [{ nth: 1, action }] } });
    expect(whole(await manager.collect())).toBe(true);
    expect(clock.slept).toEqual([7_000]);
  });

  it('that goes on after the wait ends the run: the second wait would be too long', async () => {
    const { manager, clock, simulator } = await startStudio({
      simulator: { faults: [{ match: '/media', action: graphFault('user_limit') }] },
    });
    const document = await manager.collect();
    expect(document.account_info).not.toBeNull();
    expect(document.recent_media).toBeNull();
    expect(document.issues.map(({ scope, kind }) => ({ scope, kind }))).toEqual([
      { scope: 'media', kind: 'rate_limit' },
    ]);
    expect(clock.slept).toEqual([MINUTE]);
    expect(simulator.stats().faults).toBe(2);
  });

  it('of one item holds back the batch, which then brings the rest', async () => {
    const { manager, clock } = await startStudio({
      account: { posts: 10, mix: { image: 1, reels: 1 } },
      simulator: {
        faults: [
          {
            match: ({ item, path }) => item === 3 && path.endsWith('/insights'),
            times: 2,
            action: graphFault('business_limit'),
          },
        ],
      },
    });
    expect(whole(await manager.collect())).toBe(true);
    expect(clock.slept.every((ms) => ms === MINUTE)).toBe(true);
  });

  it('met by many requests at once is waited for once', async () => {
    let now = NOW;
    let refused = 0;
    let noticed = 0;
    const waits: string[] = [];
    const clock = {
      now: () => now,
      // Sleeps side by side take no longer than the longest of them. They begin when no refusal is under way any more: one
      // that is noticed a minute later, on a busy machine, would be another limit.
      sleep: async (ms: number) => {
        const until = now + ms;
        while (refused < 2 || noticed < refused) await new Promise((resolve) => setTimeout(resolve, 5));
        now = Math.max(now, until);
      },
    };
    const isRefused = ({ endpoint }: { readonly endpoint: string }): boolean => {
      if (endpoint !== '/{media}/insights' || now >= NOW + MINUTE) return false;
      refused += 1;
      return true;
    };
    const quiet = (): void => undefined;
    const { manager } = await startStudio({
      account: { posts: 6, mix: { image: 1, reels: 1 } },
      simulator: {
        login: 'instagram',
        latencyMs: 10,
        faults: [{ match: isRefused, times: 100, action: graphFault('user_limit') }],
      },
      deps: {
        clock,
        logger: {
          ...{ debug: quiet, info: quiet, error: quiet },
          warn: (message) => (message === 'retrying a request' ? (noticed += 1) : 0),
        },
        onProgress: ({ step, message }) => (step === 'wait' ? waits.push(message) : 0),
      },
    });
    const document = await manager.collect();
    expect(whole(document)).toBe(true);
    expect(waits).toEqual(['Waiting 60 s for the usage limit']);
    expect(document.export_info.calls.waited_ms).toBe(MINUTE);
  });
});

describe('usage above the limit', () => {
  it('paces one request at a time, and below it lets them go side by side', async () => {
    for (const [percent, isPaced] of [
      [95, true],
      [20, false],
    ] as const) {
      const { manager, simulator } = await startStudio({
        account: { posts: 12, mix: { image: 1, reels: 1 } },
        simulator: {
          login: 'instagram',
          latencyMs: 50,
          usage: { app: { call_count: percent, total_cputime: 0, total_time: 0 }, perCall: 0.01, perWeight: 0 },
        },
      });
      // The first answer tells the usage.
      await manager.getAccountInfo({ insights: false });
      const document = await manager.collect();
      expect(whole(document)).toBe(true);
      expect(simulator.stats().peakInFlight === 1).toBe(isPaced);
      expect(document.export_info.calls.peak_usage_percent).toBe(percent);
    }
  });

  it('is reported by getUsage without a call', async () => {
    const { manager, simulator } = await startStudio({
      simulator: { usage: { app: { call_count: 40, total_cputime: 1, total_time: 2 }, perCall: 0 } },
    });
    expect(manager.getUsage()).toEqual({ app_percent: null, business_percent: null, regain_at: null });
    await manager.getAccountInfo({ insights: false });
    expect(manager.getUsage()).toEqual({ app_percent: 40, business_percent: null, regain_at: null });
    expect(simulator.stats().requests).toBe(1);
  });
});

describe('maxCalls', () => {
  it.each([1, 2, 4, 5, 6, 7, 10, 20])(
    'of %i is never exceeded, and the document says what it lacks',
    async (maxCalls) => {
      for (const login of ['facebook', 'instagram'] as const) {
        const { manager, simulator } = await startStudio({
          account: { posts: 12, mix: { image: 1, reels: 1 } },
          simulator: { login },
        });
        const document = await manager.collect({ maxCalls });
        const { graphCalls } = simulator.stats();
        expect(graphCalls).toBeLessThanOrEqual(maxCalls);
        expect(document.export_info.calls.graph_calls).toBe(graphCalls);
        const isPartial = document.issues.some((issue) => issue.kind === 'quota' && issue.code === 'budget:max_calls');
        expect(isPartial).toBe(maxCalls < 17);
      }
    },
  );

  it('counts retries', async () => {
    const { manager, simulator } = await startStudio({
      simulator: { faults: [{ action: graphFault('service_unavailable') }] },
    });
    await manager.collect({ maxCalls: 6 });
    expect(simulator.stats().graphCalls).toBeLessThanOrEqual(6);
  });

  it('of nothing sensible is refused before any call', async () => {
    const { manager, simulator } = await startStudio();
    for (const maxCalls of [0, -1, 1.5, Number.NaN]) {
      const error = await rejectionOf(manager.collect({ maxCalls }));
      expect(isInsightInventoryError(error) && error.code).toBe('argument:maxCalls');
    }
    expect(simulator.stats().requests).toBe(0);
  });
});
