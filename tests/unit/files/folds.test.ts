import { describe, expect, it } from 'vitest';

import { CATEGORY_GROUPS } from '../../../src/documents/file.ts';
import { createCategorySummary } from '../../../src/files/category-summary.ts';
import { createNewest, createOldest } from '../../../src/files/file-moments.ts';
import { foldFiles } from '../../../src/files/fold.ts';
import { createStorageClassSummary } from '../../../src/files/storage-class-summary.ts';
import { createSubfolders } from '../../../src/files/subfolders.ts';
import { summarizeFiles } from '../../../src/files/summarize-files.ts';
import { createLargest, createLatest } from '../../../src/files/top-files.ts';
import { createTotals } from '../../../src/files/totals.ts';
import { file } from './file-builder.ts';

const OLD = '2025-04-17T18:23:00Z';
const NEW = '2025-05-20T02:43:00Z';

describe('totals', () => {
  it('round the sum of bytes, not the sum of rounded megabytes', () => {
    // Three files of 5,243 bytes: each 0.0050001 MiB rounds to 0.01, 3 × 0.01 = 0.03; 15,729 bytes are 0.0150 → 0.02.
    const files = [{ size_bytes: 5_243 }, { size_bytes: 5_243 }, { size_bytes: 5_243 }];
    expect(foldFiles(files, createTotals())).toEqual({ files: 3, size_bytes: 15_729, size_mb: 0.02 });
  });

  it('may be read before the end and again', () => {
    const totals = createTotals();
    expect(totals.result()).toEqual({ files: 0, size_bytes: 0, size_mb: 0 });
    totals.add({ size_bytes: 1_048_576 });
    expect(totals.result()).toEqual({ files: 1, size_bytes: 1_048_576, size_mb: 1 });
    expect(totals.result()).toEqual({ files: 1, size_bytes: 1_048_576, size_mb: 1 });
  });
});

describe('category and storage class summaries', () => {
  it('have every category group, and the storage classes the source gave', () => {
    const files = [
      file('a.mp4', { size: '1048576', storageClass: 'STANDARD' }),
      file('b.mp4', { size: '1048576', storageClass: 'ARCHIVE' }),
      file('c.jpg', { size: '524288' }),
    ];
    const categories = foldFiles(files, createCategorySummary());
    expect(Object.keys(categories)).toEqual(CATEGORY_GROUPS);
    expect(categories.videos).toEqual({ count: 2, size_mb: 2 });
    expect(categories.images).toEqual({ count: 1, size_mb: 0.5 });
    expect(categories.other).toEqual({ count: 0, size_mb: 0 });
    expect(foldFiles(files, createStorageClassSummary())).toEqual({
      ARCHIVE: { count: 1, size_mb: 1 },
      STANDARD: { count: 1, size_mb: 1 },
    });
  });

  it('survive a storage class called __proto__', () => {
    const summary = foldFiles([{ storage_class: '__proto__', size_bytes: 0 }], createStorageClassSummary());
    expect(JSON.stringify(summary)).toBe('{"__proto__":{"count":1,"size_mb":0}}');
  });
});

describe('newest and oldest', () => {
  const files = [file('c.mp4'), file('b.mp4', { timeCreated: OLD }), file('a.mp4', { timeCreated: NEW })];

  it('go by time, then by name, and prefer any dated file to an undated one', () => {
    expect(foldFiles(files, createNewest())).toEqual({ name: 'a.mp4', created_time: NEW });
    expect(foldFiles(files, createOldest())).toEqual({ name: 'b.mp4', created_time: OLD });
    const twins = [file('b.mp4', { timeCreated: OLD }), file('a.mp4', { timeCreated: OLD })];
    expect(foldFiles(twins, createNewest())?.name).toBe('a.mp4');
    expect(foldFiles(twins, createOldest())?.name).toBe('a.mp4');
  });

  it('are null of nothing and say that nothing was dated', () => {
    expect(foldFiles([], createNewest())).toBeNull();
    expect(foldFiles([file('b'), file('a')], createNewest())).toEqual({ name: 'a', created_time: null });
  });
});

describe('latest and largest', () => {
  const files = [
    file('undated.mp4', { size: '30' }),
    file('old.mp4', { timeCreated: OLD, size: '20' }),
    file('new-b.mp4', { timeCreated: NEW, size: '10' }),
    file('new-a.mp4', { timeCreated: NEW, size: '20' }),
  ];
  const names = (rows: readonly { name: string }[]): string[] => rows.map((row) => row.name);

  it('keep the first few of their order', () => {
    expect(names(foldFiles(files, createLatest(3)))).toEqual(['new-a.mp4', 'new-b.mp4', 'old.mp4']);
    expect(names(foldFiles(files, createLatest(9)))).toEqual(['new-a.mp4', 'new-b.mp4', 'old.mp4', 'undated.mp4']);
    expect(names(foldFiles(files, createLargest(3)))).toEqual(['undated.mp4', 'new-a.mp4', 'old.mp4']);
    expect(foldFiles(files, createLargest(0))).toEqual([]);
  });

  it('say beforehand whether a file would be kept', () => {
    const latest = createLatest(1);
    expect(latest.wouldKeep({ name: 'x', created_time: null })).toBe(true);
    latest.add(file('b.mp4', { timeCreated: OLD }));
    expect(latest.wouldKeep({ name: 'x', created_time: null })).toBe(false);
    expect(latest.wouldKeep({ name: 'a.mp4', created_time: OLD })).toBe(true);
    expect(latest.wouldKeep({ name: 'b.mp4', created_time: OLD })).toBe(false);
    expect(createLatest(0).wouldKeep({ name: 'x', created_time: NEW })).toBe(false);
  });

  it.each([-1, 1.5, Number.NaN, Infinity])('refuse the limit %j', (limit) => {
    expect(() => createLatest(limit)).toThrow(expect.objectContaining({ kind: 'invalid_request', code: 'limit' }));
  });
});

describe('subfolders', () => {
  const files = [
    'a.mp4',
    'video/b.mp4',
    'video/raw/c.mp4',
    'video/raw/deep/d.mp4',
    'video/__proto__/e',
    'video//f/g',
    'video_old/x/y',
  ];
  const subfolders = (folder: string): string[] =>
    foldFiles(
      files.map((name) => ({ name })),
      createSubfolders(folder),
    );

  it('are the folders directly inside, in order', () => {
    expect(subfolders('')).toEqual(['video', 'video_old']);
    expect(subfolders('video/')).toEqual(['/f', '__proto__', 'raw']);
    expect(subfolders('video/raw')).toEqual(['deep']);
    expect(subfolders('music')).toEqual([]);
  });
});

describe('summarizeFiles', () => {
  it('is the totals and what stands beside them in an inventory', () => {
    const summary = summarizeFiles([file('a.mp4', { size: '1048576', timeCreated: OLD, storageClass: 'STANDARD' })]);
    expect(summary).toMatchObject({
      files: 1,
      size_bytes: 1_048_576,
      size_mb: 1,
      storage_class_summary: { STANDARD: { count: 1, size_mb: 1 } },
      newest_file: { name: 'a.mp4', created_time: OLD },
      oldest_file: { name: 'a.mp4', created_time: OLD },
    });
    expect(summary.categorized_summary.videos).toEqual({ count: 1, size_mb: 1 });
  });
});
