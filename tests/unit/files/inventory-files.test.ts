import { describe, expect, it } from 'vitest';

import { filesOf } from '../../../src/files/inventory-files.ts';
import { mapGroups } from '../../../src/files/summarize-files.ts';
import type { FileRecord } from '../../../src/documents/file.ts';
import type { FolderInventory } from '../../../src/documents/inventory.ts';
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
