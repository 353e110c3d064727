import { describe, expect, it } from 'vitest';

import { compileGlob, globPrefix, nameProblem } from '../../../../src/testing/bucket/object-names.ts';
import { fillerBytes, parseRange } from '../../../../src/testing/bucket/media-reply.ts';
import { crc32cBase64 } from '../../../../src/testing/bucket/simulated-object.ts';
import { applyMask, FieldMaskError, parseFieldMask } from '../../../../src/testing/bucket/field-mask.ts';
import { JsonBytes } from '../../../../src/testing/bucket/json-bytes.ts';
import { PAGE_SCHEMA } from '../../../../src/testing/bucket/resources.ts';
import { decodePageToken, encodePageToken } from '../../../../src/testing/bucket/list-query.ts';
import { parseRoute } from '../../../../src/testing/bucket/route.ts';

describe('a fields parameter', () => {
  const page = {
    kind: 'k',
    nextPageToken: 't',
    prefixes: ['p/'],
    items: [{ name: 'n', size: '1', metadata: { a: 'b', c: 'd' } }],
  };
  const keep = (fields: string): unknown => applyMask(page, parseFieldMask(fields, PAGE_SCHEMA));

  it.each([
    [
      'items(name,size),nextPageToken,prefixes',
      { nextPageToken: 't', prefixes: ['p/'], items: [{ name: 'n', size: '1' }] },
    ],
    ['items/name', { items: [{ name: 'n' }] }],
    ['items/name,items/size', { items: [{ name: 'n', size: '1' }] }],
    ['items(metadata/a),kind', { kind: 'k', items: [{ metadata: { a: 'b' } }] }],
    ['*', page],
    ['items(*),kind', { kind: 'k', items: page.items }],
    ['items', { items: page.items }],
    [' items( name ) , kind', { kind: 'k', items: [{ name: 'n' }] }],
  ])('%s keeps only what it names', (fields, kept) => {
    expect(keep(fields)).toEqual(kept);
  });

  it.each(['item', 'items(nam)', 'items(name', 'items)', 'items(name))', ',', 'items()', 'kind/x', 'items//name'])(
    '%s is refused',
    (fields) => {
      expect(() => parseFieldMask(fields, PAGE_SCHEMA)).toThrow(FieldMaskError);
    },
  );
});

describe('a glob', () => {
  it.each([
    ['*.mp4', 'a.mp4', true],
    ['*.mp4', 'clips/a.mp4', false],
    ['**.mp4', 'clips/2025/a.mp4', true],
    ['clips/**', 'clips/2025/a.mp4', true],
    ['clips/*', 'clips/2025/a.mp4', false],
    ['clips/?.mp4', 'clips/a.mp4', true],
    ['clips/?.mp4', 'clips/ab.mp4', false],
    ['a?b', 'a/b', false],
    ['a[0-9]b', 'a7b', true],
    ['a[!0-9]b', 'a7b', false],
    ['a[!0-9]b', 'a/b', false],
    ['*.{mp4,mov}', 'a.mov', true],
    ['*.{mp4,mov}', 'a.png', false],
    ['a.b', 'axb', false],
    ['\\*', '*', true],
    ['(+$^|)', '(+$^|)', true],
    ['?', '\u{1F600}', true],
  ])('%s on %s is %s', (pattern, name, match) => {
    expect(compileGlob(pattern).test(name)).toBe(match);
  });

  it('without an end is refused', () => {
    expect(() => compileGlob('a[bc')).toThrow(SyntaxError);
    expect(() => compileGlob('a{b,c')).toThrow(SyntaxError);
  });

  it('says what every match begins with', () => {
    expect(globPrefix('clips/2025*.mp4')).toBe('clips/2025');
    expect(globPrefix('plain')).toBe('plain');
    expect(globPrefix('**')).toBe('');
  });
});

