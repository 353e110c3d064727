import { describe, expect, it } from 'vitest';
import { readBatch } from '../../../src/graph/graph-run.ts';
import { fixture } from './fixtures.ts';

describe('readBatch', () => {
  it('keeps items in order, each with its own status, headers and body; null where time ran out', () => {
    const items = readBatch(fixture('batch-response-mixed').body) ?? [];
    expect(items.map((item) => item?.status ?? null)).toContain(null);
    expect(items[0]).toMatchObject({ status: 200, body: { data: [{ name: 'reach' }] } });
    expect(items[0]?.header('content-type')).toContain('application/json');
    expect(items[1]?.status).toBe(400);
  });

  it('reads items without headers', () => {
    const [item] = readBatch(fixture('batch-response-no-headers').body) ?? [];
    expect(item?.header('x-app-usage')).toBeNull();
    expect(item?.body).toMatchObject({ data: [{ name: 'reach' }] });
  });

  it('finds a header whatever its case', () => {
    const headers = [{ name: 'X-App-Usage', value: '{}' }];
    expect(readBatch([{ code: 200, headers, body: '{}' }])?.[0]?.header('x-app-usage')).toBe('{}');
  });

  it('keeps the ids of a body whole', () => {
    expect(readBatch([{ code: 200, body: '{"id":17841405309211845}' }])?.[0]?.body).toEqual({
      id: '17841405309211845',
    });
  });

  it('marks a body that is no JSON, or missing, as undefined', () => {
    const items = readBatch([{ code: 502, body: '<html>' }, { code: 200, body: null }, { code: 200 }]);
    expect(items?.map((item) => item?.body)).toEqual([undefined, undefined, undefined]);
  });

  it('loses one odd item, not the batch', () => {
    const items = readBatch([
      { code: 200, body: '{}' },
      'nonsense',
      { code: 'x' },
      { code: 200, headers: 7, body: '[]' },
    ]);
    expect(items?.map((item) => item?.status ?? null)).toEqual([200, null, null, 200]);
  });

  it('is null for an answer that is no list', () => {
    expect([{}, null, undefined, 'x'].map((body) => readBatch(body))).toEqual([null, null, null, null]);
  });
});
