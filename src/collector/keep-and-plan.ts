import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import type { InstagramAnalytics } from '../documents/analytics.ts';
import type { GcsInventory } from '../documents/inventory.ts';
import { planningContextSchema } from '../documents/planning.ts';
import { planVideoContext } from '../planning/plan-video-context.ts';
import type { LedgerStore } from '../runtime/ledger-store.ts';
import type { SnapshotStore } from '../runtime/snapshot-store.ts';
import { asLibraryError } from './as-library-error.ts';
import { writeDocument, type OutputOptions } from './output-files.ts';

export interface KeepAndPlanOptions {
  readonly history: SnapshotStore | undefined;
  readonly ledger: LedgerStore | undefined;
  /** IANA zone of the account. */
  readonly timezone: string | undefined;
  readonly planning: boolean;
  readonly output: OutputOptions;
}

/** Keeps the account document in the history and, when asked, writes what a planner needs. A failure is an issue. */
export async function keepAndPlan(
  { analytics, inventory }: { readonly analytics: InstagramAnalytics | null; readonly inventory: GcsInventory | null },
  { history, ledger, timezone, planning, output }: KeepAndPlanOptions,
): Promise<{ readonly planningFile: string | null; readonly issues: CollectionIssue[] }> {
  const issues: CollectionIssue[] = [];
  const attempt = async <T>(scope: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      output.signal?.throwIfAborted();
      issues.push(asLibraryError(error).toIssue({ source: 'collector', scope }));
      return null;
    }
  };
  if (analytics !== null && history !== undefined) {
    await attempt('history', () => history.append({ taken_at: analytics.export_info.exported_at, analytics }));
  }
  if (!planning || analytics === null || inventory === null) return { planningFile: null, issues };
  const file = await attempt('planning', async () => {
    const context = planVideoContext({
      analytics,
      inventory,
      history: await history?.list(),
      ledger: await ledger?.list(),
      timezone,
    });
    return writeDocument('planning_context', v.parse(planningContextSchema, context), output);
  });
  return { planningFile: file?.path ?? null, issues };
}
