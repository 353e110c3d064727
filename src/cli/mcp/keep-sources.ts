import type { BucketSource, InstagramSource } from '../../assistant/tool-inputs.ts';
import type { InstagramAnalyticsManager } from '../../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../../inventory/gcs-inventory-manager.ts';
import type { ProbeOption } from '../../media/probe-option.ts';

/** How a server reads its sources. */
export interface SourceOptions {
  /** For how long a collection of the account and a listing of the bucket are used again, in milliseconds. */
  readonly keepMs: number;
  /** Whether lengths and shapes of videos are read with them. */
  readonly probe: ProbeOption;
  readonly now: () => number;
}

interface Kept<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/** Runs `read` once in so many milliseconds; callers in between get the same answer. A failure is not kept. */
function keepFor<T>(ms: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let kept: Kept<T> | null = null;
  return () => {
    if (kept !== null && now() - kept.at < ms) return kept.value;
    const mine: Kept<T> = { at: now(), value: read() };
    kept = mine;
    mine.value.catch(() => {
      if (kept === mine) kept = null;
    });
    return mine.value;
  };
}

/** The account as the tools ask it, a whole collection kept. A call's signal does not end a collection others wait for. */
export function keepAccount(
  manager: InstagramAnalyticsManager,
  options: SourceOptions,
  stop: AbortSignal,
): InstagramSource {
  const collect = keepFor(options.keepMs, options.now, () => manager.collect({ probe: options.probe, signal: stop }));
  return {
    collect: () => collect(),
    getAccountInfo: (given) => manager.getAccountInfo(given),
    getHashtagPerformance: (tags, given) => manager.getHashtagPerformance(tags, given),
    getLatestVideoPerformance: (given) => manager.getLatestVideoPerformance(given),
    getMediaInsights: (media, given) => manager.getMediaInsights(media, given),
    getRecentComments: (id, given) => manager.getRecentComments(id, given),
    getRecentMedia: (given) => manager.getRecentMedia(given),
    iterateMediaPages: (given) => manager.iterateMediaPages(given),
    timezone: manager.timezone,
  };
}

/** The bucket as the tools ask it, a whole listing kept. */
export function keepBucket(manager: GCSInventoryManager, options: SourceOptions, stop: AbortSignal): BucketSource {
  const listings = new Map<number, () => Promise<Awaited<ReturnType<GCSInventoryManager['generateInventory']>>>>();
  return {
    analyzeFolders: (given) => manager.analyzeFolders(given),
    getLatestFiles: (given) => manager.getLatestFiles(given),
    probeMedia: (file, given) => manager.probeMedia(file, given),
    searchFiles: (query, given) => manager.searchFiles(query, given),
    generateInventory: (_path, { files }) => {
      const list =
        listings.get(files.perCategory) ??
        keepFor(options.keepMs, options.now, () =>
          manager.generateInventory(undefined, { files, probe: options.probe, signal: stop }),
        );
      listings.set(files.perCategory, list);
      return list();
    },
  };
}
