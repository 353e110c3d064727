import { inspect } from 'node:util';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { isConfigError, isInsightInventoryError } from '../../../src/base/errors.ts';
import { Redactor, Secret } from '../../../src/base/redact.ts';
import { InstagramAnalyticsManager } from '../../../src/instagram/instagram-analytics-manager.ts';
import { IssueLog } from '../../../src/instagram/issue-log.ts';
import {
  type ResolvedInstagramConfig,
  resolveInstagramConfig,
  resolveNamedMetrics,
} from '../../../src/instagram/options.ts';

const resolve = (insights: boolean | readonly string[]): { metrics: readonly string[] | null; codes: string[] } => {
  const issues = new IssueLog();
  const metrics = resolveNamedMetrics(insights, issues);
  return { metrics, codes: issues.list().map(({ code }) => code) };
};

describe('resolveNamedMetrics', () => {
  it('takes true for everything', () => {
    expect(resolve(true)).toEqual({ metrics: null, codes: [] });
  });

  it("takes Graph's names and the record's", () => {
    expect(resolve(['reels_skip_rate', 'skip_rate', 'views', 'crossposted_views'])).toEqual({
      metrics: ['reels_skip_rate', 'reels_skip_rate', 'views', 'crossposted_views'],
      codes: [],
    });
  });

  it('maps retired names to what means the same now, and says so', () => {
    expect(resolve(['impressions', 'video_views', 'engagement', 'taps_back'])).toEqual({
      metrics: ['views', 'views', 'total_interactions', 'navigation'],
      codes: ['impressions', 'video_views', 'engagement', 'taps_back'].map((name) => `metric:retired:${name}`),
    });
  });

  it('leaves out a retired name that nothing replaces, and says so', () => {
    expect(resolve(['clips_replays_count', 'reach'])).toEqual({
      metrics: ['reach'],
      codes: ['metric:retired:clips_replays_count'],
    });
  });

  it('refuses a name nobody knows and lists the known ones', () => {
    try {
      resolve(['vibes']);
    } catch (error) {
      if (!isInsightInventoryError(error)) throw error;
      expect([error.kind, error.code]).toEqual(['invalid_request', 'argument:insights']);
      expect(error.remedy).toContain('skip_rate');
      return;
    }
    throw new Error('It should have been refused.');
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const GOOD = { userId: '17841405309211844', accessToken: 'EAAtokentokentokentoken' };

/** Takes what a caller without types may pass. */
function resolveWithConfig(config: Readonly<Record<string, unknown>>): ResolvedInstagramConfig {
  return resolveInstagramConfig({ ...GOOD, ...config }, new Redactor());
}

function problemsOf(config: Readonly<Record<string, unknown>>): string[] {
  try {
    resolveWithConfig(config);
  } catch (error) {
    if (!isConfigError(error)) throw error;
    return error.problems.map(({ key }) => key);
  }
  return [];
}

describe('resolveInstagramConfig', () => {
  it('fills in the defaults of the contract', () => {
    expect(resolveWithConfig({})).toMatchObject({
      login: 'facebook',
      apiVersion: 'v26.0',
      baseUrl: null,
      tokenTransport: 'header',
      daysBeforeRefresh: 7,
      maxMediaItems: 25,
      maxCommentsPerMedia: 10,
      maxRepliesPerComment: 5,
      timezone: 'UTC',
      appId: null,
      appSecret: null,
      tokenExpiration: null,
    });
  });

  it('names every problem at once', () => {
    const wrong = {
      userId: 17_841,
      accessToken: '',
      login: 'myspace',
      apiVersion: '26',
      baseUrl: 'ftp://graph.test',
      tokenTransport: 'cookie',
      timezone: 'Europe/Atlantis',
      tokenExpiration: 'soon',
      maxMediaItems: -1,
      maxCommentsPerMedia: 1.5,
      maxRepliesPerComment: 'five',
      daysBeforeRefresh: Number.NaN,
      appId: 12,
      appSecret: 34,
    };
    expect(problemsOf(wrong).sort()).toEqual(Object.keys(wrong).sort());
  });

  it.each([
    ['userId', ['', 'me', '12a', undefined, null, 1]],
    ['accessToken', ['', '  ', undefined, null, 7, new Secret(' ')]],
    ['baseUrl', ['graph.facebook.com', 'https://x.test/?a=1', 'https://user:pass@x.test', 7]],
    ['apiVersion', ['26.0', 'v26', 'latest', 26, 'v26.0/../x']],
    ['tokenExpiration', ['never', 7, '2026-13-45']],
    ['timezone', ['Mars/Olympus', 7]],
  ] as const)('refuses for %s each of %j', (key, values) => {
    for (const value of values) expect([value, problemsOf({ [key]: value })]).toEqual([value, [key]]);
  });

  it.each([
    ['accessToken', ['token', new Secret('token'), () => Promise.resolve({ value: 'x', expiresAt: null })]],
    ['userId', [' 17841405309211844\n']],
    ['timezone', ['', null, ' Europe/Berlin ']],
    ['maxRepliesPerComment', ['5', null]],
    ['login', ['Instagram']],
    ['baseUrl', ['http://127.0.0.1:8080', 'https://proxy.test/graph/']],
    ['maxCommentsPerMedia', [0, 50, 1_000]],
    ['tokenExpiration', ['2026-12-01', '2026-12-01T10:00:00Z', '2026-12-01T10:00:00+0100']],
    ['appSecret', ['', 'secret', new Secret('secret')]],
  ] as const)('takes for %s each of %j', (key, values) => {
    for (const value of values) expect(problemsOf({ [key]: value })).toEqual([]);
  });

  it('reads an expiry without a zone as UTC, whatever the machine', () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(new Date('2026-12-01T10:00:00').getUTCHours()).toBe(15);
    expect(resolveWithConfig({ tokenExpiration: '2026-12-01 10:00:00' }).tokenExpiration).toBe('2026-12-01T10:00:00Z');
    expect(resolveWithConfig({ tokenExpiration: '2026-12-01T10:00:00' }).tokenExpiration).toBe('2026-12-01T10:00:00Z');
    expect(resolveWithConfig({ tokenExpiration: '2026-12-01T10:00:00+01:00' }).tokenExpiration).toBe(
      '2026-12-01T09:00:00Z',
    );
  });

  it('shows what was found by its kind, never a value that may be a secret in the wrong place', () => {
    const canary = 'EAAcanarycanarycanarycanary';
    const shown = (config: Record<string, unknown>): string => {
      try {
        resolveWithConfig(config);
      } catch (error) {
        return `${inspect(error)} ${JSON.stringify(error)} ${String(error)}`;
      }
      throw new Error('It should have been refused.');
    };
    expect(shown({ userId: canary })).not.toContain('canary');
    expect(shown({ login: canary, apiVersion: canary, baseUrl: canary, timezone: canary })).not.toContain('canary');
    expect(shown({ accessToken: '', appId: canary, userId: 'x' })).not.toContain('canary');
  });

  it('holds the secrets so that nothing prints them', () => {
    const settings = resolveWithConfig({ appSecret: 'app-secret-canary' });
    for (const text of [inspect(settings, { depth: 9, showHidden: true }), JSON.stringify(settings)]) {
      expect(text).not.toContain('app-secret-canary');
      expect(text).not.toContain('EAAtoken');
    }
  });
});

describe('the manager', () => {
  it('does nothing on construction but to check, and prints as its account', () => {
    const manager = new InstagramAnalyticsManager(GOOD, {
      fetch: () => {
        throw new Error('Nothing may be sent.');
      },
    });
    expect(JSON.parse(JSON.stringify(manager))).toEqual({ userId: GOOD.userId, login: 'facebook' });
    expect(inspect(manager, { depth: 9, showHidden: true })).not.toContain('EAAtoken');
  });

  it('throws from the constructor for invalid settings', () => {
    expect(() => new InstagramAnalyticsManager({ ...GOOD, userId: '' })).toThrow(/userId/);
  });
});
