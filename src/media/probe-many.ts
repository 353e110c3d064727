import type { IssueSource } from '../base/issues.ts';
import type { MediaMetadata } from '../documents/media-metadata.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import { reportProgress, type ProgressListener } from '../runtime/progress.ts';
import type { MediaProber, ProbeItem } from './media-prober.ts';

export interface ProbeManyOptions {
  /** Files read at a time. @default 6 */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Whose progress this is. @default 'collector' */
  readonly source?: IssueSource | undefined;
}

/** Enough to hide the waits of a storage service, few enough to stay far from its limits. */
const DEFAULT_CONCURRENCY = 6;

/**
 * Probes many files, some at a time, and reports each as it is done. What went wrong stands in the prober's `issues`.
 *
 * @returns one record an item, in the order of the items
 * @throws the signal's own reason, and nothing else
 */
export async function probeMany(
  prober: MediaProber,
  items: readonly ProbeItem[],
  options: ProbeManyOptions = {},
): Promise<MediaMetadata[]> {
  const { concurrency = DEFAULT_CONCURRENCY, signal, onProgress, source = 'collector' } = options;
  let done = 0;
  return mapBounded(
    items,
    concurrency,
    async (item) => {
      const metadata = await prober.probe(item, signal);
      done += 1;
      reportProgress(onProgress, {
        ...{ source, step: 'probe', done, total: items.length },
        message: `Probed ${item.name}`,
      });
      return metadata;
    },
    signal,
  );
}
