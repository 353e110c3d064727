import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
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
import { ENGAGEMENT_BASES } from './vocabulary.ts';

/** How a source came out: `skipped` when it was not given, `failed` when there is no document. */
export type SourceStatus = 'complete' | 'partial' | 'failed' | 'skipped';

/** How one source of a collection went. */
export interface SourceSummary {
  status: SourceStatus;
  /** Path of the document; `null` when none was written. */
  file: string | null;
  /** Of the file as written, compressed or not; `null` when none was. */
  size_bytes: number | null;
  /** Of the file as written, in hexadecimal; `null` when none was. */
  sha256: string | null;
  /** What was collected, by name: `{ media: 7, comments: 6 }`. */
  counts: Record<string, number>;
  /** Graph calls, or listing requests; 0 when a source ended in an error that does not tell them. */
  calls: number;
  duration_ms: number;
}

/** How a whole collection went. A source is `partial` when its document has an issue of any kind but `unsupported` and `truncated`. */
export interface CollectionSummary {
  /** Identifier of the document's JSON Schema; in a written file. */
  $schema?: string;
  summary_version: '2.0';
  status: 'complete' | 'partial' | 'failed';
  started_at: string;
  finished_at: string;
  duration_ms: number;
  sources: Record<'instagram' | 'gcs', SourceSummary>;
  /** The issues of both documents and of the run itself. */
  issues: CollectionIssue[];
  /** Path of the planning document; `null` when it was not asked for or a source is missing. */
  planning_file: string | null;
  /** Path of the pictures of posts; `null` when none could be had, absent when they were not asked for. */
  thumbnails_file?: string | null;
  /** Path of this summary. */
  summary_file: string;
}

const sourceSummary: v.GenericSchema<unknown, SourceSummary> = v.object({
  status: v.picklist(['complete', 'partial', 'failed', 'skipped']),
  file: textOrNull,
  size_bytes: v.nullable(count),
  sha256: textOrNull,
  counts: v.record(v.string(), v.number()),
  calls: count,
  duration_ms: count,
});

/** Validates a {@link CollectionSummary}. */
export const collectionSummarySchema: v.GenericSchema<unknown, CollectionSummary> = v.object({
  $schema: schemaReference,
  summary_version: v.literal('2.0'),
  status: v.picklist(['complete', 'partial', 'failed']),
  started_at: timestamp,
  finished_at: timestamp,
  duration_ms: count,
  sources: v.object({ instagram: sourceSummary, gcs: sourceSummary }),
  issues: v.array(collectionIssueSchema),
  planning_file: textOrNull,
  thumbnails_file: v.exactOptional(textOrNull),
  summary_file: v.string(),
});

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

/** How one entry of a platform table came out on the platform itself. */
export type LiveOutcome = 'accepted' | 'refused' | 'not_tried';

/** One part of a platform, by the names of our own tables alone: nothing in it is of a user. */
export interface VerifiedFeature {
  /** `account_fields`, `media_metrics reels`, `storage`. */
  feature: string;
  accepted: string[];
  refused: string[];
  not_tried: string[];
  /** Those that are not as our tables say. */
  unexpected: string[];
}

/** What `validate --live` found on one platform, to be sent in: docs/verified.md is made of these. */
export interface VerificationRecord {
  record_version: '1.0';
  library_version: string;
  /** `v20.20.0` */
  node_version: string;
  checked_at: string;
  platform: 'graph' | 'storage';
  /** `null` for Cloud Storage. */
  login: 'facebook' | 'instagram' | null;
  api_version: string | null;
  features: VerifiedFeature[];
}

const names = v.array(v.pipe(v.string(), v.regex(/^[\w.:{},() -]{1,80}$/)));

/** Validates a {@link VerificationRecord}: names have no room for words of a user. */
export const verificationRecordSchema: v.GenericSchema<unknown, VerificationRecord> = v.strictObject({
  record_version: v.literal('1.0'),
  library_version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/)),
  node_version: v.pipe(v.string(), v.regex(/^v\d+\.\d+\.\d+$/)),
  checked_at: v.pipe(v.string(), v.isoTimestamp()),
  platform: v.picklist(['graph', 'storage']),
  login: v.nullable(v.picklist(['facebook', 'instagram'])),
  api_version: v.nullable(v.pipe(v.string(), v.regex(/^v\d+\.\d+$/))),
  features: v.array(
    v.strictObject({
      feature: v.pipe(v.string(), v.regex(/^[a-z_]+(?: [a-z_]+)?$/)),
      accepted: names,
      refused: names,
      not_tried: names,
      unexpected: names,
    }),
  ),
});

/** An entry of a live check, of either platform. */
export interface CheckedEntry {
  /** The table, and the kind of post where there is one. */
  readonly feature: string;
  readonly name: string;
  readonly expected: 'accepted' | 'refused' | 'unsure';
  readonly outcome: LiveOutcome;
}

/** Decides whether an entry that was tried came out otherwise than its table says. */
export function isUnexpected({ expected, outcome }: Pick<CheckedEntry, 'expected' | 'outcome'>): boolean {
  return expected !== 'unsure' && outcome !== 'not_tried' && outcome !== expected;
}

/** Groups entries by feature, in the order they first come. */
export function verifiedFeatures(entries: readonly CheckedEntry[]): VerifiedFeature[] {
  const features = new Map<string, VerifiedFeature>();
  for (const { feature, name, expected, outcome } of entries) {
    const row = features.get(feature) ?? { feature, accepted: [], refused: [], not_tried: [], unexpected: [] };
    features.set(feature, row);
    row[outcome].push(name);
    if (isUnexpected({ expected, outcome })) row.unexpected.push(name);
  }
  return [...features.values()];
}
