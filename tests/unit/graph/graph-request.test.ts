import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { appSecretProof, requireGraphPath } from '../../../src/graph/graph-request.ts';
import { Secret } from '../../../src/base/redact.ts';
import { closeStudios, startStudio } from '../instagram/studio.ts';

afterEach(closeStudios);

const PROOF = /^[0-9a-f]{64}$/;

describe('appSecretProof', () => {
  it('is the HMAC-SHA256 of the token under the app secret, in hex', () => {
    const expected = createHmac('sha256', 'app-secret').update('the-token').digest('hex');
    expect(appSecretProof(new Secret('app-secret'), new Secret('the-token'))).toBe(expected);
    expect(expected).toMatch(PROOF);
  });
});

describe('what goes over the wire', () => {
  it('has the version in every path but those of the tokens that have none', async () => {
    const { managerWith, simulator } = await startStudio({
      simulator: { login: 'instagram' },
      config: { apiVersion: 'v25.0' },
    });
    await managerWith({}).getAccountInfo({ insights: false });
    expect(simulator.requests[0]?.path).toMatch(/^\/v25\.0\/\d+$/);
    const accessToken = simulator.issueToken({ issuedAt: Date.parse('2026-10-22T12:00:00Z') });
    await managerWith({ accessToken }).refreshToken();
    expect(simulator.requests[1]?.path).toBe('/refresh_access_token');
  });

  it('has the token in the header, also of a batch, unless the address is asked for', async () => {
    const { managerWith, simulator } = await startStudio();
    await managerWith({}).collect();
    expect(simulator.requests.every(({ headers }) => headers['authorization'] === `Bearer ${simulator.token}`)).toBe(
      true,
    );
    expect(
      simulator.requests.some(({ query, body }) => query.has('access_token') || body.includes('access_token')),
    ).toBe(false);
    const before = simulator.requests.length;
    await managerWith({ tokenTransport: 'query' }).collect();
    for (const { headers, query, body } of simulator.requests.slice(before)) {
      expect(headers['authorization']).toBeUndefined();
      expect(query.get('access_token') ?? new URLSearchParams(body).get('access_token')).toBe(simulator.token);
    }
  });

  it('has the proof of the app secret on Facebook login, at the top of a batch, and not on Instagram login', async () => {
    const appSecret = 'simulated-app-secret';
    const { managerWith, simulator } = await startStudio({ simulator: { requireProof: true } });
    await managerWith({ appSecret }).collect();
    for (const { query, body } of simulator.requests) {
      expect(query.get('appsecret_proof') ?? new URLSearchParams(body).get('appsecret_proof')).toMatch(PROOF);
    }
    const batch = simulator.requests.find(({ body }) => body !== '');
    const items = new URLSearchParams(batch?.body).get('batch');
    expect(items).toContain('relative_url');
    expect(items).not.toContain('appsecret_proof');
    const other = await startStudio({ simulator: { login: 'instagram' } });
    await other.managerWith({ appSecret }).collect();
    expect(other.simulator.requests.some(({ query }) => query.has('appsecret_proof'))).toBe(false);
  });

  it('asks for batches with their headers, and sends none of what the platform removed', async () => {
    const { manager, simulator } = await startStudio({ account: { mix: { image: 1, reels: 1 } } });
    await manager.collect({ audience: true });
    const batches = simulator.requests.filter(({ method }) => method === 'POST');
    expect(batches.length).toBeGreaterThan(0);
    expect(batches.some(({ body }) => body.includes('include_headers'))).toBe(false);
    expect(simulator.stats().misuse).toEqual([]);
  });

  it('goes to a proxy under a path of its own', async () => {
    const { managerWith, simulator } = await startStudio();
    const seen: string[] = [];
    const fetch = (request: Request): Promise<Response> => {
      seen.push(request.url);
      return globalThis.fetch(new Request(request.url.replace('/graph/', '/'), request));
    };
    await managerWith({ baseUrl: `${simulator.url}/graph/` }, { fetch }).getAccountInfo({ insights: false });
    expect(seen[0]).toMatch(/\/graph\/v26\.0\/\d+\?/);
  });

  it('never shows the query in the log, only the path without ids', async () => {
    const lines: unknown[] = [];
    const log = (message: string, fields?: Record<string, unknown>): void => {
      lines.push({ message, ...fields });
    };
    const { managerWith, dataset } = await startStudio({ simulator: { login: 'instagram' } });
    await managerWith({}, { logger: { debug: log, info: log, warn: log, error: log } }).collect();
    expect(JSON.stringify(lines)).toContain('{id}/media');
    expect(JSON.stringify(lines)).not.toContain(dataset.account.id);
    expect(JSON.stringify(lines)).not.toContain('fields=');
  });
});

const refused = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('requireGraphPath', () => {
  it('takes names and ids, with or without slashes at the ends', () => {
    expect(requireGraphPath('/17841/content_publishing_limit/')).toBe('17841/content_publishing_limit');
    expect(requireGraphPath('me')).toBe('me');
  });

  it.each([
    '//evil.test/me',
    '/\\evil.test/me',
    '\\\\evil.test',
    'me/../../evil',
    'me@evil.test',
    '@evil.test/me',
    'http:evil.test',
    'xn--80ak6aa92e.com/me',
    '127.0.0.1/me',
    '169.254.169.254/latest/meta-data',
    'metadata.google.internal/me',
    '[::1]/me',
    'me\n/evil',
    'me\0',
    'me%2f..%2fevil',
    '．．/me',
  ])('refuses %j, which may lead to another host', (path) => {
    expect(refused(() => requireGraphPath(path))).toBe('argument:path');
  });

  it.each(['', '/', '../me', '17841//tags', 'https://evil.test/x', '17841/tags?limit=1', '17841/%2e%2e', 'a#b', 'a b'])(
    'refuses %j',
    (path) => {
      expect(refused(() => requireGraphPath(path))).toBe('argument:path');
    },
  );

  it.each([
    'access_token',
    'ACCESS_TOKEN',
    'appsecret_proof',
    'method',
    'Method',
    'batch',
    'ids',
    'date_format',
    'pretty',
    'debug',
    'callback',
  ])('refuses the parameter %s', (key) => {
    expect(refused(() => requireGraphPath('me', { [key]: '1' }))).toBe(`argument:params.${key}`);
  });
});
