import { resolve } from 'node:path';

import type { TokenInfo } from '../../documents/account.ts';
import { findInstagramAccounts } from '../../instagram/find-accounts.ts';
import { keepCompetitors, keepStories } from '../../instagram/keep.ts';
import { createFileStore, createFileTokenStore } from '../../runtime/stores.ts';
import { SUMMARIES } from '../command-line.ts';
import {
  type Command,
  type CommandContext,
  EXIT,
  pathOption,
  shownPath,
  TOKEN_FILE_OPTION,
  usageError,
} from '../command.ts';
import { openConfig, openInstagram, openLogger, openLogin } from '../inputs.ts';
import { inColumns, oneLine, tone } from '../terminal-text.ts';

export const tokenCommand: Command = {
  name: 'token',
  summary: SUMMARIES.token,
  operands: 'info|refresh',
  operandCount: [1, 1],
  about:
    'The token itself is never shown. "info" ends with 1 when it is not valid or lacks a permission. "refresh" keeps the new token in --token-file, readable by its owner only; name the same file to every other command.',
  options: [
    TOKEN_FILE_OPTION,
    { name: 'if-due', about: 'Refresh only when it ends within instagram_days_before_refresh of the configuration.' },
  ],
  examples: [
    'token info',
    'token refresh --token-file .state/token.json',
    'token refresh --if-due --token-file .state/token.json',
  ],
  run: async (context) => {
    const [action] = context.operands;
    if (action === 'info') return showInfo(context);
    if (action === 'refresh') return refresh(context);
    throw usageError(`"token" does not know "${String(action)}".`, 'Use "token info" or "token refresh".');
  },
};

async function showInfo(context: CommandContext): Promise<number> {
  const { output, signal } = context;
  const config = await openConfig(context);
  const info = await openInstagram(context, config, { logger: openLogger(context, config) }).getTokenInfo({ signal });
  output.result(info, () => describeToken(info));
  return info.valid && (info.missing_scopes ?? []).length === 0 ? EXIT.complete : EXIT.failed;
}

async function refresh(context: CommandContext): Promise<number> {
  const { output, options, signal } = context;
  const file = pathOption(context, 'token-file');
  if (file === undefined) {
    throw usageError(
      '"token refresh" needs --token-file: the new token is shown nowhere.',
      'Name a file to keep it in.',
    );
  }
  const config = await openConfig(context);
  const instagram = openInstagram(context, config, { logger: openLogger(context, config) });
  const before = options.isSet('if-due') ? await instagram.ensureFreshToken({ signal }) : null;
  const token = before ?? (await instagram.refreshToken({ signal }));
  output.redactor.add(token.value);
  const { expiresAt } = token;
  output.result({ token_file: file, expires_at: expiresAt }, () => {
    const end = expiresAt === null ? 'It is not known when it ends.' : `It ends at ${expiresAt}.`;
    return before === null ? `A new token is in ${shownPath(context, file)}. ${end}` : `The token is fresh. ${end}`;
  });
  return EXIT.complete;
}

function describeToken(info: TokenInfo): string {
  const days = info.days_left === null ? '' : ` (${String(info.days_left)} days left)`;
  const ends = { at: `${String(info.expires_at)}${days}`, never: 'never', unknown: 'unknown' }[info.expires];
  const rows = [
    ['valid', info.valid ? tone('good', 'yes') : tone('bad', 'no')],
    ['login', info.login],
    ['ends', ends],
    ['data access ends', info.data_access_expires_at ?? 'unknown'],
    ['permissions', info.scopes === null ? 'not listed by this login' : info.scopes.join(', ')],
    ...(info.missing_scopes === null || info.missing_scopes.length === 0
      ? []
      : [['missing', tone('bad', info.missing_scopes.join(', '))]]),
  ];
  return [inColumns(rows, ''), ...info.remedies.map(oneLine)].join('\n');
}

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

export const keepCommand: Command = {
  name: 'keep',
  summary: SUMMARIES.keep,
  about:
    'For a nightly run. Stories are kept with their newest figures, once each; a competitor gets one more reading a run, by business discovery, on Facebook login only. Ends with 3 when a competitor could not be read.',
  options: [
    {
      name: 'competitor',
      value: 'NAME',
      many: true,
      about: 'User name of a business to read; may be given more than once.',
    },
    { name: 'store-dir', value: 'DIR', about: 'Where they are kept; kept_data when not given.' },
    TOKEN_FILE_OPTION,
  ],
  examples: ['keep', 'keep --competitor otherstudio --competitor third.studio --store-dir .state/kept'],
  run: async (context) => {
    const { io, options, output, signal } = context;
    const config = await openConfig(context);
    const instagram = openInstagram(context, config, { logger: openLogger(context, config) });
    const folder = pathOption(context, 'store-dir') ?? resolve(io.cwd, 'kept_data');
    const store = createFileStore(folder);
    const { stories, added, renewed } = await keepStories(instagram, store, { signal });
    const names = options.list('competitor');
    const { readings, issues } = await keepCompetitors(instagram, names, store, { signal });
    output.result({ stories: stories.length, added, renewed, competitors: readings, issues }, () =>
      [
        `${String(stories.length)} stories kept in ${shownPath(context, folder)}: ${String(added)} new, ${String(renewed)} renewed.`,
        ...readings.map(({ username, followers_count: followers }) => {
          return `${oneLine(username)}: ${followers === null ? 'followers unknown' : `${String(followers)} followers`}`;
        }),
      ].join('\n'),
    );
    for (const { id, message } of issues) output.warn(`${oneLine(id ?? '')}: ${message}`);
    return issues.length > 0 ? EXIT.partial : EXIT.complete;
  },
};
