import { isInsightInventoryError } from '../base/errors.ts';
import { permissionRemedy } from '../storage/storage-error.ts';
import type { InventoryRun } from './run.ts';

/** Whether the account in use may do what an inventory needs. */
export interface AccessReport {
  /** True when every permission is there and every configured folder has a file. */
  ok: boolean;
  checks: AccessCheck[];
  /** Each configured folder; empty for a whole bucket, or when the bucket cannot be listed. */
  folders: FolderCheck[];
}

/** Whether a configured folder has anything in it. */
export interface FolderCheck {
  folder: string;
  ok: boolean;
}

/** One permission, and whether it is there. */
export interface AccessCheck {
  /** `storage.objects.list` */
  permission: string;
  ok: boolean;
  /** Why it could not be found out; `null` when it could: `ok` says what the answer was. */
  problem: string | null;
  /** What to do about it; `null` when there is nothing to do. */
  remedy: string | null;
}

/** Listing needs the first, probing media and reading reports the second. */
const NEEDED = ['storage.objects.list', 'storage.objects.get'] as const;

/**
 * Asks which of the needed permissions the account has, and whether each configured folder has a file. Never rejects but
 * for an abort: credentials that do not work, a bucket that is not there and a network that is down are checks that
 * failed, with what to do about them. Cost: one request, and one a folder.
 */
export async function checkAccess(run: InventoryRun, folders: readonly string[]): Promise<AccessReport> {
  const { store, signal } = run;
  try {
    const granted = new Set(await store.testPermissions(NEEDED, { signal }));
    const checks = NEEDED.map((permission) => {
      const ok = granted.has(permission);
      return { permission, ok, problem: null, remedy: ok ? null : permissionRemedy(permission, store.bucket) };
    });
    const found = granted.has(NEEDED[0]) ? await checkFolders(run, folders) : [];
    return { ok: [...checks, ...found].every(({ ok }) => ok), checks, folders: found };
  } catch (error) {
    signal.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    const { message: problem, remedy } = error;
    return {
      ok: false,
      checks: NEEDED.map((permission) => ({ permission, ok: false, problem, remedy })),
      folders: [],
    };
  }
}

async function checkFolders({ store, signal }: InventoryRun, folders: readonly string[]): Promise<FolderCheck[]> {
  const checks: FolderCheck[] = [];
  for (const folder of folders) {
    if (folder === '') continue;
    const { names } = await store.listNames({ prefix: `${folder}/`, maxResults: 1 }, { signal });
    checks.push({ folder, ok: names.length > 0 });
  }
  return checks;
}
