import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { LedgerEntry, Snapshot } from '../documents/history.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { FootageMatches, PlanningContext } from '../documents/planning.ts';

/** What a report is made from: at least an account or an inventory. What is left out is said to be missing. */
export interface ReportInput {
  /** What `InstagramAnalyticsManager.collect` gives. */
  readonly analytics?: InstagramAnalytics | null | undefined;
  /** What `GCSInventoryManager.generateInventory` gives, in either detail, with file rows or without. */
  readonly inventory?: AnyInventory | null | undefined;
  /** What `planVideoContext` gives. @default made from the two documents when both are there */
  readonly planning?: PlanningContext | null | undefined;
  /** Earlier collections of the same account, in any order: followers over time and how posts grow. */
  readonly history?: readonly Snapshot[] | null | undefined;
}

/** How the page is headed and how much it shows. */
export interface ReportOptions {
  /** Heading of the page. @default the account's name, else the bucket's */
  readonly title?: string | undefined;
  /** IANA zone of the account, for posting times. All dates of the page are UTC. @default 'UTC' */
  readonly timezone?: string | undefined;
  /** Rows of a table at most, from 1; the rest is counted. @default 30 */
  readonly maxRows?: number | undefined;
  /** Which files were published, for the table of unused footage. Not used when `planning` is given. */
  readonly ledger?: readonly LedgerEntry[] | undefined;
  /** Followers online by hour, `"0"` to `"23"`: shown as a prior where posts are too few. */
  readonly onlineFollowers?: Readonly<Record<string, number>> | null | undefined;
}

/** The input with its gaps filled, as the sections read it. */
export interface ReportFacts {
  readonly analytics: InstagramAnalytics | null;
  readonly inventory: AnyInventory | null;
  readonly planning: PlanningContext | null;
  readonly history: readonly Snapshot[];
  readonly timezone: string;
  readonly maxRows: number;
  readonly onlineFollowers: Readonly<Record<string, number>> | null;
  /** Every file row the inventory holds, once. */
  readonly rows: readonly (FileRecord | EssentialFileRecord)[];
  /** What is known of the use of each clip; `null` when the caller's plan says it, or there is no inventory. */
  readonly matches: FootageMatches | null;
}
