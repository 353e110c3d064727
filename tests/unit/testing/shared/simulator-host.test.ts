import { request as httpRequest } from 'node:http';

import { afterEach, describe, expect, it } from 'vitest';

import type { Fault } from '../../../../src/testing/shared/fault.ts';
import { jsonReply } from '../../../../src/testing/shared/reply.ts';
import { type SimulatorHost, startSimulatorHost } from '../../../../src/testing/shared/simulator-host.ts';

const PAYLOAD = { text: 'x'.repeat(400) };
const WHOLE = JSON.stringify(PAYLOAD);

let host: SimulatorHost;
afterEach(() => host.close());

async function start(faults: Fault[] = [], options: { latencyMs?: number; gzip?: boolean } = {}): Promise<void> {
  host = await startSimulatorHost({
    endpointOf: (_method, path) => (path.startsWith('/a') ? 'a' : 'other'),
    answer: (request) => {
      if (request.path === '/throws') throw new Error('content function failed');
      const misuse = request.query.has('wrong')
        ? [{ rule: 'unknown_parameter' as const, detail: 'asked for wrong' }]
        : [];
      return jsonReply(200, PAYLOAD, { misuse });
    },
    errorReply: (status) => jsonReply(status, { error: { code: status } }, { errorCode: `code_${String(status)}` }),
    faults,
    ...options,
  });
}

interface Received {
  status: number | null;
  headers: Record<string, unknown>;
  body: string;
  error: string | null;
}

/** Makes a client that hides nothing: what arrived, and how the connection ended. */
function get(path: string, options: { timeoutMs?: number; headers?: Record<string, string> } = {}): Promise<Received> {
  return new Promise((resolve) => {
    const received: Received = { status: null, headers: {}, body: '', error: null };
    const end = (error: string | null): void => {
      resolve({ ...received, error });
    };
    const request = httpRequest(`${host.url}${path}`, { headers: options.headers ?? {}, agent: false }, (response) => {
      received.status = response.statusCode ?? null;
      received.headers = response.headers;
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => (received.body += chunk));
      response.on('end', () => {
        end(null);
      });
      response.on('error', (error: NodeJS.ErrnoException) => {
        end(error.code ?? error.message);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code ?? error.message);
    });
    if (options.timeoutMs !== undefined) setTimeout(() => request.destroy(new Error('gave up')), options.timeoutMs);
    request.end();
  });
}

