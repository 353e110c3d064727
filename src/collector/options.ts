import * as v from 'valibot';

import { accepts, type Input, joinKey } from '../base/check-input.ts';
import {
  abortSignal,
  flag,
  func,
  inputObject,
  listOf,
  optional,
  text,
  valueWhere,
  withMethods,
} from '../base/inputs.ts';
import { videoPlanSchema, type VideoPlan } from '../documents/video-plan.ts';
import { type ProbeOption, probeOption } from '../media/media-prober.ts';
import { isPlanningNotes, NOTES_REMEDY, type PlanningNotes } from '../planning/documents.ts';
import type { DocumentAnalysis } from '../planning/plan-video-context.ts';

import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import { DEPENDENCY_ENTRIES, type ProgressListener } from '../runtime/dependencies.ts';

import { type Clock } from '../runtime/clock.ts';
import { type Logger } from '../runtime/logger.ts';
import type { LedgerStore } from '../runtime/history/ledger-store.ts';
import { type SnapshotStore, snapshotStoreInput } from '../runtime/history/snapshot-store.ts';
import type { CollectorSources, SourceOf } from './collect-source.ts';

/** Where a collection reads from, and where it writes. */
export interface DataCollectorOptions extends CollectorSources {
  /** Keeps each account document; planning reads growth from it. */
  readonly history?: SnapshotStore | undefined;
  /** Tells planning which clips were published. */
  readonly ledger?: LedgerStore | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Made when missing. @default 'collected_data' */
  readonly outputDir?: string | undefined;
  /** What the studio says of its names, for planning. Trusted. */
  readonly notes?: PlanningNotes | undefined;
  /** Plans that may have been published: planning proposes their posts for the ledger. */
  readonly plans?: readonly VideoPlan[] | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Every method can be stopped. */
export interface CollectorCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of the collection of one source. */
export interface CollectSourceOptions extends CollectorCallOptions {
  /** Of the account, also reads who follows and when they are online: 13 more calls. @default false */
  readonly audience?: boolean | undefined;
  /** Of the account, also reads the stories of the last 24 hours: 1 more call for every 50. @default false */
  readonly stories?: boolean | undefined;
  /** Reads length and orientation of videos by range, up to 2 MiB of each or `{ maxBytes }`. @default false */
  readonly probe?: ProbeOption | undefined;
}

/** How a collection of both is made, and what it writes. */
export interface CollectAllOptions extends CollectorCallOptions {
  /** False reads the account first, then the bucket. @default true */
  readonly parallel?: boolean | undefined;
  /** Compresses every file. @default false */
  readonly compress?: boolean | undefined;
  /**
   * Reads length and orientation of videos, of posts and in the bucket, by range: up to 2 MiB of each or `{ maxBytes }`.
   * @default false
   */
  readonly probe?: ProbeOption | undefined;
  /** Also reads who follows and when they are online: 13 more calls. @default false */
  readonly audience?: boolean | undefined;
  /** Also reads the stories of the last 24 hours: 1 more call for every 50. @default false */
  readonly stories?: boolean | undefined;
  /**
   * Also writes pictures of the best and weakest posts, for a report: 1 call and 1 request for each of at most 10 posts.
   * @default false
   */
  readonly thumbnails?: boolean | undefined;
  /** Also writes what a planner needs, when both documents are there. @default false */
  readonly planning?: boolean | undefined;
  /**
   * Takes what the planning document was made from, so that a brief or a page of the same documents computes nothing
   * again. What it throws is not looked at.
   */
  readonly onAnalysis?: ((analysis: DocumentAnalysis) => void) | undefined;
}

/**
 * Makes the input of the manager of a source, or a function that makes it; known by its methods, as another build's
 * class is another.
 */
function sourceOf<Manager>(methods: readonly (keyof Manager & string)[], name: string): Input<SourceOf<Manager>> {
  const isManager = (value: unknown): boolean =>
    typeof value === 'function' || accepts(withMethods<Manager>(methods, ''), value);
  return valueWhere(isManager, `Give a ${name} or a function that makes one: new ${name}(config).`);
}

/** Makes the input of a plan, checked whole against its schema. */
const videoPlan: Input<VideoPlan> = (value, key, report) => {
  const { issues = [] } = v.safeParse(videoPlanSchema, value);
  for (const { path = [], input, message } of issues) {
    report(
      path.reduce((before, step) => joinKey(before, step.key as string | number), key),
      input,
      message,
    );
  }
  return value as VideoPlan;
};

export const OPTIONS: Input<DataCollectorOptions> = inputObject<DataCollectorOptions>({
  instagram: optional(sourceOf<InstagramAnalyticsManager>(['collect', 'getTokenInfo'], 'InstagramAnalyticsManager')),
  gcs: optional(sourceOf<GCSInventoryManager>(['generateInventory', 'validateAccess'], 'GCSInventoryManager')),
  history: optional(snapshotStoreInput),
  ledger: optional(withMethods<LedgerStore>(['append', 'list'], 'Give createFileLedgerStore(path) or the like.')),
  logger: DEPENDENCY_ENTRIES.logger,
  clock: DEPENDENCY_ENTRIES.clock,
  outputDir: optional(text('Give the path of a folder, or leave it out.')),
  notes: optional(valueWhere<PlanningNotes>(isPlanningNotes, NOTES_REMEDY)),
  plans: optional(listOf<VideoPlan>(videoPlan, 'Give a list of plans.')),
  onProgress: DEPENDENCY_ENTRIES.onProgress,
});

const CALL_ENTRIES = { signal: optional(abortSignal()) };
export const CALL_OPTIONS: Input<CollectorCallOptions> = inputObject<CollectorCallOptions>(CALL_ENTRIES);
const SOURCE_ENTRIES = {
  ...CALL_ENTRIES,
  probe: optional(probeOption),
  audience: optional(flag()),
  stories: optional(flag()),
};
export const SOURCE_OPTIONS: Input<CollectSourceOptions> = inputObject<CollectSourceOptions>(SOURCE_ENTRIES);
export const ALL_OPTIONS: Input<CollectAllOptions> = inputObject<CollectAllOptions>({
  ...SOURCE_ENTRIES,
  parallel: optional(flag()),
  compress: optional(flag()),
  thumbnails: optional(flag()),
  planning: optional(flag()),
  onAnalysis: optional(func<(analysis: DocumentAnalysis) => void>()),
});
