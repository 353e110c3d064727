import { readdirSync, readFileSync } from 'node:fs';

import { afterEach, describe, expect, it } from 'vitest';

import { type GraphSimulator, startGraphSimulator } from '../../../src/testing/graph/start-graph-simulator.ts';
import { BAKERY, NOW } from './bakery.ts';
import { SET_UPS, type SetUp } from './set-ups.ts';
import { shapeDifferences } from './shape.ts';

interface Recorded {
  readonly meta: { readonly request: string; readonly host: string };
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly body_text?: string;
}

const FOLDER = new URL('../../fixtures/graph-responses/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));
/** Only these may come from a fault plan: nothing a client does provokes them. */
const BY_FAULT = [
  ...['error-1-unknown', 'error-2-service-temporary', 'error-368-temporarily-blocked', 'error-429-empty'],
  ...['error-502-html', 'error-minus1-2207001-server'],
];

let simulator: GraphSimulator | null = null;
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

describe('every recorded answer is provoked with its status, code, keys and kinds', () => {
  it('covers the 103 files and names no other', () => {
    expect(NAMES).toHaveLength(103);
    expect(Object.keys(SET_UPS).filter((name) => !NAMES.includes(name))).toEqual([]);
  });

  it('needs a fault plan only for what no client provokes', () => {
    const byFault = Object.entries(SET_UPS).filter(([, setUp]) => setUp.byFault === true);
    expect(byFault.map(([name]) => name).toSorted()).toEqual(BY_FAULT.toSorted());
  });

  it.each(NAMES)('%s', async (name) => {
    const recorded = read(name);
    const setUp = SET_UPS[name] ?? {};
    const running = await startGraphSimulator({
      dataset: { ...BAKERY, ...setUp.dataset },
      login: recorded.meta.host === 'graph.facebook.com' ? 'facebook' : 'instagram',
      now: NOW,
      ...setUp.options,
    });
    simulator = running;
    const response = await send(running, setUp, setUp.request ?? requestOf(recorded));
    expect(response.status).toBe(recorded.status);
    for (const [header, value] of Object.entries(recorded.headers)) {
      expectHeader(header, response.headers.get(header) ?? '', value);
    }
    const text = await response.text();
    if (recorded.body_text !== undefined) {
      expect(text).toContain('<html>');
      return;
    }
    const body: unknown = JSON.parse(text);
    expect(shapeDifferences(recorded.body, body)).toEqual([]);
    expect(errorOf(body)).toEqual(errorOf(recorded.body));
  });
});

function read(name: string): Recorded {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Recorded;
}

/** Gives `GET /17841.../media?fields=id` without its method; `(any)` must have been replaced by the set-up. */
function requestOf(recorded: Recorded): string {
  const [, path] = /^GET (\/\S*)$/.exec(recorded.meta.request) ?? [];
  if (path === undefined) throw new Error(`No request for: ${recorded.meta.request}`);
  return path;
}

async function send(running: GraphSimulator, setUp: SetUp, request: string): Promise<Response> {
  const token = setUp.token?.raw ?? (setUp.token === undefined ? running.token : running.issueToken(setUp.token));
  const input = setUp.input === undefined ? '' : running.issueToken(setUp.input);
  const after = setUp.first === undefined ? '' : await cursorOf(running, token, setUp.first);
  const path = request.replace('INPUT', input).replace('AFTER', encodeURIComponent(after));
  const version = /^\/(oauth|access_token|refresh_access_token)/.test(path) ? '' : '/v26.0';
  const form = setUp.form === undefined ? undefined : { ...setUp.form };
  if (form?.['code'] === 'CODE') form['code'] = running.issueCode();
  return fetch(`${running.url}${version}${path}`, {
    method: setUp.method ?? 'GET',
    headers: { authorization: `Bearer ${token}` },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
}

async function cursorOf(running: GraphSimulator, token: string, path: string): Promise<string> {
  const response = await fetch(`${running.url}/v26.0${path}`, { headers: { authorization: `Bearer ${token}` } });
  const body = (await response.json()) as { paging: { cursors: { after: string } } };
  return body.paging.cursors.after;
}

function expectHeader(header: string, actual: string, expected: string): void {
  if (header === 'content-type') expect(actual.toLowerCase()).toBe(expected.toLowerCase());
  else if (header === 'www-authenticate') expect(actual).toMatch(/^OAuth "Facebook Platform" "invalid_token" /);
  else expect(shapeDifferences(JSON.parse(expected), JSON.parse(actual))).toEqual([]);
}

/** Gives type, code and subcode: what clients decide by. Of a batch, the codes of its items. */
function errorOf(body: unknown): unknown {
  if (Array.isArray(body)) return body.map((item: { code: number } | null) => item?.code ?? null);
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { type, code, error_subcode } = body.error as Record<string, unknown>;
  return { type, code, error_subcode };
}
