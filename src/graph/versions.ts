import type { Sourced } from '../base/dated-table.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { DAY_MS } from '../base/time.ts';

/** One Graph version's life. */
export interface VersionEntry extends Sourced {
  readonly version: string;
  /** `null` for an old version whose first day was not read. */
  readonly introduced: string | null;
  /** The first day it is no longer served; `null` when not announced. */
  readonly ends: string | null;
}

const CHANGELOG = { source: 'Graph API changelog, versions table', checkedOn: '2026-11-27' } as const;

/**
 * Newest first. A version ends two years after the next one came, from which the end of v26.0 follows. An expired version
 * in the address is silently answered by the oldest live one.
 */
export const VERSIONS: readonly VersionEntry[] = [
  {
    version: 'v27.0',
    introduced: '2026-11-04',
    ends: null,
    source: 'Introducing Graph API v27',
    checkedOn: '2026-11-27',
  },
  { version: 'v26.0', introduced: '2026-07-29', ends: '2028-11-04', ...CHANGELOG },
  { version: 'v25.0', introduced: '2026-02-18', ends: '2028-07-29', ...CHANGELOG },
  { version: 'v24.0', introduced: '2025-10-08', ends: '2028-02-18', ...CHANGELOG },
  { version: 'v23.0', introduced: '2025-05-29', ends: '2027-10-08', ...CHANGELOG },
  { version: 'v22.0', introduced: '2025-01-21', ends: '2027-05-20', ...CHANGELOG },
  { version: 'v21.0', introduced: '2024-10-02', ends: '2027-01-21', ...CHANGELOG },
  { version: 'v20.0', introduced: '2024-05-21', ends: '2026-09-24', ...CHANGELOG },
  { version: 'v19.0', introduced: null, ends: '2026-05-21', ...CHANGELOG },
];

/** Days before its end from which a version is said to end soon. */
const ENDING_SOON_DAYS = 90;

/** What is to be said of a version before anything is asked of it. */
export interface VersionNotice {
  readonly state: 'expired' | 'ending_soon' | 'not_checked';
  readonly issue: Pick<CollectionIssue, 'kind' | 'code' | 'message' | 'remedy' | 'retryable'>;
}

/**
 * Judges a version by the table at `now`, in milliseconds since the epoch. `expired`: its end has come, or it is older than
 * the table, so that Graph answers with another version. `ending_soon`: it ends within {@link ENDING_SOON_DAYS}.
 * `not_checked`: it is not in the table, so nobody compared what it answers with the tables of this library. `null` when
 * there is nothing to say.
 *
 * @example
 * versionNotice('v26.0', Date.parse('2026-11-28')); //=> null
 */
export function versionNotice(version: string, now: number): VersionNotice | null {
  const entry = VERSIONS.find((one) => one.version === version);
  const isOlder = entry === undefined && VERSIONS.every((one) => majorOf(version) < majorOf(one.version));
  const newest = VERSIONS[0]?.version ?? version;
  const remedy = `Configure an apiVersion that is alive, such as ${newest}, or leave it out.`;
  if (isOlder || isPast(entry?.ends, now)) {
    const oldest = VERSIONS.findLast(({ ends }) => !isPast(ends, now))?.version ?? newest;
    const ended = entry?.ends == null ? 'long ago' : `on ${entry.ends}`;
    const message = `Graph ${version} ended ${ended}: Graph answers with ${oldest} in its place.`;
    return {
      state: 'expired',
      issue: { kind: 'config', code: 'config:apiVersion', message, remedy, retryable: false },
    };
  }
  if (entry === undefined) {
    const message = `Graph ${version} was not checked: the tables of this version of the library end with ${newest}.`;
    const update = 'Update the library, or expect refusals: a metric or field that is refused is left out.';
    const words = { kind: 'unsupported', code: 'graph:version_not_checked', message, remedy: update } as const;
    return { state: 'not_checked', issue: { ...words, retryable: false } };
  }
  if (entry.ends === null || Date.parse(entry.ends) - now > ENDING_SOON_DAYS * DAY_MS) return null;
  const message = `Graph ${version} ends on ${entry.ends}.`;
  const words = { kind: 'unsupported', code: 'graph:version_ending', message, remedy } as const;
  return { state: 'ending_soon', issue: { ...words, retryable: false } };
}

function isPast(ends: string | null | undefined, now: number): boolean {
  return ends != null && Date.parse(ends) <= now;
}

function majorOf(version: string): number {
  return Number(/^v(\d+)/.exec(version)?.[1] ?? Number.NaN);
}
