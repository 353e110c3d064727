import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isAbout, readBatch, readCursorPage, readNestedPage, readPage, scrubLinks } from '../../../src/graph/answer.ts';
import { isGraphApiError } from '../../../src/base/errors.ts';
import { fixture } from './fixtures.ts';

describe('readPage', () => {
  it('goes on from the cursor beside next', () => {
    const page = readPage(fixture('media-list-page-1').body);
    expect(page.rows.length).toBeGreaterThan(0);
    expect(page.after).toMatch(/\w+/);
  });

  it('ends where next is absent, cursors or not', () => {
    expect(readPage(fixture('media-list-last-page').body).after).toBeNull();
    expect(readPage({ data: [1], paging: { cursors: { after: 'abc' } } }).after).toBeNull();
    expect(readPage({ data: [1] }).after).toBeNull();
  });

  it('goes on behind an empty page that has a next one', () => {
    expect(readPage({ data: [], paging: { cursors: { after: 'abc' }, next: 'https://x.test/?after=abc' } })).toEqual({
      rows: [],
      after: 'abc',
    });
  });

  it('takes the cursor out of next when there is no other, and nothing else of it', () => {
    const next = 'https://evil.test/v1.0/me/media?access_token=EAAsecret&after=QVFI%3D';
    expect(readPage({ data: [], paging: { next } }).after).toBe('QVFI=');
  });

  it('ends at a next without any cursor: there is nothing to go on from', () => {
    expect(readPage({ data: [1], paging: { next: 'https://graph.facebook.com/me' } }).after).toBeNull();
    expect(readPage({ data: [1], paging: { next: 'no address' } }).after).toBeNull();
  });

  it('reads cursors that are null or empty as none', () => {
    expect(readPage({ data: [1], paging: { cursors: { after: null }, next: null } }).after).toBeNull();
    expect(readPage({ data: [1], paging: null }).after).toBeNull();
  });

  it('refuses a body that is no list', () => {
    let thrown: unknown;
    try {
      readPage({ id: '1' });
    } catch (error) {
      thrown = error;
    }
    expect(isGraphApiError(thrown) && thrown.kind).toBe('invalid_response');
  });
});

describe('odd paging', () => {
  const odd = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()), fc.object());
  const anyPaging = fc.oneof(
    odd,
    fc.record({ next: odd, cursors: fc.oneof(odd, fc.record({ after: odd })) }, { requiredKeys: [] }),
  );

  test.prop([fc.array(fc.jsonValue()), anyPaging])('never costs a page its rows', (data, paging) => {
    const page = readPage({ data, paging });
    expect(page.rows).toEqual(data);
    expect(page.after).not.toBe('');
    expect(readCursorPage({ data, paging }).rows).toEqual(data);
  });

  it('is an issue when a list goes on and names no cursor', () => {
    for (const next of ['https://x.test/', 'no address', 7, {}]) {
      expect(readPage({ data: [1], paging: { next } })).toEqual({ rows: [1], after: null, isCut: true });
    }
    expect(readPage({ data: [1], paging: { next: '' } })).toEqual({ rows: [1], after: null });
  });

  it('takes an empty cursor for none: it would lead back to the first page', () => {
    const next = 'https://x.test/?after=';
    expect(readPage({ data: [1], paging: { next, cursors: { after: '' } } })).toMatchObject({ rows: [1], after: null });
  });

  it('takes a cursor that came as a number', () => {
    expect(readPage({ data: [], paging: { next: 'https://x.test/', cursors: { after: 25 } } }).after).toBe('25');
  });
});

describe('readNestedPage', () => {
  it('reads an absent edge as none, which is how Graph says empty', () => {
    expect(readNestedPage(undefined)).toBeNull();
    expect(readNestedPage({ data: [] })).toEqual({ rows: [], after: null });
  });
});

describe('readCursorPage', () => {
  it('goes on from a bare cursor, as business discovery has it', () => {
    expect(readCursorPage({ data: [1], paging: { cursors: { after: 'abc' } } }).after).toBe('abc');
    expect(readCursorPage({ data: [1] }).after).toBeNull();
  });
});

describe('scrubLinks', () => {
  it('takes token and proof out of every address, however deep, and leaves the cursor', () => {
    const next = 'https://graph.facebook.com/v26.0/1/media?access_token=EAAx&limit=2&appsecret_proof=ab&after=QVFI';
    expect(scrubLinks({ data: [{ comments: { paging: { next } } }], paging: { next } })).toEqual({
      data: [{ comments: { paging: { next: 'https://graph.facebook.com/v26.0/1/media?limit=2&after=QVFI' } } }],
      paging: { next: 'https://graph.facebook.com/v26.0/1/media?limit=2&after=QVFI' },
    });
  });

  it('leaves everything else as it came', () => {
    const body = {
      caption: 'my access_token story',
      media_url: 'https://cdn.example/a.mp4?_nc_ht=x&oh=y&oe=z',
      numbers: [1, null, true],
      none: null,
    };
    expect(scrubLinks(body)).toEqual(body);
  });
});

/** Lists the requests whose answers name nothing. */
function asked(count: number): { path: string }[] {
  return Array.from({ length: count }, () => ({ path: 'me' }));
}

