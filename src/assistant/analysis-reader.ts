import type { AnyInventory } from '../documents/inventory.ts';
import type { DraftLine, PlanningLine } from '../documents/planning.ts';
import type { Estimate } from '../documents/shapes.ts';
import { analyzeDocuments, type DocumentAnalysis } from '../planning/plan-video-context.ts';
import { listOf, type ToolSources } from './tool-inputs.ts';

/** Which documents a tool needs: asking for a bucket an answer does not use would cost a listing. */
export interface DocumentNeeds {
  readonly account: boolean;
  readonly bucket: boolean;
}

/** Gives what the documents a tool needs say. */
export type AnalysisReader = (needs: DocumentNeeds, signal: AbortSignal | undefined) => Promise<DocumentAnalysis>;

/** File rows of each kind a live listing keeps: more do not fit a plan. */
const MOST_ROWS = 50_000;

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
  return gcs?.generateInventory(undefined, { files: { perCategory: MOST_ROWS }, signal });
}

function isStore(source: unknown): boolean {
  return typeof source === 'object' && source !== null && 'list' in source;
}

/** A line of a plan as a row of a result: its data, names and quotes fenced as all texts are. */
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

/** Names of files are in the subject, or too many to repeat. */
function postsOf({ evidence }: DraftLine): string[] {
  return evidence.filter((id) => /^\d{1,40}(?:_\d{1,40})?$/.test(id)).slice(0, 10);
}
