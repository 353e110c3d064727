import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SCHEMA_IDS } from '../../../src/documents/shapes.ts';
import { buildFolderTree } from '../../../src/files/folder-tree.ts';
import { GCSInventoryManager } from '../../../src/inventory/gcs-inventory-manager.ts';
import type { GcsConfig } from '../../../src/runtime/platform-configs.ts';
import {
  startBucketSimulator,
  type BucketSimulator,
  type BucketSimulatorOptions,
} from '../../../src/testing/bucket/start-bucket-simulator.ts';

const OBJECTS = [
  { name: 'video/', size: 0 },
  { name: 'video/a.mp4', size: 2_097_152, timeCreated: '2025-04-22T19:55:00.123Z', metadata: { printer: 'mk3' } },
  { name: 'video/raw/b.mp4', size: 1_048_576, timeCreated: '2025-04-30T13:47:00.000Z' },
  { name: 'video/a.jpg', size: 524_288, timeCreated: '2025-04-22T19:55:10.000Z' },
  { name: 'video_old/c.mp4', size: 1_048_576 },
  { name: 'music/song.mp3', size: 3_145_728, timeCreated: '2025-01-02T00:00:00.000Z' },
  { name: 'music/.DS_Store', size: 6_148 },
  { name: 'readme.txt', size: 100, storageClass: 'NEARLINE' },
  { name: 'empty/', size: 0 },
];

const open: BucketSimulator[] = [];

