import { median as medianOf } from '../base/stats.ts';
import { invalidRequest } from '../base/errors.ts';
import { isComplete } from '../base/issues.ts';
import { DAY_MS, parseTimestamp, momentOf, toTimestamp } from '../base/time.ts';
import type { AccountsComparison, AccountStatus, ComparedAccount, PostMedian } from '../documents/collection.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import { ENGAGEMENT_BASES } from '../documents/vocabulary.ts';
import type { EngagementBasis } from '../documents/media.ts';
import * as check from './inputs.ts';

/** Posts an account needs for a median. */
const MIN_POSTS = 3;

/**
 * Sets accounts side by side: medians over the posts of each that are over 48 hours old, and the one basis by which most
 * of them have an engagement rate. An account without a figure has `null`, never the figure of another basis.
 *
 * @param documents - what `collect` gave for each account
 * @param now - when the comparison is made
 * @throws InsightInventoryError `invalid_request` for a document that names no account
 * @example
 * compareAccounts([studio, gallery], new Date()).comparison_info.basis; //=> 'reach'
 */
export function compareAccounts(documents: readonly InstagramAnalytics[], now: Date | string): AccountsComparison {
  check.compareAccounts({ documents, now });
  const accounts = documents.map((document, index) => {
    const id = document.account_info?.account_id;
    if (id !== undefined) return measureAccount(document, id);
    const key = `documents[${String(index)}].account_info`;
    throw invalidRequest(
      key,
      'is null: nothing says whose posts these are',
      'Leave that document out, or collect it again.',
    );
  });
  return toComparison(accounts, momentOf(now));
}

/** Measures one account's row of a comparison. */
export function measureAccount(document: InstagramAnalytics, id: string): ComparedAccount {
  const { account_info: account, export_info, issues } = document;
  const posts = document.recent_media ?? [];
  const mature = posts.filter((post) => !post.maturing);
  const over = (figureOf: (post: (typeof posts)[number]) => number | null): PostMedian => {
    const figures = mature.map(figureOf).filter((figure) => figure !== null);
    return { median: figures.length < MIN_POSTS ? null : medianOf(figures), posts: figures.length };
  };
  return {
    account_id: id,
    username: account?.username ?? null,
    status: isComplete(issues) ? 'complete' : 'partial',
    collected_at: export_info.exported_at,
    graph_calls: export_info.calls.graph_calls,
    followers_count: account?.followers_count ?? null,
    posts_read: posts.length,
    posts_mature: mature.length,
    posts_per_week: postsPerWeek(posts.map(({ timestamp }) => timestamp)),
    reach: over(({ insights }) => insights.reach),
    views: over(({ insights }) => insights.views),
    interactions: over(({ engagement }) => engagement.interactions),
    engagement_rate: {
      reach: over(({ engagement }) => engagement.rate_by_reach),
      views: over(({ engagement }) => engagement.rate_by_views),
      followers: over(({ engagement }) => engagement.rate_by_followers),
    },
    issue: issues[0] ?? null,
  };
}

/** Puts measured accounts together, with the basis most of them have. */
export function toComparison(accounts: readonly ComparedAccount[], now: number): AccountsComparison {
  const rated = (basis: EngagementBasis): number =>
    accounts.filter(({ engagement_rate }) => engagement_rate[basis].median !== null).length;
  // The first of equals: reach before views before followers.
  const [basis] = ENGAGEMENT_BASES.toSorted((a, b) => rated(b) - rated(a));
  const isKnown = basis !== undefined && rated(basis) > 0;
  const counts: Record<AccountStatus, number> = { complete: 0, partial: 0, failed: 0, open: 0 };
  for (const { status } of accounts) counts[status] += 1;
  return {
    comparison_info: {
      comparison_version: '1.0',
      rate_unit: 'percent',
      generated_at: toTimestamp(now),
      basis: isKnown ? basis : null,
      accounts_with_rate: isKnown ? rated(basis) : 0,
    },
    counts,
    accounts: [...accounts],
  };
}

function postsPerWeek(timestamps: readonly string[]): number | null {
  const times = timestamps.map(parseTimestamp).filter((time) => time !== null);
  const days = (Math.max(...times) - Math.min(...times)) / DAY_MS;
  // n posts have n - 1 gaps between them.
  return times.length < MIN_POSTS || days === 0 ? null : Math.round(((times.length - 1) / days) * 70) / 10;
}
