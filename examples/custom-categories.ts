/**
 * Your own categories by extension, which win over the library's table, and files to leave out. Without --config it runs
 * on a few files of a print studio.
 *
 *   npx tsx examples/custom-categories.ts [--config insight-inventory.config.json]
 */
import { GCSInventoryManager } from 'insight-inventory';
import type { SimulatedObject } from 'insight-inventory/testing';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { findBucket } from './support/open-bucket.ts';

const OBJECTS: SimulatedObject[] = [
  { name: 'prints/vase.mp4', size: 24_000_000 },
  { name: 'prints/vase.gcode', size: 3_100_000 },
  { name: 'prints/vase.kiln', size: 90_000 },
  { name: 'prints/.cache/vase.tmp', size: 1_000_000 },
  { name: 'old/2019/vase.mp4', size: 8_000_000 },
];

async function main(): Promise<void> {
  const { config, close } = await findBucket(configOption(), { bucket: 'studio', objects: OBJECTS });
  try {
    const plain = new GCSInventoryManager(config);
    const own = new GCSInventoryManager({
      ...config,
      categories: { gcode: 'document', kiln: 'document' },
      ignore: [...(config.ignore ?? []), '*.tmp', 'old/**'],
    });
    for (const [name, gcs] of Object.entries({ plain, own })) {
      const { inventory_info, categorized_summary } = await gcs.generateInventory(undefined, { files: 'none' });
      const counts = Object.entries(categorized_summary)
        .filter(([, { count }]) => count > 0)
        .map(([group, { count, size_mb }]) => `${group} ${String(count)} (${String(size_mb)} MB)`);
      console.log(`${name}: ${counts.join(', ')}; ${String(inventory_info.listing.objects_ignored)} ignored`);
    }
  } finally {
    await close();
  }
}

main().catch(fail);
