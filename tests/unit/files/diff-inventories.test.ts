import { describe, expect, it } from 'vitest';

import type { FileRecord } from '../../../src/documents/file.ts';
import type { FolderInventory, GcsInventory } from '../../../src/documents/inventory.ts';
import { categorizeFiles, summarizeFiles } from '../../../src/files/summarize-files.ts';
import { diffInventories } from '../../../src/files/diff-inventories.ts';
import { file } from './file-builder.ts';

const names = (rows: readonly { name: string }[]): string[] => rows.map((row) => row.name);

describe('diffInventories', () => {
  it('tells added, changed, removed, moved and unchanged apart', () => {
    const before = [
      file('same', { md5Hash: 'S' }),
      file('grown', { md5Hash: 'G1' }),
      file('labelled', { md5Hash: 'L', metadata: { mood: 'calm' } }),
      file('drafts/cut.mp4', { md5Hash: 'C' }),
      file('gone', { md5Hash: 'X' }),
    ];
    const after = [
      file('same', { md5Hash: 'S' }),
      file('grown', { md5Hash: 'G2' }),
      file('labelled', { md5Hash: 'L', metadata: { mood: 'loud' }, storageClass: 'ARCHIVE' }),
      file('video/cut.mp4', { md5Hash: 'C' }),
      file('come', { md5Hash: 'Y' }),
    ];
    const diff = diffInventories(before, after);
    expect(names(diff.added)).toEqual(['come']);
    expect(names(diff.removed)).toEqual(['gone']);
    expect(diff.moved.map(({ from, to, basis }) => [from.name, to.name, basis])).toEqual([
      ['drafts/cut.mp4', 'video/cut.mp4', 'md5'],
    ]);
    // The storage class was not known before: no change is claimed.
    expect(diff.changed.map(({ name, changes }) => [name, changes])).toEqual([
      ['grown', ['content']],
      ['labelled', ['metadata']],
    ]);
    expect(diff.unchanged).toBe(1);
    expect(diff.not_compared).toEqual([]);
  });

  it('sees a change of what is known on both sides, and of nothing else', () => {
    const changes = (before: object, after: object): readonly string[] | undefined =>
      diffInventories([file('a', { md5Hash: 'M', ...before })], [file('a', { md5Hash: 'M', ...after })]).changed[0]
        ?.changes;
    expect(changes({ contentType: 'video/mp4' }, { contentType: 'video/webm' })).toEqual(['content_type']);
    expect(changes({ storageClass: 'STANDARD' }, { storageClass: 'ARCHIVE' })).toEqual(['storage_class']);
    expect(changes({ storageClass: 'STANDARD' }, {})).toBeUndefined();
    expect(changes({ metadata: { a: '1' } }, { metadata: { a: '1', b: '2' } })).toEqual(['metadata']);
    expect(changes({ metadata: { a: '1' } }, { metadata: { b: '1' } })).toEqual(['metadata']);
    expect(changes({ metadata: { a: '1' } }, {})).toEqual(['metadata']);
    expect(changes({ metadata: { a: '1' } }, { metadata: { a: '1' } })).toBeUndefined();
  });

  it('sees by its generation that a file without a hash was written again', () => {
    const changed = (before: object, after: object): number =>
      diffInventories([file('a', { size: '1', ...before })], [file('a', { size: '1', ...after })]).changed.length;
    expect(changed({ generation: '1' }, { generation: '1' })).toBe(0);
    expect(changed({ generation: '1' }, { generation: '2' })).toBe(1);
    expect(changed({ generation: '1' }, {})).toBe(0);
    expect(changed({}, { generation: '2' })).toBe(0);
    expect(changed({ generation: '1', md5Hash: 'M' }, { generation: '2', md5Hash: 'M' })).toBe(0);
    expect(changed({ generation: '1' }, { generation: '1', size: '2' })).toBe(1);
  });

  it('takes the newest of two rows of one name, by its generation as a whole number', () => {
    const rows = [{ md5Hash: 'old', generation: '9' }, { md5Hash: 'new', generation: '10' }, { md5Hash: 'unknown' }];
    for (const order of [rows, rows.toReversed()]) {
      const diff = diffInventories(
        order.map((row) => file('a', row)),
        [file('a', { md5Hash: 'new' })],
      );
      expect([diff.unchanged, diff.changed]).toEqual([1, []]);
    }
  });

  it('sees moves by the hash both have, and lists what has none in common', () => {
    const before = [
      file('drafts/a.mp4', { md5Hash: 'M', crc32c: 'C' }),
      file('b.mp4'),
      file('c.mp4', { md5Hash: 'X' }),
    ];
    const after = [file('video/a.mp4', { crc32c: 'C' }), file('moved/b.mp4'), file('c.mp4', { crc32c: 'Y' })];
    const diff = diffInventories(before, after);
    expect(diff.moved.map(({ from, to, basis }) => [from.name, to.name, basis])).toEqual([
      ['drafts/a.mp4', 'video/a.mp4', 'crc32c_size'],
    ]);
    expect([names(diff.added), names(diff.removed), diff.unchanged]).toEqual([['moved/b.mp4'], ['b.mp4'], 1]);
    expect(diff.content_not_compared).toEqual(['b.mp4', 'c.mp4', 'moved/b.mp4']);
  });

  it('gives a moved file the place that kept its name, and each place once', () => {
    const before = ['a/1.mp4', 'a/2.mp4', 'a/3.mp4'].map((name) => file(name, { md5Hash: 'M' }));
    const after = ['b/2.mp4', 'b/0.mp4'].map((name) => file(name, { md5Hash: 'M' }));
    const diff = diffInventories(before, after);
    expect(diff.moved.map(({ from, to }) => [from.name, to.name])).toEqual([
      ['a/1.mp4', 'b/0.mp4'],
      ['a/2.mp4', 'b/2.mp4'],
    ]);
    expect(names(diff.removed)).toEqual(['a/3.mp4']);
  });

  it('takes no empty file for a moved one, and a copy for an addition', () => {
    const empty = { md5Hash: 'E', size: '0' };
    expect(diffInventories([file('a', empty)], [file('b', empty)]).moved).toEqual([]);
    const original = file('a', { md5Hash: 'M' });
    expect(names(diffInventories([original], [original, file('copy', { md5Hash: 'M' })]).added)).toEqual(['copy']);
  });

  it.each([
    [{ generation: '1' }, { generation: '2' }, ['content']],
    [{ generation: '1', crc32c: 'C' }, { generation: '2', crc32c: 'C' }, []],
    [{ md5Hash: 'M', crc32c: 'C' }, { crc32c: 'C' }, []],
    [{ md5Hash: 'M' }, { crc32c: 'C' }, []],
    [{ size: '1' }, { size: '2' }, ['content']],
    [{}, {}, []],
  ])('compares content by what both sides know: %j, %j', (before, after, changes) => {
    const diff = diffInventories([file('a', before)], [file('a', after)]);
    expect(diff.changed.flatMap((changed) => changed.changes)).toEqual(changes);
  });

  it('compares of inventories only what both could list', () => {
    const before = inventory(['video', 'music'], { video: ['video/a.mp4'], music: ['music/b.mp3'] });
    const after = inventory(['video', 'music', 'new'], { video: [], music: null, new: ['new/c.mp4'] });
    const diff = diffInventories(before, after);
    expect(names(diff.removed)).toEqual(['video/a.mp4']);
    expect(diff.added).toEqual([]);
    expect(diff.not_compared).toEqual(['music', 'new']);
  });

  it('compares a whole bucket with a list, root files included', () => {
    const before = inventory([], { '': ['root.txt'], video: ['video/a.mp4'], music: null });
    const diff = diffInventories(before, [file('root.txt'), file('music/new.mp3')]);
    expect(names(diff.removed)).toEqual(['video/a.mp4']);
    expect(diff.unchanged).toBe(1);
    expect(diff.added).toEqual([]);
    expect(diff.not_compared).toEqual(['music']);
  });

  it('refuses an inventory without its rows', () => {
    const whole = inventory([], {});
    const partial: GcsInventory = { ...whole, inventory_info: { ...whole.inventory_info, files: { perCategory: 5 } } };
    expect(() => diffInventories(whole, partial)).toThrow(expect.objectContaining({ code: 'argument:after' }));
    expect(() => diffInventories(partial, whole)).toThrow(expect.objectContaining({ code: 'argument:before' }));
  });
});

