import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { ENGAGEMENT_BASES } from './vocabulary.ts';
import type { EngagementBasis } from './media.ts';
import {
  collectionIssueSchema,
  count,
  numberOrNull,
  RATE_UNIT,
  schemaReference,
  textOrNull,
  timestamp,
  timestampOrNull,
} from './shapes.ts';

/** How the collection of one account came out: `open` when its turn did not come, or it is to be tried again. */
export type AccountStatus = 'complete' | 'partial' | 'failed' | 'open';

/** The middle of a figure over the posts of an account that have it. */
export interface PostMedian {
  /** `null` under 3 posts. */
  median: number | null;
  posts: number;
}

/** One account beside others. */
export interface ComparedAccount {
  account_id: string;
  username: string | null;
  status: AccountStatus;
  /** When it was collected; `null` when it was not. */
  collected_at: string | null;
  graph_calls: number;
  followers_count: number | null;
  /** Posts that were read, and those of them over 48 hours, which every median is of; 0 when it was not collected. */
  posts_read: number;
  posts_mature: number;
  /** Posts a week, from the oldest to the newest post that was read; `null` under 3 posts. */
  posts_per_week: number | null;
  reach: PostMedian;
  views: PostMedian;
  interactions: PostMedian;
  /** In percent, by what it is divided by. Only rates of one basis can be compared: see `comparison_info.basis`. */
  engagement_rate: Record<EngagementBasis, PostMedian>;
  /** What kept it from being collected, or from being collected whole; the first of several. */
  issue: CollectionIssue | null;
}

/** Accounts side by side, at the same basis; in the order they were given. */
export interface AccountsComparison {
  /** Identifier of the document's JSON Schema; in a written file. */
  $schema?: string;
  comparison_info: {
    comparison_version: '1.0';
    rate_unit: typeof RATE_UNIT;
    generated_at: string;
    /** The basis by which most accounts have a rate, reach before views before followers; `null` when none has one. */
    basis: EngagementBasis | null;
    /** Accounts with a rate of that basis; the others are left out of a comparison of rates. */
    accounts_with_rate: number;
  };
  /** How many came out how. */
  counts: Record<AccountStatus, number>;
  accounts: ComparedAccount[];
}

const median: v.GenericSchema<unknown, PostMedian> = v.object({ median: numberOrNull, posts: count });
const STATUSES = ['complete', 'partial', 'failed', 'open'] as const;

/** Validates a {@link ComparedAccount}. */
export const comparedAccountSchema: v.GenericSchema<unknown, ComparedAccount> = v.object({
  account_id: v.string(),
  username: textOrNull,
  status: v.picklist(STATUSES),
  collected_at: timestampOrNull,
  graph_calls: count,
  followers_count: numberOrNull,
  posts_read: count,
  posts_mature: count,
  posts_per_week: numberOrNull,
  reach: median,
  views: median,
  interactions: median,
  engagement_rate: v.object(v.entriesFromList(ENGAGEMENT_BASES, median)),
  issue: v.nullable(collectionIssueSchema),
});

/** Validates an {@link AccountsComparison}. */
export const accountsComparisonSchema: v.GenericSchema<unknown, AccountsComparison> = v.object({
  $schema: schemaReference,
  comparison_info: v.object({
    comparison_version: v.literal('1.0'),
    rate_unit: v.literal(RATE_UNIT),
    generated_at: timestamp,
    basis: v.nullable(v.picklist(ENGAGEMENT_BASES)),
    accounts_with_rate: count,
  }),
  counts: v.object(v.entriesFromList(STATUSES, count)),
  accounts: v.array(comparedAccountSchema),
});
