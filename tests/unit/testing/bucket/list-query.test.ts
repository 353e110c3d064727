import { describe, expect, it } from 'vitest';
import { decodePageToken, encodePageToken } from '../../../../src/testing/bucket/list-query.ts';

describe('a page token', () => {
  const object = { kind: 'object', name: 'a\u0001/\u{1F600}', generation: '7' } as const;

  it('comes back as it was made', () => {
    expect(decodePageToken(encodePageToken(object, 'bounds', 3), 'bounds')).toEqual({ position: object, index: 3 });
    const prefix = { kind: 'prefix', prefix: 'a/' } as const;
    expect(decodePageToken(encodePageToken(prefix, 'bounds', 0), 'bounds')).toEqual({ position: prefix, index: 0 });
  });

  it('is refused when it was made for other bounds, cut or invented', () => {
    const token = encodePageToken(object, 'bounds', 0);
    expect(decodePageToken(token, 'others')).toBe('foreign');
    expect(decodePageToken('clips/a.mp4', 'bounds')).toBe('malformed');
    expect(decodePageToken(token.slice(0, -1), 'bounds')).toBe('malformed');
    expect(decodePageToken(' ', 'bounds')).toBe('malformed');
  });
});