/** Makes an inventory of names by folder; `null` is a folder that could not be listed. */
function inventory(scanned: string[], folders: Record<string, string[] | null>): GcsInventory {
  const entries = Object.entries(folders).map(([folder, held]): [string, FolderInventory<FileRecord>] => {
    const files = held?.map((name) => file(name)) ?? null;
    return [
      folder,
      {
        folder_name: folder,
        total_files: files?.length ?? null,
        total_size_mb: files === null ? null : 0,
        category_summary: files === null ? null : summarizeFiles(files).categorized_summary,
        subfolders: files === null ? null : [],
        file_categories: files === null ? null : categorizeFiles(files),
      },
    ];
  });
  return {
    inventory_info: {
      generated_at: '2025-05-01T00:00:00Z',
      bucket_name: 'prints',
      folders_scanned: scanned,
      inventory_version: '2.0',
      source: 'listing',
      files: 'all',
      detail: 'full',
      listing: { requests: 0, pages: 0, objects_seen: 0, objects_ignored: 0, retries: 0, duration_ms: 0 },
    },
    bucket_summary: {
      total_files: 0,
      total_size_mb: 0,
      total_size_bytes: 0,
      folder_count: 0,
      newest_file: null,
      oldest_file: null,
    },
    folder_inventories: Object.fromEntries(entries),
    categorized_summary: summarizeFiles([]).categorized_summary,
    storage_class_summary: {},
    highlights: { newest: [], newest_videos: [], largest: [] },
    coverage: { folders: { asked: scanned.length, got: scanned.length } },
    issues: [],
  };
}

