import { type DatedTable, datedTable, tablesNotice } from '../base/dated-table.ts';
import { ownError } from '../base/errors.ts';
import {
  ACCOUNT_FIELDS,
  ACCOUNT_METRICS,
  COMMENT_FIELDS,
  HASHTAG_MEDIA_FIELDS,
  MEDIA_FIELDS,
} from '../graph/fields.ts';
import { GRAPH_ERROR_SOURCES } from '../graph/error-table.ts';
import { MEDIA_HOSTS } from '../graph/media-address.ts';
import { MEDIA_METRICS } from '../graph/media-metrics.ts';
import { LIMITS_SOURCE, LOGINS, REMOVALS, SCOPES, versionNotice, VERSIONS } from '../graph/platform.ts';
import { USAGE_SOURCES } from '../graph/usage.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import { requireWritableFolder } from '../runtime/file-io.ts';
import type { LedgerStore } from '../runtime/history/ledger-store.ts';
import type { SnapshotStore } from '../runtime/history/snapshot-store.ts';
import { type CollectorSources, openSource, type SourceOf } from './collect-source.ts';

/** Every table of what Graph does, with the day each entry was checked. */
export const GRAPH_TABLES: readonly DatedTable[] = [
  datedTable('Graph versions', VERSIONS, ({ version }) => version),
  datedTable('removed features', REMOVALS, ({ what }) => what),
  datedTable('logins', Object.values(LOGINS), ({ host }) => host),
  datedTable('permissions', SCOPES, ({ scope }) => scope),
  datedTable('limits of a request', [LIMITS_SOURCE], () => 'all limits'),
  datedTable('post metrics', MEDIA_METRICS, ({ metric }) => metric),
  datedTable('account metrics', ACCOUNT_METRICS, ({ metric }) => metric),
  datedTable('account fields', ACCOUNT_FIELDS, ({ field }) => field),
  datedTable('post fields', MEDIA_FIELDS, ({ field }) => field),
  datedTable('comment fields', COMMENT_FIELDS, ({ field }) => field),
  datedTable('hashtag post fields', HASHTAG_MEDIA_FIELDS, ({ field }) => field),
  datedTable('media hosts', MEDIA_HOSTS, ({ suffix }) => suffix),
  datedTable('Graph error codes', GRAPH_ERROR_SOURCES, ({ of }) => of),
  datedTable('quotas and usage headers', USAGE_SOURCES, ({ of }) => of),
];

/** Every table of what Cloud Storage does, with the day it was checked. */
export const STORAGE_TABLES: readonly DatedTable[] = [
  {
    name: 'Cloud Storage',
    entries: [
      { name: 'properties of an object', source: 'JSON API `objects` resource', checkedOn: '2026-11-22' },
      { name: 'permissions', source: 'IAM permissions and roles for Cloud Storage', checkedOn: '2026-11-22' },
      { name: 'status and error codes', source: 'JSON API status and error codes', checkedOn: '2026-11-27' },
      { name: 'requests a second', source: 'request-rate guidelines', checkedOn: '2026-11-22' },
      { name: 'compressed answers', source: 'JSON API performance tips', checkedOn: '2026-11-22' },
      { name: 'batches of calls', source: 'sending batch requests', checkedOn: '2026-11-28' },
      { name: 'object contexts and their filter', source: 'use object contexts', checkedOn: '2026-11-28' },
      { name: 'transcoding', source: 'transcoding of gzip-compressed files', checkedOn: '2026-11-27' },
      { name: 'inventory report columns', source: 'Storage Insights metadata fields', checkedOn: '2026-11-22' },
      { name: 'messages of refused credentials', source: 'google-auth-library 9.15 and 10', checkedOn: '2026-11-27' },
    ],
  },
];

/** One thing a collection needs, and what to do when it is not there. */
export interface RequirementCheck {
  source: 'instagram' | 'gcs' | 'collector';
  /**
   * `config`, `api_version`, `token`, `scopes`, `app`, `account`, `tables`, a storage permission, `folder`, `output_dir`,
   * `history`, `ledger`.
   */
  check: string;
  ok: boolean;
  detail: string;
  /** What to do; on a check that passed it is a warning. */
  remedy: string | null;
}

/** Whether a collection can start. */
export interface RequirementReport {
  /** True when every check passed and there is something to collect. */
  overall_validation: boolean;
  checks: RequirementCheck[];
}

/** What a collection is given besides its sources. */
interface CheckedPlaces {
  readonly outputDir: string;
  readonly history: SnapshotStore | undefined;
  readonly ledger: LedgerStore | undefined;
  /** Milliseconds since the epoch, against which versions and tables are judged. */
  readonly now: number;
}

/**
 * Checks what a collection needs without collecting: the token and its permissions, the account, the bucket and its
 * folders, the output folder, history and ledger. At most two requests for the account, one for the bucket and one for
 * each of its folders. Rejects only on an abort.
 */
export async function checkRequirements(
  sources: CollectorSources,
  places: CheckedPlaces,
  signal: AbortSignal | undefined,
): Promise<RequirementReport> {
  const parts = await Promise.all([
    sources.instagram === undefined ? [] : checkInstagram(sources.instagram, places.now, signal),
    sources.gcs === undefined ? [] : checkBucket(sources.gcs, places.now, signal),
    checkPlaces(places),
  ]);
  const checks = parts.flat();
  if (sources.instagram === undefined && sources.gcs === undefined) {
    checks.push({ ...NO_SOURCE, source: 'collector', check: 'sources', ok: false });
  }
  return { overall_validation: checks.every((check) => check.ok), checks };
}

