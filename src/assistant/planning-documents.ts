import { compareNames } from '../base/order.ts';
import { isTimezone } from '../base/time.ts';
import type { InstagramAnalytics, LedgerEntry, Snapshot } from '../documents/analytics.ts';
import type { FileRecord } from '../documents/file.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { FootageMatches, FootageRow, PlanningLine } from '../documents/planning.ts';
import { invalidRequest } from '../base/errors.ts';
import { filesOf, isFullRow } from '../files/inventory-files.ts';
import { describeAudience } from '../planning/audience-lines.ts';
import { describeFormats, describeGrowthLines, describeSlots } from '../planning/context-lines.ts';
import { footageOf, matchFootageToPosts } from '../planning/match-footage.ts';
import { planVideoContext } from '../planning/plan-video-context.ts';
import { describeThemes } from '../planning/theme-lines.ts';

/** What a brief is made from; what is missing is said in its cautions. */
export interface PlanningDocuments {
  readonly analytics?: InstagramAnalytics | null | undefined;
  readonly inventory?: AnyInventory | null | undefined;
  /** Earlier collections, for growth. */
  readonly history?: readonly Snapshot[] | undefined;
  readonly ledger?: readonly LedgerEntry[] | undefined;
  /** IANA zone of the account. @default 'UTC' */
  readonly timezone?: string | undefined;
}

/** The lines of a plan, whichever documents there are. */
export interface PlanningFacts {
  whatWorked: PlanningLine[];
  whatDidNot: PlanningLine[];
  whenToPost: PlanningLine[];
  formats: PlanningLine[];
  audienceAsks: PlanningLine[];
  growth: PlanningLine[];
  /** Unused: those that fit a reel first, each part newest first. */
  clips: FootageRow[];
  counts: { used: number; unused: number; uncertain: number };
  cautions: PlanningLine[];
}

/** Everything planning can say about the documents there are. */
export function gatherFacts(documents: PlanningDocuments): PlanningFacts {
  const { analytics = null, inventory = null, history = [], ledger, timezone = 'UTC' } = documents;
  if (!isTimezone(timezone))
    throw invalidRequest('timezone', 'is no known time zone', 'Give an IANA name, such as Europe/Berlin.');
  const media = analytics?.recent_media ?? [];
  const footage = matchUnused(documents);
  const counts = { used: footage.used.length, unused: footage.unused.length, uncertain: footage.uncertain.length };
  if (analytics !== null && inventory !== null) {
    const context = planVideoContext({ analytics, inventory, history, ledger, timezone });
    const fitting = new Set(context.clips_for_reels.map(({ name }) => name));
    return {
      whatWorked: context.what_worked,
      whatDidNot: context.what_did_not,
      whenToPost: context.when_to_post,
      formats: context.formats,
      audienceAsks: context.audience_asks,
      growth: context.growth,
      clips: [...context.clips_for_reels, ...footage.unused.filter(({ name }) => !fitting.has(name))],
      counts,
      cautions: context.cautions,
    };
  }
  const themes = describeThemes(media);
  const cautions = [
    ...(analytics === null ? ['There is no account document: nothing is known of what worked.'] : []),
    ...(inventory === null ? ['There is no inventory: nothing is known of the footage.'] : []),
  ].map((text) => ({ text, evidence: [] }));
  const issues = [...(analytics?.issues ?? []), ...(inventory?.issues ?? [])];
  return {
    whatWorked: themes.helps,
    whatDidNot: themes.hurts,
    whenToPost: analytics === null ? [] : describeSlots(media, { timezone }),
    formats: describeFormats(media),
    audienceAsks: describeAudience(media, analytics?.account_info?.username ?? null),
    growth: describeGrowthLines(history),
    clips: footage.unused,
    counts,
    cautions: [...cautions, ...issues.map(({ kind, message }) => ({ text: `${kind}: ${message}`, evidence: [] }))],
  };
}

/** The clips of an inventory by what is known of their use. */
export function matchUnused({ analytics, inventory, ledger }: PlanningDocuments): FootageMatches {
  if (inventory === null || inventory === undefined) return { used: [], unused: [], uncertain: [] };
  return matchFootageToPosts(footageOf(inventory).files, analytics?.recent_media ?? [], {
    ledger,
    now: analytics?.export_info.exported_at ?? inventory.inventory_info.generated_at,
  });
}

/** Every file row an inventory holds, once, in name order. Without rows, or without their details, its highlights. */
export function rowsOf(inventory: AnyInventory): FileRecord[] {
  const rows = new Map<string, FileRecord>();
  const { newest, newest_videos, largest } = inventory.highlights;
  for (const row of [...newest, ...newest_videos, ...largest]) rows.set(row.name, row);
  for (const row of filesOf(inventory)) if (isFullRow(row)) rows.set(row.name, row);
  return [...rows.values()].sort((a, b) => compareNames(a.name, b.name));
}

/** Whether the rows of an inventory are all of its files. */
export function holdsAllRows(inventory: AnyInventory): boolean {
  return inventory.inventory_info.files === 'all' && inventory.inventory_info.detail === 'full';
}
