import { isInsightInventoryError } from '../base/errors.ts';
import { permissionRemedy } from '../storage/storage-error.ts';
import type { InventoryRun } from './run.ts';

/** Whether the account in use may do what an inventory needs. */
export interface AccessReport {
  ok: boolean;
  checks: AccessCheck[];
}

/** One permission, and whether it is there. */
export interface AccessCheck {
  /** `storage.objects.list` */
  permission: string;
  ok: boolean;
  /** What to do about it; `null` when there is nothing to do. */
  remedy: string | null;
}

/** Listing needs the first, probing media and reading reports the second. */
const NEEDED = ['storage.objects.list', 'storage.objects.get'] as const;

/**
 * Asks which of the needed permissions the account has. Never rejects but for an abort: credentials that do not work, a
 * bucket that is not there and a network that is down are checks that failed, with what to do about them. One request.
 */
export async function checkAccess(run: InventoryRun): Promise<AccessReport> {
  const { store, signal } = run;
  try {
    const held = new Set(await store.testPermissions(NEEDED, { signal }));
    return report((permission) => (held.has(permission) ? null : permissionRemedy(permission, store.bucket)));
  } catch (error) {
    signal.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    const remedy = error.remedy === null ? error.message : `${error.message} ${error.remedy}`;
    return report(() => remedy);
  }
}

function report(remedyOf: (permission: string) => string | null): AccessReport {
  const checks = NEEDED.map((permission) => {
    const remedy = remedyOf(permission);
    return { permission, ok: remedy === null, remedy };
  });
  return { ok: checks.every((check) => check.ok), checks };
}