describe('readBatch', () => {
  it('keeps items in order, each with its own status, headers and body; null where time ran out', () => {
    const mixed = fixture('batch-response-mixed').body as unknown[];
    const items =
      readBatch(
        mixed,
        mixed.map(() => ({ path: 'me' })),
      ) ?? [];
    expect(items.map((item) => item?.status ?? null)).toContain(null);
    expect(items[0]).toMatchObject({ status: 200, body: { data: [{ name: 'reach' }] } });
    expect(items[0]?.header('content-type')).toContain('application/json');
    expect(items[1]?.status).toBe(400);
  });

  it('reads items without headers', () => {
    const bare = fixture('batch-response-no-headers').body as unknown[];
    const [item] =
      readBatch(
        bare,
        bare.map(() => ({ path: 'me' })),
      ) ?? [];
    expect(item?.header('x-app-usage')).toBeNull();
    expect(item?.body).toMatchObject({ data: [{ name: 'reach' }] });
  });

  it('finds a header whatever its case', () => {
    const headers = [{ name: 'X-App-Usage', value: '{}' }];
    expect(readBatch([{ code: 200, headers, body: '{}' }], asked(1))?.[0]?.header('x-app-usage')).toBe('{}');
  });

  it('keeps the ids of a body whole', () => {
    expect(readBatch([{ code: 200, body: '{"id":17841405309211845}' }], asked(1))?.[0]?.body).toEqual({
      id: '17841405309211845',
    });
  });

  it('marks a body that is no JSON, or missing, as undefined', () => {
    const items = readBatch([{ code: 502, body: '<html>' }, { code: 200, body: null }, { code: 200 }], asked(3));
    expect(items?.map((item) => item?.body)).toEqual([undefined, undefined, undefined]);
  });

  it('loses one odd item, not the batch', () => {
    const items = readBatch(
      [{ code: 200, body: '{}' }, 'nonsense', { code: 'x' }, { code: 200, headers: 7, body: '[]' }],
      asked(4),
    );
    expect(items?.map((item) => item?.status ?? null)).toEqual([200, null, null, 200]);
  });

  it('is null for an answer that is no list', () => {
    expect([{}, null, undefined, 'x'].map((body) => readBatch(body, asked(1)))).toEqual([null, null, null, null]);
  });

  it('reads a code as text and the headers that can be read', () => {
    const headers = [null, { name: 'x' }, { name: 'Retry-After', value: '3' }];
    const [item] = readBatch([{ code: '200', headers, body: '{}' }], asked(1)) ?? [];
    expect(item).toMatchObject({ status: 200, body: {} });
    expect(item?.header('retry-after')).toBe('3');
  });

  test.prop([
    fc.array(
      fc.oneof(
        fc.jsonValue(),
        fc.record({ code: fc.jsonValue(), headers: fc.jsonValue(), body: fc.oneof(fc.json(), fc.jsonValue()) }),
      ),
    ),
  ])('never throws, whatever the items are', (items) => {
    expect(readBatch(items, asked(items.length)) ?? []).toSatisfy((read: unknown[]) =>
      [0, items.length].includes(read.length),
    );
  });

  it('is null for an answer of another length than the batch', () => {
    const item = { code: 200, body: '{}' };
    expect(readBatch([item, item], asked(2))).toHaveLength(2);
    expect([readBatch([item], asked(2)), readBatch([item, item, item], asked(2))]).toEqual([null, null]);
  });

  test.prop([
    fc.uniqueArray(fc.bigInt({ min: 1n, max: 10n ** 18n }), { minLength: 2, maxLength: 8 }),
    fc.nat(),
    fc.nat(),
  ])('is null when two answers have changed places, whatever way they name their object', (ids, one, other) => {
    const [first, second] = [one % ids.length, other % ids.length];
    fc.pre(first !== second);
    const paths = ids.map((id, index) => `${String(id)}${['', '/insights', '/comments'][index % 3] ?? ''}`);
    const items = ids.map((id, index) => ({ code: 200, body: JSON.stringify(answers(String(id))[index % 3]) }));
    const requests = paths.map((path) => ({ path }));
    expect(readBatch(items, requests)).toHaveLength(ids.length);
    const [a, b] = [items[first], items[second]];
    const mixed = items.map((item, index) => (index === first ? b : index === second ? a : item));
    expect(readBatch(mixed, requests)).toBeNull();
  });
});

/** Makes an object, its insights and a page of its comments. */
function answers(id: string): unknown[] {
  return [
    { id, username: 'studio' },
    { data: [{ name: 'reach', id: `${id}/insights/reach/lifetime` }] },
    {
      data: [{ id: '17900000000000001', text: 'nice' }],
      paging: { next: `https://graph.facebook.com/v26.0/${id}/comments?after=Q` },
    },
  ];
}

describe('isAbout', () => {
  it.each([
    ['an answer that names nothing', { data: [{ name: 'reach' }] }, '1/insights', true],
    ['a comment, which names itself', { data: [{ id: '9' }] }, '1/comments', true],
    ['the account of Instagram login by its other id', { id: '2', user_id: '1' }, '1', true],
    ['another object', { id: '2' }, '1', false],
    ['an id as a number', { id: 1 }, '1', true],
    ['what is no object', [1], '1', true],
    ['a path that names no object', { id: '2' }, 'me/accounts', true],
    ['a page of another object', { data: [], paging: { previous: 'http://127.0.0.1:8/2/media' } }, '1/media', false],
  ])('judges %s', (_name, body, path, expected) => {
    expect(isAbout(body, path)).toBe(expected);
  });
});