async function managerFor(
  config: Partial<GcsConfig> = {},
  simulator: BucketSimulatorOptions = { objects: OBJECTS },
): Promise<{ manager: GCSInventoryManager; simulator: BucketSimulator }> {
  const started = await startBucketSimulator(simulator);
  open.push(started);
  const manager = new GCSInventoryManager(
    { bucket: started.bucket, apiEndpoint: started.url, ...config },
    { retry: { retries: 2, initialDelayMs: 1 } },
  );
  return { manager, simulator: started };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

const names = (files: readonly { name: string }[]): string[] => files.map((file) => file.name);

describe('scanFolder', () => {
  it('takes a folder in any spelling and never sweeps in a folder whose name only begins alike', async () => {
    const { manager } = await managerFor();
    const expected = ['video/a.jpg', 'video/a.mp4', 'video/raw/b.mp4'];
    for (const folder of ['video', 'video/', '/video/']) {
      expect(names(await manager.scanFolder(folder))).toEqual(expected);
    }
  });

  it('gives the whole bucket for the empty folder, without markers and system files, in byte order', async () => {
    const { manager } = await managerFor();
    expect(names(await manager.scanFolder(''))).toEqual([
      'music/song.mp3',
      'readme.txt',
      'video/a.jpg',
      'video/a.mp4',
      'video/raw/b.mp4',
      'video_old/c.mp4',
    ]);
  });

  it('describes a file completely', async () => {
    const { manager, simulator } = await managerFor();
    const [, file] = await manager.scanFolder('video');
    expect(file).toMatchObject({
      name: 'video/a.mp4',
      folder: 'video',
      file_name: 'a.mp4',
      extension: 'mp4',
      file_category: 'video',
      size_bytes: 2_097_152,
      size_mb: 2,
      content_type: 'video/mp4',
      storage_class: 'STANDARD',
      created_time: '2025-04-22T19:55:00Z',
      public_url: `https://storage.googleapis.com/${simulator.bucket}/video/a.mp4`,
      metadata: { printer: 'mk3' },
      video_metadata: { format: 'MP4', content_type: 'video' },
    });
    expect(file?.md5_hash).toMatch(/=$/);
    expect(file?.generation).toMatch(/^\d+$/);
  });

  it('costs one request and asks for nothing the documentation calls wrong', async () => {
    const { manager, simulator } = await managerFor();
    await manager.scanFolder('video');
    expect(simulator.stats().requests).toBe(1);
    expect(simulator.stats().misuse).toEqual([]);
  });
});

describe('finding files', () => {
  it('finds by category, by part of a name and by filter', async () => {
    const { manager } = await managerFor();
    expect(names(await manager.getFilesByCategory('audio'))).toEqual(['music/song.mp3']);
    expect(names(await manager.searchFiles('RAW'))).toEqual(['video/raw/b.mp4']);
    expect(names(await manager.searchFiles({ glob: '*.mp4', folder: 'video', minSizeMb: 1.5 }))).toEqual([
      'video/a.mp4',
    ]);
  });

  it('gives the newest and the largest', async () => {
    const { manager } = await managerFor();
    expect(names(await manager.getLatestFiles({ limit: 2 }))).toEqual(['video/raw/b.mp4', 'video/a.jpg']);
    expect(names(await manager.getLatestFiles({ limit: 5, category: 'audio' }))).toEqual(['music/song.mp3']);
    expect(names(await manager.getLargestFiles({ limit: 1 }))).toEqual(['music/song.mp3']);
  });

  it('looks only at the configured folders unless a folder is named', async () => {
    const { manager, simulator } = await managerFor({ folders: ['music', 'video/raw', 'video/'] });
    expect(names(await manager.searchFiles('.'))).toEqual([
      'music/song.mp3',
      'video/a.jpg',
      'video/a.mp4',
      'video/raw/b.mp4',
    ]);
    // Two listings: video/raw lies inside video.
    expect(simulator.stats().requests).toBe(2);
    expect(names(await manager.searchFiles({ folder: 'video_old' }))).toEqual(['video_old/c.mp4']);
  });

  it('lists the drafts, and says which setting is missing without them', async () => {
    const { manager } = await managerFor({ draftFolder: 'video/raw' });
    expect(names(await manager.getDraftFiles())).toEqual(['video/raw/b.mp4']);
    const without = await managerFor();
    await expect(without.manager.getDraftFiles()).rejects.toMatchObject({ kind: 'config', code: 'config:draftFolder' });
  });

  it('iterates in byte order and stops asking when the loop is left', async () => {
    const { manager, simulator } = await managerFor({}, { generate: { count: 50, shape: 'flat' }, pageCap: 10 });
    const seen: string[] = [];
    for await (const file of manager.iterateFiles()) {
      seen.push(file.name);
      if (seen.length === 15) break;
    }
    expect(seen).toEqual([...seen].sort());
    expect(simulator.stats().requests).toBe(2);
  });
});

describe('analyzeFolders', () => {
  it('is the tree of the whole list: times of one second, of other forms and none included', async () => {
    const timed = (
      name: string,
      timeCreated: string | null,
    ): { name: string; size: number; timeCreated: string | null } => ({
      ...{ name, size: name.length },
      timeCreated,
    });
    const objects = [
      timed('a/1.mp4', '2025-04-30T13:47:12.900Z'),
      timed('a/2.mp4', '2025-04-30T13:47:12.999Z'),
      timed('a/3.jpg', null),
      timed('a/b/1.stl', null),
      timed('a/b/2.tar.gz', null),
      timed('a/c.mp4', '2025-04-30T13:47:12.000Z'),
      timed('b/1.mp4', '2025-04-30T15:47:13+02:00'),
      timed('b/2.mp4', '2025-04-30T13:47:12.000Z'),
      timed('root.gz', '2024-02-29T00:00:00.000Z'),
    ];
    const { manager } = await managerFor({}, { objects });
    const tree = await manager.analyzeFolders();
    expect(tree).toEqual(buildFolderTree(await manager.scanFolder('')));
    // Of one second the first name stands.
    expect(tree.children.map((child) => child.newest_file?.name)).toEqual(['a/1.mp4', 'b/1.mp4']);
    expect(await manager.analyzeFolders({ maxDepth: 1 })).toEqual(
      buildFolderTree(await manager.scanFolder(''), { maxDepth: 1 }),
    );
  });

  it('counts what each folder holds itself and in all', async () => {
    const { manager } = await managerFor();
    const tree = await manager.analyzeFolders();
    expect(tree.own.files).toBe(1);
    expect(tree.total.files).toBe(6);
    expect(tree.children.map((node) => node.path)).toEqual(['music', 'video', 'video_old']);
    const video = tree.children[1];
    // 2 MiB + 1 MiB + 0.5 MiB in all; 2.5 MiB of them directly in the folder.
    expect(video?.own).toEqual({ files: 2, size_bytes: 2_621_440, size_mb: 2.5 });
    expect(video?.total).toEqual({ files: 3, size_bytes: 3_670_016, size_mb: 3.5 });
    expect(video?.newest_file).toEqual({ name: 'video/raw/b.mp4', created_time: '2025-04-30T13:47:00Z' });
  });
});

describe('generateInventory', () => {
  it('makes no folder of what is ignored', async () => {
    const objects = [
      { name: 'junk/.DS_Store', size: 6 },
      { name: 'tmp/x.bin', size: 6 },
      { name: 'v/a.mp4', size: 6 },
    ];
    const { manager } = await managerFor({ ignore: ['tmp/**'] }, { objects });
    const inventory = await manager.generateInventory();
    expect(Object.keys(inventory.folder_inventories)).toEqual(['', 'v']);
    expect(inventory.folder_inventories['']?.subfolders).toEqual(['v']);
    expect(inventory.inventory_info.listing.objects_ignored).toBe(2);
  });

  it('gives an entry per top-level folder and one for the root when no folders are configured', async () => {
    const { manager, simulator } = await managerFor();
    const inventory = await manager.generateInventory();
    expect(Object.keys(inventory.folder_inventories)).toEqual(['', 'empty', 'music', 'video', 'video_old']);
    expect(inventory.inventory_info).toMatchObject({
      bucket_name: simulator.bucket,
      folders_scanned: [],
      inventory_version: '2.0',
      source: 'listing',
      files: 'all',
      detail: 'full',
      listing: { requests: 1, pages: 1, objects_seen: 9, objects_ignored: 3, retries: 0 },
    });
    // 2 + 1 + 0.5 + 1 + 3 MiB and 100 bytes.
    expect(inventory.bucket_summary).toEqual({
      total_files: 6,
      total_size_mb: 7.5,
      total_size_bytes: 7_864_420,
      folder_count: 5,
      newest_file: { name: 'video/raw/b.mp4', created_time: '2025-04-30T13:47:00Z' },
      oldest_file: { name: 'video_old/c.mp4', created_time: '2025-01-01T00:04:00Z' },
    });
    expect(inventory.folder_inventories['video']).toMatchObject({
      folder_name: 'video',
      total_files: 3,
      total_size_mb: 3.5,
      subfolders: ['raw'],
      category_summary: { videos: { count: 2, size_mb: 3 }, images: { count: 1, size_mb: 0.5 } },
    });
    expect(names(inventory.folder_inventories['video']?.file_categories?.videos ?? [])).toEqual([
      'video/a.mp4',
      'video/raw/b.mp4',
    ]);
    expect(inventory.folder_inventories['empty']?.total_files).toBe(0);
    expect(inventory.storage_class_summary).toEqual({
      NEARLINE: { count: 1, size_mb: 0 },
      STANDARD: { count: 5, size_mb: 7.5 },
    });
    expect(names(inventory.highlights.newest_videos)).toEqual(['video/raw/b.mp4', 'video/a.mp4', 'video_old/c.mp4']);
    expect(inventory.coverage).toEqual({ folders: { asked: 5, got: 5 } });
    expect(inventory.issues).toEqual([]);
  });

  it('counts overlapping folders once, reports a missing one, and measures an empty one as 0', async () => {
    const { manager, simulator } = await managerFor({ folders: ['video', 'video/raw/', 'empty', 'nothing', 'video/'] });
    const inventory = await manager.generateInventory();
    expect(inventory.inventory_info.folders_scanned).toEqual(['video', 'video/raw', 'empty', 'nothing']);
    expect(Object.keys(inventory.folder_inventories)).toEqual(['video', 'video/raw', 'empty', 'nothing']);
    expect(inventory.bucket_summary.total_files).toBe(3);
    expect(inventory.folder_inventories['video']?.total_files).toBe(3);
    expect(inventory.folder_inventories['video/raw']?.total_files).toBe(1);
    expect(inventory.folder_inventories['empty']?.total_files).toBe(0);
    expect(inventory.folder_inventories['nothing']?.total_files).toBe(0);
    expect(inventory.issues).toMatchObject([{ kind: 'not_found', scope: 'folder', id: 'nothing', source: 'gcs' }]);
    expect(simulator.stats().requests).toBe(3);
  });

  it('delivers the other folders when one fails, with nulls and an issue for that one', async () => {
    const { manager, simulator } = await managerFor({ folders: ['video', 'music'] });
    simulator.addFault({ match: /prefix=video/, action: { kind: 'status', status: 503 } });
    const inventory = await manager.generateInventory();
    expect(inventory.folder_inventories['video']).toEqual({
      folder_name: 'video',
      total_files: null,
      total_size_mb: null,
      category_summary: null,
      subfolders: null,
      file_categories: null,
    });
    expect(inventory.folder_inventories['music']?.total_files).toBe(1);
    expect(inventory.bucket_summary.total_files).toBe(1);
    expect(inventory.coverage).toEqual({ folders: { asked: 2, got: 1 } });
    expect(inventory.issues).toMatchObject([{ kind: 'transient', code: 'gcs:503', id: 'video', retryable: true }]);
    // Three attempts at video, one listing of music.
    expect(inventory.inventory_info.listing).toMatchObject({ requests: 4, retries: 2 });
  });

  it('throws when no folder could be listed', async () => {
    const { manager, simulator } = await managerFor(
      { folders: ['video', 'music'] },
      { objects: OBJECTS, permissions: [] },
    );
    await expect(manager.generateInventory()).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'permission',
      bucket: simulator.bucket,
      remedy: expect.stringContaining('roles/storage.objectViewer') as string,
    });
  });

  it('keeps no rows, or a number per category, on request, and six keys in an essential row', async () => {
    const { manager } = await managerFor();
    const none = await manager.generateInventory(undefined, { files: 'none' });
    expect(none.folder_inventories['video']?.file_categories).toBeNull();
    expect(none.highlights.largest).toHaveLength(6);
    const few = await manager.generateInventory(undefined, { files: { perCategory: 1 }, detail: 'essential' });
    expect(few.inventory_info.files).toEqual({ perCategory: 1 });
    expect(few.folder_inventories['video']?.file_categories?.videos).toEqual([
      {
        name: 'video/raw/b.mp4',
        size_mb: 1,
        file_category: 'video',
        created_time: '2025-04-30T13:47:00Z',
        public_url: expect.stringContaining('/video/raw/b.mp4') as string,
        metadata: null,
      },
    ]);
  });

  describe('on disk', () => {
    let dir = '';
    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'inventory-'));
    });
    afterEach(async () => {
      await rm(dir, { recursive: true });
    });

    it('writes the document it returns', async () => {
      const { manager } = await managerFor();
      const path = join(dir, 'inventory.json');
      const inventory = await manager.generateInventory(path);
      expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
        $schema: SCHEMA_IDS['gcs-inventory'],
        ...inventory,
      });
    });
  });
});

