import { describe, expect, it } from 'vitest';

import type { MediaMetadata } from '../../src/documents/file.ts';
import { type MediaKind, probeMedia } from '../../src/media/probe-media.ts';
import { startBucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { box, fullBox } from '../../src/testing/media-files/isobmff-track.ts';
import { bytesOf, type MediaBytes, u32 } from '../../src/testing/media-files/media-bytes.ts';
import { mp4Bytes } from '../../src/testing/media-files/mp4-bytes.ts';
import { webmBytes } from '../../src/testing/media-files/webm-bytes.ts';
import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { readerOf } from '../unit/media/reader.ts';

const probe = (file: MediaBytes | Uint8Array, name: string, kind: MediaKind = 'video'): Promise<MediaMetadata> =>
  probeMedia(readerOf(file), { kind, name });

describe('public reports of lengths', () => {
  it('a clip of 6 GB has its length behind 4 GiB (Immich#7312)', async () => {
    const clip = mp4Bytes({ size: 6_000_000_000, durationSeconds: 480, width: 3_840, height: 2_160, moov: 'last' });
    expect(await probe(clip, 'phone.mp4')).toMatchObject({ duration_seconds: 480, width: 3_840 });
  });

  it('a camcorder counts its movie in frames (Immich#11530): 2,304 at 25 a second are no 2,304 seconds', async () => {
    const sizes = [u32(0), u32(0), u32(25), u32(2_304), new Uint8Array(80)];
    const clip = bytesOf(
      box('ftyp', 'XAVC', u32(0), 'mp42'),
      box('moov', fullBox('mvhd', 0, 0, ...sizes)),
      box('mdat'),
    );
    expect((await probe(clip, 'C0018.MP4')).duration_seconds).toBe(92.16);
  });

  it('a Matroska file counts in other units than milliseconds (Immich#11610)', async () => {
    const plain = webmBytes({ size: 200_000, durationSeconds: 20, width: 640, height: 360 });
    const bytes = Uint8Array.from(plain.read(0, plain.size));
    // The scale is in nanoseconds: 1,000,000 becomes 100,000.
    const scale = Buffer.from(bytes.buffer).indexOf(u32(1_000_000));
    bytes.set(u32(100_000), scale);
    expect((await probe(bytes, 'test1.webm')).duration_seconds).toBe(2);
  });
});

describe('public reports of folders and deletion', () => {
  it('an empty managed folder is no object (gcsfuse#1722), a soft-deleted one in no total (gcp-storage-emulator#329)', async () => {
    const simulator = await startBucketSimulator({
      bucket: 'prints',
      folders: ['empty/'],
      objects: [
        { name: 'video/a.mp4', size: 10 },
        { name: 'video/gone.mp4', size: 99, softDeleteTime: '2026-11-26T00:00:00Z' },
      ],
    });
    const manager = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: simulator.url });
    const inventory = await manager.generateInventory(undefined, { otherObjects: true });
    expect(Object.keys(inventory.folder_inventories)).toEqual(['', 'video']);
    expect(inventory.bucket_summary).toMatchObject({ total_files: 1, total_size_bytes: 10 });
    expect(inventory.other_objects?.soft_deleted).toMatchObject({ count: 1, size_bytes: 99 });
    await expect(manager.scanFolder('empty')).rejects.toMatchObject({ code: 'gcs:folder_not_found' });
    await simulator.close();
  });
});
