import { findInstagramAccounts } from '../../instagram/find-accounts.ts';
import { createFileTokenStore } from '../../runtime/stores.ts';
import { type Command, EXIT, pathOption, TOKEN_FILE_OPTION } from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { openConfig, openLogger, openLogin } from '../inputs.ts';
import { inColumns, oneLine } from '../terminal-text.ts';

export const accountsCommand: Command = {
  name: 'accounts',
  summary: SUMMARIES.accounts,
  about:
    'For instagram_user_id of the configuration, which need not be there yet. One call, and one more for every 25 pages. Ends with 1 when there is none.',
  options: [TOKEN_FILE_OPTION],
  examples: ['accounts', 'accounts --env-file .env --json'],
  run: async (context) => {
    const { output, signal } = context;
    const config = await openConfig(context);
    const login = openLogin(context, config);
    const tokenFile = pathOption(context, 'token-file');
    const tokenStore = tokenFile === undefined ? undefined : createFileTokenStore(tokenFile);
    const logger = openLogger(context, config);
    const accounts = await findInstagramAccounts(login, { logger, tokenStore }, { signal });
    output.rows(accounts, () =>
      inColumns(
        accounts.map(({ account_id, username, page_name }) => [
          account_id,
          oneLine(username ?? 'name unknown'),
          oneLine(page_name ?? ''),
        ]),
        '',
      ),
    );
    if (accounts.length > 0) return EXIT.complete;
    output.warn('The token reads no Instagram account: connect a professional account to a page of this login.');
    return EXIT.failed;
  },
};
