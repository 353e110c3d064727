import { GraphApiError, type InsightInventoryError } from '../base/errors.ts';
import { toTimestamp } from '../base/time.ts';
import type { AccountInfo } from '../documents/account.ts';
import type { Coverage, UnavailableReason } from '../documents/shapes.ts';
import { ACCOUNT_FIELDS, fieldNames, lastPacificDay } from '../graph/fields.ts';
import { invalidAnswer, readRefusedField } from '../graph/graph-error.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { isAccountId } from '../graph/platform.ts';
import {
  accountInsightGroups,
  runQueries,
  countPairs,
  type GroupQuery,
  groupRequest,
  settleGroups,
  toValues,
} from './account-insights.ts';
import { IssueLog, mayNameNothing, reasonOf } from './issue-log.ts';
import { EMPTY_ACCOUNT, readAccountRow, type AccountWireRow } from './wire-rows.ts';

/** Reads the account's own part of the record, without insights. */
function toAccountInfo(
  row: AccountWireRow,
  userId: string,
  options: { retrievedAt: string; includeMediaUrls: boolean },
): AccountInfo {
  const unavailable: AccountInfo['unavailable'] = {};
  for (const key of ['followers_count', 'media_count'] as const) {
    if (row[key] === null) unavailable[key] = 'hidden';
  }
  if (row.follows_count === null) unavailable['following_count'] = 'hidden';
  const keep = options.includeMediaUrls;
  if (!keep) unavailable['profile_picture_url'] = 'not_requested';
  else if (row.profile_picture_url === null) unavailable['profile_picture_url'] = 'hidden';
  return {
    account_id: row.user_id ?? row.id ?? userId,
    username: row.username,
    name: row.name,
    account_type: row.account_type,
    followers_count: row.followers_count,
    following_count: row.follows_count,
    media_count: row.media_count,
    biography: row.biography,
    website: row.website,
    profile_picture_url: keep ? row.profile_picture_url : null,
    retrieved_at: options.retrievedAt,
    account_insights: null,
    unavailable,
  };
}

/** The account, or why it could not be read, and how much of its insights came. */
export interface AccountCollection {
  /** Without the account's own fields when only its insights could be read; `null` when neither could. */
  readonly info: AccountInfo | null;
  /** Why the account's own fields could not be read. */
  readonly error: InsightInventoryError | null;
  readonly insights: Coverage;
}

export interface AccountOptions {
  readonly userId: string;
  readonly insights: boolean;
  readonly includeMediaUrls: boolean;
}

/** The figures of the account itself. */
const COUNTS = ['followers_count', 'following_count', 'media_count'] as const;

/** Makes the request for some fields of the account itself; for all of them when none are named. */
export function accountRequest(
  run: GraphRun,
  userId: string,
  fields: readonly string[] = fieldNames(ACCOUNT_FIELDS, run.client.login),
): GraphRequest {
  return { path: userId, params: { fields: fields.join(',') } };
}

/**
 * Reads the account and its insights. Cost: 1 Graph call, and 3 for insights; one HTTP request for all where the login
 * has batches, else one each.
 */
export async function collectAccount(
  run: GraphRun,
  options: AccountOptions,
  issues: IssueLog,
): Promise<AccountCollection> {
  const { userId } = options;
  const now = run.client.config.dependencies.clock.now();
  const range = lastPacificDay(now);
  const groups = options.insights ? accountInsightGroups() : [];
  const requests = groups.map((group) => groupRequest(userId, group, range));
  const [first, ...results] = await run.getMany([accountRequest(run, userId), ...requests]);
  // A batch whose order cannot be trusted does not cost the account: alone it cannot pass for another's.
  const isMixed = !first.ok && first.error.code === 'graph:malformed';
  const account = await settleAccount(run, userId, isMixed ? undefined : first, issues);
  const given = [account.row?.id, account.row?.user_id].filter((id) => typeof id === 'string');
  const isOther = account.row !== null && !given.includes(userId);
  if (isOther) issues.add(otherAccount(userId, given), 'account_info');
  // On Instagram login an account also has an id scoped to the app, which its insights may carry.
  const ids = given.includes(userId) ? given : isAccountId(userId) ? [userId] : undefined;
  const queries = groups.map((group, place): GroupQuery => {
    const request: GroupQuery['request'] = (metrics) => groupRequest(userId, { ...group, metrics }, range);
    return { ...group, ids, request, first: results[place] };
  });
  const answers = await settleGroups(run, queries, issues);
  const values = options.insights
    ? toValues(new Map(groups.map(({ period }, place) => [period, answers[place]])))
    : null;
  const coverage = countPairs(values);
  const { row, error } = account;
  if (error !== null && coverage.got === 0) return { info: null, error, insights: coverage };
  const info = toAccountInfo(row ?? EMPTY_ACCOUNT, userId, {
    retrievedAt: toTimestamp(now),
    includeMediaUrls: options.includeMediaUrls,
  });
  for (const [key, reason] of account.refused) info.unavailable[key] = reason;
  if (error !== null) for (const key of COUNTS) info.unavailable[key] = reasonOf(error);
  if (values === null) info.unavailable['account_insights'] = 'not_requested';
  else Object.assign(info.unavailable, values.unavailable);
  return { info: { ...info, account_insights: values?.insights ?? null }, error, insights: coverage };
}

