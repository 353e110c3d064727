/**
 * Scan a folder, categorise, inventory, by category, latest and search. Without --config it runs on the demo bucket.
 *
 *   npx tsx examples/inventory.ts [--config insight-inventory.config.json] [--folder video_uploads]
 */
import { parseArgs } from 'node:util';

import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, folder: { type: 'string', default: 'video_uploads' } },
  });
  const { gcs, close } = await openBucket(values.config);
  try {
    const files = await gcs.scanFolder(values.folder);
    console.log(`${values.folder}: ${String(files.length)} files`);
    for (const [group, members] of Object.entries(gcs.categorizeFiles(files))) {
      if (members.length > 0) console.log(`  ${group}: ${String(members.length)}`);
    }

    const audio = await gcs.getFilesByCategory('audio');
    console.log(`audio: ${audio.map((file) => file.file_name).join(', ')}`);
    for (const file of await gcs.getLatestFiles({ limit: 3, category: 'video' })) {
      console.log(`latest: ${file.file_name}, ${file.created_time ?? 'undated'}, ${String(file.size_mb)} MB`);
    }
    const large = await gcs.searchFiles({ glob: '*.mp4', minSizeMb: 10 });
    console.log(`clips of 10 MB and more: ${String(large.length)}`);

    const path = 'gcs_inventory_result.json';
    const { bucket_summary, inventory_info } = await gcs.generateInventory(path);
    console.log(
      `${path}: ${String(bucket_summary.total_files)} files, ${String(bucket_summary.total_size_mb)} MB, ${String(inventory_info.listing.requests)} requests`,
    );
  } finally {
    await close();
  }
}

main().catch(fail);