describe('a simulator host', () => {
  it('answers, logs and counts requests by endpoint and status', async () => {
    await start();
    await get('/a?x=1');
    await get('/b?wrong=1');
    expect(host.requests.map(({ index, path, endpoint, status }) => ({ index, path, endpoint, status }))).toEqual([
      { index: 1, path: '/a', endpoint: 'a', status: 200 },
      { index: 2, path: '/b', endpoint: 'other', status: 200 },
    ]);
    expect(host.requests[0]?.query.get('x')).toBe('1');
    expect(host.stats()).toEqual({
      requests: 2,
      byEndpoint: { a: 1, other: 1 },
      byStatus: { '200': 2 },
      byErrorCode: {},
      faults: 0,
      inFlight: 0,
      peakInFlight: 1,
      bodyBytesSent: 2 * WHOLE.length,
      misuse: [{ rule: 'unknown_parameter', detail: 'asked for wrong', request: 2, endpoint: 'other' }],
    });
  });

  it('counts requests in flight and their peak', async () => {
    await start([], { latencyMs: 30 });
    const both = [get('/a'), get('/a')];
    await Promise.all(both);
    expect(host.stats().peakInFlight).toBe(2);
    expect(host.stats().inFlight).toBe(0);
  });

  it('compresses only for clients that accept gzip', async () => {
    await start([], { gzip: true });
    const plain = await get('/a');
    const packed = await get('/a', { headers: { 'accept-encoding': 'gzip, deflate' } });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body).toBe(WHOLE);
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.body.length).toBeLessThan(WHOLE.length);
  });

  it('answers HEAD with the headers alone', async () => {
    await start();
    const response = await fetch(`${host.url}/a`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('turns a failing content function into a 500 that carries its message', async () => {
    await start();
    const received = await get('/throws');
    expect(received.status).toBe(500);
    expect(received.body).toContain('content function failed');
  });

  it('destroys unanswered connections when it closes, and closes twice without complaint', async () => {
    await start([{ action: { kind: 'hang' } }]);
    const hanging = get('/a');
    while (host.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await host.close();
    await host.close();
    expect((await hanging).error).toBe('ECONNRESET');
  });
});

describe('faults', () => {
  const faulty = (action: Fault['action']): Promise<void> => start([{ action }]);

  it('answer a bare status with the documented body and Retry-After', async () => {
    await faulty({ kind: 'status', status: 429, retryAfter: 7, headers: { 'x-usage': '99' } });
    const received = await get('/a');
    expect(received).toMatchObject({ status: 429, body: '{"error":{"code":429}}', error: null });
    expect(received.headers).toMatchObject({ 'retry-after': '7', 'x-usage': '99' });
    expect(host.stats()).toMatchObject({ faults: 1, byStatus: { '429': 1 }, byErrorCode: { code_429: 1 } });
  });

  it('answer a status with a given body', async () => {
    await faulty({ kind: 'status', status: 503, body: { own: true } });
    expect((await get('/a')).body).toBe('{"own":true}');
  });

  it.each([502, 504] as const)('answer an HTML %i', async (status) => {
    await faulty({ kind: 'html', status });
    const received = await get('/a');
    expect(received.status).toBe(status);
    expect(received.headers['content-type']).toContain('text/html');
    expect(received.body).toContain(`<h1>${String(status)} `);
  });

  it('reset the connection before an answer', async () => {
    await faulty({ kind: 'reset' });
    expect(await get('/a')).toMatchObject({ status: null, error: 'ECONNRESET' });
    expect(host.stats().byStatus).toEqual({ none: 1 });
  });

  it('reset the connection in the middle of a body', async () => {
    await faulty({ kind: 'reset', when: 'mid_body' });
    const received = await get('/a');
    expect(received).toMatchObject({ status: 200, error: 'ECONNRESET' });
    expect(received.body).toBe(WHOLE.slice(0, WHOLE.length / 2));
  });

  it('cut a body short of its announced length', async () => {
    await faulty({ kind: 'truncated', how: 'content_length' });
    const received = await get('/a');
    expect(received.headers['content-length']).toBe(String(WHOLE.length));
    expect(received.body.length).toBeLessThan(WHOLE.length);
    expect(received.error).toBe('ECONNRESET');
  });

  it('cut a chunked body before its last chunk', async () => {
    await faulty({ kind: 'truncated', how: 'chunked' });
    const received = await get('/a');
    expect(received.headers['transfer-encoding']).toBe('chunked');
    expect(received.body.length).toBeLessThan(WHOLE.length);
    expect(received.error).toBe('ECONNRESET');
  });

  it('send half a body as if it were whole', async () => {
    await faulty({ kind: 'truncated', how: 'matching_length' });
    const received = await get('/a');
    expect(received).toMatchObject({ status: 200, error: null, body: WHOLE.slice(0, Math.floor(WHOLE.length / 2)) });
  });

  it('send JSON that does not parse', async () => {
    await faulty({ kind: 'malformed_json' });
    const received = await get('/a');
    expect(received.status).toBe(200);
    expect(() => JSON.parse(received.body) as unknown).toThrow(SyntaxError);
  });

  it('send an empty body', async () => {
    await faulty({ kind: 'empty' });
    expect(await get('/a')).toMatchObject({ status: 200, body: '', error: null });
  });

  it('put null in the place of an item of a batch, and of no whole answer', async () => {
    await faulty({ kind: 'null' });
    expect(await get('/a')).toMatchObject({ status: 200, body: WHOLE, error: null });
    expect(host.stats().faults).toBe(0);
  });

  it('send the whole answer slowly, and late', async () => {
    await start([{ action: { kind: 'drip' }, times: 1 }, { action: { kind: 'delay', ms: 20 } }]);
    for (const wait of [50, 15]) {
      const before = performance.now();
      expect(await get('/a')).toMatchObject({ status: 200, body: WHOLE, error: null });
      expect(performance.now() - before).toBeGreaterThan(wait);
    }
  });

  it('hang before the answer, and in the middle of a body', async () => {
    await start([{ action: { kind: 'hang' }, times: 1 }, { action: { kind: 'hang', when: 'mid_body' } }]);
    expect(await get('/a', { timeoutMs: 30 })).toMatchObject({ status: null, error: 'gave up' });
    const half = await get('/a', { timeoutMs: 60 });
    expect(half.status).toBe(200);
    expect(half.body).toBe(WHOLE.slice(0, WHOLE.length / 2));
  });

  it('drip the whole body', async () => {
    await faulty({ kind: 'drip', chunkBytes: 100, intervalMs: 1 });
    expect(await get('/a')).toMatchObject({ status: 200, body: WHOLE, error: null });
  });

  it('redirect to another host', async () => {
    await faulty({ kind: 'redirect' });
    const received = await get('/a');
    expect(received.status).toBe(302);
    expect(received.headers['location']).toBe('https://elsewhere.invalid/');
  });

  it('can be added while it runs and taken out again', async () => {
    await start();
    const remove = host.addFault({ action: { kind: 'status', status: 500 } });
    expect((await get('/a')).status).toBe(500);
    remove();
    remove();
    expect((await get('/a')).status).toBe(200);
  });
});
