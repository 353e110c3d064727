import { randomUUID } from 'node:crypto';
import * as v from 'valibot';

import { checkInput } from '../base/check-input.ts';
import type { InsightInventoryError } from '../base/errors.ts';
import { abortSignal, func, inputObject, listOf, optional, valueWhere, wholeNumber } from '../base/inputs.ts';
import type { CollectionIssue } from '../base/issues.ts';
import {
  type AccountsComparison,
  type ComparedAccount,
  comparedAccountSchema,
  type PostMedian,
} from '../documents/collection.ts';
import { type InstagramAnalytics, instagramAnalyticsSchema } from '../documents/analytics.ts';
import { failureIfEmpty } from '../instagram/collect.ts';
import { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { CollectOptions } from '../instagram/options.ts';
import { measureAccount, toComparison } from '../metrics/compare-accounts.ts';
import { systemClock } from '../runtime/clock.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import { type ManagerDependencies, type ProgressListener, reportProgress } from '../runtime/dependencies.ts';
import type { InstagramConfig } from '../runtime/platform-configs.ts';
import { createSharedUsage } from '../runtime/throttle-gate.ts';
import { type KeyValueStore, keyValueStoreInput } from '../runtime/stores.ts';
import { asLibraryError } from './collect-source.ts';

/** How many accounts are collected, and what becomes of each. */
export interface CollectAccountsOptions {
  /** Accounts at a time; their requests pass one gate, whatever this is. @default 4 */
  readonly concurrency?: number | undefined;
  /**
   * Takes each document as soon as it is there: write it, send it on. It is waited for before the account counts as done;
   * when it throws, the account has failed. An account that the app's limit cut off is not given: it is collected again.
   * `isRepeated` says that a run which was killed may have given the same document already.
   */
  readonly onAccount?:
    | ((document: InstagramAnalytics, account: ComparedAccount, isRepeated: boolean) => void | Promise<void>)
    | undefined;
  /**
   * Takes the comparison, whatever is open, and is waited for before the run counts as finished: write it here, and a run
   * that was killed before it was written gives it again, from the checkpoint, without a call. What it throws ends the run.
   */
  readonly onComparison?: ((comparison: AccountsComparison) => void | Promise<void>) | undefined;
  /**
   * Where finished accounts are kept until all are: a run that was killed, or ended at the app's limit, goes on there and
   * asks none of them again. A document is kept whole until `onAccount` has taken it. One run at a time. @default none
   */
  readonly checkpoint?: KeyValueStore | undefined;
  /** What is read of each account. @default what `collect` reads */
  readonly collect?: Pick<CollectOptions, 'limit' | 'insights' | 'comments' | 'audience' | 'maxCalls'> | undefined;
  /** What every manager works with; a gate is made for all of them where `usage` is not given. */
  readonly deps?: ManagerDependencies | undefined;
  /** Called for every account that is finished, kept ones included: step `accounts`. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What became of all accounts. */
export interface AccountsCollection {
  /** `partial` when an account is open, failed or partial itself. */
  status: 'complete' | 'partial';
  /** When the app's limit lets calls through again and the open accounts can be collected; `null` without such a limit. */
  resume_at: string | null;
  comparison: AccountsComparison;
}

const DEFAULT_CONCURRENCY = 4;
const RUN_KEY = 'accounts_run';
const keyOf = (id: string): string => `account_${id}`;

const runSchema = v.pipe(v.string(), v.parseJson(), v.object({ run: v.string(), finished: v.boolean() }));
const checkpointEntrySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ run: v.string(), account: comparedAccountSchema, document: v.optional(instagramAnalyticsSchema) }),
);

const accountsInput = listOf<InstagramConfig>(
  valueWhere((one) => typeof one === 'object' && one !== null, 'Give the configuration of an account.'),
  'Give a list of configurations, one an account.',
);
const optionsInput = inputObject<CollectAccountsOptions>({
  concurrency: optional(wholeNumber(1)),
  onAccount: optional(func()),
  onComparison: optional(func()),
  checkpoint: optional(keyValueStoreInput),
  collect: optional(valueWhere((one) => typeof one === 'object' && one !== null, 'Give options of collect().')),
  deps: optional(valueWhere((one) => typeof one === 'object' && one !== null, 'Give dependencies of a manager.')),
  onProgress: optional(func()),
  signal: optional(abortSignal()),
});

/**
 * Collects many accounts of one app, and compares them. All managers share one gate: near the app's limit requests pass
 * one at a time, in turn by account, and at the limit no further account is begun. An account that fails costs only
 * itself. Accounts of another app, with a limit of its own, are another call. Cost: as `collect`, for each account.
 *
 * @throws ArgumentError; the caller's abort reason; what `onComparison` throws; an error of kind `io` when the checkpoint
 * cannot be read or written
 * @example
 * const found = await findInstagramAccounts({ accessToken });
 * const { comparison, resume_at } = await collectAccounts(
 *   found.map(({ account_id }) => ({ userId: account_id, accessToken })),
 *   { checkpoint: createFileStore('.state/accounts'), onAccount: (document) => send(document) },
 * );
 */
