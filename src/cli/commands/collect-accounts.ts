import { join, resolve } from 'node:path';

import { MAX_CONFIG_BYTES, readBytes } from '../../runtime/file-io.ts';
import { type AccountsCollection, collectAccounts } from '../../collector/collect-accounts.ts';
import { findNewestDocuments, readAnalytics } from '../../collector/saved-documents.ts';
import { writeDocument } from '../../collector/write-documents.ts';
import type { ComparedAccount } from '../../documents/collection.ts';
import { documentPieces } from '../../documents/shapes.ts';
import { isAccountId } from '../../graph/platform.ts';
import { findInstagramAccounts } from '../../instagram/find-accounts.ts';
import { writeFileAtomic } from '../../runtime/atomic-write.ts';
import { DAY_MS } from '../../base/time.ts';
import type { ManagerDependencies } from '../../runtime/dependencies.ts';
import { readHistory } from '../../runtime/history/read-history.ts';
import { createSharedUsage } from '../../runtime/throttle-gate.ts';
import { createFileStore, createFileTokenStore } from '../../runtime/stores.ts';
import { type CommandContext, EXIT, type OptionSpec, pathOption, shownPath, usageError } from '../command.ts';
import { historyOfAccount, openConfig, openHistory, openLogger, openLogin, outputDirOf } from '../inputs.ts';
import { inColumns, oneLine } from '../terminal-text.ts';

const ALL = 'all';

/** Options of `collect` that take many accounts. */
export const ACCOUNTS_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'accounts',
    value: 'FILE',
    about:
      'Many accounts in place of the configured one: a file with an id on each line, or "all" for every account of the token. Each has a folder of its own in the output folder, and comparison.json sets them side by side.',
  },
  {
    name: 'at-once',
    value: 'N',
    kind: 'count',
    about: 'With --accounts: accounts at a time, whose requests share one gate; 4 without it.',
  },
  {
    name: 'wait',
    about:
      "With --accounts: wait at the app's limit until calls pass again, a day at most. Without it the run ends there, and the same command goes on later.",
  },
];

/** Options of `collect` that many accounts can be collected with; the others are about one account or the bucket. */
const MULTI_ACCOUNT_OPTIONS: ReadonlySet<string> = new Set([
  ...['output-dir', 'compress', 'audience', 'history', 'token-file'],
  ...ACCOUNTS_OPTIONS.map(({ name }) => name),
]);

/** Refuses options that mean nothing together, so that none is left out of account. @throws a usage error */
export function checkAccountsOptions({ options }: CommandContext, all: readonly OptionSpec[]): void {
  const isMultiAccount = options.isSet('accounts');
  const misplaced = all.find(({ name }) => {
    return (
      options.isSet(name) &&
      (isMultiAccount ? !MULTI_ACCOUNT_OPTIONS.has(name) : ACCOUNTS_OPTIONS.some((own) => own.name === name))
    );
  });
  if (misplaced === undefined) return;
  const { name } = misplaced;
  if (isMultiAccount)
    throw usageError(`--${name} is of one account.`, 'Leave it out, or collect that account without --accounts.');
  throw usageError(`--${name} is of many accounts.`, 'Leave it out, or name the accounts with --accounts.');
}

/**
 * Collects many accounts, each document into a folder of its own, and writes the comparison of all. What a run that was
 * killed had finished is not asked for again.
 */
