/**
 * The whole job without credentials: starts both simulators on the demo data, collects them over HTTP and writes the
 * three documents. `npm run demo` is the same with progress and figures: the command line's own demo.
 *
 *   npx tsx examples/demo.ts
 */
import { DataCollector } from 'insight-inventory';

import { fail } from './support/fail.ts';
import { openBucket } from './support/open-bucket.ts';
import { openInstagram } from './support/open-instagram.ts';

async function main(): Promise<void> {
  const { instagram, close: closeGraph } = await openInstagram(undefined);
  const { gcs, close: closeBucket } = await openBucket(undefined);
  const { status, sources, summary_file } = await new DataCollector({ instagram, gcs }).collectAllData();
  console.log(status, sources.instagram.counts, sources.gcs.counts, summary_file);
  await Promise.all([closeGraph(), closeBucket()]);
}

main().catch(fail);
