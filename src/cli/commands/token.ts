import type { TokenInfo } from '../../documents/account.ts';
import {
  type Command,
  pathOption,
  shownPath,
  type CommandContext,
  EXIT,
  usageError,
  TOKEN_FILE_OPTION,
} from '../command.ts';
import { SUMMARIES } from '../command-line.ts';
import { openConfig, openInstagram, openLogger } from '../inputs.ts';
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
