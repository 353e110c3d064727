import { isTimezone } from '../base/time.ts';
import type { InstagramAnalytics, LedgerEntry, Snapshot } from '../documents/analytics.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { FootageMatches, PlanningContext } from '../documents/planning.ts';
import { invalidRequest } from '../base/errors.ts';
import { filesOf } from '../files/inventory-files.ts';
import { footageOf, matchFootageToPosts } from '../planning/match-footage.ts';
import { planVideoContext } from '../planning/plan-video-context.ts';

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
export interface ReportData {
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

const MOST_ROWS = 30;

/** Checks what was given and computes what is missing of it. */
export function prepareReportData(input: ReportInput, options: ReportOptions): ReportData {
  const { analytics = null, inventory = null, history } = input;
  const { timezone = 'UTC', maxRows = MOST_ROWS, ledger, onlineFollowers = null } = options;
  check(analytics, inventory);
  if (!Number.isSafeInteger(maxRows) || maxRows < 1)
    throw invalidRequest('maxRows', 'is no count of rows', 'Give a whole number from 1 up.');
  if (!isTimezone(timezone))
    throw invalidRequest('timezone', 'is no known time zone', 'Give an IANA name, such as Europe/Berlin.');
  const rows = inventory === null ? [] : filesOf(inventory);
  const given = input.planning ?? null;
  const now = analytics?.export_info.exported_at ?? inventory?.inventory_info.generated_at;
  const planned =
    given !== null || analytics === null || inventory === null
      ? given
      : planVideoContext({ analytics, inventory, history: history ?? [], ledger, timezone, onlineFollowers });
  return {
    analytics,
    inventory,
    planning: planned,
    history: history ?? [],
    timezone,
    maxRows,
    onlineFollowers,
    rows,
    matches:
      given !== null || inventory === null
        ? null
        : matchFootageToPosts(footageOf(inventory).files, analytics?.recent_media ?? [], { ledger, now }),
  };
}

function check(analytics: ReportInput['analytics'], inventory: ReportInput['inventory']): void {
  const remedy = 'Give what collect() or generateInventory() returned, or the parsed file of it.';
  if ((analytics ?? null) === null && (inventory ?? null) === null)
    throw invalidRequest('input', 'has neither an account nor an inventory', remedy);
  // Documents come from files: what has another shape is told before it is read.
  if ((analytics ?? null) !== null && !isRecord(analytics, 'export_info'))
    throw invalidRequest('analytics', 'is no account document', remedy);
  if ((inventory ?? null) !== null && !isRecord(inventory, 'inventory_info'))
    throw invalidRequest('inventory', 'is no inventory', remedy);
}

function isRecord(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const part: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof part === 'object' && part !== null;
}

export type AnyFile = FileRecord | EssentialFileRecord;

/** Why the inventory's rows are not all files of the bucket; `null` when they are. */
export function whyNotAllRows({ inventory_info: { files } }: AnyInventory): string | null {
  if (files === 'all') return null;
  if (files === 'none') return 'the inventory was made without file rows';
  return `the inventory holds only ${String(files.perCategory)} rows of each category`;
}
