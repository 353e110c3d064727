import { ownError } from '../base/errors.ts';
import { toTimestamp } from '../base/time.ts';
import { isUnexpected, type LiveOutcome } from '../documents/collection.ts';
import type { ListPageRequest } from '../storage/object-store.ts';
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
  } catch (caught) {
    const error = ownError(caught, signal);
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

/** One way of asking Cloud Storage, and how it answered. */
export interface StorageCheckEntry {
  /** `objects.list startOffset` */
  name: string;
  /** What this library relies on; `unsure` where buckets differ. */
  expected: 'accepted' | 'unsure';
  outcome: LiveOutcome;
  /** The service's own words, redacted, or why it was not tried. */
  detail: string | null;
}

/** Which ways of asking a bucket answers. */
export interface StorageCheckReport {
  checked_at: string;
  requests: number;
  entries: StorageCheckEntry[];
  /** Entries that were refused although this library relies on them. */
  unexpected: number;
}

type Result = Pick<StorageCheckEntry, 'outcome' | 'detail'>;

const ACCEPTED: Result = { outcome: 'accepted', detail: null };

/** The answer decides nothing: the connection, a limit or the credentials stood in its way. */
const NO_ANSWER: ReadonlySet<string> = new Set(['auth', 'network', 'timeout', 'rate_limit', 'transient', 'quota']);

/** Listings this library makes, and those it makes when asked. */
const LISTINGS: readonly (readonly [name: string, expected: 'accepted' | 'unsure', request: ListPageRequest])[] = [
  ['objects.list fields', 'accepted', {}],
  ['objects.list delimiter', 'accepted', { delimiter: '/' }],
  ['objects.list startOffset', 'accepted', { startOffset: 'a' }],
  ['objects.list endOffset', 'accepted', { endOffset: 'zzzz' }],
  ['objects.list versions', 'accepted', { view: 'versions' }],
  // Refused where soft delete is off or may not be seen; contexts are new.
  ['objects.list softDeleted', 'unsure', { view: 'soft_deleted' }],
  ['objects.list filter', 'unsure', { filter: 'contexts."insight-inventory"="none"' }],
];

/** Asks a bucket in every way this library does, for a page of at most 2 objects each. Cost: 8 to 10 requests; reads only. */
export async function checkStorage(run: InventoryRun): Promise<StorageCheckReport> {
  const { store, signal, setup } = run;
  const entries: StorageCheckEntry[] = [];
  const attempt = async (
    name: string,
    expected: StorageCheckEntry['expected'],
    ask: () => Promise<unknown>,
  ): Promise<void> => {
    entries.push({ name, expected, ...(await resultOf(ask, signal)) });
  };
  const first = { name: null as string | null, token: null as string | null };
  for (const [name, expected, request] of LISTINGS) {
    await attempt(name, expected, async () => {
      const page = await store.listPage({ ...request, maxResults: 2 }, { signal });
      if (name !== 'objects.list fields') return;
      first.name = page.rows[0]?.name ?? null;
      first.token = page.nextPageToken;
    });
  }
  const { name, token } = first;
  if (token === null) entries.push(notTried('objects.list pageToken', 'The bucket has one page.'));
  else {
    await attempt('objects.list pageToken', 'accepted', () =>
      store.listPage({ pageToken: token, maxResults: 2 }, { signal }),
    );
  }
  if (name === null) {
    entries.push(
      notTried('objects.get', 'The bucket has no object.'),
      notTried('range read', 'The bucket has no object.'),
    );
  } else {
    await attempt('objects.get', 'accepted', () => store.getObject(name, { signal }));
    await attempt('range read', 'accepted', () =>
      store.readRange({ name, start: 0, end: 0, packed: true }, { signal }),
    );
  }
  await attempt('buckets.testIamPermissions', 'accepted', () =>
    store.testPermissions(['storage.objects.list'], { signal }),
  );
  return {
    checked_at: toTimestamp(setup.deps.clock.now()),
    requests: run.tally.requests,
    entries,
    unexpected: entries.filter(isUnexpected).length,
  };
}

function notTried(name: string, detail: string): StorageCheckEntry {
  return { name, expected: 'accepted', outcome: 'not_tried', detail };
}

async function resultOf(ask: () => Promise<unknown>, signal: AbortSignal): Promise<Result> {
  try {
    await ask();
    return ACCEPTED;
  } catch (caught) {
    const error = ownError(caught, signal);
    return { outcome: NO_ANSWER.has(error.kind) ? 'not_tried' : 'refused', detail: error.message };
  }
}
