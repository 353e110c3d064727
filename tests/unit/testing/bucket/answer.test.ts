import { describe, expect, it } from 'vitest';
import { parseRoute } from '../../../../src/testing/bucket/answer.ts';

describe('a path', () => {
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
    expect(parseRoute('/download/storage/v1/b/b')).toEqual({ kind: 'unknown' });
    expect(parseRoute('/storage/v1/b/b/iam')).toEqual({ kind: 'unknown' });
  });
});
