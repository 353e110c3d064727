import { Redactor } from '../base/redact.ts';
import { requireGraphId } from '../graph/graph-request.ts';
import { resolveDependencies, type ManagerDependencies } from '../runtime/dependencies.ts';
import type { InstagramConfig } from '../runtime/instagram-config.ts';
import { readPage } from '../graph/answer.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import type { CallOptions } from './options.ts';
import { createGraphClient, resolveInstagramConfig } from './resolve-config.ts';
import { toListPage, WalkedList, walkPages, withPartial } from './walk-pages.ts';
import { readAccountRow, readPageRow, type PageWireRow } from './wire-rows.ts';

/** An Instagram professional account a token can read. */
export interface FoundAccount {
  account_id: string;
  username: string | null;
  /** The Facebook page it hangs on; `null` on Instagram login. */
  page_id: string | null;
  page_name: string | null;
}

/** What of a configuration finding accounts takes; everything but the account. */
export type FindAccountsConfig = Omit<InstagramConfig, 'userId'>;

/** Stands in where the settings ask for an account; no request is made for it. */
const NO_ACCOUNT = '0';

/**
 * The Instagram accounts a token can read: those on the pages of a Facebook login, or the one of an Instagram login.
 * Cost: 1 call, and 1 more for every 25 pages.
 *
 * @throws ConfigError for a configuration that cannot be meant; GraphApiError when the token is refused
 */
export async function findInstagramAccounts(
  config: FindAccountsConfig,
  deps: ManagerDependencies = {},
  options: CallOptions = {},
): Promise<FoundAccount[]> {
  const redactor = new Redactor();
  const dependencies = resolveDependencies(deps, 'instagram_analytics', redactor);
  const settings = resolveInstagramConfig({ ...config, userId: NO_ACCOUNT }, redactor);
  const client = createGraphClient(settings, redactor, dependencies);
  const list = new WalkedList<PageWireRow>();
  try {
    return await client.run({ ...options, what: 'Finding accounts' }, (run) =>
      settings.login === 'instagram' ? readOwnAccount(run) : readPageAccounts(run, list),
    );
  } catch (error) {
    throw withPartial(error, options.signal, list.items.flatMap(toFound), list.after);
  }
}

async function readOwnAccount(run: GraphRun): Promise<FoundAccount[]> {
  const row = readAccountRow(await run.get({ path: 'me', params: { fields: 'user_id,username' } }));
  const id = row?.user_id ?? row?.id ?? null;
  if (row === null || id === null) return [];
  return [{ account_id: requireGraphId(id, 'account'), username: row.username, page_id: null, page_name: null }];
}

/** Reads every page of a Facebook login into `list`. Pages without a connected account are left out. */
async function readPageAccounts(run: GraphRun, list: WalkedList<PageWireRow>): Promise<FoundAccount[]> {
  await walkPages(list, {
    limit: Infinity,
    read: async (after) => {
      const params = { fields: 'id,name,instagram_business_account{id,username}', after: after ?? undefined };
      return toListPage(readPage(await run.get({ path: 'me/accounts', params })), readPageRow);
    },
  });
  return list.items.flatMap(toFound);
}

function toFound({ id, name, account }: PageWireRow): FoundAccount[] {
  if (account === null) return [];
  return [{ account_id: account.id, username: account.username, page_id: id, page_name: name }];
}
