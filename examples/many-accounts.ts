/**
 * Collects every account of a token within the limit of its app, keeps what is finished, and compares the accounts.
 * Without --config the accounts are two of a simulator, of which the token reads one.
 *
 *   npx tsx examples/many-accounts.ts [--config insight-inventory.config.json]
 */
import { mkdir, writeFile } from 'node:fs/promises';

import { collectAccounts, createFileStore, findInstagramAccounts } from 'insight-inventory';

import { configOption } from './support/config-option.ts';
import { fail } from './support/fail.ts';
import { findInstagram } from './support/open-instagram.ts';

const FOLDER = 'collected_data';
/** An account that was connected once, and is no longer. */
const GONE = '17841400000099999';

async function main(): Promise<void> {
  const { config, graph, close } = await findInstagram(configOption());
  try {
    const found = (await findInstagramAccounts(config)).map(({ account_id }) => account_id);
    const ids = graph === null ? found : [...found, GONE];
    const { status, resume_at, comparison } = await collectAccounts(
      ids.map((userId) => ({ ...config, userId })),
      {
        checkpoint: createFileStore(`${FOLDER}/.checkpoint`),
        onAccount: async (document, { account_id }) => {
          await mkdir(`${FOLDER}/${account_id}`, { recursive: true });
          await writeFile(`${FOLDER}/${account_id}/analytics.json`, JSON.stringify(document));
        },
      },
    );
    await writeFile(`${FOLDER}/comparison.json`, `${JSON.stringify(comparison, null, 2)}\n`);
    const { basis } = comparison.comparison_info;
    for (const { account_id, username, issue, ...row } of comparison.accounts) {
      const rate = basis === null ? null : row.engagement_rate[basis].median;
      const figures = rate === null ? (issue?.message ?? 'too few posts') : `${rate.toFixed(2)} % by ${basis ?? ''}`;
      console.log(`${username ?? account_id}: ${row.status}, ${figures}`);
    }
    console.log(`${status}${resume_at === null ? '' : `, go on after ${resume_at}`}`);
  } finally {
    await close();
  }
}

main().catch(fail);
