/**
 * From two platforms to a page one can look at: collects both documents and renders them as one HTML file that needs
 * nothing else. Without --config it shows the demo account and bucket.
 *
 *   npx tsx examples/first-report.ts [--config insight-inventory.config.json]
 */
import { mkdir, writeFile } from 'node:fs/promises';

import { renderReport } from 'insight-inventory/report';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';
import { openInstagram } from './support/open-instagram.ts';

const REPORT = 'collected_data/report.html';

async function main(): Promise<void> {
  const { instagram, close } = await openInstagram(configOption());
  const { gcs, close: closeBucket } = await openBucket(configOption());
  try {
    // Probing reads length and orientation of the clips, for the table of unused footage.
    const [analytics, inventory] = await Promise.all([
      instagram.collect(),
      gcs.generateInventory(undefined, { probe: true }),
    ]);
    const html = renderReport({ analytics, inventory, timezone: instagram.timezone });
    await mkdir('collected_data', { recursive: true });
    await writeFile(REPORT, html);
    console.log(
      `${REPORT}: ${String(Math.ceil(html.length / 1_024))} KB, ${String(analytics.recent_media?.length)} posts, ${String(inventory.bucket_summary.total_files)} files`,
    );
    for (const { source, message } of [...analytics.issues, ...inventory.issues]) console.log(`${source}: ${message}`);
  } finally {
    await Promise.all([close(), closeBucket()]);
  }
}

main().catch(fail);
