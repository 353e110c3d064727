import type { GeneratedShape } from '../../../src/testing/bucket/object-names.ts';
import { type BucketSimulator, startBucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';

export const SHAPES: readonly GeneratedShape[] = ['flat', 'tree', 'timestamps', 'hash', 'mixed', 'folder', 'skewed'];

/** What clients are compared on. */
export interface Truth {
  readonly name: string;
  readonly size: number;
}

/** Starts a bucket of a shape, with three objects whose bytes are known. */
export async function startShape(shape: GeneratedShape, count = 1_300): Promise<BucketSimulator> {
  return startBucketSimulator({
    bucket: 'media',
    generate: { shape, count },
    objects: [
      { name: 'known/ten.txt', content: '0123456789' },
      { name: 'known/ünï\u{1F600} 100%.txt', content: 'grüße' },
      { name: 'known/filler.bin', size: 300_000 },
    ],
  });
}

export function truthOf(simulator: BucketSimulator): Truth[] {
  return [...simulator.objects()].map(({ name, size }) => ({ name, size }));
}
