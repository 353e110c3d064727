import { request as httpRequest } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  graphFault,
  type GraphFaultName,
  type GraphSimulator,
} from '../../../src/testing/graph/start-graph-simulator.ts';
import { ask, rowsOf, startBakery } from './ask.ts';
import { ACCOUNT, BAKERY, NOW, REEL } from './bakery.ts';

const BYTES = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251);
const FILM = { ...REEL, content: BYTES };
let now = NOW;
let simulator: GraphSimulator;
beforeAll(async () => {
  simulator = await startBakery({ now: () => now, dataset: { ...BAKERY, media: [FILM] } });
});
afterAll(() => simulator.close());

async function address(field: string): Promise<string> {
  return String((await ask(simulator, `/${REEL.id}?fields=${field}`)).body[field]);
}

describe('media addresses', () => {
  it('CD-01 answer the content, without a token', async () => {
    const response = await fetch(await address('media_url'));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
  });

  it.each([
    ['CD-02', 'bytes=0-9', 206, 'bytes 0-9/1000', 10],
    ['CD-03', 'bytes=990-', 206, 'bytes 990-999/1000', 10],
    ['CD-04', 'bytes=-5', 206, 'bytes 995-999/1000', 5],
    ['CD-05', 'bytes=900-5000', 206, 'bytes 900-999/1000', 100],
    ['CD-06', 'bytes=1000-', 416, 'bytes */1000', 0],
    ['CD-07', 'items=1-2', 200, null, 1_000],
  ])('%s %s is %i', async (_, range, status, contentRange, length) => {
    const response = await fetch(await address('media_url'), { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    expect((await response.arrayBuffer()).byteLength).toBe(length);
  });

  it('CD-08 expire, and do not open without their signature', async () => {
    const url = await address('media_url');
    expect((await fetch(url.replace(/oh=[^&]+/, 'oh=forged'))).status).toBe(403);
    expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403);
    now += 4 * 86_400_000;
    expect((await fetch(url)).status).toBe(403);
    now = NOW;
  });

  it('CD-09 a token sent there is a leak', async () => {
    const before = simulator.stats().misuse.length;
    await fetch(await address('media_url'), { headers: { authorization: 'Bearer x' } });
    expect(
      simulator
        .stats()
        .misuse.slice(before)
        .map(({ rule }) => rule),
    ).toEqual(['token_to_media_host']);
  });

  it('CD-10 thumbnails and the profile picture have addresses too', async () => {
    expect((await fetch(await address('thumbnail_url'))).headers.get('content-type')).toBe('image/jpeg');
    const picture = (await ask(simulator, `/${ACCOUNT}?fields=profile_picture_url`)).body['profile_picture_url'];
    expect((await fetch(String(picture))).status).toBe(200);
  });

  it('CD-11 content may be read by range only, and media requests are no Graph calls', async () => {
    const read: number[][] = [];
    const content = {
      size: 5_000_000_000,
      read: (start: number, end: number): Uint8Array => {
        read.push([start, end]);
        return new Uint8Array(end - start);
      },
    };
    const running = await startBakery({ dataset: { ...BAKERY, media: [{ ...REEL, content }] } });
    const { body } = await ask(running, `/${REEL.id}?fields=media_url`);
    const response = await fetch(String(body['media_url']), { headers: { range: 'bytes=4000000000-4000000003' } });
    expect(response.headers.get('content-range')).toBe('bytes 4000000000-4000000003/5000000000');
    expect(read).toEqual([[4_000_000_000, 4_000_000_004]]);
    expect(running.stats()).toMatchObject({ requests: 2, graphCalls: 1, byEndpoint: { '/cdn': 1 } });
    await running.close();
  });
});

describe('misuse', () => {
  it.each([
    ['MU-01', `/${ACCOUNT}?feilds=id`, 'unknown_parameter'],
    ['MU-02', `/${REEL.id}?fields=id,nonsense`, 'unknown_field'],
    ['MU-03', `/${REEL.id}?fields=id,id`, 'field_syntax'],
    ['MU-04', `/${REEL.id}/insights?metric=nonsense`, 'unknown_metric'],
    ['MU-05', `/${REEL.id}/insights?metric=plays`, 'retired_metric'],
    ['MU-06', `/${REEL.id}/insights?metric=impressions`, 'inapplicable_metric'],
    ['MU-07', `/${REEL.id}/insights?metric=navigation`, 'inapplicable_metric'],
    ['MU-08', `/${REEL.id}/insights?metric=reach&breakdown=nonsense`, 'unknown_breakdown'],
    ['MU-09', `/${REEL.id}/insights?metric=reach&breakdown=action_type`, 'inapplicable_breakdown'],
    ['MU-10', `/${ACCOUNT}/insights?metric=views&period=week`, 'account_insights_rule'],
    ['MU-11', `/${ACCOUNT}/media?limit=500`, 'limit_over_maximum'],
    ['MU-12', `/${REEL.id}?fields=view_count`, 'inapplicable_field'],
    ['MU-13', `/${REEL.id}/nonsense`, 'unknown_edge'],
    ['MU-14', '/me/insights/x', null],
  ])('%s %s', async (_, path, rule) => {
    expect((await ask(simulator, path)).misuse).toEqual(rule === null ? [] : [rule]);
  });

  it('MU-15 an entry names the rule, the detail and the request', async () => {
    const running = await startBakery();
    await ask(running, `/${ACCOUNT}`);
    await ask(running, `/${ACCOUNT}/media?limit=101`);
    expect(running.stats().misuse).toEqual([
      ...[
        {
          rule: 'limit_over_maximum',
          detail: 'media limit=101, at most 100',
          request: 2,
          endpoint: '/{ig-user}/media',
        },
      ],
    ]);
    await running.close();
  });

  it('MU-16 a request that names another host', async () => {
    const before = simulator.stats().misuse.length;
    const { port } = new URL(simulator.url);
    await new Promise<void>((resolve, reject) => {
      const headers = { host: 'graph.facebook.com', authorization: `Bearer ${simulator.token}` };
      const request = httpRequest({ port, host: '127.0.0.1', path: `/v26.0/${ACCOUNT}`, headers }, (response) => {
        response.resume().on('end', resolve);
      });
      request.on('error', reject).end();
    });
    expect(
      simulator
        .stats()
        .misuse.slice(before)
        .map(({ rule }) => rule),
    ).toEqual(['foreign_host']);
  });

  it.each(['POST', 'DELETE'])('MU-17 %s changes nothing', async (method) => {
    const answer = await ask(simulator, `/${REEL.id}`, { method });
    expect([answer.status, answer.code, answer.misuse]).toEqual([400, '100/33', ['unsupported_method']]);
  });
});

describe('faults and counts', () => {
  it.each([
    ['unknown', 500, '1'],
    ['service_unavailable', 500, '2'],
    ['temporarily_blocked', 400, '368'],
    ['server', 400, '-1/2207001'],
    ['timeout', 400, '-2/2207003'],
    ['reduce_data', 500, '1'],
    ['app_limit', 403, '4'],
    ['user_limit', 400, '17'],
    ['page_limit', 403, '32'],
    ['application_limit', 400, '341'],
    ['custom_limit', 400, '613'],
    ['business_limit', 400, '80002'],
    ['too_many_requests', 429, null],
  ] satisfies [GraphFaultName, number, string | null][])('FT-01 %s', async (name, status, code) => {
    const running = await startBakery();
    const remove = running.addFault({ match: '/media', action: graphFault(name) });
    const answer = await ask(running, `/${ACCOUNT}/media`);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect((await ask(running, `/${ACCOUNT}`)).status).toBe(200);
    remove();
    expect((await ask(running, `/${ACCOUNT}/media`)).status).toBe(200);
    await running.close();
  });

  it.each([
    [400, '1'],
    [401, '190'],
    [403, '4'],
    [404, '100/33'],
    [500, '1'],
    [503, '2'],
  ])('FT-02 a bare status %i has a documented body', async (status, code) => {
    const running = await startBakery({ faults: [{ action: { kind: 'status', status } }] });
    const answer = await ask(running, `/${ACCOUNT}`);
    expect([answer.status, answer.code]).toEqual([status, code]);
    await running.close();
  });

  it('FT-03 a hashtag page lost on the way comes again', async () => {
    const running = await startBakery();
    const path = `/17843800000000007/top_media?user_id=${ACCOUNT}&limit=20`;
    const first = await ask(running, path);
    const { cursors } = first.body['paging'] as { cursors: { after: string } };
    running.addFault({ match: '/top_media', times: 1, action: { kind: 'truncated', how: 'matching_length' } });
    expect((await ask(running, `${path}&after=${cursors.after}`)).body).toEqual({});
    const again = await ask(running, `${path}&after=${cursors.after}`);
    expect(rowsOf(again)[0]?.['id']).toBe(String(18_000_000_000_000_101n + 200n));
    await running.close();
  });

  it('ST-01 counts requests, calls, endpoints, statuses and errors', async () => {
    const running = await startBakery({ faults: [{ match: '/stories', action: graphFault('unknown') }] });
    await Promise.all([
      ask(running, `/${ACCOUNT}`),
      ask(running, `/${REEL.id}`),
      ask(running, '/1'),
      ask(running, `/${ACCOUNT}/stories`),
      ask(running, '/me/accounts'),
    ]);
    expect(running.stats()).toMatchObject({
      ...{ requests: 5, graphCalls: 5, faults: 1, inFlight: 0 },
      byEndpoint: { '/{ig-user}': 1, '/{media}': 1, '/{unknown}': 1, '/{ig-user}/stories': 1, '/me/accounts': 1 },
      byStatus: { '200': 3, '400': 1, '500': 1 },
      callsByErrorCode: { '100/33': 1, '1': 1 },
    });
    expect(running.stats().peakInFlight).toBeGreaterThanOrEqual(1);
    expect(running.requests).toHaveLength(5);
    await running.close();
  });
});
