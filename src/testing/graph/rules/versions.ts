/** One Graph API version. `endsAt` is the first moment it is no longer served; `null` while no end is announced. */
export interface VersionRule {
  readonly version: string;
  readonly introducedAt: string;
  readonly endsAt: string | null;
}

/**
 * Oldest first. Source: developers.facebook.com/docs/graph-api/changelog/versions, checked 2026-11-22. Versions before
 * v20.0 ended earlier and behave as v20.0 does.
 */
const VERSIONS: readonly VersionRule[] = [
  { version: 'v20.0', introducedAt: '2024-05-21', endsAt: '2026-09-24' },
  { version: 'v21.0', introducedAt: '2024-10-02', endsAt: '2027-01-21' },
  { version: 'v22.0', introducedAt: '2025-01-21', endsAt: '2027-05-20' },
  { version: 'v23.0', introducedAt: '2025-05-29', endsAt: '2027-10-08' },
  { version: 'v24.0', introducedAt: '2025-10-08', endsAt: '2028-02-18' },
  { version: 'v25.0', introducedAt: '2026-02-18', endsAt: '2028-07-29' },
  { version: 'v26.0', introducedAt: '2026-07-29', endsAt: null },
];

/** The day the tables were checked. An injected clock in the past does not bring old platform behaviour back. */
const CHECKED_AT: number = Date.UTC(2026, 10, 22);

/** What a version segment leads to: the version that answers, or `unknown`. */
export type ServedVersion = { readonly kind: 'served'; readonly major: number } | { readonly kind: 'unknown' };

/**
 * The version that answers. An expired version, and a request without one, is served by the oldest live version
 * without a word about it; a version that was never released is unknown.
 *
 * @param segment `v26.0`, or `null` for a request without a version
 * @example
 * servedVersion('v19.0', Date.now()); //=> { kind: 'served', major: 21 }
 */
export function servedVersion(segment: string | null, now: number): ServedVersion {
  const at = Math.max(now, CHECKED_AT);
  const live = VERSIONS.filter(({ endsAt }) => endsAt === null || Date.parse(endsAt) > at);
  const oldest = majorOf(live[0]?.version ?? 'v26.0');
  if (segment === null) return { kind: 'served', major: oldest };
  const asked = majorOf(segment);
  const exact = live.find(({ version }) => version === segment);
  if (exact !== undefined) return { kind: 'served', major: asked };
  const released = VERSIONS.some(({ version }) => version === segment) || asked < majorOf('v20.0');
  return released && asked >= 1 ? { kind: 'served', major: oldest } : { kind: 'unknown' };
}

/** Whether a path segment is a version: `v26.0`. */
export function isVersionSegment(segment: string): boolean {
  return /^v\d{1,3}\.\d{1,2}$/.test(segment);
}

function majorOf(version: string): number {
  return Number(version.slice(1, version.indexOf('.')));
}
