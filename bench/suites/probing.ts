import { GCSInventoryManager } from '../../src/inventory/gcs-inventory-manager.ts';
import { mp4Bytes, startBucketSimulator } from '../../src/testing/index.ts';
import { type BenchSuite, interleave, type Measure, timed } from '../harness.ts';

/** Clips of 20 MB with their header at the beginning, and at the end as phones write it. */
const PLACES = { 'header first': 'first', 'header last': 'last' } as const;

/** Lists a bucket of clips and probes every one of them, by range. */
export const probing: BenchSuite = {
  name: 'probing',
  run: async (mode) => {
    const [clips, latencyMs] = mode === 'full' ? [1_000, 50] : [3, 0];
    const measure =
      (moov: 'first' | 'last'): Measure =>
      async () => {
        const size = 20_000_000;
        const clip = mp4Bytes({ size, durationSeconds: 12.5, width: 1080, height: 1920, audio: true, moov });
        let bytes = 0;
        const content = (start: number, end: number): Uint8Array => {
          bytes += end - start;
          return clip.read(start, end);
        };
        const objects = Array.from({ length: clips }, (_, index) => ({
          name: `video/clip_${String(index).padStart(4, '0')}.mp4`,
          size,
          content,
        }));
        const simulator = await startBucketSimulator({ objects, latencyMs });
        try {
          const manager = new GCSInventoryManager({ bucket: simulator.bucket, apiEndpoint: simulator.url });
          const times = await timed(async () => {
            const { folder_inventories: folders } = await manager.generateInventory(undefined, { probe: true });
            if (Object.keys(folders).length === 0) throw new Error('Nothing was found.');
          });
          const { requests } = simulator.stats();
          return { ...times, 'requests a clip': requests / clips, 'KB a clip': bytes / clips / 1_000 };
        } finally {
          await simulator.close();
        }
      };
    const subjects = Object.fromEntries(Object.entries(PLACES).map(([name, moov]) => [name, measure(moov)]));
    return [
      {
        title: `Probing ${String(clips)} clips of 20 MB, ${String(latencyMs)} ms an answer`,
        about: 'An inventory with length, sides and codecs of every clip; the listing is among the requests.',
        rows: await interleave(subjects, 1),
      },
    ];
  },
};
