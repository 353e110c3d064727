import { describe, expect, it } from 'vitest';

import { CATEGORY_GROUPS, FILE_CATEGORIES } from '../../../src/documents/file.ts';
import { categorizeFiles, FileSums, groupOf, mapGroups, summarizeFiles } from '../../../src/files/summarize-files.ts';
import { findDuplicates, filesWithoutHash } from '../../../src/files/find-duplicates.ts';
import { buildFolderTree } from '../../../src/files/folder-tree.ts';
import { reviewFiles } from '../../../src/files/review-files.ts';
import { groupSeries, pairFiles } from '../../../src/files/series.ts';
import { file } from './file-builder.ts';

const OLD = '2025-04-17T18:23:00Z';
const NEW = '2025-05-20T02:43:00Z';

describe('summarizeFiles', () => {
  it('rounds the sum of bytes, not the sum of rounded megabytes', () => {
    // Three files of 5,243 bytes: each 0.0050001 MiB rounds to 0.01, 3 × 0.01 = 0.03; 15,729 bytes are 0.0150 → 0.02.
    const files = ['a', 'b', 'c'].map((name) => file(name, { size: '5243' }));
    expect(summarizeFiles(files)).toMatchObject({ files: 3, size_bytes: 15_729, size_mb: 0.02 });
  });

  it('has every category group, and the storage classes the source gave', () => {
    const files = [
      file('a.mp4', { size: '1048576', storageClass: 'STANDARD' }),
      file('b.mp4', { size: '1048576', storageClass: 'ARCHIVE' }),
      file('c.jpg', { size: '524288' }),
      file('d.mp4', { size: '1048576', storageClass: 'STANDARD' }),
    ];
    const { categorized_summary: categories, storage_class_summary: classes } = summarizeFiles(files);
    expect(Object.keys(categories)).toEqual(CATEGORY_GROUPS);
    expect(categories.videos).toEqual({ count: 3, size_mb: 3 });
    expect(categories.images).toEqual({ count: 1, size_mb: 0.5 });
    expect(categories.other).toEqual({ count: 0, size_mb: 0 });
    expect(Object.entries(classes)).toEqual([
      ['ARCHIVE', { count: 1, size_mb: 1 }],
      ['STANDARD', { count: 2, size_mb: 2 }],
    ]);
  });

  it('survives a storage class called __proto__', () => {
    const { storage_class_summary: classes } = summarizeFiles([file('a', { storageClass: '__proto__', size: '0' })]);
    expect(JSON.stringify(classes)).toBe('{"__proto__":{"count":1,"size_mb":0}}');
  });

  it('leaves a file of unknown size out of every figure', () => {
    expect(summarizeFiles([file('a.mp4', { size: 'abc', storageClass: 'STANDARD', timeCreated: NEW })])).toEqual(
      summarizeFiles([]),
    );
  });

  it('finds newest and oldest by time, then by name, and prefers any dated file to an undated one', () => {
    const moments = (files: Parameters<typeof summarizeFiles>[0]): unknown[] => {
      const { newest_file, oldest_file } = summarizeFiles(files);
      return [newest_file, oldest_file];
    };
    const files = [file('c.mp4'), file('b.mp4', { timeCreated: OLD }), file('a.mp4', { timeCreated: NEW })];
    expect(moments(files)).toEqual([
      { name: 'a.mp4', created_time: NEW },
      { name: 'b.mp4', created_time: OLD },
    ]);
    const first = { name: 'a.mp4', created_time: OLD };
    const twins = [file('b.mp4', { timeCreated: OLD }), file('a.mp4', { timeCreated: OLD })];
    expect(moments(twins)).toEqual([first, first]);
    expect(moments([])).toEqual([null, null]);
    const undated = { name: 'a', created_time: null };
    expect(moments([file('b'), file('a')])).toEqual([undated, undated]);
  });
});

describe('FileSums', () => {
  it('may be read before the end and again', () => {
    const sums = new FileSums();
    expect(sums.result()).toMatchObject({ files: 0, size_bytes: 0, size_mb: 0 });
    sums.add(file('a', { size: '1048576' }));
    expect(sums.result()).toMatchObject({ files: 1, size_bytes: 1_048_576, size_mb: 1 });
    expect(sums.result()).toEqual(sums.result());
  });
});

describe('groups', () => {
  it('are those of the documents, in their order', () => {
    expect(FILE_CATEGORIES.map(groupOf)).toEqual(CATEGORY_GROUPS);
    expect(Object.keys(mapGroups(() => 0))).toEqual(CATEGORY_GROUPS);
  });

  it('are all present, and sorted within by code points', () => {
    const groups = categorizeFiles([file('b.mp4'), file('\u{1F3A5}.mp4'), file('\uFB01.mp4'), file('a.jpg')]);
    expect(Object.keys(groups)).toEqual(CATEGORY_GROUPS);
    // U+FB01 comes before U+1F3A5; UTF-16 units would say otherwise.
    expect(groups.videos.map((video) => video.name)).toEqual(['b.mp4', '\uFB01.mp4', '\u{1F3A5}.mp4']);
    expect(groups.images).toHaveLength(1);
    expect(groups.archives).toEqual([]);
  });
});

describe('sums of several streams', () => {
  const files = [
    file('b.mp4', { timeCreated: NEW, storageClass: 'STANDARD' }),
    file('a.mp4', { timeCreated: NEW, storageClass: 'ARCHIVE' }),
    file('c.jpg', { timeCreated: OLD, storageClass: 'STANDARD' }),
    file('d', { size: '?' }),
    file('e'),
  ];
  const sumsOf = (some: typeof files): FileSums => {
    const sums = new FileSums();
    for (const one of some) sums.add(one);
    return sums;
  };

  it('are those of all their files, wherever these are cut and in whatever order', () => {
    const whole = summarizeFiles(files);
    expect(whole).toMatchObject({ newest_file: { name: 'a.mp4' }, oldest_file: { name: 'c.jpg' } });
    for (let cut = 0; cut <= files.length; cut += 1) {
      for (const [one, other] of [
        [files.slice(0, cut), files.slice(cut)],
        [files.slice(cut), files.slice(0, cut)],
      ] as const) {
        const sums = sumsOf(one);
        sums.addSums(sumsOf(other));
        expect(sums.result()).toEqual(whole);
      }
    }
  });
});

describe('files of no list', () => {
  const broken = function* (): Generator<never> {
    yield { nmae: 'x' } as never;
  };

  it.each<[string, (given: Iterable<never>) => unknown]>([
    ['categorizeFiles', categorizeFiles],
    ['summarizeFiles', summarizeFiles],
    ['buildFolderTree', buildFolderTree],
    ['reviewFiles', (given) => reviewFiles(given, { now: NEW })],
    ['groupSeries', groupSeries],
    ['pairFiles', pairFiles],
    ['findDuplicates', findDuplicates],
    ['filesWithoutHash', filesWithoutHash],
  ])('are refused by the name of what reads them: %s', (name, read) => {
    expect(() => read(broken())).toThrow(new RegExp(`^${name}\\b`));
  });
});
