/**
 * A large bucket in a small heap: totals from a listing in parallel, kept cut points for the next night, and every file
 * as compressed NDJSON. Without --config it lists a generated bucket on the simulator.
 *
 *   npx tsx examples/big-bucket.ts [--config insight-inventory.config.json] [--count 200000]
 */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { createFileStore } from 'insight-inventory';

import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';

const FILES = 'collected_data/files.ndjson.gz';

/** Measures the the most memory in use, looked at ten times a second. */
function watchMemory(): { readonly peakMb: () => number; readonly stop: () => void } {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  };
  const timer = setInterval(look, 100);
  return {
    peakMb: () => {
      look();
      return Math.round(peak / 1_048_576);
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, count: { type: 'string', default: '200000' } },
  });
  const generate = { shape: 'tree', count: Number(values.count) } as const;
  const { gcs, simulator, close } = await openBucket(values.config, {}, { generate, gzip: false });
  // What a night learns of where the bucket can be cut, the next night need not look for.
  const cutPoints = createFileStore('collected_data/cut-points');
  const memory = watchMemory();
  try {
    for (const night of [1, 2]) {
      const inventory = await gcs.generateInventory(undefined, { files: 'none', cutPoints });
      const { bucket_summary, inventory_info, highlights } = inventory;
      const { requests, duration_ms } = inventory_info.listing;
      console.log(
        `night ${String(night)}: ${String(bucket_summary.total_files)} files, ${String(bucket_summary.total_size_mb)} MB, ${String(requests)} requests, ${String(duration_ms)} ms`,
      );
      if (night === 1) console.log(`largest: ${highlights.largest[0]?.name ?? 'none'}`);
    }
    await mkdir('collected_data', { recursive: true });
    const { rows, size_bytes } = await gcs.exportFiles(FILES, { order: 'unordered', cutPoints });
    console.log(`${FILES}: ${String(rows)} rows, ${(size_bytes / 1_048_576).toFixed(1)} MB`);
    console.log(
      `at most ${String(memory.peakMb())} MB of heap${simulator === null ? '' : ', the simulator in it'}; ${String(simulator?.stats().requests ?? 'unknown')} requests in all`,
    );
  } finally {
    memory.stop();
    await close();
  }
}

main().catch(fail);
