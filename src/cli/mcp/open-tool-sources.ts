import type { BucketSource, InstagramSource, ToolSources } from '../../assistant/tool-inputs.ts';
import { MINUTE_MS } from '../../base/time.ts';
import { openSource } from '../../collector/collect-source.ts';
import { InstagramAnalyticsManager } from '../../instagram/instagram-analytics-manager.ts';
import { GCSInventoryManager } from '../../inventory/gcs-inventory-manager.ts';
import type { ProbeOption } from '../../media/media-prober.ts';
import { createFileLedgerStore } from '../../runtime/history/ledger-store.ts';
import type { Logger } from '../../runtime/logger.ts';
import { type CommandContext, pathOption, usageError, probeOf } from '../command.ts';
import { openConfig, openHistory, openLogger, openSources, readDocuments } from '../inputs.ts';

export const DEFAULT_CACHE_MINUTES = 60;

/** What the tools of a server read from. */
export interface OpenedSources {
  readonly sources: ToolSources;
  readonly logger: Logger;
  readonly close: () => Promise<void>;
}

/** Opens what the options name: documents, the demo data, or the configured account and bucket. */
export async function openToolSources(context: CommandContext): Promise<OpenedSources> {
  const { options, signal } = context;
  if (options.isSet('saved')) {
    const { analytics, inventory, history, ledger, notes, timezone } = await readDocuments(context, false);
    return {
      sources: { documents: { analytics, inventory }, history, ledger, notes, timezone },
      logger: openLogger(context, null),
      close: () => Promise.resolve(),
    };
  }
  for (const name of ['analytics', 'inventory', 'output-dir']) {
    if (options.isSet(name)) throw usageError(`--${name} belongs to --saved.`, 'Add --saved.');
  }
  const sourceOptions: SourceOptions = {
    cacheMs: (options.number('keep-minutes') ?? DEFAULT_CACHE_MINUTES) * MINUTE_MS,
    probe: probeOf(options),
    now: Date.now,
  };
  const stores = openStores(context);
  if (options.isSet('demo')) return openDemo(context, stores, sourceOptions);
  const config = await openConfig(context);
  const logger = openLogger(context, config);
  const { instagram, gcs } = openSources(context, config, { logger });
  const notes = config.getCollectorConfig().notes;
  return {
    sources: {
      instagram: instagram === undefined ? undefined : cacheAccount(openSource(instagram), sourceOptions, signal),
      gcs: gcs === undefined ? undefined : cacheBucket(openSource(gcs), sourceOptions, signal),
      ...stores,
      notes,
    },
    logger,
    close: () => Promise.resolve(),
  };
}

function openStores(context: CommandContext): Pick<ToolSources, 'history' | 'ledger' | 'timezone'> {
  const history = pathOption(context, 'history');
  const ledger = pathOption(context, 'ledger');
  return {
    history: history === undefined ? undefined : openHistory(history),
    ledger: ledger === undefined ? undefined : createFileLedgerStore(ledger),
    timezone: context.options.text('timezone'),
  };
}

async function openDemo(
  context: CommandContext,
  stores: Pick<ToolSources, 'history' | 'ledger' | 'timezone'>,
  sourceOptions: SourceOptions,
): Promise<OpenedSources> {
  const { signal } = context;
  const { datasetFromExport, demoDataset, startBucketSimulator, startGraphSimulator } =
    await import('../../testing/index.ts');
  const data = demoDataset();
  const graph = await startGraphSimulator({ dataset: datasetFromExport(data.account) });
  const bucket = await startBucketSimulator({ bucket: data.bucket, objects: data.objects });
  const logger = openLogger(context, null);
  context.output.redactor.add(graph.token);
  const account = { userId: graph.dataset.account.id, accessToken: graph.token, baseUrl: graph.url };
  const instagram = new InstagramAnalyticsManager(account, { logger });
  const gcs = new GCSInventoryManager({ bucket: bucket.bucket, apiEndpoint: bucket.url }, { logger });
  return {
    sources: {
      instagram: cacheAccount(instagram, sourceOptions, signal),
      gcs: cacheBucket(gcs, sourceOptions, signal),
      ...stores,
    },
    logger,
    close: async () => {
      await Promise.all([graph.close(), bucket.close()]);
    },
  };
}

/** How a server reads its sources. */
export interface SourceOptions {
  /** For how long a collection of the account and a listing of the bucket are used again, in milliseconds. */
  readonly cacheMs: number;
  /** Whether lengths and shapes of videos are read with them. */
  readonly probe: ProbeOption;
  readonly now: () => number;
}

interface Cached<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/** Runs `read` once in so many milliseconds; callers in between get the same answer. A failure is not kept. */
function cacheFor<T>(ms: number, now: () => number, read: () => Promise<T>): () => Promise<T> {
  let cached: Cached<T> | null = null;
  return () => {
    if (cached !== null && now() - cached.at < ms) return cached.value;
    const entry: Cached<T> = { at: now(), value: read() };
    cached = entry;
    entry.value.catch(() => {
      if (cached === entry) cached = null;
    });
    return entry.value;
  };
}

/**
 * Gives the account as the tools ask it, a whole collection kept. A call's signal does not end a collection others wait
 * for.
 */
export function cacheAccount(
  manager: InstagramAnalyticsManager,
  options: SourceOptions,
  stop: AbortSignal,
): InstagramSource {
  const collect = cacheFor(options.cacheMs, options.now, () => manager.collect({ probe: options.probe, signal: stop }));
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

/** Gives the bucket as the tools ask it, a whole listing kept. */
export function cacheBucket(manager: GCSInventoryManager, options: SourceOptions, stop: AbortSignal): BucketSource {
  const listings = new Map<number, () => Promise<Awaited<ReturnType<GCSInventoryManager['generateInventory']>>>>();
  return {
    analyzeFolders: (given) => manager.analyzeFolders(given),
    getLatestFiles: (given) => manager.getLatestFiles(given),
    probeMedia: (file, given) => manager.probeMedia(file, given),
    searchFiles: (query, given) => manager.searchFiles(query, given),
    generateInventory: (_path, { files }) => {
      const list =
        listings.get(files.perCategory) ??
        cacheFor(options.cacheMs, options.now, () =>
          manager.generateInventory(undefined, { files, probe: options.probe, signal: stop }),
        );
      listings.set(files.perCategory, list);
      return list();
    },
  };
}
