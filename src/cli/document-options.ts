import { findNewestDocuments, readAnalytics, readInventory, readPlanning } from '../collector/saved-documents.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { Snapshot } from '../documents/history.ts';
import type { PlanningContext } from '../documents/planning.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import { createFileSnapshotStore } from '../runtime/snapshot-store.ts';
import type { OptionSpec } from './command.ts';
import { pathOption, shownPath, type CommandContext } from './context.ts';
import { openConfigIfAny, outputDirOf } from './open-config.ts';
import { usageError } from './usage-error.ts';

/** Options of whatever reads documents that were collected before. */
export const DOCUMENT_OPTIONS: readonly OptionSpec[] = [
  { name: 'analytics', value: 'FILE', about: 'An account document (instagram_analytics_….json, or .json.gz).' },
  { name: 'inventory', value: 'FILE', about: 'A bucket document (gcs_inventory_….json, or .json.gz).' },
  { name: 'history', value: 'DIR', about: 'Earlier account documents, kept by collect --history, for growth.' },
  {
    name: 'output-dir',
    value: 'DIR',
    about:
      'Where the newest documents are looked for when none is named; collected_data, or output_dir of the configuration.',
  },
];

export const TIMEZONE_OPTION: OptionSpec = {
  name: 'timezone',
  value: 'ZONE',
  about: 'IANA zone of the account, for posting times; UTC when it is not given.',
};

/** Documents on the disk, read and checked. */
export interface SavedDocuments {
  readonly analytics: InstagramAnalytics | null;
  readonly inventory: AnyInventory | null;
  /** Read only where it is asked for. */
  readonly planning: PlanningContext | null;
  readonly history: readonly Snapshot[];
  /** Where they were looked for. */
  readonly folder: string;
}

/**
 * The documents the options name, else the newest of each kind in the output folder.
 *
 * @throws InsightInventoryError `io` for one that cannot be read; `invalid_request` when there is none
 */
export async function readDocuments(context: CommandContext, wantsPlanning: boolean): Promise<SavedDocuments> {
  const { output } = context;
  const folder = outputDirOf(context, await openConfigIfAny(context));
  const named = {
    analytics: pathOption(context, 'analytics') ?? null,
    inventory: pathOption(context, 'inventory') ?? null,
    planning: wantsPlanning ? (pathOption(context, 'planning') ?? null) : null,
  };
  const isNamed = named.analytics !== null || named.inventory !== null || named.planning !== null;
  const files = isNamed ? named : await findNewestDocuments(folder);
  if (files.analytics === null && files.inventory === null) {
    throw usageError(
      isNamed ? 'A plan alone is not enough.' : `There is no document in ${shownPath(context, folder)}.`,
      'Run "insight-inventory collect" (or "demo") first, or name documents with --analytics and --inventory.',
    );
  }
  const used = [files.analytics, files.inventory, wantsPlanning ? files.planning : null];
  const shown = used.flatMap((file) => (file === null ? [] : [shownPath(context, file)]));
  if (!isNamed) output.note(`From ${shown.join(', ')}`);
  const history = pathOption(context, 'history');
  return {
    analytics: files.analytics === null ? null : await readAnalytics(files.analytics),
    inventory: files.inventory === null ? null : await readInventory(files.inventory),
    planning: wantsPlanning && files.planning !== null ? await readPlanning(files.planning) : null,
    history: history === undefined ? [] : await createFileSnapshotStore(history).list(),
    folder,
  };
}
