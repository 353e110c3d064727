import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseGraphJson, readCursorPage, readNestedPage, readPage, scrubLinks } from '../../../src/graph/answer.ts';
import { isGraphApiError } from '../../../src/base/errors.ts';
import { fixture } from './fixtures.ts';

describe('parseGraphJson', () => {
  it('keeps every digit of an id that a number cannot hold', () => {
    // 17841405309211844 > 2^53 = 9007199254740992; JSON.parse alone gives …844 only by luck, and …845 as …844.
    expect(parseGraphJson('{"user_id":17841405309211845,"id":"17841405309211847"}')).toEqual({
      user_id: '17841405309211845',
      id: '17841405309211847',
    });
  });

  it('leaves digits inside texts and keys alone', () => {
    const text = '{"caption":"call 12345678901234567 \\"now\\": 98765432109876543","11111111111111111":1}';
    expect(parseGraphJson(text)).toEqual({
      caption: 'call 12345678901234567 "now": 98765432109876543',
      '11111111111111111': 1,
    });
  });

  it('leaves texts that end in a backslash or hold escapes alone', () => {
    const value = { a: 'ends in \\', b: '"12345678901234567"', c: '\u00fc\n' };
    expect(parseGraphJson(JSON.stringify({ ...value, n: 1 }))).toEqual({ ...value, n: 1 });
  });

  it('keeps fractions and exponents numbers, however many digits they have', () => {
    expect(parseGraphJson('[48.39999999999999857,1234567890123456.5,1e20,12345678901234567e2,-3]')).toEqual([
      48.39999999999999857, 1234567890123456.5, 1e20, 12345678901234567e2, -3,
    ]);
  });

  it('keeps short numbers, 15 digits included, numbers', () => {
    expect(parseGraphJson('{"a":999999999999999,"b":"1234567890123456"}')).toEqual({
      a: 999_999_999_999_999,
      b: '1234567890123456',
    });
  });

  it('keeps the sign of a long negative number', () => {
    expect(parseGraphJson('[-12345678901234567]')).toEqual(['-12345678901234567']);
  });

  it('takes long texts of any size', () => {
    const text = `${'x\\"'.repeat(400_000)}12345678901234567`;
    expect(parseGraphJson(`{"body":"${text}","id":12345678901234567}`)).toMatchObject({ id: '12345678901234567' });
  });

  it('gives undefined for what is not JSON', () => {
    expect(['', '<html>', '{"a":', '{"id":12345678901234567'].map((text) => parseGraphJson(text))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.prop([fc.jsonValue({ maxDepth: 4 })])('reads whatever JSON.stringify writes without long numbers', (value) => {
    const text = JSON.stringify(value);
    fc.pre(!/(?<![\d.])\d{16,}(?![\d.e])/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '')));
    expect(parseGraphJson(text)).toEqual(JSON.parse(text));
  });

  test.prop([fc.bigInt({ min: 10n ** 15n, max: 10n ** 25n }), fc.string()])(
    'brings every long id back digit for digit, whatever text stands beside it',
    (id, text) => {
      const body = `{"text":${JSON.stringify(text)},"id":${String(id)}}`;
      expect(parseGraphJson(body)).toEqual({ text, id: String(id) });
    },
  );
});

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

  it('takes the cursor out of next when no other stands there, and nothing else of it', () => {
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
