import { describe, expect, it } from 'vitest';

import { filesOf, holdsAllRows, rowsOf } from '../../../src/files/inventory-files.ts';
import { mapGroups } from '../../../src/files/summarize-files.ts';
import type { FileRecord } from '../../../src/documents/file.ts';
import type { FolderInventory, GcsInventory } from '../../../src/documents/inventory.ts';
import { file } from './file-builder.ts';

const folder = (rows: FileRecord[] | null): FolderInventory<FileRecord> => ({
  folder_name: 'any',
  total_files: null,
  total_size_mb: null,
  category_summary: null,
  subfolders: null,
  file_categories: rows === null ? null : { ...mapGroups((): FileRecord[] => []), videos: rows },
});

describe('filesOf', () => {
  it('gives each file once, though folders overlap, and nothing of folders without rows', () => {
    const [a, b] = [file('video/a.mp4'), file('video/raw/b.mp4')];
    const folder_inventories = { video: folder([a, b]), 'video/raw': folder([b]), music: folder(null) };
    expect(filesOf({ folder_inventories })).toEqual([a, b]);
    expect(filesOf({ folder_inventories: { music: folder(null) } })).toEqual([]);
  });
});

describe('rowsOf', () => {
  const essential = (name: string): FileRecord => ({ name }) as FileRecord;
  const inventoryOf = (
    rows: FileRecord[],
    highlights: Partial<Record<'newest' | 'newest_videos' | 'largest', FileRecord[]>>,
    info: object = {},
  ): GcsInventory =>
    ({
      inventory_info: { files: 'all', detail: 'full', ...info },
      folder_inventories: { '': folder(rows) },
      highlights: { newest: [], newest_videos: [], largest: [], ...highlights },
    }) as unknown as GcsInventory;

  it('lists every row once, by name, with highlights that know more than the row of their name', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => file(name)) as [
      FileRecord,
      FileRecord,
      FileRecord,
      FileRecord,
    ];
    const highlights = { newest: [d], newest_videos: [c], largest: [b] };
    expect(rowsOf(inventoryOf([essential('b'), a], highlights))).toEqual([a, b, c, d]);
    const newer = file('b', { size: '7' });
    expect(rowsOf(inventoryOf([newer], { largest: [b] }))).toEqual([newer]);
  });

  it.each([
    [{}, true],
    [{ files: 'highlights' }, false],
    [{ detail: 'essential' }, false],
    [{ files: 'highlights', detail: 'essential' }, false],
  ])('are all files of an inventory with %o: %s', (info, expected) => {
    expect(holdsAllRows(inventoryOf([], {}, info))).toBe(expected);
  });
});
