import type { FileRecord } from '../documents/file.ts';
import type { LedgerEntry, Snapshot } from '../documents/history.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { LedgerStore } from '../runtime/ledger-store.ts';
import type { SnapshotStore } from '../runtime/snapshot-store.ts';
import type { AnyInventory } from '../documents/inventory.ts';

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
>;

/** What the tools ask of a bucket. A `GCSInventoryManager` fits. */
export type BucketSource = Pick<
  GCSInventoryManager,
  'analyzeFolders' | 'getLatestFiles' | 'probeMedia' | 'searchFiles'
> & {
  /** Totals of the bucket, without file rows. */
  generateInventory(
    path: undefined,
    options: { files: 'none'; signal?: AbortSignal | undefined },
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
}

/** The rows of a list or of a store. */
export async function listOf<T>(source: readonly T[] | { list(): Promise<T[]> } | undefined): Promise<readonly T[]> {
  if (source === undefined) return [];
  return 'list' in source ? source.list() : source;
}

/** A file as a row of a tool's result. */
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

/** A record without some of its keys. */
export function without(record: object, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}
