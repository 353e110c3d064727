import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import { parseGraphJson } from '../../../src/base/graph-json.ts';

describe('parseGraphJson', () => {
  it('takes time in proportion to a text that is cut off in the middle', () => {
    const row = { id: '17841400000000001', text: 'nice "clay"\\', username: 'someone' };
    const whole = JSON.stringify([
      { code: 200, body: JSON.stringify({ data: Array.from({ length: 4_000 }, () => row) }) },
    ]);
    for (const text of [whole.slice(0, -40), `${whole.slice(0, -40)}\\`, whole.slice(1)]) {
      const startedAt = performance.now();
      expect(parseGraphJson(text)).toBeUndefined();
      // 450 KB; the search that began anew at every quotation mark took minutes.
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
  });

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
