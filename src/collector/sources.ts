import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';

/** A manager, or how to make one. A factory that throws a ConfigError fails its own source alone. */
export type SourceOf<Manager> = Manager | (() => Manager);

/** Where a collection reads from. */
export interface CollectorSources {
  readonly instagram?: SourceOf<InstagramAnalyticsManager> | undefined;
  readonly gcs?: SourceOf<GCSInventoryManager> | undefined;
}

/** A source by its short name, as documents spell it. */
export type SourceName = 'instagram' | 'gcs';

/** The manager itself. @throws ConfigError from a factory */
export function openSource<Manager extends object>(source: SourceOf<Manager>): Manager {
  return typeof source === 'function' ? source() : source;
}