export async function collectAccounts(
  accounts: readonly InstagramConfig[],
  options: CollectAccountsOptions = {},
): Promise<AccountsCollection> {
  checkInput('collectAccounts', 'accounts', accounts, accountsInput);
  checkInput('collectAccounts', 'options', options, optionsInput);
  const { concurrency = DEFAULT_CONCURRENCY, checkpoint, signal, deps = {} } = options;
  signal?.throwIfAborted();
  const clock = deps.clock ?? systemClock;
  const usage = deps.usage ?? createSharedUsage({ clock, usageLimitPercent: deps.usageLimitPercent });
  const run = await openRun(checkpoint);
  const progress: { isAtLimit: boolean; done: number } = { isAtLimit: false, done: 0 };
  const collectUnlessSaved = async (config: InstagramConfig): Promise<ComparedAccount> => {
    const id = config.userId;
    const save = async (entry: CheckpointEntry): Promise<void> => {
      await checkpoint?.set(keyOf(id), JSON.stringify({ run, ...entry }));
    };
    const finish = async ({ account, document }: CheckpointEntry, isRepeated: boolean): Promise<ComparedAccount> => {
      if (document === undefined) return account;
      const row = await handOver(account, document, isRepeated, options);
      await save({ account: row });
      return row;
    };
    const saved = await readCheckpoint(checkpoint, id, run);
    if (saved !== null) return finish(saved, true);
    // The reason is in the row that met the limit.
    if (progress.isAtLimit) return emptyAccount(id, 'open', null);
    const collected = await collectOne(config, { ...options, deps: { ...deps, usage } });
    if (collected.row.issue?.kind === 'rate_limit' && usage.blockedForMs !== null) {
      progress.isAtLimit = true;
      return { ...collected.row, status: 'open' };
    }
    const entry = { account: collected.row, document: collected.document ?? undefined };
    await save(entry);
    return finish(entry, false);
  };
  const inTurn = async (config: InstagramConfig): Promise<ComparedAccount> => {
    const row = await collectUnlessSaved(config);
    if (row.status !== 'open') progress.done += 1;
    const [done, total] = [progress.done, accounts.length];
    const message = `accounts: ${String(done)} of ${String(total)}`;
    reportProgress(options.onProgress, { source: 'collector', step: 'accounts', done, total, message });
    return row;
  };
  const rows = await mapBounded(accounts, concurrency, inTurn, signal);
  const comparison = toComparison(rows, clock.now());
  await options.onComparison?.(comparison);
  if (comparison.counts.open === 0) await checkpoint?.set(RUN_KEY, JSON.stringify({ run, finished: true }));
  return {
    status: comparison.counts.complete === rows.length ? 'complete' : 'partial',
    resume_at: progress.isAtLimit ? usage.regainAt : null,
    comparison,
  };
}

/** Opens the run that is to be finished, else a new one. */
async function openRun(checkpoint: KeyValueStore | undefined): Promise<string> {
  const run = randomUUID();
  if (checkpoint === undefined) return run;
  const last = v.safeParse(runSchema, await checkpoint.get(RUN_KEY));
  if (last.success && !last.output.finished) return last.output.run;
  await checkpoint.set(RUN_KEY, JSON.stringify({ run, finished: false }));
  return run;
}

/** What is kept of an account. */
interface CheckpointEntry {
  readonly account: ComparedAccount;
  /** Until it was taken. */
  readonly document?: InstagramAnalytics | undefined;
}

/** Reads what is kept of an account by this run. An entry that cannot be read is collected anew. */
async function readCheckpoint(
  checkpoint: KeyValueStore | undefined,
  id: string,
  run: string,
): Promise<CheckpointEntry | null> {
  const saved = v.safeParse(checkpointEntrySchema, (await checkpoint?.get(keyOf(id))) ?? null);
  return saved.success && saved.output.run === run ? saved.output : null;
}

/** What came of one account; `null` in place of a document of which nothing could be read. */
interface CollectedAccount {
  readonly document: InstagramAnalytics | null;
  readonly row: ComparedAccount;
}

/** Collects one account. Never throws but for an abort. */
async function collectOne(
  config: InstagramConfig,
  { collect = {}, deps = {}, signal }: CollectAccountsOptions,
): Promise<CollectedAccount> {
  const id = config.userId;
  try {
    const document = await new InstagramAnalyticsManager(config, deps).collect({ ...collect, signal });
    const failure = failureIfEmpty(document);
    const { graph_calls: calls } = document.export_info.calls;
    if (failure !== null) return { document: null, row: failed(id, failure, calls) };
    const row = { ...measureAccount(document, id), issue: worst(document.issues) };
    return { document, row };
  } catch (error) {
    signal?.throwIfAborted();
    return { document: null, row: failed(id, asLibraryError(error), 0) };
  }
}

/** Gives a document to the caller; when they cannot take it, the account has failed. */
async function handOver(
  account: ComparedAccount,
  document: InstagramAnalytics,
  isRepeated: boolean,
  { onAccount, signal }: CollectAccountsOptions,
): Promise<ComparedAccount> {
  try {
    await onAccount?.(document, account, isRepeated);
    return account;
  } catch (error) {
    signal?.throwIfAborted();
    return failed(account.account_id, asLibraryError(error), account.graph_calls);
  }
}

/**
 * Chooses the issue that matters most: the limit of calls before anything else: it says that the rest can still be had.
 */
function worst(issues: readonly CollectionIssue[]): CollectionIssue | null {
  return issues.find(({ kind }) => kind === 'rate_limit') ?? issues[0] ?? null;
}

function failed(id: string, error: InsightInventoryError, calls: number): ComparedAccount {
  return {
    ...emptyAccount(id, 'failed', error.toIssue({ source: 'instagram', scope: 'source', id })),
    graph_calls: calls,
  };
}

function emptyAccount(id: string, status: ComparedAccount['status'], issue: CollectionIssue | null): ComparedAccount {
  const none = (): PostMedian => ({ median: null, posts: 0 });
  return {
    account_id: id,
    username: null,
    status,
    collected_at: null,
    graph_calls: 0,
    followers_count: null,
    posts_read: 0,
    posts_mature: 0,
    posts_per_week: null,
    reach: none(),
    views: none(),
    interactions: none(),
    engagement_rate: { reach: none(), views: none(), followers: none() },
    issue,
  };
}
