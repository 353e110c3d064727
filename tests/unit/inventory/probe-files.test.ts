import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { GCSInventoryManager } from '../../../src/inventory/gcs-inventory-manager.ts';
import { startBucketSimulator, type BucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';
import { mp4Bytes } from '../../../src/testing/media-files/mp4-bytes.ts';

const CLIP = mp4Bytes({
  size: 20_000_000,
  durationSeconds: 12.5,
  width: 1920,
  height: 1080,
  rotation: 90,
  audio: true,
});

const open: BucketSimulator[] = [];

async function bucketOfClips(): Promise<{ manager: GCSInventoryManager; simulator: BucketSimulator }> {
  const simulator = await startBucketSimulator({
    objects: [
      { name: 'video/clip.mp4', size: CLIP.size, content: (start: number, end: number) => CLIP.read(start, end) },
      { name: 'video/broken.mp4', content: 'not a clip' },
      { name: 'video/notes.txt', content: 'hello' },
    ],
  });
  open.push(simulator);
  const retry = { retries: 0 };
  return {
    simulator,
    manager: new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url }, { retry }),
  };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

describe('probeMedia', () => {
  it('reads length, sides as displayed and orientation from a few bytes, once for a generation', async () => {
    const { manager, simulator } = await bucketOfClips();
    const [, clip] = await manager.scanFolder('video');
    if (clip === undefined) throw new Error('no clip');
    const metadata = await manager.probeMedia(clip);
    expect(metadata).toMatchObject({ duration_seconds: 12.5, width: 1080, height: 1920, orientation: 'portrait' });
    // At most 5 % of a clip of 20 MB.
    expect(metadata.bytes_read).toBeLessThanOrEqual(1_000_000);
    const requests = simulator.stats().requests;
    expect((await manager.probeMedia(clip)).duration_seconds).toBe(12.5);
    expect(simulator.stats().requests).toBe(requests);
  });

  it('reads no more than maxBytes, and says that the rest is over the budget', async () => {
    const { manager } = await bucketOfClips();
    const [, clip] = await manager.scanFolder('video');
    if (clip === undefined) throw new Error('no clip');
    const little = await manager.probeMedia(clip, { maxBytes: 1_000 });
    expect(little).toMatchObject({ duration_seconds: null, unavailable: { duration_seconds: 'over_budget' } });
    // What was read under another budget is not taken for the answer.
    expect((await manager.probeMedia(clip)).duration_seconds).toBe(12.5);
  });

  it('refuses what is no media, and throws what the service answers', async () => {
    const { manager, simulator } = await bucketOfClips();
    const [, clip, notes] = await manager.scanFolder('video');
    if (clip === undefined || notes === undefined) throw new Error('no files');
    await expect(manager.probeMedia(notes)).rejects.toMatchObject({ kind: 'invalid_request' });
    simulator.addFault({ match: /alt=media/, action: { kind: 'status', status: 403 } });
    await expect(manager.probeMedia(clip)).rejects.toMatchObject({ name: 'StorageError', kind: 'permission' });
  });
});

describe('generateInventory with probe', () => {
  it('adds to rows and highlights what the headers say, and an issue for the one that cannot be read', async () => {
    const { manager } = await bucketOfClips();
    const inventory = await manager.generateInventory(undefined, { probe: true });
    const videos = inventory.folder_inventories['video']?.file_categories?.videos ?? [];
    expect(videos.map((file) => file.video_metadata?.duration_seconds)).toEqual([null, 12.5]);
    expect(videos[0]?.video_metadata).toMatchObject({ format: 'MP4', unavailable: { duration_seconds: 'failed' } });
    expect(inventory.highlights.newest_videos.map((file) => file.video_metadata?.orientation)).toEqual([
      null,
      'portrait',
    ]);
    expect(inventory.issues).toMatchObject([{ source: 'gcs', scope: 'media_probe', id: 'video/broken.mp4' }]);
    expect(inventory.inventory_info.listing.requests).toBe(1);
  });

  it('reads as much of a file as it is given, and says once that a header did not fit', async () => {
    const { manager } = await bucketOfClips();
    const { issues } = await manager.generateInventory(undefined, { probe: { maxBytes: 1_000 } });
    expect(issues.filter(({ code }) => code === 'media:budget')).toMatchObject([{ id: null, kind: 'truncated' }]);
    const whole = await manager.generateInventory(undefined, { probe: { maxBytes: 500_000 } });
    expect(whole.issues.map(({ code }) => code)).toEqual(['media:unreadable']);
  });

  it('reads only the highlights when the rows have no place for it', async () => {
    const { manager } = await bucketOfClips();
    const inventory = await manager.generateInventory(undefined, { probe: true, detail: 'essential' });
    expect(inventory.highlights.newest_videos[1]?.video_metadata?.duration_seconds).toBe(12.5);
    expect(inventory.folder_inventories['video']?.file_categories?.videos[1]).not.toHaveProperty('video_metadata');
  });

  it('asks an endpoint that gives no parts of files for a few, and says once what is wrong', async () => {
    const count = 60;
    const items = Array.from({ length: count }, (_, index) => ({ name: `v${String(index)}.mp4`, size: '900000' }));
    let reads = 0;
    const server = createServer((request, response) => {
      const isListing = !request.url?.includes('alt=media');
      if (!isListing) reads += 1;
      response.writeHead(200, { 'content-type': isListing ? 'application/json' : 'text/html' });
      response.end(isListing ? JSON.stringify({ items }) : '<html>Log in</html>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const gcs = new GCSInventoryManager({ bucket: 'prints', apiEndpoint: `http://127.0.0.1:${String(port)}` });
    const { issues } = await gcs.generateInventory(undefined, { probe: true });
    expect(issues).toHaveLength(1);
    expect(issues[0]?.message).toContain(String(count));
    expect(reads).toBeLessThan(count);
    server.closeAllConnections();
    server.close();
  });
});
