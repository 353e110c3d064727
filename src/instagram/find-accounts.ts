import { GraphApiError, isGraphApiError } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';
import { resolveDependencies, type ManagerDependencies } from '../runtime/dependencies.ts';
import type { InstagramConfig } from '../runtime/platform-configs.ts';
import { readPage } from '../graph/answer.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import { callOf, type CallOptions, createGraphClient, resolveInstagramConfig } from './options.ts';
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

/** Stands in where a config asks for an account; no request is made for it. */
const NO_ACCOUNT = '0';

/**
 * Finds the Instagram accounts a token can read: those on the pages of a Facebook login, or the one of an Instagram
 * login. Cost: 1 call, and 1 more for every 25 pages. The token of a Page finds the account of that Page, at 2 calls.
 *
 * @throws ConfigError for an invalid configuration; GraphApiError when the token is refused, or shows no
 * account: then the remedy says what is missing
 */
export async function findInstagramAccounts(
  config: FindAccountsConfig,
  deps: ManagerDependencies = {},
  options: CallOptions = {},
): Promise<FoundAccount[]> {
  const redactor = new Redactor();
  const dependencies = resolveDependencies(deps, 'instagram_analytics', redactor);
  const resolved = resolveInstagramConfig({ ...config, userId: NO_ACCOUNT }, redactor);
  const client = createGraphClient(resolved, redactor, dependencies);
  const call = { ...callOf(options), what: 'Finding accounts' };
  const list = new WalkedList<PageWireRow>();
  try {
    return await client.run(call, (run) =>
      resolved.login === 'instagram' ? readOwnAccount(run) : readPageAccounts(run, list),
    );
  } catch (error) {
    // A refused token has ended that run.
    const own = isPageToken(error) ? await client.run(call, readPageItself) : [];
    if (own.length > 0) return own;
    throw withPartial(error, options.signal, list.items.flatMap(toFound), list.after);
  }
}

async function readOwnAccount(run: GraphRun): Promise<FoundAccount[]> {
  const row = readAccountRow(await run.get({ path: 'me', params: { fields: 'user_id,username' } }));
  const id = row?.user_id ?? row?.id ?? null;
  if (row === null || id === null) return [];
  return [{ account_id: id, username: row.username, page_id: null, page_name: null }];
}

/** Reads every page of a Facebook login into `list`. Pages without a connected account are left out. */
async function readPageAccounts(run: GraphRun, list: WalkedList<PageWireRow>): Promise<FoundAccount[]> {
  await walkPages(list, {
    limit: Infinity,
    read: async (after) => {
      const params = { fields: PAGE_FIELDS, after: after ?? undefined };
      return toListPage(readPage(await run.get({ path: 'me/accounts', params })), readPageRow);
    },
  });
  const found = list.items.flatMap(toFound);
  if (found.length === 0) throw noAccount(list.items.length);
  return found;
}

const PAGE_FIELDS = 'id,name,instagram_business_account{id,username}';

/**
 * Tells whether a token is of a Page: the token of a Facebook Page has no list of Pages. Source: AceDataCloud/Skills
 * issue 548; checked 2026-11-27.
 */
function isPageToken(error: unknown): boolean {
  return isGraphApiError(error) && /on node type \(Page\)/i.test(error.message);
}

/** Reads the Page that a Page token belongs to. */
async function readPageItself(run: GraphRun): Promise<FoundAccount[]> {
  const page = readPageRow(await run.get({ path: 'me', params: { fields: PAGE_FIELDS } }));
  return page === null ? [] : toFound(page);
}

/**
 * Says why there is no account. Since v17 `me/accounts` leaves out the Pages of a business portfolio for a token
 * without `business_management`. Source: getopenpost/openpost issue 216, Automattic/jetpack issue 51282; checked
 * 2026-11-27.
 */
function noAccount(pages: number): GraphApiError {
  const connect =
    pages === 0
      ? 'Log in again with a user of the Page, choose the Page, and grant pages_show_list'
      : 'Connect the professional account to one of the Pages';
  return new GraphApiError(
    pages === 0
      ? 'Graph lists no Facebook Page for this accessToken.'
      : `None of the ${String(pages)} Facebook Pages of this accessToken has an Instagram account.`,
    {
      kind: pages === 0 ? 'permission' : 'not_found',
      code: pages === 0 ? 'accounts:no_page' : 'accounts:not_connected',
      remedy: `${connect}; for a Page of a business portfolio the token needs business_management besides.`,
      status: null,
    },
  );
}

function toFound({ id, name, account }: PageWireRow): FoundAccount[] {
  if (account === null) return [];
  return [{ account_id: account.id, username: account.username, page_id: id, page_name: name }];
}