/** The check of a collector that was given nothing to read. */
export const NO_SOURCE = {
  detail: 'No source is configured.',
  remedy: 'Give the collector an account, a bucket or both.',
} as const;

const APP_WRONG = 'The app id or the app secret is not that of the token: it cannot be refreshed.';

async function checkInstagram(
  source: SourceOf<InstagramAnalyticsManager>,
  now: number,
  signal: AbortSignal | undefined,
): Promise<RequirementCheck[]> {
  return failing('instagram', signal, async (done, warn) => {
    const manager = openSource(source);
    done('config', 'The configuration is complete.');
    const version = versionNotice(manager.apiVersion, now);
    const remedy = version?.issue.remedy ?? '';
    if (version?.state === 'expired') done('api_version', version.issue.message, false, [remedy]);
    else if (version !== null) warn('api_version', version.issue.message, remedy);
    checkTables(GRAPH_TABLES, now, warn);
    const token = await manager.getTokenInfo({ signal });
    const days = token.days_left === null ? '' : `, ${String(token.days_left)} days left`;
    done('token', token.valid ? `The token is valid${days}.` : 'The token is not valid.', token.valid, token.remedies);
    const missing = token.missing_scopes;
    if (missing !== null) {
      const detail = missing.length === 0 ? 'All permissions are granted.' : `Missing: ${missing.join(', ')}.`;
      done('scopes', detail, missing.length === 0, token.remedies);
    }
    if (token.app_valid !== null) {
      const detail = token.app_valid ? 'The app id and the app secret are those of the token.' : APP_WRONG;
      done('app', detail, token.app_valid, token.remedies);
    }
    if (!token.valid) return;
    try {
      const { username, account_id } = await manager.getAccountInfo({ insights: false, signal });
      done('account', `The account ${username ?? account_id} can be read.`);
    } catch (caught) {
      const error = ownError(caught, signal);
      // What is known of the token, such as scopes of other accounts, says more than the refusal.
      done(
        'access',
        error.message,
        false,
        [error.remedy, ...token.remedies].filter((one) => one !== null),
      );
    }
  });
}

async function checkBucket(
  source: SourceOf<GCSInventoryManager>,
  now: number,
  signal: AbortSignal | undefined,
): Promise<RequirementCheck[]> {
  return failing('gcs', signal, async (done, warn) => {
    const manager = openSource(source);
    done('config', 'The configuration is complete.');
    checkTables(STORAGE_TABLES, now, warn);
    const { checks, folders } = await manager.validateAccess({ signal });
    for (const { permission, ok, problem, remedy } of checks) {
      done(permission, problem ?? (ok ? 'Granted.' : 'Not granted.'), ok, remedy === null ? [] : [remedy]);
    }
    for (const { folder, ok } of folders) {
      const detail = ok ? `${folder}/ has files.` : `${folder}/ has no file.`;
      done('folder', detail, ok, ['Correct its name in the folders of the configuration, or leave it out.']);
    }
  });
}

function checkTables(tables: readonly DatedTable[], now: number, warn: Warn): void {
  const aged = tablesNotice(tables, now);
  if (aged !== null) warn('tables', aged.message, aged.remedy);
}

async function checkPlaces({ outputDir, history, ledger }: CheckedPlaces): Promise<RequirementCheck[]> {
  const places: readonly (readonly [string, string, (() => Promise<void>) | undefined])[] = [
    ['output_dir', 'The folder can be written to.', () => requireWritableFolder(outputDir)],
    ['history', 'The history can be read and written.', history?.check?.bind(history)],
    ['ledger', 'The ledger can be read.', ledger?.check?.bind(ledger)],
  ];
  const parts = places.map(([check, detail, run]) =>
    failing(
      'collector',
      undefined,
      async (done) => {
        if (run === undefined) return;
        await run();
        done(check, detail);
      },
      check,
    ),
  );
  return (await Promise.all(parts)).flat();
}

type Done = (check: string, detail: string, ok?: boolean, remedies?: readonly string[]) => void;
type Warn = (check: string, detail: string, remedy: string) => void;

/** Runs checks of one source; an error of this library is the last of them. */
async function failing(
  source: RequirementCheck['source'],
  signal: AbortSignal | undefined,
  run: (done: Done, warn: Warn) => Promise<void>,
  name?: string,
): Promise<RequirementCheck[]> {
  const checks: RequirementCheck[] = [];
  const done: Done = (check, detail, ok = true, remedies = []) => {
    checks.push({ source, check, ok, detail, remedy: ok || remedies.length === 0 ? null : remedies.join(' ') });
  };
  try {
    await run(done, (check, detail, remedy) => {
      checks.push({ source, check, ok: true, detail, remedy });
    });
  } catch (caught) {
    const error = ownError(caught, signal);
    done(
      name ?? (error.kind === 'config' ? 'config' : 'access'),
      error.message,
      false,
      error.remedy === null ? [] : [error.remedy],
    );
  }
  return checks;
}
