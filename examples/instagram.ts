/**
 * Account, recent media, hashtags and an export, one call each. Without --config it runs on the demo account.
 *
 *   npx tsx examples/instagram.ts [--config insight-inventory.config.json]
 */
import { parseArgs } from 'node:util';

import { fail } from './support/fail.ts';
import { openInstagram } from './support/open-instagram.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  const { instagram, close } = await openInstagram(values.config);
  try {
    const account = await instagram.getAccountInfo();
    console.log(`${account.username ?? account.account_id}: ${String(account.followers_count)} followers`);

    const media = await instagram.getRecentMedia({ limit: 5 });
    for (const post of media) {
      const { rate_by_reach } = post.engagement;
      console.log(
        `${post.timestamp} ${post.media_product_type ?? post.media_type} ${String(post.insights.views)} views, engagement ${String(rate_by_reach)} % of reach`,
      );
    }

    const [tag] = media.flatMap((post) => post.hashtags);
    if (tag !== undefined) console.log(await instagram.getHashtagPerformance([tag]));

    const path = 'instagram_analytics_result.json';
    const { export_info, issues } = await instagram.exportToJson(path);
    console.log(`${path}: ${String(export_info.calls.http_requests)} HTTP requests, ${String(issues.length)} issues`);
  } finally {
    await close();
  }
}

main().catch(fail);
