// Collects the accounts of FOLDER/configs.json until it is killed: collect-until-killed.ts FOLDER CONCURRENCY LAST, where
// LAST is the account at which it kills itself, when its document is written and the checkpoint does not know it yet
import { appendFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type AccountsCollection, collectAccounts } from '../../src/collector/collect-accounts.ts';
import type { InstagramConfig } from '../../src/runtime/platform-configs.ts';
import { createFileStore } from '../../src/runtime/stores.ts';

/** Goes on from the checkpoint in the folder; every document that is given is a line of `given.txt` and a file. */
export async function collectInto(folder: string, concurrency: number, last?: string): Promise<AccountsCollection> {
  const configs = JSON.parse(await readFile(join(folder, 'configs.json'), 'utf8')) as InstagramConfig[];
  return collectAccounts(configs, {
    concurrency,
    checkpoint: createFileStore(join(folder, 'checkpoint')),
    onAccount: async (document, { account_id: id }, isRepeated) => {
      appendFileSync(join(folder, 'given.txt'), `${id} ${isRepeated ? 'again' : 'new'}\n`);
      await writeFile(join(folder, `${id}.json`), JSON.stringify(document));
      if (id === last) process.kill(process.pid, 'SIGKILL');
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = '', concurrency, last] = process.argv.slice(2);
  await collectInto(folder, Number(concurrency), last);
}
