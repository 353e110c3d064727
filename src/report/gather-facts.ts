import { isTimezone } from '../base/time.ts';
import { invalidRequest } from '../files/invalid-request.ts';
import { filesOf } from '../files/inventory-files.ts';
import { footageOf } from '../planning/footage-of.ts';
import { matchFootageToPosts } from '../planning/match-footage.ts';
import { planVideoContext } from '../planning/plan-video-context.ts';
import type { ReportFacts, ReportInput, ReportOptions } from './report-input.ts';

const MOST_ROWS = 30;

/** Checks what was given and computes what is missing of it. */
export function gatherFacts(input: ReportInput, options: ReportOptions): ReportFacts {
  const { analytics = null, inventory = null, history } = input;
  const { timezone = 'UTC', maxRows = MOST_ROWS, ledger, onlineFollowers = null } = options;
  check(analytics, inventory);
  if (!Number.isSafeInteger(maxRows) || maxRows < 1)
    throw invalidRequest('maxRows', 'is no count of rows', 'Give a whole number from 1 up.');
  if (!isTimezone(timezone))
    throw invalidRequest('timezone', 'is no known time zone', 'Give an IANA name, such as Europe/Berlin.');
  const rows = inventory === null ? [] : filesOf(inventory);
  const given = input.planning ?? null;
  const now = analytics?.export_info.exported_at ?? inventory?.inventory_info.generated_at;
  const planned =
    given !== null || analytics === null || inventory === null
      ? given
      : planVideoContext({ analytics, inventory, history: history ?? [], ledger, timezone, onlineFollowers });
  return {
    analytics,
    inventory,
    planning: planned,
    history: history ?? [],
    timezone,
    maxRows,
    onlineFollowers,
    rows,
    matches:
      given !== null || inventory === null
        ? null
        : matchFootageToPosts(footageOf(inventory).files, analytics?.recent_media ?? [], { ledger, now }),
  };
}

function check(analytics: ReportInput['analytics'], inventory: ReportInput['inventory']): void {
  const remedy = 'Give what collect() or generateInventory() returned, or the parsed file of it.';
  if ((analytics ?? null) === null && (inventory ?? null) === null)
    throw invalidRequest('input', 'has neither an account nor an inventory', remedy);
  // Documents come from files: what has another shape is told before it is read.
  if ((analytics ?? null) !== null && !isRecord(analytics, 'export_info'))
    throw invalidRequest('analytics', 'is no account document', remedy);
  if ((inventory ?? null) !== null && !isRecord(inventory, 'inventory_info'))
    throw invalidRequest('inventory', 'is no inventory', remedy);
}

function isRecord(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const part: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof part === 'object' && part !== null;
}
