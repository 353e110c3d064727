import type { AnyInventory } from '../documents/inventory.ts';
import type { DraftLine, PlanningLine } from '../documents/planning.ts';
import type { Estimate } from '../documents/shapes.ts';
import type { PlanningDocuments } from '../planning/documents.ts';
import { planVideos, type Plan } from '../planning/plan-video-context.ts';
import { listOf, type ToolSources } from './tool-inputs.ts';

/** Which documents a tool needs: asking for a bucket an answer does not use would cost a listing. */
export interface PlanNeeds {
  readonly account: boolean;
  readonly bucket: boolean;
}

/** The documents a tool answers from, and the plan made of them. */
export interface ReadPlan {
  readonly documents: PlanningDocuments;
  readonly plan: Plan;
}

/** File rows of each kind a live listing keeps: more do not fit a plan. */
const MOST_ROWS = 50_000;

/**
 * Gives a reader of the one context of planning: the documents of the sources, else what the managers answer, with
 * history, ledger, notes, zone and followers online. A plan from documents alone is made once.
 */
export function createPlanReader(
  sources: ToolSources,
): (needs: PlanNeeds, signal: AbortSignal | undefined) => Promise<ReadPlan> {
  const { instagram, gcs, documents: known, history, ledger, notes, timezone, onlineFollowers } = sources;
  const isFixed = !isStore(history) && !isStore(ledger);
  let kept: ReadPlan | null = null;
  return async ({ account, bucket }, signal) => {
    if (kept !== null) return kept;
    const analytics = known?.analytics ?? (account ? await instagram?.collect({ signal }) : null) ?? null;
    const inventory = known?.inventory ?? (bucket ? await listBucket(gcs, signal) : null) ?? null;
    const documents: PlanningDocuments = {
      analytics,
      inventory,
      history: await listOf(history),
      ledger: await listOf(ledger),
      notes,
      timezone: timezone ?? instagram?.timezone,
      onlineFollowers,
    };
    const read: ReadPlan = { documents, plan: planVideos(documents) };
    const isWhole = (known?.analytics ?? null) === analytics && (known?.inventory ?? null) === inventory;
    if (isFixed && isWhole) kept = read;
    return read;
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
