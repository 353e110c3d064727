import * as v from 'valibot';

import type { InstagramAnalytics, LedgerEntry, Snapshot } from '../documents/analytics.ts';
import { FILE_CATEGORIES, type FileCategory, type FileRecord } from '../documents/file.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import type { DraftLine, PlanningLine } from '../documents/planning.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { VideoPlan } from '../documents/video-plan.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import type { PlanningNotes } from '../planning/documents.ts';
import { analyzeDocuments, type DocumentAnalysis } from '../planning/plan-video-context.ts';
import type { LedgerStore } from '../runtime/history/ledger-store.ts';
import type { SnapshotStore } from '../runtime/history/snapshot-store.ts';
import { MIN_BUDGET } from './inputs.ts';

/** What the tools ask of an account. An `InstagramAnalyticsManager` fits. */
export type InstagramSource = Pick<
  InstagramAnalyticsManager,
  | 'collect'
  | 'getAccountInfo'
  | 'getHashtagPerformance'
  | 'getLatestVideoPerformance'
  | 'getMediaInsights'
  | 'getRecentComments'
  | 'getRecentMedia'
  | 'iterateMediaPages'
> & {
  /** IANA zone of the account, where the source knows one. */
  readonly timezone?: string;
};

/** What the tools ask of a bucket. A `GCSInventoryManager` fits. */
export type BucketSource = Pick<
  GCSInventoryManager,
  'analyzeFolders' | 'getLatestFiles' | 'probeMedia' | 'searchFiles'
> & {
  /** Lists the newest rows of each kind, so many at most, and the totals of the whole bucket. */
  generateInventory(
    path: undefined,
    options: { files: { perCategory: number }; signal?: AbortSignal | undefined },
  ): Promise<AnyInventory>;
};

/** What a set of tools reads from. */
export interface ToolSources {
  readonly instagram?: InstagramSource | undefined;
  readonly gcs?: BucketSource | undefined;
  /** Answered from where they hold what is asked for: no call, as old as they are. */
  readonly documents?:
    | {
        readonly analytics?: InstagramAnalytics | null | undefined;
        readonly inventory?: AnyInventory | null | undefined;
      }
    | undefined;
  /** Earlier collections, for growth: a list, or a store that is read each time. */
  readonly history?: readonly Snapshot[] | Pick<SnapshotStore, 'list'> | undefined;
  /** Which clips were published: a list, or a store that is read each time. */
  readonly ledger?: readonly LedgerEntry[] | Pick<LedgerStore, 'list'> | undefined;
  /** What the studio says of its names. Trusted. */
  readonly notes?: PlanningNotes | undefined;
  /** IANA zone of the account. @default that of `instagram`, else 'UTC' */
  readonly timezone?: string | undefined;
  /** Followers online by hour, `"0"` to `"23"`. */
  readonly onlineFollowers?: Readonly<Record<string, number>> | null | undefined;
  /** What `analyzeDocuments` made, in place of documents, history, ledger, notes, zone and followers online. */
  readonly analysis?: DocumentAnalysis | undefined;
  /** Plans that are made already: `check_plan` keeps their clips apart. */
  readonly plans?: readonly VideoPlan[] | undefined;
}

/** Gives the rows of a list or of a store. */
export async function listOf<T>(source: readonly T[] | { list(): Promise<T[]> } | undefined): Promise<readonly T[]> {
  if (source === undefined) return [];
  return 'list' in source ? source.list() : source;
}

/** Gives a file as a row of a tool's result. */
export function fileRow(file: FileRecord): object {
  const probed = file.video_metadata ?? file.audio_metadata ?? file.image_metadata;
  return {
    name: file.name,
    category: file.file_category,
    size_mb: file.size_mb,
    created_time: file.created_time,
    duration_seconds: probed?.duration_seconds ?? null,
    orientation: probed?.orientation ?? null,
  };
}

/** Gives a record without some of its keys. */
export function without(record: object, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

/** Gives an optional value that strict modes give as `null`, with words for the model. */
export function nullish<T>(
  schema: v.GenericSchema<unknown, T>,
  description: string,
): v.GenericSchema<unknown, T | null | undefined> {
  return v.pipe(v.nullish(schema), v.description(description));
}

type Nullish<T> = v.GenericSchema<unknown, T | null | undefined>;

/** Rows of a list, and what a result calls them. */
export const rows: v.GenericSchema = v.optional(v.array(v.looseObject({})));

export const cursorInput: Nullish<string> = nullish(
  v.pipe(v.string(), v.maxLength(400)),
  'next_cursor of the result before; null for the first page.',
);

export const mediaIdInput: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^\d[\d_]{0,63}$/),
  v.description('Id of the post, from instagram_list_recent_media.'),
);

