import { isInsightInventoryError } from '../base/errors.ts';
import { toTimestamp } from '../base/time.ts';
import { isUnexpected, type LiveOutcome } from '../documents/verification.ts';
import type { ListPageRequest } from '../storage/object-store.ts';
import type { InventoryRun } from './run.ts';

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
  } catch (error) {
    signal.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    return { outcome: NO_ANSWER.has(error.kind) ? 'not_tried' : 'refused', detail: error.message };
  }
}
