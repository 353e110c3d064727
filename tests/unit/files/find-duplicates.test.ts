import { describe, expect, it } from 'vitest';

import { findDuplicates } from '../../../src/files/find-duplicates.ts';
import { file } from './file-builder.ts';

const names = (rows: readonly { name: string }[]): string[] => rows.map((row) => row.name);

describe('findDuplicates', () => {
  it('groups by MD5, else by CRC32C and size, largest waste first', () => {
    const groups = findDuplicates([
      file('c', { md5Hash: 'M1', size: '10' }),
      file('a', { md5Hash: 'M1', size: '10' }),
      file('b', { md5Hash: 'M1', size: '10' }),
      file('x', { crc32c: 'C1', size: '30' }),
      file('y', { crc32c: 'C1', size: '30' }),
      file('other size', { crc32c: 'C1', size: '31' }),
      file('alone', { md5Hash: 'M2' }),
      file('unhashed 1'),
      file('unhashed 2'),
    ]);
    // Waste: one extra copy of 30 bytes before two extra copies of 10.
    expect(groups.map((group) => [group.basis, group.size_bytes, group.wasted_bytes, names(group.files)])).toEqual([
      ['crc32c_size', 30, 30, ['x', 'y']],
      ['md5', 10, 20, ['a', 'b', 'c']],
    ]);
  });

  it('takes a name listed twice for one file', () => {
    expect(findDuplicates([file('a', { md5Hash: 'M' }), file('a', { md5Hash: 'M' })])).toEqual([]);
  });
});