export const folderInput: Nullish<string> = nullish(
  v.pipe(v.string(), v.maxLength(1_024)),
  'Only this folder and below; null for all.',
);

export const categoryInput: Nullish<FileCategory> = nullish(
  v.picklist(FILE_CATEGORIES),
  'Only files of this kind; null for all.',
);

export const timezoneInput: Nullish<string> = nullish(
  v.pipe(v.string(), v.maxLength(64)),
  'IANA time zone of the account such as Europe/Berlin; null for that of the account.',
);

export const timeInput = (what: string): Nullish<string> =>
  nullish(v.pipe(v.string(), v.maxLength(40)), `${what}: ISO 8601 such as 2026-11-01; null for no bound.`);

export const sizeInput = (what: string): Nullish<number> =>
  nullish(v.pipe(v.number(), v.minValue(0)), `${what}, in mebibytes; null for no bound.`);

export function limitInput(most: number): Nullish<number> {
  return nullish(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most)),
    `Rows at most, 1 to ${String(most)}; null for the usual number.`,
  );
}

export const budgetInput: Nullish<number> = nullish(
  v.pipe(v.number(), v.integer(), v.minValue(MIN_BUDGET), v.maxValue(100_000)),
  'Tokens of the text at most, from 800; null for as many as the tool may give.',
);

/** Which documents a tool needs: asking for a bucket an answer does not use would cost a listing. */
interface DocumentNeeds {
  readonly account: boolean;
  readonly bucket: boolean;
}

/** Gives what the documents a tool needs say. */
export type AnalysisReader = (needs: DocumentNeeds, signal: AbortSignal | undefined) => Promise<DocumentAnalysis>;

/** File rows of each kind a live listing keeps: more do not fit a plan. */
const MAX_ROWS = 50_000;

/**
 * Gives the reader that a set of tools shares: the analysis that was given, else one of the documents of the sources or
 * of what the managers answer, with history, ledger, notes, zone and followers online. That of documents alone is made
 * once.
 */
export function createAnalysisReader(sources: ToolSources): AnalysisReader {
  const { instagram, gcs, documents: known, history, ledger, notes, timezone, onlineFollowers, analysis } = sources;
  const isFixed = !isStore(history) && !isStore(ledger);
  let kept: DocumentAnalysis | null = null;
  return async ({ account, bucket }, signal) => {
    if (analysis !== undefined) return analysis;
    const analytics = known?.analytics ?? (account ? await instagram?.collect({ signal }) : null) ?? null;
    const inventory = known?.inventory ?? (bucket ? await listBucket(gcs, signal) : null) ?? null;
    const isWhole = (known?.analytics ?? null) === analytics && (known?.inventory ?? null) === inventory;
    if (isWhole && kept !== null) return kept;
    const made = analyzeDocuments({
      analytics,
      inventory,
      history: await listOf(history),
      ledger: await listOf(ledger),
      notes,
      timezone: timezone ?? instagram?.timezone,
      onlineFollowers,
    });
    if (isFixed && isWhole) kept = made;
    return made;
  };
}

async function listBucket(
  gcs: ToolSources['gcs'],
  signal: AbortSignal | undefined,
): Promise<AnyInventory | null | undefined> {
  return gcs?.generateInventory(undefined, { files: { perCategory: MAX_ROWS }, signal });
}

function isStore(source: unknown): boolean {
  return typeof source === 'object' && source !== null && 'list' in source;
}

/** Gives a line of a plan as a row of a result: its data, names and quotes fenced as all texts are. */
export function lineRow(line: PlanningLine): object {
  const { id, kind, subject, figures, estimate, used_with: companions } = line;
  return {
    id,
    kind,
    subject,
    ...figures,
    ...(estimate === undefined ? {} : estimateRow(estimate)),
    ...(companions === undefined ? {} : { used_with: companions }),
    media_ids: postsOf(line),
  };
}

/** Gives what a row of a result shows of an estimate. @param key - what it calls the value */
export function estimateRow({ value, interval, n, verdict }: Estimate, key = 'value'): object {
  return { [key]: value, interval, n, verdict: verdict ?? null };
}

/** Gives the posts of a line. Names of files are in the subject, or too many to repeat. */
function postsOf({ evidence }: DraftLine): string[] {
  return evidence.filter((id) => /^\d{1,40}(?:_\d{1,40})?$/.test(id)).slice(0, 10);
}
