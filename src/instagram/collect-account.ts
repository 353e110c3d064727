import { ResponseValidationError, type InsightInventoryError } from '../base/errors.ts';
import { toTimestamp } from '../base/time.ts';
import type { AccountInfo } from '../documents/account.ts';
import type { Coverage } from '../documents/shapes.ts';
import { ACCOUNT_FIELDS, fieldNames } from '../graph/fields.ts';
import type { GraphRequest } from '../graph/graph-request.ts';
import type { GraphRun } from '../graph/graph-run.ts';
import {
  accountInsightGroups,
  accountInsightRange,
  countPairs,
  groupRequest,
  settleAccountInsights,
} from './account-insights.ts';
import { NOTHING_READ, readAccountRow, toAccountInfo } from './account-row.ts';
import { reasonOf, type IssueLog } from './issue-log.ts';

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

/** The request for the account itself. */
export function accountRequest(run: GraphRun, userId: string): GraphRequest {
  return { path: userId, params: { fields: fieldNames(ACCOUNT_FIELDS, run.client.login).join(',') } };
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
  const now = run.client.settings.dependencies.clock.now();
  const range = accountInsightRange(now);
  const groups = options.insights ? accountInsightGroups() : [];
  const requests = groups.map((group) => groupRequest(options.userId, group, range));
  const [account, ...answers] = await run.getMany([accountRequest(run, options.userId), ...requests]);
  const outcomes = groups.flatMap((group, index) => {
    const outcome = answers[index];
    return outcome === undefined ? [] : [{ group, outcome }];
  });
  const values = options.insights ? await settleAccountInsights(run, options.userId, range, outcomes, issues) : null;
  const coverage = countPairs(values);
  const row = account?.ok === true ? readAccountRow(account.body) : null;
  const error = account?.ok === false ? account.error : row === null ? unreadable() : null;
  if (error !== null && coverage.got === 0) return { info: null, error, insights: coverage };
  const info = toAccountInfo(row ?? NOTHING_READ, options.userId, {
    retrievedAt: toTimestamp(now),
    includeMediaUrls: options.includeMediaUrls,
  });
  if (error !== null) for (const key of COUNTS) info.unavailable[key] = reasonOf(error);
  if (values === null) info.unavailable['account_insights'] = 'not_requested';
  else Object.assign(info.unavailable, values.unavailable);
  return { info: { ...info, account_insights: values?.insights ?? null }, error, insights: coverage };
}

function unreadable(): ResponseValidationError {
  return new ResponseValidationError('Graph answered the request for the account with something that is no account.', {
    kind: 'invalid_response',
    code: 'graph:account',
    remedy: 'Check that userId is the id of an Instagram professional account, and baseUrl.',
  });
}