interface SettledAccount {
  readonly row: AccountWireRow | null;
  readonly error: InsightInventoryError | null;
  /** Fields of the record that the server refuses, and why they are missing. */
  readonly refused: ReadonlyMap<string, UnavailableReason>;
}

/** Reads the account without the fields the server refuses. Cost: none where the first request was answered. */
async function settleAccount(
  run: GraphRun,
  userId: string,
  first: ReadResult | undefined,
  issues: IssueLog,
): Promise<SettledAccount> {
  const refused = new Map<string, UnavailableReason>();
  const settled = new Set<string>();
  let row: AccountWireRow | null = null;
  let error: InsightInventoryError | null = null;
  await runQueries(run, [
    {
      names: fieldNames(ACCOUNT_FIELDS, run.client.login),
      group: 'account fields',
      request: (fields) => accountRequest(run, userId, fields),
      first,
      open: (names) => names.filter((name) => !settled.has(name)),
      answered: (body, names) => {
        const read = readAccountRow(body);
        if (read === null) return unreadable();
        row = row === null ? read : mergeAccounts(row, read);
        for (const name of names) settled.add(name);
        return null;
      },
      refused: (refusal, names) => {
        const field = readRefusedField(refusal);
        if (field !== null) return names.filter((name) => name === field);
        return mayNameNothing(refusal) ? [] : null;
      },
      rejected: (names, refusal) => {
        for (const name of names) {
          settled.add(name);
          refused.set(name === 'follows_count' ? 'following_count' : name, 'unsupported');
        }
        issues.add(refusal, 'account_info');
      },
      failed: (names, failure) => {
        for (const name of names) settled.add(name);
        error ??= failure;
      },
    },
  ]);
  return { row, error, refused };
}

/** Merges the fields of two answers about one account. */
function mergeAccounts(one: AccountWireRow, other: AccountWireRow): AccountWireRow {
  const given = Object.entries(other).filter(([, value]) => value !== null);
  return { ...one, ...Object.fromEntries(given) };
}

function otherAccount(userId: string, [found = 'another']: readonly string[]): GraphApiError {
  return invalidAnswer(
    `Graph answered for the account ${found}; ${userId} was asked for.`,
    'other_account',
    'Check userId, baseUrl and any proxy in between. findInstagramAccounts() lists the accounts a token may read.',
  );
}

function unreadable(): GraphApiError {
  return invalidAnswer(
    'Graph answered the request for the account with something that is no account.',
    'account',
    'Check that userId is the id of an Instagram professional account, and baseUrl.',
  );
}

/**
 * Reads the account and its insights for a caller who takes no issues: what is missing is logged. Cost: as
 * {@link collectAccount}.
 *
 * @throws GraphApiError when the account's own fields cannot be read
 */
export async function readAccountInfo(run: GraphRun, options: AccountOptions): Promise<AccountInfo> {
  const issues = new IssueLog();
  const { info, error } = await collectAccount(run, options, issues);
  issues.log(run.client.config.dependencies.logger);
  if (error !== null) throw error;
  if (info === null) throw new TypeError('an account without an error has been read');
  return info;
}