describe('validateAccess', () => {
  it('is content with what an inventory needs', async () => {
    const { manager } = await managerFor();
    expect(await manager.validateAccess()).toEqual({
      ok: true,
      checks: [
        { permission: 'storage.objects.list', ok: true, problem: null, remedy: null },
        { permission: 'storage.objects.get', ok: true, problem: null, remedy: null },
      ],
      folders: [],
    });
  });

  it('names the permission that is missing and the role that has it', async () => {
    const { manager } = await managerFor({}, { permissions: ['storage.objects.list'] });
    const report = await manager.validateAccess();
    expect(report.ok).toBe(false);
    expect(report.checks[0]?.ok).toBe(true);
    expect(report.checks[1]).toMatchObject({ permission: 'storage.objects.get', ok: false });
    expect(report.checks[1]?.remedy).toMatch(/roles\/storage\.objectViewer.*storage\.objects\.get/);
  });

  it('reports a bucket that is not there instead of rejecting', async () => {
    const { manager } = await managerFor({ bucket: 'no-such-bucket' });
    const report = await manager.validateAccess();
    expect(report.ok).toBe(false);
    expect(report.checks[0]?.problem).toMatch(/no such bucket/);
  });
});

describe('configuration', () => {
  it('names every invalid setting at once', () => {
    const folders: unknown = 'video';
    expect(() => new GCSInventoryManager({ bucket: 'gs://prints', folders: folders as string[] })).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        problems: [expect.objectContaining({ key: 'bucket' }), expect.objectContaining({ key: 'folders' })],
      }),
    );
  });
});

describe('an abort', () => {
  it('comes back as the caller’s own reason, and nothing is sent after it', async () => {
    const { manager, simulator } = await managerFor(
      {},
      { generate: { count: 20_000, shape: 'flat' }, pageCap: 10, latencyMs: 5 },
    );
    const reason = new Error('enough');
    const controller = new AbortController();
    const scan = manager.scanFolder('', { signal: controller.signal });
    setTimeout(() => {
      controller.abort(reason);
    }, 20);
    await expect(scan).rejects.toBe(reason);
    // What was on its way arrives, on a busy machine a while later; nothing follows it.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sent = simulator.stats().requests;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(simulator.stats().requests).toBe(sent);
  });

  it('before the start sends nothing', async () => {
    const { manager, simulator } = await managerFor();
    await expect(manager.generateInventory(undefined, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(simulator.stats().requests).toBe(0);
  });
});