describe('content by the hash both have', () => {
  const change = (before: object, after: object): string[] =>
    diffInventories([file('a', before)], [file('a', after)]).changed.flatMap(({ changes }) => changes);

  it.each<[object, object, string[]]>([
    [{ crc32c: 'A' }, { crc32c: 'A', generation: '2' }, []],
    [{ crc32c: 'A' }, { crc32c: 'B' }, ['content']],
    [{ crc32c: 'A', generation: '1' }, { md5Hash: 'B', generation: '1' }, []],
    [{ crc32c: 'A', generation: '1' }, { generation: '2' }, ['content']],
    [{ md5Hash: 'A', crc32c: 'A' }, { md5Hash: 'A', crc32c: 'B' }, []],
    [{ size: '1' }, { size: '2' }, ['content']],
  ])('from %j to %j: %j', (before, after, changes) => {
    expect(change(before, after)).toEqual(changes);
  });

  it('is of the last generation of a name', () => {
    const twice = ['9', '10', '8'].map((generation) => file('a', { generation, md5Hash: generation }));
    for (const files of [twice, twice.toReversed()])
      expect(diffInventories(files, [file('a', { generation: '10', md5Hash: '10' })])).toMatchObject({
        unchanged: 1,
        changed: [],
      });
  });
});

describe('the order of a difference', () => {
  it('is that of names, however the files come', () => {
    const before = ['c', 'a', 'b'].map((name) => file(`gone/${name}`, { md5Hash: name, size: '5' }));
    const after = ['z', 'x', 'y'].map((name) => file(`come/${name}`, { md5Hash: name, size: '5' }));
    const changed = (size: string) => ['n', 'l', 'm'].map((name) => file(name, { size }));
    const diff = diffInventories([...before, ...changed('1')], [...after, ...changed('2').reverse()]);
    expect(names(diff.removed)).toEqual(['gone/a', 'gone/b', 'gone/c']);
    expect(names(diff.added)).toEqual(['come/x', 'come/y', 'come/z']);
    expect(names(diff.changed)).toEqual(['l', 'm', 'n']);
  });

  it('says of which files the content was not compared: of equal size, and without a hash in common', () => {
    const before = [file('same size'), file('other size'), file('hashed', { md5Hash: 'A' }), file('moved?')];
    const after = [file('same size'), file('other size', { size: '7' }), file('hashed', { md5Hash: 'B' })];
    expect(diffInventories(before, after).content_not_compared).toEqual(['moved?', 'same size']);
  });

  it('pairs as many as there are, one to one', () => {
    const before = ['a', 'b', 'c'].map((name) => file(`old/${name}`, { md5Hash: 'X' }));
    const after = ['d', 'e'].map((name) => file(`new/${name}`, { md5Hash: 'X' }));
    const { moved, removed, added } = diffInventories(before, after);
    expect(moved.map(({ from, to }) => [from.name, to.name])).toEqual([
      ['old/a', 'new/d'],
      ['old/b', 'new/e'],
    ]);
    expect([names(removed), names(added)]).toEqual([['old/c'], []]);
  });

  it('pairs by content only those whose file name was not kept', () => {
    const hashed = (...all: readonly string[]) => all.map((name) => file(name, { md5Hash: 'X' }));
    const { moved } = diffInventories(hashed('old/a', 'old/b'), hashed('new/a', 'new/c'));
    expect(moved.map(({ from, to }) => [from.name, to.name])).toEqual([
      ['old/a', 'new/a'],
      ['old/b', 'new/c'],
    ]);
  });
});