describe('a Range header on 10 bytes', () => {
  it.each([
    [undefined, null],
    ['bytes=0-3', { start: 0, end: 4 }],
    ['bytes=4-', { start: 4, end: 10 }],
    ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-30', { start: 0, end: 10 }],
    ['bytes=8-99', { start: 8, end: 10 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=3-1', null],
    ['bytes=0-1,4-5', null],
    ['items=0-1', null],
    ['bytes=-', null],
  ])('%s', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  it('cannot be satisfied on an empty object', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
  });
});

describe('a page token', () => {
  const object = { kind: 'object', name: 'a\u0001/\u{1F600}', generation: '7' } as const;

  it('comes back as it was made', () => {
    expect(decodePageToken(encodePageToken(object, 'bounds'), 'bounds')).toEqual(object);
    const prefix = { kind: 'prefix', prefix: 'a/' } as const;
    expect(decodePageToken(encodePageToken(prefix, 'bounds'), 'bounds')).toEqual(prefix);
  });

  it('is refused when it was made for other bounds, cut or invented', () => {
    const token = encodePageToken(object, 'bounds');
    expect(decodePageToken(token, 'others')).toBe('foreign');
    expect(decodePageToken('clips/a.mp4', 'bounds')).toBe('malformed');
    expect(decodePageToken(token.replace(/=+$/, ''), 'bounds')).toBe('malformed');
    expect(decodePageToken(' ', 'bounds')).toBe('malformed');
  });
});

describe('small parts', () => {
  it('CRC32C is the published check value for 123456789', () => {
    // 0xE3069283, big-endian, in base64.
    expect(crc32cBase64(Buffer.from('123456789'))).toBe(Buffer.from([0xe3, 0x06, 0x92, 0x83]).toString('base64'));
  });

  it('filler bytes depend on their position alone', () => {
    expect([...fillerBytes(0, 3)]).toEqual([1, 110, 219]);
    expect(Buffer.from(fillerBytes(70_000, 70_100))).toEqual(Buffer.from(fillerBytes(0, 70_100)).subarray(70_000));
    expect(Buffer.from(fillerBytes(0, 4_096)).equals(fillerBytes(4_096, 8_192))).toBe(false);
  });

  it.each([
    ['', 'bytes long'],
    ['x'.repeat(1_025), 'bytes long'],
    ['\u{1F600}'.repeat(257), 'bytes long'],
    ['a\nb', 'line feed'],
    ['..', 'dot name'],
    ['.well-known/acme-challenge/x', 'acme'],
    ['a\uD800', 'surrogate'],
  ])('the name %j is refused', (name, reason) => {
    expect(nameProblem(name)).toContain(reason);
  });

  it.each(['a', 'x'.repeat(1_024), '/', '//', 'a/../b', '\u0001', '\u{1F600}'])('the name %j is kept', (name) => {
    expect(nameProblem(name)).toBeNull();
  });

  it('JSON bytes are what JSON.stringify gives', () => {
    for (const text of ['plain', 'q"b\\s', 'tab\t', '\u0001\u007f', 'é\u{1F600}', '']) {
      const out = new JsonBytes(1);
      out.quoted(text);
      expect(Buffer.from(out.finish()).toString()).toBe(
        text === '\u0001\u007f' ? '"\\u0001\u007f"' : JSON.stringify(text),
      );
    }
  });

  it('paths are read in both forms', () => {
    const object = { kind: 'object', bucket: 'b', name: 'x/y z', download: false };
    expect(parseRoute('/storage/v1/b/b/o/x%2Fy%20z')).toEqual(object);
    expect(parseRoute('/b/b/o/x%2Fy%20z')).toEqual(object);
    expect(parseRoute('/download/storage/v1/b/b/o/x%2Fy%20z')).toEqual({ ...object, download: true });
    expect(parseRoute('/storage/v1/b/b/o')).toEqual({ kind: 'list', bucket: 'b' });
    expect(parseRoute('/b/b')).toEqual({ kind: 'bucket', bucket: 'b' });
    expect(parseRoute('/storage/v1/b/b/iam/testPermissions')).toEqual({ kind: 'permissions', bucket: 'b' });
    expect(parseRoute('/storage/v1/b/b/o/x/y')).toMatchObject({ kind: 'unencoded' });
    expect(parseRoute('/storage/v1/b/b/o/%zz')).toEqual({ kind: 'unknown' });
    expect(parseRoute('/v2/b/b')).toEqual({ kind: 'unknown' });
  });
});