export async function collectManyAccounts(context: CommandContext, which: string): Promise<number> {
  const { options, output, signal } = context;
  const config = await openConfig(context);
  const login = openLogin(context, config);
  const outputDir = outputDirOf(context, config);
  const tokenFile = pathOption(context, 'token-file');
  const deps: ManagerDependencies = {
    logger: openLogger(context, config),
    tokenStore: tokenFile === undefined ? undefined : createFileTokenStore(tokenFile),
    usage: createSharedUsage(),
    ...(options.isSet('wait') ? { maxWaitMs: DAY_MS, deadlineMs: 2 * DAY_MS } : {}),
  };
  const found = which === ALL ? await findInstagramAccounts(login, deps, { signal }) : null;
  const ids = found?.map(({ account_id }) => account_id) ?? (await readIds(context, which));
  const history = pathOption(context, 'history');
  const startedAt = Date.now();
  const file = join(outputDir, 'comparison.json');
  const collected = await collectAccounts(
    ids.map((userId) => ({ ...login, userId })),
    {
      deps,
      signal,
      concurrency: options.number('at-once'),
      collect: { audience: options.isSet('audience') },
      checkpoint: createFileStore(join(outputDir, '.checkpoint')),
      onProgress: output.onProgress,
      onAccount: async (analytics, { account_id: id }, isRepeated) => {
        const taken = { taken_at: analytics.export_info.exported_at, analytics };
        const folder = join(outputDir, id);
        const written = isRepeated ? await findNewestDocuments(folder) : null;
        if (written?.analytics == null || !(await isOf(taken.taken_at, written.analytics))) {
          const output = { outputDir: folder, startedAt, compress: options.isSet('compress'), signal };
          context.kept.push((await writeDocument('instagram_analytics', analytics, output)).path);
        }
        if (history === undefined) return;
        const store = openHistory(historyOfAccount(history, id));
        const known = isRepeated ? await readHistory(store, { metrics: ['followers_count'] }) : [];
        if (!known.some(({ taken_at: at }) => at === taken.taken_at)) await store.append(taken);
      },
      onComparison: async (comparison) => {
        await writeFileAtomic(file, documentPieces('accounts-comparison', comparison), { signal });
      },
    },
  );
  output.result({ ...collected, comparison_file: file }, () => describe(collected, shownPath(context, file)));
  const { complete, partial, open } = collected.comparison.counts;
  if (collected.status === 'complete') return EXIT.complete;
  return complete + partial + open === 0 ? EXIT.failed : EXIT.partial;
}

/** Tells whether a document that was written before is the one of this moment. */
async function isOf(exportedAt: string, path: string): Promise<boolean> {
  return (await readAnalytics(path)).export_info.exported_at === exportedAt;
}

/** Reads the ids of a file, one a line; a line that begins with `#` is a comment. */
async function readIds({ io }: CommandContext, which: string): Promise<string[]> {
  const file = resolve(io.cwd, which);
  const content = (await readBytes(file, MAX_CONFIG_BYTES)).toString('utf8');
  const lines = content.split(/\r?\n/).map((line) => line.replace(/^\uFEFF/, '').trim());
  const ids = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const invalid = ids.find((id) => !isAccountId(id));
  const remedy = 'Write the id of an account on each line; "insight-inventory accounts" lists them.';
  if (invalid !== undefined) throw usageError(`${which} has "${oneLine(invalid)}", which is no id.`, remedy);
  if (ids.length === 0) throw usageError(`${which} names no account.`, remedy);
  return [...new Set(ids)];
}

function describe({ comparison, resume_at: resumeAt }: AccountsCollection, file: string): string {
  const { comparison_info: info, counts, accounts } = comparison;
  const { basis } = info;
  const total = String(accounts.length);
  const lines = accounts.map((account) => {
    const rate = basis === null ? null : account.engagement_rate[basis].median;
    return [
      oneLine(account.username ?? account.account_id),
      account.status,
      account.followers_count === null ? 'followers unknown' : `${String(account.followers_count)} followers`,
      rate === null ? 'rate unknown' : `${rate.toFixed(2)} % by ${basis ?? ''}`,
    ];
  });
  const counted = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    ...(lines.length > 0 ? [inColumns(lines, '')] : []),
    ...accounts.flatMap(missingOf),
    `${total} ${accounts.length === 1 ? 'account' : 'accounts'}: ${counted.map(([status, count]) => `${String(count)} ${status}`).join(', ')}. Written: ${file}`,
    ...(resumeAt === null ? [] : [`The app's limit is reached: run the same command again after ${resumeAt}.`]),
  ].join('\n');
}

/** Tells why an account did not come whole. */
function missingOf({ account_id, username, issue, status }: ComparedAccount): string[] {
  if (issue === null || status === 'complete') return [];
  const remedy = issue.remedy === null ? [] : [`    ${oneLine(issue.remedy)}`];
  return [`  ${oneLine(username ?? account_id)}: ${oneLine(issue.message)}`, ...remedy];
}
