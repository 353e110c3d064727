import { describe, expect, it } from 'vitest';

import { filesWithoutHash, findDuplicates } from '../../../src/files/find-duplicates.ts';
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

  it('finds every copy among thousands of files', () => {
    const contents = Array.from({ length: 3_000 }, (_, index) => (index % 3 === 0 ? index % 750 : index));
    const groups = findDuplicates(
      contents.map((content, index) => file(`f${String(index)}`, { md5Hash: `M${String(content)}` })),
    );
    const expected = new Map<number, number>();
    for (const content of contents) expected.set(content, (expected.get(content) ?? 0) + 1);
    const copies = [...expected.values()].filter((count) => count > 1);
    expect(groups.map(({ files }) => files.length).sort()).toEqual(copies.sort());
    expect(groups.length).toBeGreaterThan(200);
  });

  it('compares by the hash both have', () => {
    const groups = findDuplicates([
      file('uploaded', { md5Hash: 'M1', crc32c: 'C1', size: '10' }),
      file('composed', { crc32c: 'C1', size: '10' }),
      file('other size', { crc32c: 'C1', size: '11' }),
      file('md5 alone', { md5Hash: 'M1', size: '10' }),
    ]);
    expect(groups.map(({ basis, files }) => [basis, names(files)])).toEqual([
      ['crc32c_size', ['composed', 'md5 alone', 'uploaded']],
    ]);
  });

  it('joins a file without MD5 to neither of two contents of one checksum', () => {
    const files = [
      file('a', { md5Hash: 'M1', crc32c: 'C' }),
      file('b', { md5Hash: 'M2', crc32c: 'C' }),
      file('c', { crc32c: 'C' }),
    ];
    expect(findDuplicates(files)).toEqual([]);
    expect(findDuplicates([...files, file('d', { crc32c: 'C' })]).map((group) => names(group.files))).toEqual([
      ['c', 'd'],
    ]);
  });

  it('leaves files without hash or size to filesWithoutHash', () => {
    const files = [file('a'), file('b'), file('c', { md5Hash: 'M', size: 'abc' }), file('d', { crc32c: 'C' })];
    expect(findDuplicates(files)).toEqual([]);
    expect(names(filesWithoutHash(files))).toEqual(['a', 'b', 'c']);
  });

  it('takes a name listed twice for one file', () => {
    expect(findDuplicates([file('a', { md5Hash: 'M' }), file('a', { md5Hash: 'M' })])).toEqual([]);
  });
});
