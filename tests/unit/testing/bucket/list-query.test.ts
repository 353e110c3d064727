import { describe, expect, it } from 'vitest';
import { decodePageToken, encodePageToken } from '../../../../src/testing/bucket/list-query.ts';

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
